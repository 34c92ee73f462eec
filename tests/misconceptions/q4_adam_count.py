"""Q4(b) adam: single slips in the count of the steps."""

from __future__ import annotations

from tests.misconceptions.q4_handout_rules import ADAM
from tests.misconceptions.update_rule import Slip, not_kept, registered

WHICH_STEP = "Which step does your second call think it is?"

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
