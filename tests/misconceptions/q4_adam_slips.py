"""Q4(b) adam: more single slips in what is gathered, counted and kept."""

from __future__ import annotations

import numpy as np

from tests.misconceptions.update_rule import ADAM, Slip, Step, registered

WHICH_POWER = "v gathers a size. Which power of the gradient has no sign?"
WHICH_MOMENT = "Which of the two moments has the gradient's sign, and which its size?"
WHICH_BETA = "There are two β. Which one belongs to which moment?"
WHAT_IS_KEPT = "What does your next call find in config under m, v and t?"
FOR_THIS_STEP = "The correction is for this step alone. What do you keep for the next one?"
WHAT_IS_RETURNED = "What does the docstring say that a rule returns, and in which order?"
TOO_SMALL = (
    "m and v start at 0 and are too small in the first steps. Which number of the config says how "
    "much too small?"
)


UNCORRECTED = {"m_hat": lambda s: s.m, "v_hat": lambda s: s.v}


def _first(start: Step, later: Step) -> Step:
    """A moment that starts in another way."""
    return lambda s: start(s) if s.t == 1 else later(s)


COUNTING = {
    "no_bias_correction_and_t_not_counted": Slip(
        "w ← w − η m/(√v + ε), and t stays as it was",
        TOO_SMALL,
        {**UNCORRECTED, "t": lambda s: s.t},
    ),
    "no_bias_correction_and_t_starts_at_one": Slip(
        "w ← w − η m/(√v + ε), and t is 1 where config has none",
        TOO_SMALL,
        {**UNCORRECTED},
        {"t": 1},
    ),
    "no_bias_correction_and_t_stays_one": Slip(
        "w ← w − η m/(√v + ε), and t is 1 for ever",
        TOO_SMALL,
        {**UNCORRECTED, "t": lambda s: s.t},
        {"t": 1},
    ),
    "t_never_counted": Slip(
        "m̂ = m/(1 − β₁⁰) in every step",
        "You divide by 1 − β⁰. Which line of yours makes t go up?",
        {"t": lambda s: s.t},
    ),
    "t_stays_one": Slip(
        "t is 1 where config has none, and never goes up",
        "The correction is right for the first step. Which line of yours makes t go up?",
        {"t": lambda s: s.t},
        {"t": 1},
    ),
    "t_stays_zero": Slip(
        "t is counted, and config keeps the one from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"m": s.m, "v": s.v}},
    ),
    "t_counted_twice": Slip(
        "t goes up by 2 in each step",
        "How many steps were taken after two calls? What does your t say?",
        {"kept": lambda s: {"m": s.m, "v": s.v, "t": s.t + 1}},
    ),
    "state_stays_zero": Slip(
        "m, v and t are computed, and config keeps those from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {}},
    ),
    "moments_stay_zero": Slip(
        "m and v are computed, and config keeps those from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"t": s.t}},
    ),
    "moments_of_one_gradient": Slip(
        "m ← (1 − β₁) dw, v ← (1 − β₂) dw²",
        "The moments are means over many steps. Where do yours take up those before?",
        {"m": lambda s: (1 - s.beta1) * s.dw, "v": lambda s: (1 - s.beta2) * s.dw**2},
    ),
    "moments_of_one_gradient_and_not_kept": Slip(
        "m = (1 − β₁) dw and v = (1 − β₂) dw², of which config has nothing",
        "The moments are means over many steps. Where do yours take up those before?",
        {
            "m": lambda s: (1 - s.beta1) * s.dw,
            "v": lambda s: (1 - s.beta2) * s.dw**2,
            "kept": lambda s: {"t": s.t},
        },
    ),
    "m_stays_zero": Slip(
        "m is computed, and config keeps the one from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"v": s.v, "t": s.t}},
    ),
    "v_stays_zero": Slip(
        "v is computed, and config keeps the one from before",
        WHAT_IS_KEPT,
        {"kept": lambda s: {"m": s.m, "t": s.t}},
    ),
    "state_under_other_names": Slip(
        "m and v are kept in config under other names",
        "Which keys does the docstring give for the state? Both sides have to use the same ones.",
        {
            "m": lambda s: s.beta1 * s.config.get("velocity", 0) + (1 - s.beta1) * s.dw,
            "v": lambda s: s.beta2 * s.config.get("cache", 0) + (1 - s.beta2) * s.dw**2,
            "kept": lambda s: {"velocity": s.m, "cache": s.v, "t": s.t},
            "result": lambda s: (
                s.next_w,
                {key: s.config[key] for key in s.config if key not in ("m", "v")} | s.kept,
            ),
        },
    ),
    "m_and_v_kept_the_wrong_way_round": Slip(
        "config[m] ← v and config[v] ← m",
        WHICH_MOMENT,
        {"kept": lambda s: {"m": s.v, "v": s.m, "t": s.t}},
    ),
    "corrected_m_stored": Slip(
        "m ← m̂ is what the next step starts from",
        FOR_THIS_STEP,
        {"kept": lambda s: {"m": s.m_hat, "v": s.v, "t": s.t}},
    ),
    "corrected_v_stored": Slip(
        "v ← v̂ is what the next step starts from",
        FOR_THIS_STEP,
        {"kept": lambda s: {"m": s.m, "v": s.v_hat, "t": s.t}},
    ),
    "returns_w_alone": Slip("next_w", WHAT_IS_RETURNED, {"result": lambda s: s.next_w}),
    "returns_v_for_config": Slip(
        "(next_w, v)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, s.v)}
    ),
    "returns_config_first": Slip(
        "(config, next_w)",
        WHAT_IS_RETURNED,
        {"result": lambda s: (s.config | s.kept, s.next_w)},
    ),
    "returns_the_moments": Slip(
        "(next_w, m, v)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, s.m, s.v)}
    ),
    "returns_no_config": Slip(
        "(next_w, None)", WHAT_IS_RETURNED, {"result": lambda s: (s.next_w, None)}
    ),
}

