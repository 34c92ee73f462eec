"""Q4(b) adam: more single slips in the correction, the step and the defaults."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.misconceptions.update_rule import ADAM, Slip, registered

EPSILON = "test_adam_adds_epsilon_outside_the_root"
FRESH = "test_adam_follows_torch_from_a_fresh_start"
MISSING = "test_adam_has_a_default_for_each_missing_key"

WHICH_DEFAULT = "Which default does the docstring give for a config that has none?"
WHOSE_NUMBER = "Is that number the one that config has?"
BRACKETS = (
    "What does ε keep from being 0: the step, or what it is divided by? Look at the brackets."
)
WHICH_CORRECTION = "In the first step m is (1 − β₁) dw. By what do you have to divide it to get dw?"
NOT_IN_THE_HANDOUT = "That is a step of another rule. Which equation of the handout has it?"

CORRECTIONS = {
    "corrections_exchanged": Slip(
        "m̂ = m/(1 − β₂ᵗ), v̂ = v/(1 − β₁ᵗ)",
        "Each moment is too small by its own β. Which one belongs to which?",
        {"m_hat": lambda s: s.m / (1 - s.beta2**s.t), "v_hat": lambda s: s.v / (1 - s.beta1**s.t)},
    ),
    "v_corrected_with_beta1": Slip(
        "v̂ = v/(1 − β₁ᵗ)",
        "Each moment is too small by its own β. Which one belongs to v?",
        {"v_hat": lambda s: s.v / (1 - s.beta1**s.t)},
    ),
    "m_corrected_with_beta2": Slip(
        "m̂ = m/(1 − β₂ᵗ)",
        "Each moment is too small by its own β. Which one belongs to m?",
        {"m_hat": lambda s: s.m / (1 - s.beta2**s.t)},
    ),
    "correction_with_a_plus": Slip(
        "m̂ = m/(1 + β₁ᵗ), v̂ = v/(1 + β₂ᵗ)",
        WHICH_CORRECTION,
        {"m_hat": lambda s: s.m / (1 + s.beta1**s.t), "v_hat": lambda s: s.v / (1 + s.beta2**s.t)},
    ),
    "multiplied_by_the_correction": Slip(
        "m̂ = m (1 − β₁ᵗ), v̂ = v (1 − β₂ᵗ)",
        WHICH_CORRECTION,
        {"m_hat": lambda s: s.m * (1 - s.beta1**s.t), "v_hat": lambda s: s.v * (1 - s.beta2**s.t)},
    ),
    "power_outside_the_bracket": Slip(
        "m̂ = m/(1 − β₁)ᵗ, v̂ = v/(1 − β₂)ᵗ",
        "What is raised to the power t in the handout: β, or 1 − β?",
        {
            "m_hat": lambda s: s.m / (1 - s.beta1) ** s.t,
            "v_hat": lambda s: s.v / (1 - s.beta2) ** s.t,
        },
    ),
    "divided_by_the_power": Slip(
        "m̂ = m/β₁ᵗ, v̂ = v/β₂ᵗ",
        WHICH_CORRECTION,
        {"m_hat": lambda s: s.m / s.beta1**s.t, "v_hat": lambda s: s.v / s.beta2**s.t},
    ),
    "m_multiplied_by_the_correction": Slip(
        "m̂ = m (1 − β₁ᵗ)", WHICH_CORRECTION, {"m_hat": lambda s: s.m * (1 - s.beta1**s.t)}
    ),
    "corrected_twice": Slip(
        "m̂ and v̂, and both corrections in the learning rate once more",
        "The correction belongs into the moments or into the learning rate. Where is yours?",
        {"next_w": lambda s: s.w - s.learning_rate * _folded(s) * s.step},
    ),
    "largest_corrected_v": Slip(
        "√v̂ of the largest v̂ so far",
        "Dividing by the largest v̂ so far is the AMSGrad variant. Here v̂ may also fall.",
        {
            "v_hat": lambda s: np.maximum(s.config.get("largest", 0), s.v / (1 - s.beta2**s.t)),
            "kept": lambda s: {"m": s.m, "v": s.v, "t": s.t, "largest": s.v_hat},
        },
    ),
    "gradient_corrected_in_place_of_m": Slip(
        "m̂ = dw/(1 − β₁ᵗ)",
        "m is gathered and not used. What is the step made of?",
        {"m_hat": lambda s: s.dw / (1 - s.beta1**s.t)},
    ),
    "squared_gradient_corrected_in_place_of_v": Slip(
        "v̂ = dw²/(1 − β₂ᵗ)",
        "v is gathered and not used. What is the step divided by?",
        {
            "v_hat": lambda s: s.dw**2 / (1 - s.beta2**s.t),
        },
    ),
}


def _folded(s: SimpleNamespace) -> Any:
    return np.sqrt(1 - s.beta2**s.t) / (1 - s.beta1**s.t)


STEPS_TAKEN = {
    "epsilon_outside_the_fraction": Slip(
        "w ← w − η (m̂/√v̂ + ε)",
        BRACKETS,
        {"step": lambda s: s.m_hat / np.sqrt(s.v_hat) + s.epsilon},
        costs=(EPSILON,),
    ),
    "epsilon_added_to_the_weights": Slip(
        "w ← w − η m̂/√v̂ + ε",
        BRACKETS,
        {"next_w": lambda s: s.w - s.learning_rate * s.m_hat / np.sqrt(s.v_hat) + s.epsilon},
        costs=(EPSILON,),
    ),
    "all_divided_by_the_root": Slip(
        "w ← (w − η m̂)/(√v̂ + ε)",
        "What is divided by √v̂ + ε: the step, or the new weights? Look at the brackets.",
        {"next_w": lambda s: (s.w - s.learning_rate * s.m_hat) / (np.sqrt(s.v_hat) + s.epsilon)},
    ),
    "multiplied_by_the_root": Slip(
        "w ← w − η m̂ (√v̂ + ε)",
        "Should an entry with large gradients take longer or shorter steps than by sgd?",
        {"step": lambda s: s.m_hat * (np.sqrt(s.v_hat) + s.epsilon)},
    ),
    "v_not_used": Slip(
        "w ← w − η m̂",
        "v is gathered and not used. What does it make of the step?",
        {"step": lambda s: s.m_hat},
    ),
    "m_and_v_exchanged": Slip(
        "w ← w − η v̂/(√m̂ + ε)",
        "Which of the two moments has the gradient's sign, and which its size?",
        {"step": lambda s: s.v_hat / (np.sqrt(s.m_hat) + s.epsilon)},
    ),
    "m_and_v_exchanged_and_made_positive": Slip(
        "w ← w − η v̂/(√|m̂| + ε)",
        "Which of the two moments has the gradient's sign, and which its size?",
        {"step": lambda s: s.v_hat / (np.sqrt(np.abs(s.m_hat)) + s.epsilon)},
    ),
    "rmsprop": Slip(
        "w ← w − η dw/(√v + ε)",
        "That is RMSProp. What is m for, and what do m and v have to be corrected for?",
        {"m_hat": lambda s: s.dw, "v_hat": lambda s: s.v},
    ),
    "sign_of_m": Slip(
        "w ← w − η sign(m̂)",
        "v is gathered and not used. Do all entries move by η in the handout, whatever their size?",
        {"step": lambda s: np.sign(s.m_hat)},
    ),
    "returns_the_direction": Slip(
        "(m̂/(√v̂ + ε), config)",
        "Are the first values that you return the new weights, or what is subtracted from them?",
        {"next_w": lambda s: s.step},
    ),
    "moments_from_before": Slip(
        "m̂ and v̂ of the moments from before this gradient",
        "Which comes first in the handout: the new moments, or their correction?",
        {
            "m_hat": lambda s: s.before["m"] / (1 - s.beta1**s.t),
            "v_hat": lambda s: s.before["v"] / (1 - s.beta2**s.t),
        },
    ),
    "v_from_before": Slip(
        "v̂ of the v from before this gradient",
        "What is v in the first step, and what do you divide by?",
        {"v_hat": lambda s: s.before["v"] / (1 - s.beta2**s.t)},
    ),
    "rounded": Slip(
        "w, m and v rounded to 5 decimals",
        "Who needs fewer digits of the weights than you have?",
        {
            "next_w": lambda s: np.round(s.w - s.learning_rate * s.step, 5),
            "kept": lambda s: {"m": np.round(s.m, 5), "v": np.round(s.v, 5), "t": s.t},
        },
    ),
    "no_learning_rate": Slip(
        "w ← w − m̂/(√v̂ + ε)",
        "How long is your step if the learning rate is halved?",
        {"next_w": lambda s: s.w - s.step},
    ),
    "learning_rate_falls": Slip(
        "η/√t in the place of η",
        NOT_IN_THE_HANDOUT,
        {"next_w": lambda s: s.w - s.learning_rate / np.sqrt(s.t) * s.step},
    ),
    "weights_decay": Slip(
        "w ← w − η (m̂/(√v̂ + ε) + 0.01 w)",
        NOT_IN_THE_HANDOUT,
        {"next_w": lambda s: s.w - s.learning_rate * (s.step + 0.01 * s.w)},
    ),
    "weights_decay_after_the_step": Slip(
        "w ← (1 − 0.01 η)(w − η m̂/(√v̂ + ε))",
        NOT_IN_THE_HANDOUT,
        {"next_w": lambda s: (1 - 0.01 * s.learning_rate) * (s.w - s.learning_rate * s.step)},
    ),
    "nesterov": Slip(
        "w ← w − η (β₁ m̂ + (1 − β₁) dw/(1 − β₁ᵗ))/(√v̂ + ε)",
        "That is NAdam. Which mean of the gradients does the handout's step have?",
        {"m_hat": lambda s: (s.beta1 * s.m + (1 - s.beta1) * s.dw) / (1 - s.beta1**s.t)},
    ),
    "returns_the_step": Slip(
        "(−η m̂/(√v̂ + ε), config)",
        "Are the first values that you return the new weights, or what is added to them?",
        {"next_w": lambda s: -s.learning_rate * s.step},
    ),
    "epsilon_in_the_code": Slip(
        "ε = 1e-8, whatever config says",
        WHOSE_NUMBER,
        {"step": lambda s: s.m_hat / (np.sqrt(s.v_hat) + 1e-8)},
    ),
    "epsilon_of_1e_7_in_the_code": Slip(
        "ε = 1e-7, whatever config says",
        "Is your ε the one that config has, and the handout's where it has none?",
        {"step": lambda s: s.m_hat / (np.sqrt(s.v_hat) + 1e-7)},
    ),
    "learning_rate_in_the_code": Slip(
        "η = 1e-3, whatever config says",
        WHOSE_NUMBER,
        {"next_w": lambda s: s.w - 1e-3 * s.step},
    ),
    "betas_in_the_code": Slip(
        "β₁ = 0.9, β₂ = 0.999, whatever config says",
        WHOSE_NUMBER,
        {
            "m": lambda s: 0.9 * s.m + 0.1 * s.dw,
            "v": lambda s: 0.999 * s.v + 0.001 * s.dw**2,
            "m_hat": lambda s: s.m / (1 - 0.9**s.t),
            "v_hat": lambda s: s.v / (1 - 0.999**s.t),
        },
    ),
    "single_precision": Slip(
        "w, m and v are turned into float32",
        "Which dtype do the weights have that your function is given?",
        dtype=np.float32,
    ),
}


def _default(symbol: str, key: str, value: float, costs: tuple[str, ...] = ()) -> Slip:
    return Slip(f"{symbol} where config has none", WHICH_DEFAULT, {}, {key: value}, costs=costs)


DEFAULTS = {
    "learning_rate_of_0_1": _default("η = 0.1", "learning_rate", 0.1, (FRESH, MISSING)),
    "learning_rate_of_3e_4": _default("η = 3e-4", "learning_rate", 3e-4, (FRESH, MISSING)),
    "learning_rate_of_5e_4": _default("η = 5e-4", "learning_rate", 5e-4, (FRESH, MISSING)),
    "learning_rate_of_1e_4": _default("η = 1e-4", "learning_rate", 1e-4, (FRESH, MISSING)),
    "beta1_of_0_99": _default("β₁ = 0.99", "beta1", 0.99, (FRESH, MISSING)),
    "beta1_of_0_95": _default("β₁ = 0.95", "beta1", 0.95, (FRESH, MISSING)),
    "beta2_of_0_99": _default("β₂ = 0.99", "beta2", 0.99, (FRESH, MISSING)),
    "beta2_of_0_9": _default("β₂ = 0.9", "beta2", 0.9, (FRESH, MISSING)),
    "epsilon_of_1e_7": _default("ε = 1e-7", "epsilon", 1e-7),
    "epsilon_of_1e_5": _default("ε = 1e-5", "epsilon", 1e-5),
    "epsilon_of_1e_6": _default("ε = 1e-6", "epsilon", 1e-6),
    "epsilon_of_1e_10": _default("ε = 1e-10", "epsilon", 1e-10),
}

globals().update(registered(ADAM, CORRECTIONS | STEPS_TAKEN | DEFAULTS, __name__))
