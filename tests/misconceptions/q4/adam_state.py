"""Q4(b) adam: the right equations, with a config or a gradient that is treated wrongly."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


@misconception(
    part="q4b_adam",
    formula="m and v start over where t is missing",
    hint="Each key has its own default. What if a config has m but no t?",
)
def adam__state_reset_with_v(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    if "t" not in config:
        config = config | {"m": np.zeros_like(w), "v": np.zeros_like(w)}
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="config = None has defaults, a missing key has none",
    hint="A config may be there and still lack some keys, as in the very first call of a solver "
    "that only sets the learning rate.",
)
def adam__defaults_only_without_config(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    if config is None:
        config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
        config |= {"m": np.zeros_like(w), "v": np.zeros_like(w), "t": 0}
    beta1, beta2, t = config["beta1"], config["beta2"], config["t"] + 1
    m = beta1 * config["m"] + (1 - beta1) * dw
    v = beta2 * config["v"] + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    step = config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"])
    return w - step, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="β₁ = 0 is replaced by 0.9",
    hint="A hyperparameter of 0 is a value like any other. How do you tell it from a missing key?",
)
def adam__zero_counts_as_missing(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.get("beta1") or 0.9, config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="dw ← dw² in place",
    hint="The gradient belongs to the caller: is it the same after your step?",
)
def adam__gradient_changed(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    dw **= 2
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}
