"""Q4(b) adam: wrong moments and wrong steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL, misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


@misconception(
    part="q4b_adam",
    formula="m decays with β₂ and v with β₁",
    hint="Which of the two averages should have the longer memory?",
)
def adam__betas_swapped(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta2, beta1 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="m ← (1 − β₁) m + β₁ dw, and so for v",
    hint="With β near 1 an average should change slowly. Does yours?",
)
def adam__decay_swapped(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = (1 - beta1) * config.get("m", np.zeros_like(w)) + beta1 * dw
    v = (1 - beta2) * config.get("v", np.zeros_like(w)) + beta2 * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="m ← β₁ m + dw, v ← β₂ v + dw²",
    hint="The moments are averages, whose weights add up to 1. What do yours add up to?",
)
def adam__sums_not_means(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + dw
    v = beta2 * config.get("v", np.zeros_like(w)) + dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="v ← β₂ v + (1 − β₂) |dw|",
    hint="v is the mean of the squared gradient, so that its root has the gradient's size.",
)
def adam__no_square(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * np.abs(dw)
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="w ← w − η m̂/(v̂ + ε)",
    hint="v̂ has the gradient's size squared. Does your step depend on the unit of the gradient?",
)
def adam__no_root(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (v_hat + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="w ← w − η dw/(√v̂ + ε)",
    hint="Adam steps along the smoothed gradient. Is m used in your step?",
)
def adam__steps_along_the_gradient(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    v_hat = v / (1 - beta2**t)
    next_w = w - learning_rate * dw / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="v ← β₂ v + (1 − β₂) m²",
    hint="The second moment is of the gradient itself, not of its average.",
)
def adam__v_of_the_smoothed_gradient(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * m**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="w ← w + η m̂/(√v̂ + ε)",
    hint="m points where the loss grows. Which way do you want to go?",
    costs=ALL,
)
def adam__uphill(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w + learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="η = 1e-2 where config has none",
    hint="Each rule has its own default learning rate: look this one up in the docstring.",
)
def adam__learning_rate_of_sgd(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-2)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="√v̂ of the largest v so far",
    hint="Dividing by the largest v so far is the AMSGrad variant. Here v may also fall.",
)
def adam__largest_v(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    largest = np.maximum(config.get("largest", v), v)
    m_hat, v_hat = m / (1 - beta1**t), largest / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "largest": largest, "t": t}
