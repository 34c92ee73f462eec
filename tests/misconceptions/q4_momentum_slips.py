"""Q4(b) sgd and sgd_momentum: more single slips, and two at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL, misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


def _start(
    w: np.ndarray, config: Config | None, momentum: float = 0.9
) -> tuple[Config, float, float, np.ndarray]:
    """The config, its learning rate and momentum with defaults, its velocity."""
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", momentum)
    return config, learning_rate, momentum, config.get("velocity", np.zeros_like(w))


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ v − η dw, then w ← w − μ v_old + (1 + μ) v",
    hint="That is Nesterov's momentum, with the velocity kept as a step. Which gradients does the "
    "handout's step add up?",
)
def sgd_momentum__nesterov_as_a_step(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config, learning_rate, momentum, before = _start(w, config)
    v = momentum * before - learning_rate * dw
    return w - momentum * before + (1 + momentum) * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ v + η dw, then w ← w − η v",
    hint="The learning rate is in your velocity and in your step. How often should it be there?",
)
def sgd_momentum__learning_rate_twice(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config, learning_rate, momentum, v = _start(w, config)
    v = momentum * v + learning_rate * dw
    return w - learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="μ = 0.99 where config has none",
    hint="Which momentum does the docstring give for a config that has none?",
)
def sgd_momentum__momentum_of_0_99(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config, learning_rate, momentum, v = _start(w, config, 0.99)
    v = momentum * v + dw
    return w - learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ v + dw; config keeps the velocity from before",
    hint="What does your next call find under the key for the velocity?",
)
def sgd_momentum__velocity_stays_zero(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config, learning_rate, momentum, v = _start(w, config)
    return w - learning_rate * (momentum * v + dw), config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ v − (1 − μ) η dw, then w ← w + v",
    hint="Two things differ from the handout's equation for v: an average, and a step. Begin with "
    "the average.",
    costs=ALL,
)
def sgd_momentum__damped_and_kept_as_a_step(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config, learning_rate, momentum, v = _start(w, config)
    v = momentum * v - (1 - momentum) * learning_rate * dw
    return w + v, config | {"velocity": v}


@misconception(
    part="q4b_sgd",
    formula="η = 0.1 where config has none",
    hint="Which learning rate does the docstring give for a config that has none?",
)
def sgd__learning_rate_of_0_1(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    return w - config.setdefault("learning_rate", 0.1) * dw, config
