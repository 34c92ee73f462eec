"""Q4(b) sgd_momentum: single slips in its step, its defaults and what it keeps, and two of them at
once."""

from __future__ import annotations

from grader.diagnosis.bank import ALL
from tests.misconceptions.q4.any_rule_slips import GRADIENT, RETURNED
from tests.misconceptions.q4.handout_rules import SGD_MOMENTUM
from tests.misconceptions.q4.momentum_velocity import NESTEROV, ORDER, VELOCITIES
from tests.misconceptions.q4.update_rule import (
    HOW_LONG,
    WHAT_IS_RETURNED,
    WHOSE_NUMBER,
    Slip,
    default,
    not_kept,
    pairs,
    registered,
)

WHAT_IS_KEPT = "What does your next call find in config under velocity?"


STEPS = {
    "nesterov": Slip(
        "w ← w − η (dw + μ v)",
        NESTEROV,
        {"step": lambda s: s.dw + s.momentum * s.velocity},
    ),
    "old_velocity": Slip(
        "w ← w − η v with the v of the step before", ORDER, {"step": lambda s: s.before}
    ),
    "momentum_in_the_step": Slip(
        "w ← w − η μ v",
        "Where is μ in the handout: in the equation for v, or in the one for w?",
        {"step": lambda s: s.momentum * s.velocity},
    ),
    "gradient_added_to_the_step": Slip(
        "w ← w − η (v + dw)",
        "dw is in v already. How often should it be in the step?",
        {"step": lambda s: s.velocity + s.dw},
    ),
    "longer_steps": Slip(
        "w ← w − η v/(1 − μ)",
        "How long are momentum's steps already, compared with sgd's?",
        {"step": lambda s: s.velocity / (1 - s.momentum)},
    ),
    "shorter_steps": Slip(
        "w ← w − η (1 − μ) v",
        "Where is μ in the handout: in the equation for v, or in the one for w?",
        {"step": lambda s: (1 - s.momentum) * s.velocity},
    ),
    "velocity_not_used": Slip(
        "w ← w − η dw",
        "v is computed. Is your step made of it?",
        {"step": lambda s: s.dw},
    ),
    "uphill": Slip(
        "w ← w + η v",
        "With v a sum of gradients, which way is downhill?",
        {"next_w": lambda s: s.w + s.learning_rate * s.step},
        costs=(ALL,),
    ),
    "no_learning_rate": Slip("w ← w − v", HOW_LONG, {"next_w": lambda s: s.w - s.step}),
    "learning_rate_in_the_code": Slip(
        "η = 1e-2, whatever config says", WHOSE_NUMBER, {"next_w": lambda s: s.w - 1e-2 * s.step}
    ),
    "returns_the_step": Slip(
        "(−η v, config)",
        "Are the first values that you return the new weights, or what is added to them?",
        {"next_w": lambda s: -s.learning_rate * s.step},
    ),
}
KEPT = {
    "velocity_not_stored": Slip(
        "v is computed and not put into config", WHAT_IS_KEPT, not_kept("velocity")
    ),
    "velocity_stays_zero": Slip(
        "v ← μ v + dw; config keeps the velocity from before", WHAT_IS_KEPT, {"kept": lambda s: {}}
    ),
    "velocity_under_another_name": Slip(
        "config keeps the velocity under another name",
        "Which key does the docstring give for the velocity? Both sides have to use the same one.",
        {
            "before": lambda s: s.config.get("v", 0),
            "kept": lambda s: {"v": s.velocity},
            **not_kept("velocity"),
        },
    ),
    "step_kept_as_velocity": Slip(
        "v ← μ v + dw, and config keeps η v",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"velocity": s.learning_rate * s.velocity}},
    ),
    "gradient_kept_in_place_of_velocity": Slip(
        "config keeps dw as the velocity", WHAT_IS_KEPT, {"kept": lambda s: {"velocity": s.dw}}
    ),
    "hyperparameters_not_returned": Slip(
        "returns {velocity: v} alone",
        "The config you return is the one you are given next time: are the hyperparameters in it?",
        {"result": lambda s: (s.next_w, s.kept)},
    ),
    "returns_v_for_config": Slip(
        "(next_w, v)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, s.velocity)}
    ),
    "no_velocity": Slip(
        "w ← w − η dw, and no velocity",
        "That is plain sgd. What does a step leave for the next one?",
        {"step": lambda s: s.dw, **not_kept("velocity")},
    ),
}
DEFAULTS = {
    "momentum_of_0_99": default("μ = 0.99", "momentum", 0.99),
    "momentum_of_0": default("μ = 0", "momentum", 0.0),
    "momentum_of_0_5": default("μ = 0.5", "momentum", 0.5),
    "momentum_of_0_8": default("μ = 0.8", "momentum", 0.8),
    "momentum_of_0_95": default("μ = 0.95", "momentum", 0.95),
    "momentum_of_0_2": default("μ = 0.2", "momentum", 0.2),
    "momentum_of_0_1": default("μ = 0.1", "momentum", 0.1),
    "learning_rate_of_1": default("η = 1", "learning_rate", 1.0),
    "learning_rate_of_0_1": default("η = 0.1", "learning_rate", 0.1),
    "learning_rate_of_0_05": default("η = 0.05", "learning_rate", 0.05),
    "learning_rate_of_1e_3": default("η = 1e-3", "learning_rate", 1e-3),
    "learning_rate_of_1e_4": default("η = 1e-4", "learning_rate", 1e-4),
}
SLIPS = VELOCITIES | STEPS | KEPT | DEFAULTS | GRADIENT | RETURNED
COMMON = (
    "damped", "nothing_decays", "decay_swapped", "friction", "gradient_decays",
    "scales_the_gradient", "velocity_forgotten", "momentum_in_the_code", "nesterov",
    "old_velocity", "gradient_added_to_the_step", "uphill", "no_learning_rate",
    "velocity_is_a_step", "learning_rate_in_velocity", "minus_gradient", "nesterov_as_a_step",
    "velocity_not_stored", "velocity_under_another_name", "hyperparameters_not_returned",
    "momentum_of_0", "momentum_of_0_5", "momentum_of_0_99", "momentum_of_0_2",
    "learning_rate_of_1e_3", "learning_rate_of_0_1",
)  # fmt: skip

globals().update(registered(SGD_MOMENTUM, SLIPS | pairs(SGD_MOMENTUM, SLIPS, COMMON), __name__))
