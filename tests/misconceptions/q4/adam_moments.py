"""Q4(b) adam: single slips in the moments."""

from __future__ import annotations

import numpy as np

from tests.misconceptions.q4.handout_rules import ADAM
from tests.misconceptions.q4.update_rule import Slip, Step, not_kept, registered

WHICH_POWER = "v gathers a size. Which power of the gradient has no sign?"
WHICH_MOMENT = "Which of the two moments has the gradient's sign, and which its size?"
WHICH_BETA = "There are two β. Which one belongs to which moment?"
HOW_MUCH = "How much of a moment is the newest gradient, and how much is what was there before?"
SLOWLY = "With β near 1 an average should change slowly. Does yours?"
AVERAGES = "The moments are averages, whose weights add up to 1. What do yours add up to?"
ONE_GRADIENT = "The moments are means over many steps. Where do yours take up those before?"
EACH_ENTRY = "Each entry has a size of its own. What does your v run over?"
ADAGRAD = "Adding up all squares is what AdaGrad does. What does v forget here, and how fast?"
UNDONE = "The correction undoes that m and v start at 0. Where do yours start?"


def _first(start: Step, later: Step) -> Step:
    """A moment that starts in another way."""
    return lambda s: start(s) if s.t == 1 else later(s)


M = {
    "m_is_a_sum": Slip(
        "m ← β₁ m + dw",
        "m is a mean of the gradients. How much of it is the newest one?",
        {"m": lambda s: s.beta1 * s.m0 + s.dw},
    ),
    "m_decay_swapped": Slip(
        "m ← (1 − β₁) m + β₁ dw",
        SLOWLY,
        {"m": lambda s: (1 - s.beta1) * s.m0 + s.beta1 * s.dw},
    ),
    "m_does_not_decay": Slip(
        "m ← m + (1 − β₁) dw", HOW_MUCH, {"m": lambda s: s.m0 + (1 - s.beta1) * s.dw}
    ),
    "m_of_all_gradients": Slip("m ← m + dw", HOW_MUCH, {"m": lambda s: s.m0 + s.dw}),
    "m_of_one_gradient": Slip(
        "m ← (1 − β₁) dw", ONE_GRADIENT, {"m": lambda s: (1 - s.beta1) * s.dw}
    ),
    "m_is_the_gradient": Slip("m ← dw", ONE_GRADIENT, {"m": lambda s: s.dw}),
    "m_decays_with_beta2": Slip(
        "m ← β₂ m + (1 − β₂) dw",
        WHICH_BETA,
        {"m": lambda s: s.beta2 * s.m0 + (1 - s.beta2) * s.dw},
    ),
    "m_with_the_rest_of_beta2": Slip(
        "m ← β₁ m + (1 − β₂) dw",
        WHICH_BETA,
        {"m": lambda s: s.beta1 * s.m0 + (1 - s.beta2) * s.dw},
    ),
    "m_of_the_squares": Slip(
        "m ← β₁ m + (1 − β₁) dw²",
        WHICH_MOMENT,
        {"m": lambda s: s.beta1 * s.m0 + (1 - s.beta1) * s.dw**2},
    ),
    "m_goes_the_other_way": Slip(
        "m ← β₁ m − (1 − β₁) dw",
        "m is a mean of the gradients. Which sign have yours?",
        {"m": lambda s: s.beta1 * s.m0 - (1 - s.beta1) * s.dw},
    ),
    "m_starts_at_the_square": Slip(
        "m = (1 − β₁) dw² in the first step",
        WHICH_MOMENT,
        {"m": _first(lambda s: (1 - s.beta1) * s.dw**2, ADAM.steps["m"])},
    ),
}
V = {
    "v_is_a_sum": Slip(
        "v ← β₂ v + dw²",
        "v is a mean of the squared gradients. How much of it is the newest one?",
        {"v": lambda s: s.beta2 * s.v0 + s.dw**2},
    ),
    "v_decay_swapped": Slip(
        "v ← (1 − β₂) v + β₂ dw²",
        SLOWLY,
        {"v": lambda s: (1 - s.beta2) * s.v0 + s.beta2 * s.dw**2},
    ),
    "v_does_not_decay": Slip(
        "v ← v + (1 − β₂) dw²", HOW_MUCH, {"v": lambda s: s.v0 + (1 - s.beta2) * s.dw**2}
    ),
    "v_of_all_gradients": Slip("v ← v + dw²", ADAGRAD, {"v": lambda s: s.v0 + s.dw**2}),
    "v_of_one_gradient": Slip(
        "v ← (1 − β₂) dw²", ONE_GRADIENT, {"v": lambda s: (1 - s.beta2) * s.dw**2}
    ),
    "v_is_the_squared_gradient": Slip("v ← dw²", ONE_GRADIENT, {"v": lambda s: s.dw**2}),
    "gradient_not_squared": Slip(
        "v ← β₂ v + (1 − β₂) dw",
        WHICH_POWER,
        {"v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * s.dw},
    ),
    "no_square": Slip(
        "v ← β₂ v + (1 − β₂) |dw|",
        "v is the mean of the squared gradient, so that its root has the gradient's size.",
        {"v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * np.abs(s.dw)},
    ),
    "v_of_the_smoothed_gradient": Slip(
        "v ← β₂ v + (1 − β₂) m²",
        "The second moment is of the gradient itself, not of its average.",
        {"v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * s.m**2},
    ),
    "v_of_the_deviation": Slip(
        "v ← β₂ v + (1 − β₂)(dw − m)²",
        "That is AdaBelief. Of what does the handout's v gather the square?",
        {"v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * (s.dw - s.m) ** 2},
    ),
    "factor_squared_too": Slip(
        "v ← β₂ v + ((1 − β₂) dw)²",
        "What is squared in the handout: the gradient, or the gradient times 1 − β₂?",
        {"v": lambda s: s.beta2 * s.v0 + ((1 - s.beta2) * s.dw) ** 2},
    ),
    "v_decays_with_beta1": Slip(
        "v ← β₁ v + (1 − β₁) dw²",
        WHICH_BETA,
        {"v": lambda s: s.beta1 * s.v0 + (1 - s.beta1) * s.dw**2},
    ),
    "v_with_the_rest_of_beta1": Slip(
        "v ← β₂ v + (1 − β₁) dw²",
        WHICH_BETA,
        {"v": lambda s: s.beta2 * s.v0 + (1 - s.beta1) * s.dw**2},
    ),
    "v_from_m": Slip(
        "v ← β₂ m + (1 − β₂) dw²",
        WHICH_MOMENT,
        {"v": lambda s: s.beta2 * s.m + (1 - s.beta2) * s.dw**2},
    ),
    "largest_v": Slip(
        "√v̂ of the largest v so far",
        "Dividing by the largest v so far is the AMSGrad variant. Here v may also fall.",
        {
            "largest": lambda s: s.config.get("largest", 0),
            "v_hat": lambda s: np.maximum(s.largest, s.v) / (1 - s.beta2**s.t),
            "kept": lambda s: {
                "m": s.m, "v": s.v, "t": s.t, "largest": np.maximum(s.largest, s.v)
            },
        },
    ),
    "one_v_for_all_entries": Slip(
        "v ← β₂ v + (1 − β₂) mean(dw²)",
        EACH_ENTRY,
        {"v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * np.full_like(s.dw, np.mean(s.dw**2))},
    ),
    "sum_over_the_entries": Slip(
        "v ← β₂ v + (1 − β₂) Σ dw²",
        EACH_ENTRY,
        {"v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * np.full_like(s.dw, np.sum(s.dw**2))},
    ),
}  # fmt: skip
MOMENTS = {
    "betas_swapped": Slip(
        "m decays with β₂ and v with β₁",
        "Which of the two averages should have the longer memory?",
        {"beta1": lambda s: s.config["beta2"], "beta2": lambda s: s.config["beta1"]},
    ),
    "decay_swapped": Slip(
        "m ← (1 − β₁) m + β₁ dw, and so for v",
        SLOWLY,
        {
            "m": lambda s: (1 - s.beta1) * s.m0 + s.beta1 * s.dw,
            "v": lambda s: (1 - s.beta2) * s.v0 + s.beta2 * s.dw**2,
        },
    ),
    "sums_not_means": Slip(
        "m ← β₁ m + dw, v ← β₂ v + dw²",
        AVERAGES,
        {"m": lambda s: s.beta1 * s.m0 + s.dw, "v": lambda s: s.beta2 * s.v0 + s.dw**2},
    ),
    "nothing_decays": Slip(
        "m ← m + (1 − β₁) dw, v ← v + (1 − β₂) dw²",
        HOW_MUCH,
        {
            "m": lambda s: s.m0 + (1 - s.beta1) * s.dw,
            "v": lambda s: s.v0 + (1 - s.beta2) * s.dw**2,
        },
    ),
    "moments_of_one_gradient": Slip(
        "m ← (1 − β₁) dw, v ← (1 − β₂) dw²",
        ONE_GRADIENT,
        {"m": lambda s: (1 - s.beta1) * s.dw, "v": lambda s: (1 - s.beta2) * s.dw**2},
    ),
    "moments_of_one_gradient_and_not_kept": Slip(
        "m = (1 − β₁) dw and v = (1 − β₂) dw², of which config has nothing",
        ONE_GRADIENT,
        {
            "m": lambda s: (1 - s.beta1) * s.dw,
            "v": lambda s: (1 - s.beta2) * s.dw**2,
            **not_kept("m", "v"),
        },
    ),
    "moments_exchanged": Slip(
        "m ← β₁ m + (1 − β₁) dw², v ← β₂ v + (1 − β₂) dw",
        WHICH_MOMENT,
        {
            "m": lambda s: s.beta1 * s.m0 + (1 - s.beta1) * s.dw**2,
            "v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * s.dw,
        },
    ),
    "gradient_not_squared_and_made_positive": Slip(
        "v ← β₂ v + (1 − β₂) dw, then √|v̂|",
        WHICH_POWER,
        {
            "v": lambda s: s.beta2 * s.v0 + (1 - s.beta2) * s.dw,
            "step": lambda s: s.m_hat / (np.sqrt(np.abs(s.v_hat)) + s.epsilon),
        },
    ),
    "v_of_all_gradients_uncorrected": Slip(
        "v ← v + dw², v̂ = v",
        ADAGRAD,
        {"v": lambda s: s.v0 + s.dw**2, "v_hat": lambda s: s.v},
    ),
    "adagrad": Slip(
        "v ← v + dw², w ← w − η dw/(√v + ε)",
        ADAGRAD,
        {"v": lambda s: s.v0 + s.dw**2, "m_hat": lambda s: s.dw, "v_hat": lambda s: s.v},
    ),
    "largest_gradient": Slip(
        "v ← max(β₂ v, |dw|), w ← w − η m̂/(v + ε)",
        "That is AdaMax. What does the handout's v gather?",
        {
            "v": lambda s: np.maximum(s.beta2 * s.v0, np.abs(s.dw)),
            "step": lambda s: s.m_hat / (s.v + s.epsilon),
        },
    ),
    "beta1_for_both": Slip(
        "v ← β₁ v + (1 − β₁) dw², v̂ = v/(1 − β₁ᵗ)",
        WHICH_BETA,
        {
            "v": lambda s: s.beta1 * s.v0 + (1 - s.beta1) * s.dw**2,
            "v_hat": lambda s: s.v / (1 - s.beta1**s.t),
        },
    ),
    "moments_start_at_epsilon": Slip(
        "m = v = ε before the first step",
        UNDONE,
        {
            "m0": lambda s: s.m if s.t else np.full_like(s.w, s.epsilon),
            "v0": lambda s: s.v if s.t else np.full_like(s.w, s.epsilon),
        },
    ),
    "moments_start_at_one": Slip(
        "m = v = 1 before the first step",
        UNDONE,
        {
            "m0": lambda s: s.m if s.t else np.ones_like(s.w),
            "v0": lambda s: s.v if s.t else np.ones_like(s.w),
        },
    ),
    "moments_start_at_the_gradient": Slip(
        "m = dw and v = dw² in the first step, and corrected all the same",
        UNDONE,
        {
            "m": _first(lambda s: s.dw, ADAM.steps["m"]),
            "v": _first(lambda s: s.dw**2, ADAM.steps["v"]),
        },
    ),
    "moments_start_at_the_gradient_uncorrected": Slip(
        "m = dw and v = dw² in the first step, and no correction",
        UNDONE,
        {
            "m": _first(lambda s: s.dw, ADAM.steps["m"]),
            "v": _first(lambda s: s.dw**2, ADAM.steps["v"]),
            "m_hat": lambda s: s.m,
            "v_hat": lambda s: s.v,
        },
    ),
}
SLIPS = M | V | MOMENTS

globals().update(registered(ADAM, SLIPS, __name__))
