"""Q4(b) rmsprop: wrong ways to keep and to use the mean of the squares."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


@misconception(
    part="q4b_rmsprop",
    formula="w ← w − η dw/√(c + ε)",
    hint="ε keeps the denominator from 0. Is it added to the root, or under it?",
)
def rmsprop__epsilon_inside(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    decay_rate = config.setdefault("decay_rate", 0.99)
    epsilon = config.setdefault("epsilon", 1e-8)
    cache = config.get("cache", np.zeros_like(w))
    cache = decay_rate * cache + (1 - decay_rate) * dw**2
    return w - learning_rate * dw / np.sqrt(cache + epsilon), config | {"cache": cache}


@misconception(
    part="q4b_rmsprop",
    formula="c ← c + dw²",
    hint="Your cache grows for ever, as in AdaGrad: here old gradients are forgotten bit by bit.",
)
def rmsprop__sum_of_squares(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    epsilon = config.setdefault("epsilon", 1e-8)
    cache = config.get("cache", np.zeros_like(w))
    cache = cache + dw**2
    return w - learning_rate * dw / (np.sqrt(cache) + epsilon), config | {"cache": cache}


@misconception(
    part="q4b_rmsprop",
    formula="c ← (1 − ρ) c + ρ dw²",
    hint="With a decay rate near 1 the cache should change slowly. Does yours?",
)
def rmsprop__decay_swapped(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    decay_rate = config.setdefault("decay_rate", 0.99)
    epsilon = config.setdefault("epsilon", 1e-8)
    cache = config.get("cache", np.zeros_like(w))
    cache = (1 - decay_rate) * cache + decay_rate * dw**2
    return w - learning_rate * dw / (np.sqrt(cache) + epsilon), config | {"cache": cache}


@misconception(
    part="q4b_rmsprop",
    formula="w ← w − η dw/(c + ε)",
    hint="The cache has the gradient's size squared. What do you divide by?",
)
def rmsprop__no_root(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    decay_rate = config.setdefault("decay_rate", 0.99)
    epsilon = config.setdefault("epsilon", 1e-8)
    cache = config.get("cache", np.zeros_like(w))
    cache = decay_rate * cache + (1 - decay_rate) * dw**2
    return w - learning_rate * dw / (cache + epsilon), config | {"cache": cache}


@misconception(
    part="q4b_rmsprop",
    formula="c is computed and not put into config",
    hint="What does your next call find under the key for the cache?",
)
def rmsprop__cache_not_stored(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    decay_rate = config.setdefault("decay_rate", 0.99)
    epsilon = config.setdefault("epsilon", 1e-8)
    cache = config.get("cache", np.zeros_like(w))
    cache = decay_rate * cache + (1 - decay_rate) * dw**2
    return w - learning_rate * dw / (np.sqrt(cache) + epsilon), config


@misconception(
    part="q4b_rmsprop",
    formula="the step divides by the c of the step before",
    hint="Which comes first, the new cache or the division by its root?",
)
def rmsprop__old_cache(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    decay_rate = config.setdefault("decay_rate", 0.99)
    epsilon = config.setdefault("epsilon", 1e-8)
    cache = config.get("cache", np.zeros_like(w))

    next_w = w - learning_rate * dw / (np.sqrt(cache) + epsilon)
    cache = decay_rate * cache + (1 - decay_rate) * dw**2
    return next_w, config | {"cache": cache}


@misconception(
    part="q4b_rmsprop",
    formula="c is divided by 1 − ρᵗ",
    hint="That correction belongs to Adam. RMSProp uses its cache as it is.",
)
def rmsprop__bias_corrected(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    decay_rate = config.setdefault("decay_rate", 0.99)
    epsilon = config.setdefault("epsilon", 1e-8)
    cache = config.get("cache", np.zeros_like(w))
    cache = decay_rate * cache + (1 - decay_rate) * dw**2

    t = config.get("t", 0) + 1
    corrected = cache / (1 - decay_rate**t)
    step = learning_rate * dw / (np.sqrt(corrected) + epsilon)
    return w - step, config | {"cache": cache, "t": t}
