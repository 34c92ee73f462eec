"""Q2: other ways to look for an iterate near b, and for where a constant step ends, a line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.misconceptions.in_short import Mistake, registered

WHICH_TWO = "What is left when no whole step fits in any more, and where does one more step lead?"
HOW_CLOSE = "Which of the two distances that it ends up alternating between is the smaller one?"
FIRST_NEAR = "Which iterate is the first to be near enough? Follow a short walk by hand."


def _searches(found: Callable[[np.ndarray, float], Any]) -> Callable[..., Any]:
    """found(distances on the way, tolerance)."""

    def wrong(b: Any, x0: Any, step_sizes: Any, tolerance: float) -> Any:
        way = [float(np.linalg.norm(np.asarray(x0, dtype=float) - np.asarray(b, dtype=float)))]
        for t in np.asarray(step_sizes, dtype=np.float64):
            way.append(abs(way[-1] - float(t)))
        return found(np.array(way), tolerance)

    return wrong


def _first(near: np.ndarray, otherwise: Any = None) -> Any:
    return int(np.argmax(near)) if near.any() else otherwise


SEARCHES = {
    "nearest_of_all": Mistake(
        "argmin_i ‖x_i − b‖, near or not",
        FIRST_NEAR, _searches(lambda way, tol: int(np.argmin(way)))
    ),
    "yes_or_no": Mistake(
        "‖x_T − b‖ ≤ tolerance", "Which number is asked for, and what where there is none?",
        _searches(lambda way, tol: bool(way[-1] <= tol)),
    ),
    "some_yes_or_no": Mistake(
        "some ‖x_i − b‖ ≤ tolerance", "Which number is asked for, and what where there is none?",
        _searches(lambda way, tol: bool(np.any(way <= tol))),
    ),
    "how_many_are_near": Mistake(
        "the number of i with ‖x_i − b‖ ≤ tolerance", FIRST_NEAR,
        _searches(lambda way, tol: int(np.sum(way <= tol)) or None),
    ),
    "steps_left": Mistake(
        "the steps after the first near iterate", FIRST_NEAR,
        _searches(
            lambda way, tol: len(way) - 1 - _first(way <= tol) if np.any(way <= tol) else None
        ),
    ),
    "never_is_minus_one_and_counted_from_one": Mistake(
        "i + 1, and −1 where there is none", FIRST_NEAR,
        _searches(lambda way, tol: _first(way <= tol, -2) + 1), "all", 2,
    ),
    "zero_where_there_is_none": Mistake(
        "0 where there is none",
        "What does 0 say of the start? What is asked for where none is near?",
        _searches(lambda way, tol: _first(way <= tol, 0)),
    ),
    "infinity_where_there_is_none": Mistake(
        "∞ where there is none", "What is asked for where none is near?",
        _searches(lambda way, tol: _first(way <= tol, float("inf"))),
    ),
    "steps_where_there_is_none": Mistake(
        "T + 1 where there is none", "What is asked for where none is near?",
        _searches(lambda way, tol: _first(way <= tol, len(way))),
    ),
    "the_distance": Mistake(
        "‖x_i − b‖ of the first near iterate",
        "Which one is asked for: its number, or how near it is?",
        _searches(lambda way, tol: float(way[_first(way <= tol)]) if np.any(way <= tol) else None),
    ),
    "from_the_start_on_and_strictly": Mistake(
        "first i ≥ 1 with ‖x_i − b‖ < tolerance", FIRST_NEAR,
        _searches(lambda way, tol: _first(way[1:] < tol, None) if len(way) > 1 else None), "all", 2,
    ),
}  # fmt: skip
LIMIT = {
    "where_a_whole_step_leads": Mistake(
        "(r, (⌊distance/step⌋ + 1) · step)", WHICH_TWO,
        lambda distance, step: (distance % step, (distance // step + 1) * step),
    ),
    "half_a_step_each": Mistake(
        "(r/2, step − r/2)", WHICH_TWO,
        lambda distance, step: (distance % step / 2, step - distance % step / 2),
    ),
    "distance_before_and_after": Mistake(
        "(distance, step − distance)", WHICH_TWO, lambda distance, step: (distance, step - distance)
    ),
    "step_over_the_distance": Mistake(
        "r = step mod distance", "Which of the two is divided by which?",
        lambda distance, step: (step % distance, distance - step % distance)
        if distance else (0.0, 0.0),
    ),
    "nearest_multiple": Mistake(
        "r = |distance − step · round(distance/step)|, and r again", WHICH_TWO,
        lambda distance, step: (abs(distance - step * round(distance / step)),) * 2,
    ),
    "whole_steps_and_rest": Mistake(
        "divmod(distance, step)", "How many steps is no distance. " + WHICH_TWO,
        lambda distance, step: divmod(distance, step),
    ),
    "zero_and_rest": Mistake(
        "(0, r)", WHICH_TWO, lambda distance, step: (0.0, distance % step)
    ),
    "smaller_one_alone": Mistake(
        "min(r, step − r)", "Between which two distances does it go to and fro? Both are wanted.",
        lambda distance, step: min(distance % step, step - distance % step),
    ),
}  # fmt: skip
REACHES = {
    "never": Mistake("always False", HOW_CLOSE, lambda distance, step, tolerance: False, "all"),
    "start_alone": Mistake(
        "distance ≤ tolerance", "And after some steps?",
        lambda distance, step, tolerance: bool(distance <= tolerance),
    ),
    "half_the_tolerance": Mistake(
        "min(r, step − r) ≤ tolerance/2", HOW_CLOSE,
        lambda distance, step, tolerance: bool(
            min(distance % step, step - distance % step) <= tolerance / 2
        ),
    ),
    "twice_the_tolerance": Mistake(
        "min(r, step − r) ≤ 2 tolerance", HOW_CLOSE,
        lambda distance, step, tolerance: bool(
            min(distance % step, step - distance % step) <= 2 * tolerance
        ),
    ),
    "the_other_way_round": Mistake(
        "min(r, step − r) > tolerance",
        "Is True asked for where it comes near, or where it doesn't?",
        lambda distance, step, tolerance: bool(
            min(distance % step, step - distance % step) > tolerance
        ), "all",
    ),
    "distance_over_step_is_whole": Mistake(
        "|distance/step − round(distance/step)| ≤ tolerance",
        "Is that a distance, or a share of a step?",
        lambda distance, step, tolerance: bool(
            abs(distance / step - round(distance / step)) <= tolerance
        ),
    ),
    "which_of_them": Mistake(
        "min(r, step − r)", "A yes or a no is asked for.",
        lambda distance, step, tolerance: min(distance % step, step - distance % step),
    ),
}  # fmt: skip
for _function, _mistakes in (
    ("steps_until_within", SEARCHES),
    ("constant_step_limit", LIMIT),
    ("constant_step_reaches", REACHES),
):
    globals().update(registered(f"q2_{_function}", _function, _mistakes, __name__))
