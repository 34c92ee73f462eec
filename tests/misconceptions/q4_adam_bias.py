"""Q4(b) adam: wrong corrections, counts and places of ε."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.diagnosis.bank import misconception

Config = dict[str, Any]
Update = tuple[np.ndarray, Config]


@misconception(
    part="q4b_adam",
    formula="w ← w − η m/(√v + ε)",
    hint="m and v start at 0 and are too small in the first steps. What does the handout divide "
    "them by?",
)
def adam__no_bias_correction(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    next_w = w - learning_rate * m / (np.sqrt(v) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="w ← w − η m̂/(√v + ε)",
    hint="You correct one of the two moments. Why would the other one not need it?",
)
def adam__only_m_corrected(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="w ← w − η m/(√v̂ + ε)",
    hint="You correct one of the two moments. Why would the other one not need it?",
)
def adam__only_v_corrected(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    v_hat = v / (1 - beta2**t)
    next_w = w - learning_rate * m / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="w ← w − η m̂/√(v̂ + ε)",
    hint="ε keeps the denominator from 0. Is it added to the root, or under it?",
)
def adam__epsilon_inside(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / np.sqrt(v_hat + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="w ← w − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)",
    hint="Folding both corrections into the learning rate also divides ε by one of them. Which ε"
    " does the handout's denominator have?",
)
def adam__epsilon_before_correction(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    next_w = w - rate * m / (np.sqrt(v) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="w ← w − η m̂/√v̂",
    hint="What is your step where a gradient has been exactly 0 so far?",
)
def adam__no_epsilon(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / np.sqrt(v_hat)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="m̂ = m/(1 − β₁ t)",
    hint="How much of the start at 0 is left after t steps: does it shrink by a factor each "
    "time, or by an amount?",
)
def adam__correction_linear_in_t(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1 * t), v / (1 - beta2 * t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="m̂ = m/(1 − β₁), v̂ = v/(1 − β₂)",
    hint="That correction is right for the first step. By how much is m too small after many?",
)
def adam__correction_of_the_first_step(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1), v / (1 - beta2)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="t is counted and not put into config",
    hint="Which step does your second call think it is?",
)
def adam__t_not_stored(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v}


@misconception(
    part="q4b_adam",
    formula="the first step is corrected as number 2",
    hint="t counts the steps taken so far, this one included. What is it in the very first call?",
)
def adam__t_starts_at_one(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 1) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}


@misconception(
    part="q4b_adam",
    formula="the returned t is one ahead",
    hint="The config that the first call returns should say that one step was taken. What does "
    "yours say?",
)
def adam__t_is_the_next_step(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 1)
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t + 1}


@misconception(
    part="q4b_adam",
    formula="m̂ = m/(1 − β₁⁰) in the first step",
    hint="In the first call you divide by 1 − β⁰. When does t count this step?",
)
def adam__t_counted_after_the_step(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0)
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    with np.errstate(divide="ignore", invalid="ignore"):
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    with np.errstate(invalid="ignore"):
        next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t + 1}


@misconception(
    part="q4b_adam",
    formula="m ← m̂ and v ← v̂ are what the next step starts from",
    hint="The correction is for this step alone. What do you keep for the next one?",
)
def adam__corrected_moments_stored(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m_hat, "v": v_hat, "t": t}


@misconception(
    part="q4b_adam",
    formula="m̂ = m/(1 − β₁ᵗ⁺¹), v̂ = v/(1 − β₂ᵗ⁺¹)",
    hint="t is counted rightly, and the correction adds 1 once more. What is 1 − β₁ᵗ in the first "
    "step?",
)
def adam__correction_of_the_next_step(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> Update:
    config = dict(config or {})
    learning_rate = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    epsilon = config.setdefault("epsilon", 1e-8)
    t = config.get("t", 0) + 1
    m = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
    next_w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return next_w, config | {"m": m, "v": v, "t": t}
