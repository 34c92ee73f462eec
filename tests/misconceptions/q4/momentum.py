"""Q4(b) sgd_momentum: the right equations, with a config or a gradient that is treated wrongly."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


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
