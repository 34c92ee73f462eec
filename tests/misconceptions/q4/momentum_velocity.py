"""Q4(b) sgd_momentum: single slips in the equation for the velocity, and velocities that are steps;
`q4_momentum_slips` registers them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions.q4.update_rule import WHOSE_NUMBER, Slip

ORDER = "Which comes first, the new velocity or the step along it?"
NESTEROV = (
    "You look ahead by one more step, as Nesterov's variant does. Plain momentum steps along v."
)
DECAY = "How much of the velocity before is left in the next, and how much of dw comes in?"
STEP_OR_SUM = (
    "Your velocity is a step, with the learning rate in it. Here it is a sum of gradients, stepped "
    "along at the rate of the moment."
)


def _stepped(s: SimpleNamespace) -> Any:
    """The new weights where the velocity is the step itself."""
    return s.w + s.step


VELOCITY = {
    "damped": Slip(
        "v ← μ v + (1 − μ) dw",
        "You average the gradients; here the velocity is their (decaying) sum. Look at the "
        "equation for v again.",
        {"velocity": lambda s: s.momentum * s.before + (1 - s.momentum) * s.dw},
    ),
    "nothing_decays": Slip("v ← v + dw", DECAY, {"velocity": lambda s: s.before + s.dw}),
    "decay_swapped": Slip(
        "v ← (1 − μ) v + μ dw",
        DECAY,
        {"velocity": lambda s: (1 - s.momentum) * s.before + s.momentum * s.dw},
    ),
    "friction": Slip(
        "v ← (1 − μ) v + dw",
        "A momentum of 0.9 keeps most of the velocity. How much does yours keep?",
        {"velocity": lambda s: (1 - s.momentum) * s.before + s.dw},
    ),
    "gradient_decays": Slip(
        "v ← μ (v + dw)",
        "The newest gradient enters at full weight: only what was there before decays.",
        {"velocity": lambda s: s.momentum * (s.before + s.dw)},
    ),
    "scales_the_gradient": Slip(
        "v ← v + μ dw",
        "Momentum says how much of the old velocity stays. What does it multiply?",
        {"velocity": lambda s: s.before + s.momentum * s.dw},
    ),
    "nothing_decays_and_damped": Slip(
        "v ← v + (1 − μ) dw", DECAY, {"velocity": lambda s: s.before + (1 - s.momentum) * s.dw}
    ),
    "velocity_forgotten": Slip(
        "v starts from 0 in every call",
        "Is the velocity of the last call used anywhere?",
        {"velocity": lambda s: s.dw},
    ),
    "damped_velocity_forgotten": Slip(
        "v ← (1 − μ) dw",
        "Is the velocity of the last call used anywhere?",
        {"velocity": lambda s: (1 - s.momentum) * s.dw},
    ),
    "gradient_squared": Slip(
        "v ← μ v + dw²",
        "v gathers the gradients. Where is their sign?",
        {"velocity": lambda s: s.momentum * s.before + s.dw**2},
    ),
    "velocity_of_the_weights": Slip(
        "v ← μ w + dw",
        "Of what does the handout's v keep the share μ?",
        {"velocity": lambda s: s.momentum * s.w + s.dw},
    ),
    "largest_gradient": Slip(
        "v ← max(μ v, |dw|)",
        "v gathers the gradients. Where is their sign?",
        {"velocity": lambda s: np.maximum(s.momentum * s.before, abs(s.dw))},
    ),
    "mean_with_correction": Slip(
        "v ← μ v + (1 − μ) dw, then v/(1 − μᵗ)",
        "That is Adam's first moment. Is the handout's v a mean or a sum?",
        {
            "t": lambda s: s.config.get("t", 0) + 1,
            "velocity": lambda s: s.momentum * s.before + (1 - s.momentum) * s.dw,
            "step": lambda s: s.velocity / (1 - s.momentum**s.t),
            "kept": lambda s: {"velocity": s.velocity, "t": s.t},
        },
    ),
    "mean_that_starts_at_the_gradient": Slip(
        "v = dw at first, then v ← μ v + (1 − μ) dw",
        "Is the handout's v a mean or a sum of the gradients?",
        {
            "velocity": lambda s: (
                s.momentum * s.before + (1 - s.momentum) * s.dw if s.before.any() else s.dw
            )
        },
    ),
    "momentum_in_the_code": Slip(
        "μ = 0.9, whatever config says",
        WHOSE_NUMBER,
        {"velocity": lambda s: 0.9 * s.before + s.dw},
    ),
    "nesterov_of_this_gradient_alone": Slip(
        "v ← (1 + μ) dw",
        "What does a step leave for the next one? Your v has nothing of the one before.",
        {"velocity": lambda s: (1 + s.momentum) * s.dw},
    ),
    "learning_rate_twice": Slip(
        "v ← μ v + η dw, then w ← w − η v",
        "The learning rate is in your velocity and in your step. How often should it be there?",
        {"velocity": lambda s: s.momentum * s.before + s.learning_rate * s.dw},
    ),
    "decay_with_the_learning_rate": Slip(
        "v ← η v + dw",
        "Which of the two hyperparameters says how much of the velocity is left?",
        {"velocity": lambda s: s.learning_rate * s.before + s.dw},
    ),
}
# The step is what is kept.
VELOCITY_IS_A_STEP = {
    "velocity_is_a_step": Slip(
        "v ← μ v − η dw, then w ← w + v",
        STEP_OR_SUM,
        {
            "velocity": lambda s: s.momentum * s.before - s.learning_rate * s.dw,
            "next_w": _stepped,
        },
    ),
    "learning_rate_in_velocity": Slip(
        "v ← μ v + η dw, then w ← w − v",
        STEP_OR_SUM,
        {
            "velocity": lambda s: s.momentum * s.before + s.learning_rate * s.dw,
            "next_w": lambda s: s.w - s.step,
        },
    ),
    "minus_gradient": Slip(
        "v ← μ v − dw, then w ← w + η v",
        "Your steps are right, but your velocity points the other way: here it is a sum of "
        "gradients, not of steps.",
        {
            "velocity": lambda s: s.momentum * s.before - s.dw,
            "next_w": lambda s: s.w + s.learning_rate * s.step,
        },
        costs=(ALL,),
    ),
    "nesterov_as_a_step": Slip(
        "v ← μ v − η dw, then w ← w − μ v_old + (1 + μ) v",
        f"{NESTEROV} {STEP_OR_SUM}",
        {
            "velocity": lambda s: s.momentum * s.before - s.learning_rate * s.dw,
            "step": lambda s: -s.momentum * s.before + (1 + s.momentum) * s.velocity,
            "next_w": _stepped,
        },
    ),
    "nesterov_with_the_learning_rate_in_velocity": Slip(
        "v ← μ v + η dw, then w ← w − (μ v + η dw)",
        f"{NESTEROV} {STEP_OR_SUM}",
        {
            "velocity": lambda s: s.momentum * s.before + s.learning_rate * s.dw,
            "step": lambda s: s.momentum * s.velocity + s.learning_rate * s.dw,
            "next_w": lambda s: s.w - s.step,
        },
    ),
    "step_and_the_gradient_once_more": Slip(
        "v ← μ v − η dw, then w ← w − η dw + v",
        f"{STEP_OR_SUM} And dw is in it already.",
        {
            "velocity": lambda s: s.momentum * s.before - s.learning_rate * s.dw,
            "next_w": lambda s: s.w - s.learning_rate * s.dw + s.step,
        },
        slips=2,
    ),
    "damped_and_kept_as_a_step": Slip(
        "v ← μ v − (1 − μ) η dw, then w ← w + v",
        "Two things differ from the handout's equation for v: an average, and a step. Begin with "
        "the average.",
        {
            "velocity": lambda s: s.momentum * s.before - (1 - s.momentum) * s.learning_rate * s.dw,
            "next_w": _stepped,
        },
        slips=2,
    ),
    "damped_with_the_learning_rate_in_velocity": Slip(
        "v ← μ v + (1 − μ) η dw, then w ← w − v",
        "Two things differ from the handout's equation for v: an average, and a step. Begin with "
        "the average.",
        {
            "velocity": lambda s: s.momentum * s.before + (1 - s.momentum) * s.learning_rate * s.dw,
            "next_w": lambda s: s.w - s.step,
        },
        slips=2,
    ),
    "old_velocity_as_a_step": Slip(
        "w ← w + v with the v of the step before, then v ← μ v − η dw",
        f"{ORDER} {STEP_OR_SUM}",
        {
            "velocity": lambda s: s.momentum * s.before - s.learning_rate * s.dw,
            "next_w": lambda s: s.w + s.before,
        },
        slips=2,
    ),
    "step_kept_and_uphill": Slip(
        "v ← μ v + η dw, then w ← w + v",
        "Two things differ from the handout. Begin with the direction of the step.",
        {
            "velocity": lambda s: s.momentum * s.before + s.learning_rate * s.dw,
            "next_w": _stepped,
        },
        slips=2,
    ),
    "step_kept_and_taken_back": Slip(
        "v ← μ v − η dw, then w ← w − v",
        "Your velocity points downhill already. Which sign does the step need then?",
        {
            "velocity": lambda s: s.momentum * s.before - s.learning_rate * s.dw,
            "next_w": lambda s: s.w - s.step,
        },
        slips=2,
    ),
    "damped_and_minus_gradient": Slip(
        "v ← μ v − (1 − μ) dw, then w ← w + η v",
        "Is the handout's v a mean or a sum of the gradients? And which sign does it have?",
        {
            "velocity": lambda s: s.momentum * s.before - (1 - s.momentum) * s.dw,
            "next_w": lambda s: s.w + s.learning_rate * s.step,
        },
        slips=2,
    ),
}
VELOCITIES = VELOCITY | VELOCITY_IS_A_STEP
