"""Q2: more single slips."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import misconception


@misconception(
    part="q2_constant_step_limit",
    formula="(step/2, step/2), also where a step lands on b",
    hint="That is where it ends if the distance is half a step beside a multiple. And otherwise?",
)
def constant_step_limit__half_a_step_always(distance: float, step: float) -> tuple[float, float]:
    return step / 2, step / 2


@misconception(
    part="q2_constant_step_limit",
    formula="r alone",
    hint="Between which two distances does it go to and fro? Both are wanted.",
)
def constant_step_limit__one_of_the_two(distance: float, step: float) -> float:
    return distance % step


@misconception(
    part="q2_decreasing_steps_estimate",
    formula="⌊exp(distance − γ)⌋",
    hint="An order of magnitude is wanted, not a count: is anything cut off?",
)
def decreasing_steps_estimate__rounded_down(distance: float) -> int:
    return int(np.exp(distance - np.euler_gamma))


@misconception(
    part="q2_gradient_descent",
    formula="x_0 = 0",
    hint="Where does the walk begin: at the origin, or at the point that is given?",
)
def gradient_descent__begins_at_zero(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    target = np.asarray(b, dtype=np.float64)
    rows = [np.zeros_like(target)]
    for t in np.asarray(step_sizes, dtype=np.float64):
        away = rows[-1] - target
        length = np.linalg.norm(away)
        rows.append(rows[-1] - t * away / length if length else rows[-1])
    return np.array(rows)
