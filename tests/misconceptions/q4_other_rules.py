"""Q4(b): more single slips of rmsprop and sgd, and two at once of sgd_momentum."""

from __future__ import annotations

from itertools import product

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions.update_rule import RMSPROP, SGD, SGD_MOMENTUM, Slip, registered

WHICH_DEFAULT = "Which default does the docstring give for a config that has none?"
WHAT_IS_KEPT = "What does your next call find in config under cache?"
WHAT_IS_DIVIDED = "By the root of what does the handout divide the gradient?"

RMSPROP_SLIPS = {
    "uphill": Slip(
        "w ← w + η dw/(√c + ε)", "Does the loss get smaller along the gradient or against it?",
        {"next_w": lambda s: s.w + s.learning_rate * s.step}, costs=(ALL,),
    ),
    "no_learning_rate": Slip(
        "w ← w − dw/(√c + ε)", "How long is your step if the learning rate is halved?",
        {"next_w": lambda s: s.w - s.step},
    ),
    "no_epsilon": Slip(
        "w ← w − η dw/√c", "And where c is 0?", {"step": lambda s: s.dw / np.sqrt(s.cache)}
    ),
    "epsilon_outside_the_fraction": Slip(
        "w ← w − η (dw/√c + ε)", "Brackets: what does ε keep from being 0?",
        {"step": lambda s: s.dw / np.sqrt(s.cache) + s.epsilon},
    ),
    "gradient_not_squared": Slip(
        "c ← ρ c + (1 − ρ) dw", WHAT_IS_DIVIDED,
        {"cache": lambda s: s.decay_rate * s.cache + (1 - s.decay_rate) * s.dw},
    ),
    "absolute_gradient": Slip(
        "c ← ρ c + (1 − ρ) |dw|", WHAT_IS_DIVIDED,
        {"cache": lambda s: s.decay_rate * s.cache + (1 - s.decay_rate) * np.abs(s.dw)},
    ),
    "decayed_sum": Slip(
        "c ← ρ c + dw²", "A mean of squares has weights that add up to 1.",
        {"cache": lambda s: s.decay_rate * s.cache + s.dw**2},
    ),
    "this_gradient_alone": Slip(
        "c ← (1 − ρ) dw²", "What is left in c of the steps before?",
        {"cache": lambda s: (1 - s.decay_rate) * s.dw**2},
    ),
    "cache_not_used": Slip(
        "w ← w − η dw", WHAT_IS_DIVIDED, {"step": lambda s: s.dw}
    ),
    "cache_stays_zero": Slip(
        "c is computed, and config keeps the one from before", WHAT_IS_KEPT, {"kept": lambda s: {}}
    ),
    "norm_of_the_gradient": Slip(
        "c ← ρ c + (1 − ρ) ‖dw‖²", "Each entry has a size of its own. What does your c sum over?",
        {"cache": lambda s: s.decay_rate * s.cache
         + (1 - s.decay_rate) * np.full_like(s.dw, np.sum(s.dw**2))},
    ),
    "step_over_the_gradient": Slip(
        "w ← w − η √c/(dw + ε)", WHAT_IS_DIVIDED,
        {"step": lambda s: np.sqrt(s.cache) / (s.dw + s.epsilon)},
    ),
    "root_kept": Slip(
        "config keeps √c", WHAT_IS_KEPT, {"kept": lambda s: {"cache": np.sqrt(s.cache)}}
    ),
    "decay_of_0_9": Slip("ρ = 0.9 where config has none", WHICH_DEFAULT, {}, {"decay_rate": 0.9}),
    "decay_of_0_999": Slip(
        "ρ = 0.999 where config has none", WHICH_DEFAULT, {}, {"decay_rate": 0.999}
    ),
    "learning_rate_of_1e_3": Slip(
        "η = 1e-3 where config has none", WHICH_DEFAULT, {}, {"learning_rate": 1e-3}
    ),
    "epsilon_of_1e_7": Slip("ε = 1e-7 where config has none", WHICH_DEFAULT, {}, {"epsilon": 1e-7}),
    "returns_w_alone": Slip(
        "next_w", "What does the docstring say that a rule returns?", {"result": lambda s: s.next_w}
    ),
    "returns_no_config": Slip(
        "(next_w, None)", "What does the docstring say that a rule returns?",
        {"result": lambda s: (s.next_w, None)},
    ),
    "returns_c_for_config": Slip(
        "(next_w, c)", "What does the docstring say that a rule returns?",
        {"result": lambda s: (s.next_w, s.cache)},
    ),
}  # fmt: skip
SGD_SLIPS = {
    "twice_the_step": Slip(
        "w ← w − 2η dw", "dw is the whole gradient. Where does your 2 come from?",
        {"next_w": lambda s: s.w - 2 * s.learning_rate * s.dw},
    ),
    "rate_squared": Slip(
        "w ← w − η² dw", "How does a step change if η is doubled?",
        {"next_w": lambda s: s.w - s.learning_rate**2 * s.dw},
    ),
    "divided_by_the_rate": Slip(
        "w ← w − dw/η", "How does a step change if η is doubled?",
        {"next_w": lambda s: s.w - s.dw / s.learning_rate},
    ),
    "weights_decay": Slip(
        "w ← (1 − η) w − η dw", "What becomes of w where the gradient is 0?",
        {"next_w": lambda s: (1 - s.learning_rate) * s.w - s.learning_rate * s.dw},
    ),
    "along_the_weights": Slip(
        "w ← w − η w", "Along what does the handout step?",
        {"next_w": lambda s: s.w - s.learning_rate * s.w},
    ),
    "weights_times_gradient": Slip(
        "w ← w − η w dw", "Along what does the handout step?",
        {"next_w": lambda s: s.w - s.learning_rate * s.w * s.dw},
    ),
    "clipped": Slip(
        "dw ← dw cut off at ±1", "Nothing is cut off in the handout.",
        {"next_w": lambda s: s.w - s.learning_rate * np.clip(s.dw, -1, 1)},
    ),
    "returns_the_gradient": Slip(
        "(η dw, config)", "Are the first values that you return the new weights?",
        {"next_w": lambda s: s.learning_rate * s.dw},
    ),
    "single_precision": Slip(
        "w in float32", "In which precision did w come in?",
        {"next_w": lambda s: (s.w - s.learning_rate * s.dw).astype(np.float32)},
    ),
    "weights_as_they_were": Slip(
        "w", "Which line of yours makes the new weights, and which of them do you return?",
        {"next_w": lambda s: s.w}, costs=(ALL,),
    ),
}  # fmt: skip
FIRST = {
    "damped": Slip(
        "v ← μ v + (1 − μ) dw", "",
        {"velocity": lambda s: s.momentum * s.velocity + (1 - s.momentum) * s.dw},
    ),
    "nothing_decays": Slip("v ← v + dw", "", {"velocity": lambda s: s.velocity + s.dw}),
    "decay_swapped": Slip(
        "v ← (1 − μ) v + μ dw", "",
        {"velocity": lambda s: (1 - s.momentum) * s.velocity + s.momentum * s.dw},
    ),
    "friction": Slip("v ← (1 − μ) v + dw",
    "", {"velocity": lambda s: (1 - s.momentum) * s.velocity + s.dw}),
    "gradient_decays": Slip("v ← μ (v + dw)",
    "", {"velocity": lambda s: s.momentum * (s.velocity + s.dw)}),
}  # fmt: skip
SECOND = {
    "nesterov": Slip(
        "w ← w − η (dw + μ v)", "",
        {"next_w": lambda s: s.w - s.learning_rate * (s.dw + s.momentum * s.velocity)},
    ),
    "no_learning_rate": Slip("w ← w − v", "", {"next_w": lambda s: s.w - s.velocity}),
    "old_velocity": Slip("w ← w − η v_old",
    "", {"next_w": lambda s: s.w - s.learning_rate * s.before}),
    "config_not_returned": Slip("(next_w, {v})", "", {"result": lambda s: (s.next_w, s.kept)}),
    "default_of_adam": Slip("η = 1e-3 where config has none", "", {}, {"learning_rate": 1e-3}),
    "default_of_0_1": Slip("η = 0.1 where config has none", "", {}, {"learning_rate": 0.1}),
}  # fmt: skip
PAIRS = {
    f"{one}_and_{other}": Slip(
        f"{first.formula}; {second.formula}",
        "Two things differ from the handout's equations. Begin with the first one.",
        {**first.steps, **second.steps},
        second.defaults,
        costs=(ALL,),
        slips=2,
    )
    for (one, first), (other, second) in product(FIRST.items(), SECOND.items())
}

globals().update(registered(RMSPROP, RMSPROP_SLIPS, __name__))
globals().update(registered(SGD, SGD_SLIPS, __name__))
globals().update(registered(SGD_MOMENTUM, PAIRS, __name__))
