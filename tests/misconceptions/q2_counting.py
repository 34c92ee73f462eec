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