MOMENTS = {
    "gradient_not_squared": Slip(
        "v ← β₂ v + (1 − β₂) dw", WHICH_POWER, {"v": lambda s: s.beta2 * s.v + (1 - s.beta2) * s.dw}
    ),
    "gradient_not_squared_and_made_positive": Slip(
        "v ← β₂ v + (1 − β₂) dw, then √|v̂|",
        WHICH_POWER,
        {
            "v": lambda s: s.beta2 * s.v + (1 - s.beta2) * s.dw,
            "step": lambda s: s.m_hat / (np.sqrt(np.abs(s.v_hat)) + s.epsilon),
        },
    ),
    "m_is_a_sum": Slip(
        "m ← β₁ m + dw",
        "m is a mean of the gradients. How much of it is the newest one?",
        {"m": lambda s: s.beta1 * s.m + s.dw},
    ),
    "v_is_a_sum": Slip(
        "v ← β₂ v + dw²",
        "v is a mean of the squared gradients. How much of it is the newest one?",
        {"v": lambda s: s.beta2 * s.v + s.dw**2},
    ),
    "v_of_all_gradients": Slip(
        "v ← v + dw²",
        "Adding up all squares is what AdaGrad does. What does v forget here, and how fast?",
        {"v": lambda s: s.v + s.dw**2},
    ),
    "v_of_all_gradients_uncorrected": Slip(
        "v ← v + dw², v̂ = v",
        "Adding up all squares is what AdaGrad does. What does v forget here, and how fast?",
        {
            "v": lambda s: s.v + s.dw**2,
            "v_hat": lambda s: s.v,
        },
    ),
    "largest_gradient": Slip(
        "v ← max(β₂ v, |dw|), w ← w − η m̂/(v + ε)",
        "That is AdaMax. What does the handout's v gather?",
        {
            "v": lambda s: np.maximum(s.beta2 * s.v, np.abs(s.dw)),
            "step": lambda s: s.m_hat / (s.v + s.epsilon),
        },
    ),
    "one_v_for_all_entries": Slip(
        "v ← β₂ v + (1 − β₂) mean(dw²)",
        "Each entry has a size of its own. What does your v take the mean over?",
        {"v": lambda s: s.beta2 * s.v + (1 - s.beta2) * np.full_like(s.dw, np.mean(s.dw**2))},
    ),
    "sum_over_the_entries": Slip(
        "v ← β₂ v + (1 − β₂) Σ dw²",
        "Each entry has a size of its own. What does your v sum over?",
        {"v": lambda s: s.beta2 * s.v + (1 - s.beta2) * np.full_like(s.dw, np.sum(s.dw**2))},
    ),
    "v_decays_with_beta1": Slip(
        "v ← β₁ v + (1 − β₁) dw²",
        WHICH_BETA,
        {"v": lambda s: s.beta1 * s.v + (1 - s.beta1) * s.dw**2},
    ),
    "beta1_for_both": Slip(
        "v ← β₁ v + (1 − β₁) dw², v̂ = v/(1 − β₁ᵗ)",
        WHICH_BETA,
        {
            "v": lambda s: s.beta1 * s.v + (1 - s.beta1) * s.dw**2,
            "v_hat": lambda s: s.v / (1 - s.beta1**s.t),
        },
    ),
    "m_decays_with_beta2": Slip(
        "m ← β₂ m + (1 − β₂) dw",
        WHICH_BETA,
        {"m": lambda s: s.beta2 * s.m + (1 - s.beta2) * s.dw},
    ),
    "moments_start_at_the_gradient": Slip(
        "m = dw and v = dw² in the first step, and corrected all the same",
        "The correction undoes that m and v start at 0. Where do yours start?",
        {
            "m": _first(lambda s: s.dw, ADAM.steps["m"]),
            "v": _first(lambda s: s.dw**2, ADAM.steps["v"]),
        },
    ),
    "moments_start_at_the_gradient_uncorrected": Slip(
        "m = dw and v = dw² in the first step, and no correction",
        "m and v start at 0 in the handout, and are corrected for that. What do you do instead?",
        {
            "m": _first(lambda s: s.dw, ADAM.steps["m"]),
            "v": _first(lambda s: s.dw**2, ADAM.steps["v"]),
            **UNCORRECTED,
        },
    ),
    "m_starts_at_the_square": Slip(
        "m = (1 − β₁) dw² in the first step",
        WHICH_MOMENT,
        {"m": _first(lambda s: (1 - s.beta1) * s.dw**2, ADAM.steps["m"])},
    ),
    "decay_added_to_the_gradient": Slip(
        "dw ← dw + 0.01 w",
        "Is there a penalty on large weights in the handout's equations?",
        {"dw": lambda s: s.dw + 0.01 * s.w},
    ),
    "gradient_clipped": Slip(
        "dw ← dw cut off at ±1",
        "Which gradients do your moments gather: those that were given?",
        {"dw": lambda s: np.clip(s.dw, -1, 1)},
    ),
    "normalised_gradient": Slip(
        "dw ← dw/‖dw‖",
        "Which gradients do your moments gather: those that were given?",
        {"dw": lambda s: s.dw / (np.linalg.norm(s.dw) or 1)},
    ),
}

globals().update(registered(ADAM, COUNTING | MOMENTS, __name__))
