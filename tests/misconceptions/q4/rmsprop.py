"""Q4(b) rmsprop: single slips in its cache, its step and its defaults, and two of them at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions.q4.any_rule_slips import GRADIENT, RETURNED
from tests.misconceptions.q4.handout_rules import RMSPROP
from tests.misconceptions.q4.update_rule import (
    HOW_LONG,
    NOT_IN_THE_HANDOUT,
    WHAT_IS_RETURNED,
    WHOSE_NUMBER,
    Slip,
    default,
    not_kept,
    pairs,
    registered,
)

WHAT_IS_KEPT = "What does your next call find in config under cache?"
WHAT_IS_DIVIDED = "By the root of what does the handout divide the gradient?"


def _adadelta(s: SimpleNamespace) -> Any:
    """The ratio of two roots in the place of the learning rate; config keeps the squared steps."""
    squares = s.config.get("delta", np.zeros_like(s.w))
    step = np.sqrt(squares + s.epsilon) / np.sqrt(s.cache + s.epsilon) * s.dw
    s.config["delta"] = s.decay_rate * squares + (1 - s.decay_rate) * step**2
    return step


CACHE = {
    "sum_of_squares": Slip(
        "c ← c + dw²",
        "Your cache grows for ever, as in AdaGrad: here old gradients are forgotten bit by bit.",
        {"cache": lambda s: s.before + s.dw**2},
    ),
    "decay_swapped": Slip(
        "c ← (1 − ρ) c + ρ dw²",
        "With a decay rate near 1 the cache should change slowly. Does yours?",
        {"cache": lambda s: (1 - s.decay_rate) * s.before + s.decay_rate * s.dw**2},
    ),
    "gradient_not_squared": Slip(
        "c ← ρ c + (1 − ρ) dw",
        WHAT_IS_DIVIDED,
        {"cache": lambda s: s.decay_rate * s.before + (1 - s.decay_rate) * s.dw},
    ),
    "absolute_gradient": Slip(
        "c ← ρ c + (1 − ρ) |dw|",
        WHAT_IS_DIVIDED,
        {"cache": lambda s: s.decay_rate * s.before + (1 - s.decay_rate) * np.abs(s.dw)},
    ),
    "decayed_sum": Slip(
        "c ← ρ c + dw²",
        "A mean of squares has weights that add up to 1.",
        {"cache": lambda s: s.decay_rate * s.before + s.dw**2},
    ),
    "nothing_decays": Slip(
        "c ← c + (1 − ρ) dw²",
        "What is forgotten of the gradients before, and how fast?",
        {"cache": lambda s: s.before + (1 - s.decay_rate) * s.dw**2},
    ),
    "friction": Slip(
        "c ← (1 − ρ) c + dw²",
        "With a decay rate near 1 the cache should change slowly. Does yours?",
        {"cache": lambda s: (1 - s.decay_rate) * s.before + s.dw**2},
    ),
    "this_gradient_alone": Slip(
        "c ← (1 − ρ) dw²",
        "What is left in c of the steps before?",
        {"cache": lambda s: (1 - s.decay_rate) * s.dw**2},
    ),
    "squared_gradient_alone": Slip(
        "c ← dw²", "What is left in c of the steps before?", {"cache": lambda s: s.dw**2}
    ),
    "norm_of_the_gradient": Slip(
        "c ← ρ c + (1 − ρ) ‖dw‖²",
        "Each entry has a size of its own. What does your c sum over?",
        {
            "cache": lambda s: (
                s.decay_rate * s.before + (1 - s.decay_rate) * np.full_like(s.dw, np.sum(s.dw**2))
            )
        },
    ),
    "mean_of_the_entries": Slip(
        "c ← ρ c + (1 − ρ) mean(dw²)",
        "Each entry has a size of its own. What does your c take the mean over?",
        {
            "cache": lambda s: (
                s.decay_rate * s.before + (1 - s.decay_rate) * np.full_like(s.dw, np.mean(s.dw**2))
            )
        },
    ),
    "decay_in_the_code": Slip(
        "ρ = 0.99, whatever config says",
        WHOSE_NUMBER,
        {"cache": lambda s: 0.99 * s.before + 0.01 * s.dw**2},
    ),
    "decay_of_0_9_in_the_code": Slip(
        "ρ = 0.9, whatever config says",
        WHOSE_NUMBER,
        {"cache": lambda s: 0.9 * s.before + 0.1 * s.dw**2},
    ),
}
STEPS = {
    "epsilon_inside": Slip(
        "w ← w − η dw/√(c + ε)",
        "ε keeps the denominator from 0. Is it added to the root, or under it?",
        {"step": lambda s: s.dw / np.sqrt(s.cache + s.epsilon)},
    ),
    "epsilon_squared_inside": Slip(
        "w ← w − η dw/√(c + ε²)",
        "ε keeps the denominator from 0. Is it added to the root, or under it?",
        {"step": lambda s: s.dw / np.sqrt(s.cache + s.epsilon**2)},
    ),
    "no_root": Slip(
        "w ← w − η dw/(c + ε)",
        "The cache has the gradient's size squared. What do you divide by?",
        {"step": lambda s: s.dw / (s.cache + s.epsilon)},
    ),
    "old_cache": Slip(
        "the step divides by the c of the step before",
        "Which comes first, the new cache or the division by its root?",
        {"step": lambda s: s.dw / (np.sqrt(s.before) + s.epsilon)},
    ),
    "bias_corrected": Slip(
        "c is divided by 1 − ρᵗ",
        "That correction belongs to Adam. RMSProp uses its cache as it is.",
        {
            "t": lambda s: s.config.get("t", 0) + 1,
            "step": lambda s: s.dw / (np.sqrt(s.cache / (1 - s.decay_rate**s.t)) + s.epsilon),
            "kept": lambda s: {"cache": s.cache, "t": s.t},
        },
    ),
    "no_epsilon": Slip(
        "w ← w − η dw/√c", "And where c is 0?", {"step": lambda s: s.dw / np.sqrt(s.cache)}
    ),
    "epsilon_outside_the_fraction": Slip(
        "w ← w − η (dw/√c + ε)",
        "Brackets: what does ε keep from being 0?",
        {"step": lambda s: s.dw / np.sqrt(s.cache) + s.epsilon},
    ),
    "cache_not_used": Slip("w ← w − η dw", WHAT_IS_DIVIDED, {"step": lambda s: s.dw}),
    "multiplied_by_the_root": Slip(
        "w ← w − η dw (√c + ε)",
        "Should an entry with large gradients take longer or shorter steps than by sgd?",
        {"step": lambda s: s.dw * (np.sqrt(s.cache) + s.epsilon)},
    ),
    "step_over_the_gradient": Slip(
        "w ← w − η √c/(dw + ε)",
        WHAT_IS_DIVIDED,
        {"step": lambda s: np.sqrt(s.cache) / (s.dw + s.epsilon)},
    ),
    "step_clipped": Slip(
        "dw/(√c + ε) cut off at ±5",
        "Nothing is cut off in the handout.",
        {"step": lambda s: np.clip(s.dw / (np.sqrt(s.cache) + s.epsilon), -5, 5)},
    ),
    "step_with_epsilon_inside_clipped": Slip(
        "dw/√(c + ε) cut off at ±5",
        "Nothing is cut off in the handout. And is ε added to the root, or under it?",
        {"step": lambda s: np.clip(s.dw / np.sqrt(s.cache + s.epsilon), -5, 5)},
        slips=2,
    ),
    "adadelta": Slip(
        "η is replaced by the root of the mean squared step, √(Δ + ε)/√(c + ε)",
        "That is Adadelta. What is the learning rate for in the handout's step?",
        {"step": _adadelta, "next_w": lambda s: s.w - s.step},
        slips=2,
    ),
    "epsilon_added_to_the_step": Slip(
        "w ← w − (η dw/√c + ε)",
        "Brackets: what does ε keep from being 0?",
        {"next_w": lambda s: s.w - (s.learning_rate * s.dw / np.sqrt(s.cache) + s.epsilon)},
    ),
    "uphill": Slip(
        "w ← w + η dw/(√c + ε)",
        "Does the loss get smaller along the gradient or against it?",
        {"next_w": lambda s: s.w + s.learning_rate * s.step},
        costs=(ALL,),
    ),
    "no_learning_rate": Slip("w ← w − dw/(√c + ε)", HOW_LONG, {"next_w": lambda s: s.w - s.step}),
    "learning_rate_in_the_code": Slip(
        "η = 1e-2, whatever config says", WHOSE_NUMBER, {"next_w": lambda s: s.w - 1e-2 * s.step}
    ),
    "weights_decay": Slip(
        "w ← w − η (dw/(√c + ε) + 0.01 w)",
        NOT_IN_THE_HANDOUT,
        {"next_w": lambda s: s.w - s.learning_rate * (s.step + 0.01 * s.w)},
    ),
    "returns_the_step": Slip(
        "(−η dw/(√c + ε), config)",
        "Are the first values that you return the new weights, or what is added to them?",
        {"next_w": lambda s: -s.learning_rate * s.step},
    ),
}
KEPT = {
    "cache_not_stored": Slip(
        "c is computed and not put into config", WHAT_IS_KEPT, not_kept("cache")
    ),
    "cache_stays_zero": Slip(
        "c is computed, and config keeps the one from before", WHAT_IS_KEPT, {"kept": lambda s: {}}
    ),
    "root_kept": Slip(
        "config keeps √c", WHAT_IS_KEPT, {"kept": lambda s: {"cache": np.sqrt(s.cache)}}
    ),
    "cache_under_another_name": Slip(
        "config keeps c under another name",
        "Which key does the docstring give for the cache? Both sides have to use the same one.",
        {
            "before": lambda s: s.config.get("v", 0),
            "kept": lambda s: {"v": s.cache},
            **not_kept("cache"),
        },
    ),
    "hyperparameters_not_returned": Slip(
        "returns {cache: c} alone",
        "The config you return is the one you are given next time: are the hyperparameters in it?",
        {"result": lambda s: (s.next_w, s.kept)},
    ),
    "returns_c_for_config": Slip(
        "(next_w, c)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, s.cache)}
    ),
}
DEFAULTS = {
    "decay_of_0_9": default("ρ = 0.9", "decay_rate", 0.9),
    "decay_of_0_95": default("ρ = 0.95", "decay_rate", 0.95),
    "decay_of_0_999": default("ρ = 0.999", "decay_rate", 0.999),
    "learning_rate_of_1e_3": default("η = 1e-3", "learning_rate", 1e-3),
    "learning_rate_of_1e_4": default("η = 1e-4", "learning_rate", 1e-4),
    "learning_rate_of_0_1": default("η = 0.1", "learning_rate", 0.1),
    "learning_rate_of_0_02": default("η = 0.02", "learning_rate", 0.02),
    "epsilon_of_1e_7": default("ε = 1e-7", "epsilon", 1e-7),
    "epsilon_of_1e_6": default("ε = 1e-6", "epsilon", 1e-6),
    "epsilon_of_1e_5": default("ε = 1e-5", "epsilon", 1e-5),
    "epsilon_of_1e_4": default("ε = 1e-4", "epsilon", 1e-4),
    "epsilon_of_1e_10": default("ε = 1e-10", "epsilon", 1e-10),
}
SLIPS = CACHE | STEPS | KEPT | DEFAULTS | GRADIENT | RETURNED
COMMON = (
    "sum_of_squares", "decay_swapped", "gradient_not_squared", "absolute_gradient", "decayed_sum",
    "nothing_decays", "squared_gradient_alone", "decay_of_0_9_in_the_code", "epsilon_inside",
    "no_root", "old_cache", "bias_corrected", "no_epsilon", "epsilon_outside_the_fraction",
    "uphill", "no_learning_rate", "cache_not_stored", "cache_under_another_name",
    "hyperparameters_not_returned", "decay_of_0_9", "decay_of_0_999",
    "learning_rate_of_1e_3", "learning_rate_of_0_1", "epsilon_of_1e_7", "epsilon_of_1e_6",
)  # fmt: skip

globals().update(registered(RMSPROP, SLIPS | pairs(RMSPROP, SLIPS, COMMON), __name__))
