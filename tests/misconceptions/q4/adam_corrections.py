"""Q4(b) adam: single slips in the correction of the moments."""

from __future__ import annotations

import numpy as np

from tests.misconceptions.q4.handout_rules import ADAM
from tests.misconceptions.q4.update_rule import Slip, Step, not_kept, registered

WHICH_CORRECTION = "In the first step m is (1 − β₁) dw. By what do you have to divide it to get dw?"
TOO_SMALL = (
    "m and v start at 0 and are too small in the first steps. What does the handout divide them by?"
)
ONE_OF_TWO = "You correct one of the two moments. Why would the other one not need it?"
UNCORRECTED: dict[str, Step] = {"m_hat": lambda s: s.m, "v_hat": lambda s: s.v}

SLIPS = {
    "no_bias_correction": Slip("w ← w − η m/(√v + ε)", TOO_SMALL, UNCORRECTED),
    "no_bias_correction_and_t_not_counted": Slip(
        "w ← w − η m/(√v + ε), and t stays as it was",
        TOO_SMALL,
        {**UNCORRECTED, "t": lambda s: s.t},
    ),
    "no_bias_correction_and_t_starts_at_one": Slip(
        "w ← w − η m/(√v + ε), and t is 1 where config has none", TOO_SMALL, UNCORRECTED, {"t": 1}
    ),
    "no_bias_correction_and_t_stays_one": Slip(
        "w ← w − η m/(√v + ε), and t is 1 for ever",
        TOO_SMALL,
        {**UNCORRECTED, "t": lambda s: s.t},
        {"t": 1},
    ),
    "no_bias_correction_and_no_t": Slip(
        "w ← w − η m/(√v + ε), and config has no t",
        TOO_SMALL,
        {**UNCORRECTED, **not_kept("t")},
    ),
    "only_m_corrected": Slip("w ← w − η m̂/(√v + ε)", ONE_OF_TWO, {"v_hat": lambda s: s.v}),
    "only_v_corrected": Slip("w ← w − η m/(√v̂ + ε)", ONE_OF_TWO, {"m_hat": lambda s: s.m}),
    "correction_linear_in_t": Slip(
        "m̂ = m/(1 − β₁ t)",
        "How much of the start at 0 is left after t steps: does it shrink by a factor each "
        "time, or by an amount?",
        {
            "m_hat": lambda s: s.m / (1 - s.beta1 * s.t),
            "v_hat": lambda s: s.v / (1 - s.beta2 * s.t),
        },
    ),
    "correction_of_the_first_step": Slip(
        "m̂ = m/(1 − β₁), v̂ = v/(1 − β₂)",
        "That correction is right for the first step. By how much is m too small after many?",
        {"m_hat": lambda s: s.m / (1 - s.beta1), "v_hat": lambda s: s.v / (1 - s.beta2)},
    ),
    "correction_of_the_next_step": Slip(
        "m̂ = m/(1 − β₁ᵗ⁺¹), v̂ = v/(1 − β₂ᵗ⁺¹)",
        "t is counted rightly, and the correction adds 1 once more. What is 1 − β₁ᵗ in the first "
        "step?",
        {
            "m_hat": lambda s: s.m / (1 - s.beta1 ** (s.t + 1)),
            "v_hat": lambda s: s.v / (1 - s.beta2 ** (s.t + 1)),
        },
    ),
    "root_of_the_correction_of_v": Slip(
        "v̂ = v/√(1 − β₂ᵗ)",
        "v is too small by 1 − β₂ᵗ. Where is the root in the handout?",
        {"v_hat": lambda s: s.v / np.sqrt(1 - s.beta2**s.t)},
    ),
    "corrected_in_the_first_step_alone": Slip(
        "m̂ and v̂ in the first step, m and v in all others",
        "By how much is m too small in the second step?",
        {
            "m_hat": lambda s: s.m / (1 - s.beta1) if s.t == 1 else s.m,
            "v_hat": lambda s: s.v / (1 - s.beta2) if s.t == 1 else s.v,
        },
    ),
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
        {
            "next_w": lambda s: (
                s.w - s.learning_rate * np.sqrt(1 - s.beta2**s.t) / (1 - s.beta1**s.t) * s.step
            )
        },
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

globals().update(registered(ADAM, SLIPS, __name__))
