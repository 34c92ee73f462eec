"""Q4(b) sgd: single slips in its one equation, its default and what it returns, and two of them at
once."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions.q4.any_rule_slips import GRADIENT, RETURNED
from tests.misconceptions.q4.handout_rules import SGD
from tests.misconceptions.q4.update_rule import HOW_LONG, Slip, default, pairs, registered

ALONG_WHAT = "Along what does the handout step?"
RATE_DOUBLED = "How does a step change if η is doubled?"

STEPS = {
    "uphill": Slip(
        "w ← w + η dw",
        "dw points in the direction in which the loss grows. Which way do you want to go?",
        {"next_w": lambda s: s.w + s.learning_rate * s.dw},
        costs=(ALL,),
    ),
    "no_learning_rate": Slip("w ← w − dw", HOW_LONG, {"next_w": lambda s: s.w - s.dw}),
    "sign_of_the_gradient": Slip(
        "w ← w − η sign(dw)",
        "Large and small entries of the gradient should move their weights differently.",
        {"next_w": lambda s: s.w - s.learning_rate * np.sign(s.dw)},
    ),
    "twice_the_step": Slip(
        "w ← w − 2η dw",
        "dw is the whole gradient. Where does your 2 come from?",
        {"next_w": lambda s: s.w - 2 * s.learning_rate * s.dw},
    ),
    "half_the_step": Slip(
        "w ← w − η dw/2",
        "dw is the whole gradient. Where does your 2 come from?",
        {"next_w": lambda s: s.w - s.learning_rate * s.dw / 2},
    ),
    "rate_squared": Slip(
        "w ← w − η² dw", RATE_DOUBLED, {"next_w": lambda s: s.w - s.learning_rate**2 * s.dw}
    ),
    "divided_by_the_rate": Slip(
        "w ← w − dw/η", RATE_DOUBLED, {"next_w": lambda s: s.w - s.dw / s.learning_rate}
    ),
    "gradient_squared": Slip(
        "w ← w − η dw²",
        "Where is the sign of the gradient?",
        {"next_w": lambda s: s.w - s.learning_rate * s.dw**2},
    ),
    "weights_decay": Slip(
        "w ← (1 − η) w − η dw",
        "What becomes of w where the gradient is 0?",
        {"next_w": lambda s: (1 - s.learning_rate) * s.w - s.learning_rate * s.dw},
    ),
    "along_the_weights": Slip(
        "w ← w − η w", ALONG_WHAT, {"next_w": lambda s: s.w - s.learning_rate * s.w}
    ),
    "weights_times_gradient": Slip(
        "w ← w − η w dw", ALONG_WHAT, {"next_w": lambda s: s.w - s.learning_rate * s.w * s.dw}
    ),
    "all_multiplied": Slip(
        "w ← η (w − dw)",
        "What does η multiply: the step, or the new weights? Look at the brackets.",
        {"next_w": lambda s: s.learning_rate * (s.w - s.dw)},
    ),
    "gradient_minus_weights": Slip(
        "w ← η dw − w",
        "From what is the step taken away?",
        {"next_w": lambda s: s.learning_rate * s.dw - s.w},
    ),
    "returns_the_gradient": Slip(
        "(η dw, config)",
        "Are the first values that you return the new weights?",
        {"next_w": lambda s: s.learning_rate * s.dw},
    ),
    "returns_the_step": Slip(
        "(−η dw, config)",
        "Are the first values that you return the new weights, or what is added to them?",
        {"next_w": lambda s: -s.learning_rate * s.dw},
    ),
}
DEFAULTS = {
    "default_of_adam": default("η = 1e-3", "learning_rate", 1e-3),
    "learning_rate_of_1": default("η = 1", "learning_rate", 1.0),
    "learning_rate_of_0_1": default("η = 0.1", "learning_rate", 0.1),
    "learning_rate_of_0_05": default("η = 0.05", "learning_rate", 0.05),
    "learning_rate_of_1e_4": default("η = 1e-4", "learning_rate", 1e-4),
}
SLIPS = STEPS | DEFAULTS | GRADIENT | RETURNED
COMMON = (
    "uphill", "no_learning_rate", "sign_of_the_gradient", "twice_the_step", "half_the_step",
    "returns_the_step", "default_of_adam", "learning_rate_of_1", "learning_rate_of_0_1",
    "normalised_gradient", "gradient_clipped", "decay_added_to_the_gradient",
    "divided_by_the_length", "returns_w_alone", "returns_config_first", "returns_no_config",
)  # fmt: skip

globals().update(registered(SGD, SLIPS | pairs(SGD, SLIPS, COMMON), __name__))
