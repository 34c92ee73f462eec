"""The update rules of Q4(b), as the handout writes them: what a trajectory is compared with, and
what trains a student's BEST_MODEL.

Written apart from `solutions/`, so that a slip there is not repeated here, with the equations in
the handout's order. Each rule takes and returns what a student's does; none changes its arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Config = dict[str, Any]
Rule = Callable[[np.ndarray, np.ndarray, Config | None], tuple[np.ndarray, Config]]


def sgd(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """w ← w − η dw."""
    config = {"learning_rate": 1e-2} | (config or {})
    return w - config["learning_rate"] * dw, config


def sgd_momentum(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> tuple[np.ndarray, Config]:
    """v ← μ v + dw, then w ← w − η v."""
    start: Config = {"learning_rate": 1e-2, "momentum": 0.9, "velocity": np.zeros(w.shape)}
    config = start | (config or {})
    config["velocity"] = config["momentum"] * config["velocity"] + dw
    return w - config["learning_rate"] * config["velocity"], config


def rmsprop(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> tuple[np.ndarray, Config]:
    """c ← ρ c + (1 − ρ) dw², then w ← w − η dw / (√c + ε)."""
    start: Config = {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8}
    config = start | {"cache": np.zeros(w.shape)} | (config or {})
    decay_rate = config["decay_rate"]
    config["cache"] = decay_rate * config["cache"] + (1 - decay_rate) * np.square(dw)
    step = config["learning_rate"] * dw
    return w - step / (np.sqrt(config["cache"]) + config["epsilon"]), config


def adam(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Both moments, their bias correction, then w ← w − η m̂ / (√v̂ + ε)."""
    zeros = np.zeros(w.shape)
    start: Config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    config = start | {"m": zeros, "v": zeros, "t": 0} | (config or {})
    beta1, beta2 = config["beta1"], config["beta2"]
    config["t"] += 1
    config["m"] = beta1 * config["m"] + (1 - beta1) * dw
    config["v"] = beta2 * config["v"] + (1 - beta2) * np.square(dw)
    corrected_m = config["m"] / (1 - beta1 ** config["t"])
    corrected_v = config["v"] / (1 - beta2 ** config["t"])
    step = config["learning_rate"] * corrected_m / (np.sqrt(corrected_v) + config["epsilon"])
    return w - step, config


UPDATE_RULES: dict[str, Rule] = {
    "sgd": sgd,
    "sgd_momentum": sgd_momentum,
    "rmsprop": rmsprop,
    "adam": adam,
}
