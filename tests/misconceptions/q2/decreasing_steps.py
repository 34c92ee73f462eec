"""Q2(d): decreasing_step_sizes, decreasing_steps_needed and decreasing_steps_estimate."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from grader.diagnosis.bank import misconception

# Steps from 1/2 on take 34,000 for a distance of 10.
MOST_STEPS = 50_000


def _count(distance: float, tolerance: float, step: Callable[[int], float]) -> int:
    """Steps step(0), step(1), … until the distance is at most the tolerance."""
    i = 0
    while distance > tolerance and i < MOST_STEPS:
        distance = abs(distance - step(i))
        i += 1
    return i


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_i = 1/i",
    hint="i begins at 0. What is the first step?",
)
def decreasing_step_sizes__one_over_zero(num_steps: int) -> np.ndarray:
    return 1 / np.arange(num_steps)


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_0 = 0, t_i = 1/i",
    hint="i begins at 0. What is the first step?",
)
def decreasing_step_sizes__begins_with_zero(num_steps: int) -> np.ndarray:
    return np.array([1 / i if i else 0.0 for i in range(num_steps)])


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_i = 1/(i + 2)",
    hint="The first step is as long as 1.",
)
def decreasing_step_sizes__begins_with_a_half(num_steps: int) -> np.ndarray:
    return 1 / np.arange(2, num_steps + 2)


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_i = 1/√(i + 1)",
    hint="Such steps are in use too, but they shrink more slowly than those of the handout.",
)
def decreasing_step_sizes__one_over_the_root(num_steps: int) -> np.ndarray:
    return 1 / np.sqrt(np.arange(1, num_steps + 1))


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_i = 1/(i + 1)²",
    hint="All of these together cover less than 2. Can they reach every b?",
)
def decreasing_step_sizes__one_over_the_square(num_steps: int) -> np.ndarray:
    return 1 / np.arange(1.0, num_steps + 1) ** 2


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_i = 2^(−i)",
    hint="All of these together cover no more than 2. Can they reach every b?",
)
def decreasing_step_sizes__halved_each_time(num_steps: int) -> np.ndarray:
    return 0.5 ** np.arange(num_steps)


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_i = ⌊1/(i + 1)⌋",
    hint="After the first step you stand still: a division of whole numbers has dropped the rest.",
)
def decreasing_step_sizes__whole_number_division(num_steps: int) -> np.ndarray:
    return (1 // np.arange(1, num_steps + 1)).astype(np.float64)


@misconception(
    part="q2_decreasing_step_sizes",
    formula="T − 1 entries",
    hint="Where does a range end in Python? Your last step is missing.",
)
def decreasing_step_sizes__one_too_few(num_steps: int) -> np.ndarray:
    return 1 / np.arange(1, num_steps)


@misconception(
    part="q2_decreasing_step_sizes",
    formula="T + 1 entries",
    hint="There are T + 1 iterates, but how many steps between them?",
)
def decreasing_step_sizes__one_too_many(num_steps: int) -> np.ndarray:
    return 1 / np.arange(1, num_steps + 2)


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_i = 1 + 1/2 + … + 1/(i + 1)",
    hint="That is how far all steps together have come. How long is each?",
)
def decreasing_step_sizes__added_up(num_steps: int) -> np.ndarray:
    return np.cumsum(1 / np.arange(1, num_steps + 1))


@misconception(
    part="q2_decreasing_steps_needed",
    formula="first n with H_n ≥ distance − tolerance",
    hint="The step that covers the distance may jump past b, and past the tolerance as well. What "
    "happens after that?",
)
def decreasing_steps_needed__overshoot_forgotten(distance: float, tolerance: float) -> int:
    left, i = distance, 0
    while left > tolerance:
        i += 1
        left -= 1 / i
    return i


@misconception(
    part="q2_decreasing_steps_needed",
    formula="first n with H_n ≥ distance",
    hint="The tolerance plays no part in your count.",
)
def decreasing_steps_needed__tolerance_forgotten(distance: float, tolerance: float) -> int:
    left, i = distance, 0
    while left > 0:
        i += 1
        left -= 1 / i
    return i


@misconception(
    part="q2_decreasing_steps_needed",
    formula="at most 10,000 steps",
    hint="Your count ends at ten thousand. How many steps does the largest distance take?",
)
def decreasing_steps_needed__cut_off(distance: float, tolerance: float) -> int:
    i = 0
    while distance > tolerance and i < 10_000:
        i += 1
        distance = abs(distance - 1 / i)
    return i


@misconception(
    part="q2_decreasing_steps_needed",
    formula="first i with δ_i < tolerance",
    hint="Is a distance of exactly the tolerance near enough? Look for “at most” in the question.",
)
def decreasing_steps_needed__strictly_below(distance: float, tolerance: float) -> int:
    i = 0
    while distance >= tolerance:
        i += 1
        distance = abs(distance - 1 / i)
    return i


@misconception(
    part="q2_decreasing_steps_needed",
    formula="i + 1",
    hint="x_i is reached after i steps. What do you return where the start is near enough?",
)
def decreasing_steps_needed__counted_from_one(distance: float, tolerance: float) -> int:
    return _count(distance, tolerance, lambda i: 1 / (i + 1)) + 1


@misconception(
    part="q2_decreasing_steps_needed",
    formula="first i ≥ 1",
    hint="The start may be near enough already.",
)
def decreasing_steps_needed__start_not_looked_at(distance: float, tolerance: float) -> int:
    return 1 + _count(abs(distance - 1), tolerance, lambda i: 1 / (i + 2))


@misconception(
    part="q2_decreasing_steps_needed",
    follows="q2_decreasing_step_sizes",
    formula="steps 1/2, 1/3, …",
    hint="The first step is as long as 1.",
)
def decreasing_steps_needed__begins_with_a_half(distance: float, tolerance: float) -> int:
    return _count(distance, tolerance, lambda i: 1 / (i + 2))


@misconception(
    part="q2_decreasing_steps_needed",
    follows="q2_decreasing_step_sizes",
    formula="steps 1/√(i + 1)",
    hint="Your steps shrink more slowly than those of the handout.",
)
def decreasing_steps_needed__one_over_the_root(distance: float, tolerance: float) -> int:
    return _count(distance, tolerance, lambda i: 1 / math.sqrt(i + 1))


@misconception(
    part="q2_decreasing_steps_needed",
    formula="⌈exp(distance − γ)⌉",
    hint="The estimate of (d) tells the order of the number, not the number. Here the steps are "
    "counted.",
)
def decreasing_steps_needed__the_estimate(distance: float, tolerance: float) -> int:
    return 0 if distance <= tolerance else math.ceil(math.exp(distance - np.euler_gamma))


@misconception(
    part="q2_decreasing_steps_needed",
    formula="max(first n with H_n ≥ distance − tolerance, ⌈1/tolerance⌉)",
    hint="Once steps are shorter than the tolerance no overshoot leads past it. That is enough, but "  # noqa: E501
    "an iterate may come near sooner.",
)
def decreasing_steps_needed__until_steps_are_short(distance: float, tolerance: float) -> int:
    left, i = distance, 0
    while left > tolerance:
        i += 1
        left -= 1 / i
    return max(i, math.ceil(1 / tolerance)) if i else 0


@misconception(
    part="q2_decreasing_steps_needed",
    formula="δ_{i+1} = max(δ_i − 1/(i + 1), 0)",
    hint="A step that is longer than the way doesn't stop at b. How far past it does it go?",
)
def decreasing_steps_needed__stops_at_b(distance: float, tolerance: float) -> int:
    left, i = distance, 0
    while left > tolerance:
        i += 1
        left = max(left - 1 / i, 0)
    return i


@misconception(
    part="q2_decreasing_steps_needed",
    formula="at most 1000 steps",
    hint="Your loop gives up. A distance of 10 takes more than twelve thousand steps.",
)
def decreasing_steps_needed__gives_up(distance: float, tolerance: float) -> int:
    return min(_count(distance, tolerance, lambda i: 1 / (i + 1)), 1000)


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="exp(distance)",
    hint="H_n is about ln n and a constant more. What is missing is Euler's.",
)
def decreasing_steps_estimate__without_gamma(distance: float) -> float:
    return math.exp(distance)


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="exp(distance + γ)",
    hint="Solve ln n + γ = distance for n, and see on which side γ ends up.",
)
def decreasing_steps_estimate__plus_gamma(distance: float) -> float:
    return math.exp(distance + np.euler_gamma)


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="exp(distance) − γ",
    hint="Take γ away before the exponential, not after it.",
)
def decreasing_steps_estimate__gamma_after_the_exponential(distance: float) -> float:
    return math.exp(distance) - np.euler_gamma


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="10^(distance − γ)",
    hint="Which logarithm is it that sums of 1/i come near to?",
)
def decreasing_steps_estimate__powers_of_ten(distance: float) -> float:
    return float(10 ** (distance - np.euler_gamma))


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="⌈exp(distance − γ)⌉",
    hint="An estimate need not be a whole number; asked for is what solves the equation.",
)
def decreasing_steps_estimate__rounded_up(distance: float) -> int:
    return math.ceil(math.exp(distance - np.euler_gamma))


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="exp(distance − 0.577)",
    hint="Three digits of γ give three digits of the answer. NumPy knows all of them.",
)
def decreasing_steps_estimate__three_digits_of_gamma(distance: float) -> float:
    return math.exp(distance - 0.577)


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="ln(distance) + γ",
    hint="That is the distance which so many steps cover. You were given the distance: turn it round.",  # noqa: E501
)
def decreasing_steps_estimate__not_inverted(distance: float) -> float:
    return math.log(max(distance, 1e-300)) + np.euler_gamma


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="2^(distance − γ)",
    hint="Which logarithm is it that sums of 1/i come near to?",
)
def decreasing_steps_estimate__powers_of_two(distance: float) -> float:
    return float(2 ** (distance - np.euler_gamma))
