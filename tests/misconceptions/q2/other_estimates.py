"""Q2(d): other counts of decreasing steps, and other estimates, a line each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.misconceptions.in_short import Mistake, registered

FOLLOW = "Follow δ for a distance of 1.9 by hand: what does the third step do?"
SOLVE = "Solve ln n + γ = distance for n, one operation after the other."
# Steps from 1/2 on take 34,000 for a distance of 10.
MOST_STEPS = 50_000


def _counts(
    step: Callable[[int], float], near: Callable[[float, float], bool] | None = None
) -> Callable[..., int]:
    """Steps step(0), step(1), … until the distance is near enough."""

    def wrong(distance: float, tolerance: float) -> int:
        i = 0
        while i < MOST_STEPS:
            if near(distance, tolerance) if near else distance <= tolerance:
                break
            distance = abs(distance - step(i))
            i += 1
        return i

    return wrong


def _steps_beyond(distance: float) -> int:
    steps, covered = 0, 0.0
    while covered <= distance:
        steps += 1
        covered += 1 / steps
    return steps


NEEDED = {
    "estimate_always": Mistake(
        "⌈exp(distance − γ)⌉, also near b",
        "The estimate of (d) tells the order of the number. Here "
        "the steps are counted.",
        lambda distance, tolerance: int(np.ceil(np.exp(distance - np.euler_gamma))),
    ),
    "estimate_of_what_is_left": Mistake(
        "⌈exp(distance − tolerance − γ)⌉",
        "The estimate of (d) tells the order of the number. Here "
        "the steps are counted.",
        lambda distance, tolerance: int(np.ceil(np.exp(distance - tolerance - np.euler_gamma))),
    ),
    "estimate_rounded_down": Mistake(
        "⌊exp(distance − γ)⌋",
        "The estimate of (d) tells the order of the number. Here the steps are "
        "counted.", lambda distance, tolerance: int(np.exp(distance - np.euler_gamma)),
    ),
    "estimate_rounded_to_the_nearest": Mistake(
        "exp(distance − γ) to the nearest whole number",
        "The estimate of (d) tells the order of the number. Here the steps are counted.",
        lambda distance, tolerance: round(float(np.exp(distance - np.euler_gamma))),
    ),
    "beyond_the_distance": Mistake(
        "first n with H_n > distance", "The tolerance plays no part in your count.",
        lambda distance, tolerance: _steps_beyond(distance),
    ),
    "one_fewer": Mistake(
        "i − 1", FOLLOW,
        lambda distance, tolerance: max(_counts(lambda i: 1 / (i + 1))(distance, tolerance) - 1, 0),
    ),
    "twice_the_tolerance": Mistake(
        "first i with δ_i ≤ 2 tolerance", FOLLOW,
        _counts(lambda i: 1 / (i + 1), lambda left, tolerance: left <= 2 * tolerance),
    ),
    "tolerance_of_squares": Mistake(
        "first i with δ_i² ≤ tolerance", "Is the tolerance one of distances, or of their squares?",
        _counts(lambda i: 1 / (i + 1), lambda left, tolerance: left**2 <= tolerance),
    ),
    "squares_of_steps": Mistake(
        "steps 1/(i + 1)²",
        "Which steps does the handout take?", _counts(lambda i: 1 / (i + 1) ** 2)
    ),
    "halved_steps": Mistake(
        "steps 2^(−i)", "Which steps does the handout take?", _counts(lambda i: 0.5**i)
    ),
    "first_step_twice": Mistake(
        "steps 1, 1, 1/2, 1/3, …", "Which steps does the handout take?",
        _counts(lambda i: 1 / max(i, 1)),
    ),
    "when_a_step_is_short": Mistake(
        "first i with 1/(i + 1) ≤ tolerance", "A short step is not yet a short way to b. " + FOLLOW,
        lambda distance, tolerance: int(np.ceil(1 / tolerance)) - 1,
    ),
    "by_distance_over_tolerance": Mistake(
        "⌈distance/tolerance⌉", FOLLOW,
        lambda distance, tolerance: int(np.ceil(distance / tolerance)),
    ),
}  # fmt: skip
ESTIMATE = {
    "logarithm": Mistake("ln distance",
    SOLVE, lambda distance: float(np.log(max(distance, 1e-300)))),
    "logarithm_minus_gamma": Mistake(
        "ln distance − γ", SOLVE,
        lambda distance: float(np.log(max(distance, 1e-300)) - np.euler_gamma),
    ),
    "minus_one_half": Mistake(
        "exp(distance − ½)", SOLVE, lambda distance: float(np.exp(distance - 0.5))
    ),
    "minus_one": Mistake("exp(distance − 1)", SOLVE, lambda distance: float(np.exp(distance - 1))),
    "minus_six_tenths": Mistake(
        "exp(distance − 0.6)", SOLVE, lambda distance: float(np.exp(distance - 0.6))
    ),
    "two_digits_of_gamma": Mistake(
        "exp(distance − 0.58)", "NumPy knows all digits of γ.",
        lambda distance: float(np.exp(distance - 0.58)),
    ),
    "four_digits_of_gamma": Mistake(
        "exp(distance − 0.5772)", "NumPy knows all digits of γ.",
        lambda distance: float(np.exp(distance - 0.5772)),
    ),
    "five_digits_of_gamma": Mistake(
        "exp(distance − 0.57722)", "NumPy knows all digits of γ.",
        lambda distance: float(np.exp(distance - 0.57722)),
    ),
    "over_gamma": Mistake(
        "exp(distance/γ)", SOLVE, lambda distance: float(np.exp(distance / np.euler_gamma))
    ),
    "times_gamma": Mistake(
        "γ exp(distance)", SOLVE, lambda distance: float(np.euler_gamma * np.exp(distance))
    ),
    "gamma_taken_from_a_constant": Mistake(
        "exp(γ − distance)", SOLVE, lambda distance: float(np.exp(np.euler_gamma - distance))
    ),
    "distance_and_gamma": Mistake(
        "distance − γ", SOLVE, lambda distance: float(distance - np.euler_gamma)
    ),
    "counted": Mistake(
        "first n with H_n ≥ distance",
        "That counts the steps. Asked for is what solves the equation.",
        lambda distance: int(np.searchsorted(np.cumsum(1 / np.arange(1.0, 2e5)), distance) + 1),
    ),
    "one_less": Mistake(
        "exp(distance − γ) − 1",
        SOLVE, lambda distance: float(np.exp(distance - np.euler_gamma) - 1)
    ),
    "half_less": Mistake(
        "exp(distance − γ) − ½", SOLVE,
        lambda distance: float(np.exp(distance - np.euler_gamma) - 0.5),
    ),
    "rounded": Mistake(
        "round(exp(distance − γ))",
        "An estimate need not be a whole number; asked for is what solves "
        "the equation.", lambda distance: round(float(np.exp(distance - np.euler_gamma))),
    ),
}  # fmt: skip

globals().update(
    registered("q2_decreasing_steps_needed", "decreasing_steps_needed", NEEDED, __name__)
)
globals().update(
    registered("q2_decreasing_steps_estimate", "decreasing_steps_estimate", ESTIMATE, __name__)
)
