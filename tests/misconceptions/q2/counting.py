"""Q2(c): what a walk comes to, miscounted or half said."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import misconception


def _distances(b: ArrayLike, x0: ArrayLike, step_sizes: Iterable[float]) -> list[float]:
    """‖x_i − b‖ of every iterate; one that is at b leaves it again."""
    start = float(np.linalg.norm(np.subtract(x0, b)))
    return list(accumulate(step_sizes, lambda d, t: abs(d - t), initial=start))


@misconception(
    part="q2_steps_until_within",
    formula="index of the step that leads there",
    hint="The step with index i leads to x_{i+1}. Which of the two indices is asked for?",
)
def steps_until_within__index_of_the_step(
    b: ArrayLike, x0: ArrayLike, step_sizes: Iterable[float], tolerance: float
) -> int | None:
    distances = _distances(b, x0, step_sizes)
    first = next((i for i, distance in enumerate(distances) if distance <= tolerance), None)
    return None if first is None else max(first - 1, 0)


@misconception(
    part="q2_steps_until_within",
    formula="first i ≥ 1, where a start at b is left",
    hint="The start may be near enough already.",
)
def steps_until_within__start_at_b_is_left(
    b: ArrayLike, x0: ArrayLike, step_sizes: Iterable[float], tolerance: float
) -> int | None:
    distances = _distances(b, x0, step_sizes)[1:]
    return next((i for i, distance in enumerate(distances, 1) if distance <= tolerance), None)


@misconception(
    part="q2_constant_step_limit",
    formula="(r, step)",
    hint="From distance r a step leads past b. How much of it is left on the other side?",
)
def constant_step_limit__remainder_and_step(distance: float, step: float) -> tuple[float, float]:
    return distance % step, step


@misconception(
    part="q2_steps_until_within",
    formula="index of the step that leads there, and the start not looked at",
    hint="Two things differ: x_i is where i steps lead, and x_0 may be near enough already.",
    slips=2,
)
def steps_until_within__index_of_the_step_without_the_start(
    b: ArrayLike, x0: ArrayLike, step_sizes: Iterable[float], tolerance: float
) -> int | None:
    after = _distances(b, x0, step_sizes)[1:]
    return next((i for i, distance in enumerate(after) if distance <= tolerance), None)


@misconception(
    part="q2_constant_step_limit",
    formula="(0, step) always",
    hint="That is where it ends if a step lands on b. And otherwise?",
)
def constant_step_limit__zero_and_step_always(distance: float, step: float) -> tuple[float, float]:
    return 0.0, step


@misconception(
    part="q2_decreasing_step_sizes",
    formula="t_i = 1/max(i, 1)",
    hint="Two of your steps have length 1. Which i belongs to the first one?",
)
def decreasing_step_sizes__first_one_twice(num_steps: int) -> np.ndarray:
    return 1 / np.maximum(np.arange(num_steps), 1)
