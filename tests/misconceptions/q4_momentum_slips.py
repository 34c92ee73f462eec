"""Q4(b) sgd and sgd_momentum: more single slips, and two at once."""

from __future__ import annotations

import numpy as np

from tests.misconceptions.update_rule import SGD, SGD_MOMENTUM, Slip, registered

WHAT_IS_RETURNED = "What does the docstring say that a rule returns, and in which order?"
WHICH_DEFAULT = "Which default does the docstring give for a config that has none?"
WHAT_IS_KEPT = "What does your next call find in config under velocity?"
NESTEROV = (
    "That is Nesterov's momentum, with the velocity kept as a step. Which gradients does the "
    "handout's step add up?"
)
WHOSE_NUMBER = "Is that number the one that config has?"
ONE_EQUATION = "The handout has one equation for v and one for w. Which of your lines is neither?"
DECAY = "How much of the velocity before is left in the next, and how much of dw comes in?"

MOMENTUM_SLIPS = {
    "nesterov_as_a_step": Slip(
        "v ← μ v − η dw, then w ← w − μ v_old + (1 + μ) v",
        NESTEROV,
        {
            "velocity": lambda s: s.momentum * s.velocity - s.learning_rate * s.dw,
            "next_w": lambda s: s.w - s.momentum * s.before + (1 + s.momentum) * s.velocity,
        },
    ),
    "learning_rate_twice": Slip(
        "v ← μ v + η dw, then w ← w − η v",
        "The learning rate is in your velocity and in your step. How often should it be there?",
        {"velocity": lambda s: s.momentum * s.velocity + s.learning_rate * s.dw},
    ),
    "no_learning_rate": Slip(
        "w ← w − v",
        "How long is your step if the learning rate is halved?",
        {"next_w": lambda s: s.w - s.velocity},
    ),
    "nothing_decays": Slip("v ← v + dw", DECAY, {"velocity": lambda s: s.velocity + s.dw}),
    "decay_swapped": Slip(
        "v ← (1 − μ) v + μ dw",
        DECAY,
        {"velocity": lambda s: (1 - s.momentum) * s.velocity + s.momentum * s.dw},
    ),
    "momentum_in_the_step": Slip(
        "w ← w − η μ v",
        ONE_EQUATION,
        {"next_w": lambda s: s.w - s.learning_rate * s.momentum * s.velocity},
    ),
    "gradient_added_to_the_step": Slip(
        "w ← w − η (v + dw)",
        "dw is in v already. How often should it be in the step?",
        {"next_w": lambda s: s.w - s.learning_rate * (s.velocity + s.dw)},
    ),
    "divided_by_the_length": Slip(
        "v ← μ v + dw/n, with n the length of w",
        "dw is the gradient of the loss already. What does your quotient take the mean over?",
        {"velocity": lambda s: s.momentum * s.velocity + s.dw / len(s.w)},
    ),
    "longer_steps": Slip(
        "w ← w − η v/(1 − μ)",
        "How long are momentum's steps already, compared with sgd's?",
        {"next_w": lambda s: s.w - s.learning_rate * s.velocity / (1 - s.momentum)},
    ),
    "gradient_squared": Slip(
        "v ← μ v + dw²",
        "v gathers the gradients. Where is their sign?",
        {"velocity": lambda s: s.momentum * s.velocity + s.dw**2},
    ),
    "learning_rate_in_the_code": Slip(
        "η = 1e-2, whatever config says",
        WHOSE_NUMBER,
        {"next_w": lambda s: s.w - 1e-2 * s.velocity},
    ),
    "momentum_in_the_code": Slip(
        "μ = 0.9, whatever config says",
        WHOSE_NUMBER,
        {"velocity": lambda s: 0.9 * s.velocity + s.dw},
    ),
    "step_kept_and_uphill": Slip(
        "v ← μ v + η dw, then w ← w + v",
        "Two things differ from the handout. Begin with the direction of the step.",
        {
            "velocity": lambda s: s.momentum * s.velocity + s.learning_rate * s.dw,
            "next_w": lambda s: s.w + s.velocity,
        },
        slips=2,
    ),
    "step_kept_and_taken_back": Slip(
        "v ← μ v − η dw, then w ← w − v",
        "Your velocity points downhill already. Which sign does the step need then?",
        {
            "velocity": lambda s: s.momentum * s.velocity - s.learning_rate * s.dw,
            "next_w": lambda s: s.w - s.velocity,
        },
        slips=2,
    ),
    "nesterov_damped": Slip(
        "v ← μ v + (1 − μ) dw, then w ← w − η (μ v + (1 − μ) dw)",
        "Two things differ from the handout: an average, and Nesterov's step.",
        {
            "velocity": lambda s: s.momentum * s.velocity + (1 - s.momentum) * s.dw,
            "next_w": lambda s: (
                s.w - s.learning_rate * (s.momentum * s.velocity + (1 - s.momentum) * s.dw)
            ),
        },
        slips=2,
    ),
    "old_velocity_as_a_step": Slip(
        "w ← w + v with the v of the step before, then v ← μ v − η dw",
        "Two things differ from the handout: the order, and what v holds. Begin with the order.",
        {
            "velocity": lambda s: s.momentum * s.velocity - s.learning_rate * s.dw,
            "next_w": lambda s: s.w + s.before,
        },
        slips=2,
    ),
    "step_returned_for_config": Slip(
        "v ← μ v − η dw, and (w + v, v) is returned",
        WHAT_IS_RETURNED,
        {
            "velocity": lambda s: s.momentum * s.velocity - s.learning_rate * s.dw,
            "next_w": lambda s: s.w + s.velocity,
            "result": lambda s: (s.next_w, s.velocity),
        },
        slips=2,
    ),
    "velocity_not_used": Slip(
        "w ← w − η dw",
        "v is computed. Is your step made of it?",
        {"next_w": lambda s: s.w - s.learning_rate * s.dw},
    ),
    "no_velocity": Slip(
        "w ← w − η dw, and no velocity",
        "That is plain sgd. What does a step leave for the next one?",
        {"next_w": lambda s: s.w - s.learning_rate * s.dw, "kept": lambda s: {}},
    ),
    "mean_with_correction": Slip(
        "v ← μ v + (1 − μ) dw, then v/(1 − μᵗ)",
        "That is Adam's first moment. Is the handout's v a mean or a sum?",
        {
            "velocity": lambda s: s.momentum * s.velocity + (1 - s.momentum) * s.dw,
            "t": lambda s: s.config.get("t", 0) + 1,
            "next_w": lambda s: s.w - s.learning_rate * s.velocity / (1 - s.momentum**s.t),
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
    "damped_and_kept_as_a_step": Slip(
        "v ← μ v − (1 − μ) η dw, then w ← w + v",
        "Two things differ from the handout's equation for v: an average, and a step. Begin with "
        "the average.",
        {
            "velocity": lambda s: (
                s.momentum * s.velocity - (1 - s.momentum) * s.learning_rate * s.dw
            ),
            "next_w": lambda s: s.w + s.velocity,
        },
        slips=2,
    ),
    "damped_and_uphill": Slip(
        "v ← μ v + (1 − μ) dw, then w ← w + η v",
        "Two things differ from the handout. Begin with the direction of the step.",
        {
            "velocity": lambda s: s.momentum * s.velocity + (1 - s.momentum) * s.dw,
            "next_w": lambda s: s.w + s.learning_rate * s.velocity,
        },
        slips=2,
    ),
    "damped_and_minus_gradient": Slip(
        "v ← μ v − (1 − μ) dw, then w ← w + η v",
        "Is the handout's v a mean or a sum of the gradients? And which sign does it have?",
        {
            "velocity": lambda s: s.momentum * s.velocity - (1 - s.momentum) * s.dw,
            "next_w": lambda s: s.w + s.learning_rate * s.velocity,
        },
        slips=2,
    ),
    "nesterov_of_this_gradient_alone": Slip(
        "v ← (1 + μ) dw",
        "What does a step leave for the next one? Your v has nothing of the one before.",
        {"velocity": lambda s: (1 + s.momentum) * s.dw},
    ),
    "damped_and_not_stored": Slip(
        "v ← μ v + (1 − μ) dw, and config keeps the velocity from before",
        WHAT_IS_KEPT,
        {
            "velocity": lambda s: s.momentum * s.velocity + (1 - s.momentum) * s.dw,
            "kept": lambda s: {},
        },
        slips=2,
    ),
    "velocity_stays_zero": Slip(
        "v ← μ v + dw; config keeps the velocity from before", WHAT_IS_KEPT, {"kept": lambda s: {}}
    ),
    "velocity_under_another_name": Slip(
        "config keeps the velocity under another name",
        "Which key does the docstring give for the velocity? Both sides have to use the same one.",
        {
            "velocity": lambda s: s.momentum * s.config.get("v", 0) + s.dw,
            "result": lambda s: (
                s.next_w,
                {key: s.config[key] for key in s.config if key != "velocity"} | {"v": s.velocity},
            ),
        },
    ),
    "step_kept_as_velocity": Slip(
        "v ← μ v + dw, and config keeps η v",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"velocity": s.learning_rate * s.velocity}},
    ),
    "decay_added_to_the_gradient": Slip(
        "dw ← dw + 0.01 w",
        "Is there a penalty on large weights in the handout's equations?",
        {"dw": lambda s: s.dw + 0.01 * s.w},
    ),
    "gradient_clipped": Slip(
        "dw ← dw cut off at ±1",
        "Which gradients does your velocity gather: those that were given?",
        {"dw": lambda s: np.clip(s.dw, -1, 1)},
    ),
    "returns_w_alone": Slip("next_w", WHAT_IS_RETURNED, {"result": lambda s: s.next_w}),
    "returns_v_for_config": Slip(
        "(next_w, v)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, s.velocity)}
    ),
    "returns_no_config": Slip(
        "(next_w, None)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, None)}
    ),
    "momentum_of_0_99": Slip(
        "μ = 0.99 where config has none", WHICH_DEFAULT, {}, {"momentum": 0.99}
    ),
    "momentum_of_0": Slip("μ = 0 where config has none", WHICH_DEFAULT, {}, {"momentum": 0.0}),
    "momentum_of_0_5": Slip("μ = 0.5 where config has none", WHICH_DEFAULT, {}, {"momentum": 0.5}),
    "learning_rate_of_0_1": Slip(
        "η = 0.1 where config has none", WHICH_DEFAULT, {}, {"learning_rate": 0.1}
    ),
    "learning_rate_of_1e_3": Slip(
        "η = 1e-3 where config has none", WHICH_DEFAULT, {}, {"learning_rate": 1e-3}
    ),
    "single_precision": Slip(
        "w and v are turned into float32",
        "Which dtype do the weights have that your function is given?",
        dtype=np.float32,
    ),
}

