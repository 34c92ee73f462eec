"""Q4(b) adam: single slips in the count of the steps."""

from __future__ import annotations

from tests.misconceptions.q4.handout_rules import ADAM
from tests.misconceptions.q4.update_rule import Slip, Step, not_kept, registered

WHICH_STEP = "Which step does your second call think it is?"
FROM_THE_START = "Your powers of β know the steps since the start. What if config comes with a t?"

# The powers of β, each a step further than config has them.
POWERS: dict[str, Step] = {
    "power1": lambda s: s.config.get("power1", 1.0) * s.beta1,
    "power2": lambda s: s.config.get("power2", 1.0) * s.beta2,
    "m_hat": lambda s: s.m / (1 - s.power1),
    "v_hat": lambda s: s.v / (1 - s.power2),
}

SLIPS = {
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
    "t_starts_at_one": Slip(
        "the first step is corrected as number 2",
        "t counts the steps taken so far, this one included. What is it in the very first call?",
        {},
        {"t": 1},
    ),
    "t_goes_up_by_two": Slip(
        "t ← t + 2, and the correction is of that t",
        "How many steps were taken after two calls? What does your t say?",
        {"t": lambda s: s.t + 2},
    ),
    "t_counted_twice": Slip(
        "t goes up by 2 in each step",
        "How many steps were taken after two calls? What does your t say?",
        {"kept": lambda s: {"m": s.m, "v": s.v, "t": s.t + 1}},
    ),
    "t_is_the_next_step": Slip(
        "the returned t is one ahead",
        "The config that the first call returns should say that one step was taken. What does "
        "yours say?",
        {"t": lambda s: s.t, "kept": lambda s: {"m": s.m, "v": s.v, "t": s.t + 1}},
        {"t": 1},
    ),
    "t_counted_after_the_step": Slip(
        "m̂ = m/(1 − β₁⁰) in the first step",
        "In the first call you divide by 1 − β⁰. When does t count this step?",
        {"t": lambda s: s.t, "kept": lambda s: {"m": s.m, "v": s.v, "t": s.t + 1}},
    ),
    "t_counted_after_the_step_and_the_first_left_out": Slip(
        "m and v in the first step, later ones corrected with the t of the step before",
        "Which t does the second step divide with: the number of this step, or of the one before?",
        {
            "t": lambda s: s.t,
            "m_hat": lambda s: s.m / (1 - s.beta1**s.t) if s.t else s.m,
            "v_hat": lambda s: s.v / (1 - s.beta2**s.t) if s.t else s.v,
            "kept": lambda s: {"m": s.m, "v": s.v, "t": s.t + 1},
        },
    ),
    "powers_kept_in_place_of_t": Slip(
        "config keeps β₁ᵗ and β₂ᵗ, and t stays as it was",
        FROM_THE_START,
        {
            **POWERS,
            "t": lambda s: s.t,
            "kept": lambda s: {"m": s.m, "v": s.v, "power1": s.power1, "power2": s.power2},
        },
    ),
    "powers_kept_beside_t": Slip(
        "config keeps β₁ᵗ and β₂ᵗ, and t is counted and not used",
        FROM_THE_START,
        {
            **POWERS,
            "kept": lambda s: {
                "m": s.m,
                "v": s.v,
                "t": s.t,
                "power1": s.power1,
                "power2": s.power2,
            },
        },
    ),
    "t_not_stored": Slip("t is counted and not put into config", WHICH_STEP, not_kept("t")),
    "t_stays_zero": Slip(
        "t is counted, and config keeps the one from before",
        WHICH_STEP,
        {"kept": lambda s: {"m": s.m, "v": s.v}},
    ),
    "t_is_always_one": Slip("t = 1 in every call", WHICH_STEP, {"t": lambda s: 1}),
    "t_kept_as_zero": Slip(
        "t is counted, and config keeps 0",
        WHICH_STEP,
        {"kept": lambda s: {"m": s.m, "v": s.v, "t": 0}},
    ),
}

globals().update(registered(ADAM, SLIPS, __name__))
