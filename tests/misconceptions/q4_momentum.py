"""Q4(b) sgd_momentum: wrong ways to gather and to use a velocity."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL, misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ v + (1 − μ) dw",
    hint="You average the gradients; here the velocity is their (decaying) sum. Look at the "
    "equation for v again.",
)
def sgd_momentum__damped(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v + (1 - momentum) * dw
    return w - learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ v − η dw, then w ← w + v",
    hint="Your path is right as long as the learning rate stays the same, but your velocity is a"
    " step, sign and learning rate included. Here it is a sum of gradients.",
)
def sgd_momentum__velocity_is_a_step(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v - learning_rate * dw
    return w + v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ v + η dw, then w ← w − v",
    hint="When the learning rate changes, what has been gathered so far should be stepped at the"
    " new rate. Where do you apply it?",
)
def sgd_momentum__learning_rate_in_velocity(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v + learning_rate * dw
    return w - v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v is computed and not put into config",
    hint="What does your next call find under the key for the velocity?",
)
def sgd_momentum__velocity_not_stored(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v + dw
    return w - learning_rate * v, config


@misconception(
    part="q4b_sgd_momentum",
    formula="v starts from 0 in every call",
    hint="Is the velocity of the last call used anywhere?",
)
def sgd_momentum__velocity_forgotten(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = np.zeros_like(w)

    v = momentum * v + dw
    return w - learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="w ← w − η (dw + μ v)",
    hint="You look ahead by one more step, as Nesterov's variant does. Plain momentum steps "
    "along v itself.",
)
def sgd_momentum__nesterov(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v + dw
    return w - learning_rate * (dw + momentum * v), config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="w ← w − η v with the v of the step before",
    hint="Which comes first, the new velocity or the step along it?",
)
def sgd_momentum__old_velocity(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    next_w = w - learning_rate * v
    return next_w, config | {"velocity": momentum * v + dw}


@misconception(
    part="q4b_sgd_momentum",
    formula="w ← w + η v",
    hint="With v a sum of gradients, which way is downhill?",
    costs=ALL,
)
def sgd_momentum__uphill(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v + dw
    return w + learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← (1 − μ) v + dw",
    hint="A momentum of 0.9 keeps most of the velocity. How much does yours keep?",
)
def sgd_momentum__friction(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = (1 - momentum) * v + dw
    return w - learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ (v + dw)",
    hint="The newest gradient enters at full weight: only what was there before decays.",
)
def sgd_momentum__gradient_decays(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * (v + dw)
    return w - learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← μ v − dw, then w ← w + η v",
    hint="Your steps are right, but your velocity points the other way: here it is a sum of "
    "gradients, not of steps.",
    costs=ALL,
)
def sgd_momentum__minus_gradient(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v - dw
    return w + learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="μ = 0 is replaced by 0.9",
    hint="A hyperparameter of 0 is a value like any other. How do you tell it from a missing key?",
)
def sgd_momentum__zero_counts_as_missing(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.get("momentum") or 0.9
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v + dw
    return w - learning_rate * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="config = None has defaults, a missing key has none",
    hint="A config may be there and still lack some keys, as in the very first call of a solver "
    "that only sets the learning rate.",
)
def sgd_momentum__defaults_only_without_config(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    if config is None:
        config = {"learning_rate": 1e-2, "momentum": 0.9, "velocity": np.zeros_like(w)}
    v = config["momentum"] * config["velocity"] + dw
    return w - config["learning_rate"] * v, config | {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="returns {velocity: v} alone",
    hint="The config you return is the one you are given next time: are the hyperparameters in it?",
)
def sgd_momentum__hyperparameters_not_returned(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    v = momentum * v + dw
    return w - learning_rate * v, {"velocity": v}


@misconception(
    part="q4b_sgd_momentum",
    formula="dw ← dw + μ v in place",
    hint="The gradient belongs to the caller: is it the same after your step?",
)
def sgd_momentum__gradient_changed(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))

    dw += momentum * v
    return w - learning_rate * dw, config | {"velocity": dw.copy()}


@misconception(
    part="q4b_sgd_momentum",
    formula="the first velocity is dw itself",
    hint="A velocity that is the caller's array changes with it, and the other way round. What "
    "does the first step have to make for itself?",
)
def sgd_momentum__gradient_kept_as_velocity(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = {} if config is None else config
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)

    if "velocity" not in config:
        config["velocity"] = dw
    else:
        config["velocity"] *= momentum
        config["velocity"] += dw
    return w - learning_rate * config["velocity"], config


@misconception(
    part="q4b_sgd_momentum",
    formula="v ← v + μ dw",
    hint="Momentum says how much of the old velocity stays. What does it multiply?",
)
def sgd_momentum__scales_the_gradient(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    momentum = config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w)) + momentum * dw
    return w - learning_rate * v, config | {"velocity": v}