SGD_SLIPS = {
    "learning_rate_of_0_1": Slip(
        "η = 0.1 where config has none", WHICH_DEFAULT, {}, {"learning_rate": 0.1}
    ),
    "returns_w_alone": Slip("next_w", WHAT_IS_RETURNED, {"result": lambda s: s.next_w}),
    "returns_no_config": Slip(
        "(next_w, None)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, None)}
    ),
    "returns_the_step": Slip(
        "(−η dw, config)",
        "Are the first values that you return the new weights, or what is added to them?",
        {"next_w": lambda s: -s.learning_rate * s.dw},
    ),
    "returns_config_first": Slip(
        "(config, next_w)", WHAT_IS_RETURNED, {"result": lambda s: (s.config, s.next_w)}
    ),
    "learning_rate_of_1e_4": Slip(
        "η = 1e-4 where config has none", WHICH_DEFAULT, {}, {"learning_rate": 1e-4}
    ),
    "divided_by_the_length": Slip(
        "w ← w − η dw/n, with n the length of w",
        "dw is the gradient of the loss already. What does your quotient take the mean over?",
        {"next_w": lambda s: s.w - s.learning_rate * s.dw / len(s.w)},
    ),
}

globals().update(registered(SGD_MOMENTUM, MOMENTUM_SLIPS, __name__))
globals().update(registered(SGD, SGD_SLIPS, __name__))
