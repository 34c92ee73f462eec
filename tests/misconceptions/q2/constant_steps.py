"""Q2(c): constant_step_sizes, steps_until_within, constant_step_limit and constant_step_reaches."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import ALL, misconception


def _floats(values: ArrayLike) -> np.ndarray:
    """What the checks ahead of a student's part make of an argument: float64, shape (k,)."""
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _distances(b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike) -> list[float]:
    """‖x_i − b‖ of every iterate."""
    distances = [float(np.linalg.norm(_floats(x0) - _floats(b)))]
    for t in _floats(step_sizes):
        distances.append(abs(distances[-1] - t) if distances[-1] > 0 else 0.0)
    return distances


def _first(distances: list[float], tolerance: float) -> int | None:
    return next((i for i, distance in enumerate(distances) if distance <= tolerance), None)


@misconception(
    part="q2_constant_step_sizes",
    formula="T + 1 entries",
    hint="There are T + 1 iterates, but how many steps between them?",
)
def constant_step_sizes__one_too_many(step: float, num_steps: int) -> np.ndarray:
    return np.full(num_steps + 1, float(step))


@misconception(
    part="q2_constant_step_sizes",
    formula="t_i = step/T",
    hint="You share one step out among all. Each of them should be that long.",
)
def constant_step_sizes__shared_out(step: float, num_steps: int) -> np.ndarray:
    return np.full(num_steps, step / max(num_steps, 1))


@misconception(
    part="q2_constant_step_sizes",
    formula="t_i = (i + 1) · step",
    hint="That is how far all steps together have come. How long is each?",
)
def constant_step_sizes__added_up(step: float, num_steps: int) -> np.ndarray:
    return step * np.arange(1.0, num_steps + 1)


@misconception(
    part="q2_constant_step_sizes",
    formula="t_i = ⌊step⌋",
    hint="Your array holds whole numbers, and has cut off what comes after the point.",
)
def constant_step_sizes__whole_numbers(step: float, num_steps: int) -> np.ndarray:
    return np.full(num_steps, step, dtype=np.int64)


@misconception(
    part="q2_steps_until_within",
    formula="first i with ‖x_i − b‖ < tolerance",
    hint="Is a distance of exactly the tolerance near enough? Look for ≤ in the docstring.",
)
def steps_until_within__strictly_below(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    distances = _distances(b, x0, step_sizes)
    return next((i for i, distance in enumerate(distances) if distance < tolerance), None)


@misconception(
    part="q2_steps_until_within",
    formula="i + 1",
    hint="x_i is reached after i steps. What do you return for the starting point?",
)
def steps_until_within__counted_from_one(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    first = _first(_distances(b, x0, step_sizes), tolerance)
    return None if first is None else first + 1


@misconception(
    part="q2_steps_until_within",
    formula="first i ≥ 1",
    hint="The start may be near enough already.",
)
def steps_until_within__start_not_looked_at(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    first = _first(_distances(b, x0, step_sizes)[1:], tolerance)
    return None if first is None else first + 1


@misconception(
    part="q2_steps_until_within",
    formula="i in 0 … T − 1",
    hint="Where does the last step lead? You look at every iterate but that one.",
)
def steps_until_within__last_iterate_not_looked_at(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    return _first(_distances(b, x0, step_sizes)[:-1], tolerance)


@misconception(
    part="q2_steps_until_within",
    formula="last i with ‖x_i − b‖ ≤ tolerance",
    hint="Iterates come near b and leave again. Which of the near ones is asked for?",
)
def steps_until_within__the_last_one(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    distances = _distances(b, x0, step_sizes)
    return max((i for i, distance in enumerate(distances) if distance <= tolerance), default=None)


@misconception(
    part="q2_steps_until_within",
    formula="T where there is none",
    hint="A walk that never comes near ends after T steps, but that is no answer. What does the "
    "docstring say there?",
)
def steps_until_within__all_steps_where_there_is_none(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    distances = _distances(b, x0, step_sizes)
    first = _first(distances, tolerance)
    return len(distances) - 1 if first is None else first


@misconception(
    part="q2_steps_until_within",
    formula="−1 where there is none",
    hint="−1 is an index like any other in Python. What does the docstring say there?",
)
def steps_until_within__minus_one_where_there_is_none(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    first = _first(_distances(b, x0, step_sizes), tolerance)
    return -1 if first is None else first


@misconception(
    part="q2_steps_until_within",
    formula="argmin_i ‖x_i − b‖",
    hint="You return the nearest iterate. The first that is near enough may come sooner.",
)
def steps_until_within__the_nearest_one(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    distances = _distances(b, x0, step_sizes)
    return int(np.argmin(distances)) if min(distances) <= tolerance else None


@misconception(
    part="q2_steps_until_within",
    formula="first i with t_0 + … + t_{i−1} ≥ ‖x_0 − b‖ − tolerance",
    hint="Steps that cover the distance may jump past b, and past the tolerance on the other side.",
)
def steps_until_within__steps_added_up(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    distance = float(np.linalg.norm(_floats(x0) - _floats(b)))
    covered = np.concatenate([[0.0], np.cumsum(_floats(step_sizes))])
    return next((i for i, sum_ in enumerate(covered) if distance - sum_ <= tolerance), None)


@misconception(
    part="q2_steps_until_within",
    formula="first i with ‖x_i − b‖² ≤ tolerance",
    hint="You compare a squared distance with a distance.",
)
def steps_until_within__squared_distance(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    return _first([distance**2 for distance in _distances(b, x0, step_sizes)], tolerance)


@misconception(
    part="q2_constant_step_limit",
    formula="(0, step) at multiples of step",
    hint="Where the walk lands on b exactly, the gradient is 0 and it stays. What is the other "
    "distance then?",
)
def constant_step_limit__leaves_b_again(distance: float, step: float) -> tuple[float, float]:
    remainder = distance % step
    return remainder, step - remainder


@misconception(
    part="q2_constant_step_limit",
    formula="(r, r)",
    hint="A step from distance r jumps over b. How far from b does it come down?",
)
def constant_step_limit__remainder_twice(distance: float, step: float) -> tuple[float, float]:
    return distance % step, distance % step


@misconception(
    part="q2_constant_step_limit",
    formula="(r, r − step)",
    hint="You return places on the line, with a sign. A distance has none.",
)
def constant_step_limit__signed(distance: float, step: float) -> tuple[float, float]:
    remainder = distance % step
    return (remainder, remainder - step) if remainder > 0 else (0.0, 0.0)


@misconception(
    part="q2_constant_step_limit",
    formula="(step/2, step/2)",
    hint="That is where it ends if the distance is half a step beside a multiple. And otherwise?",
)
def constant_step_limit__half_a_step(distance: float, step: float) -> tuple[float, float]:
    return (step / 2, step / 2) if distance % step > 0 else (0.0, 0.0)


@misconception(
    part="q2_constant_step_limit",
    formula="(r, r + step)",
    hint="At distance r the next step leads towards b and past it, not away from it.",
)
def constant_step_limit__a_step_farther(distance: float, step: float) -> tuple[float, float]:
    remainder = distance % step
    return (remainder, remainder + step) if remainder > 0 else (0.0, 0.0)


@misconception(
    part="q2_constant_step_limit",
    formula="(0, 0) always",
    hint="Steps that don't become smaller seldom land on b. Follow one walk on paper.",
    costs=ALL,
)
def constant_step_limit__always_arrives(distance: float, step: float) -> tuple[float, float]:
    return 0.0, 0.0


@misconception(
    part="q2_constant_step_limit",
    formula="(δ, |δ − step|)",
    hint="That is the first step alone. What do many of them lead to?",
)
def constant_step_limit__after_one_step(distance: float, step: float) -> tuple[float, float]:
    return (distance, abs(distance - step)) if distance % step > 0 else (0.0, 0.0)


@misconception(
    part="q2_constant_step_limit",
    formula="the distances after 100 steps",
    hint="A walk that begins farther away hasn't ended after a hundred steps. The limit has a "
    "formula.",
)
def constant_step_limit__a_hundred_steps(distance: float, step: float) -> tuple[float, float]:
    for _ in range(100):
        distance = abs(distance - step) if distance > 0 else 0.0
    return distance, abs(distance - step) if distance > 0 else 0.0


@misconception(
    part="q2_constant_step_reaches",
    formula="min(r, step − r) < tolerance",
    hint="Is a distance of exactly the tolerance near enough?",
)
def constant_step_reaches__strictly_below(distance: float, step: float, tolerance: float) -> bool:
    remainder = distance % step
    return min(remainder, step - remainder) < tolerance


@misconception(
    part="q2_constant_step_reaches",
    formula="r ≤ tolerance",
    hint="The walk alternates between two distances. You look at the one before b alone.",
)
def constant_step_reaches__before_b_alone(distance: float, step: float, tolerance: float) -> bool:
    return distance % step <= tolerance


@misconception(
    part="q2_constant_step_reaches",
    formula="step − r ≤ tolerance",
    hint="The walk alternates between two distances. You look at the one past b alone.",
)
def constant_step_reaches__past_b_alone(distance: float, step: float, tolerance: float) -> bool:
    remainder = distance % step
    return (step - remainder if remainder > 0 else 0.0) <= tolerance


@misconception(
    part="q2_constant_step_reaches",
    formula="max(r, step − r) ≤ tolerance",
    hint="You ask for both distances to be within the tolerance. One iterate is enough.",
)
def constant_step_reaches__both_of_them(distance: float, step: float, tolerance: float) -> bool:
    remainder = distance % step
    return (max(remainder, step - remainder) if remainder > 0 else 0.0) <= tolerance


@misconception(
    part="q2_constant_step_reaches",
    formula="step ≤ tolerance",
    hint="A long step may land near b by luck. What does that depend on?",
)
def constant_step_reaches__step_below_the_tolerance(
    distance: float, step: float, tolerance: float
) -> bool:
    return step <= tolerance


@misconception(
    part="q2_constant_step_reaches",
    formula="step/2 ≤ tolerance",
    hint="Half a step is the worst case. Where does this walk end?",
)
def constant_step_reaches__half_a_step_below_the_tolerance(
    distance: float, step: float, tolerance: float
) -> bool:
    return step / 2 <= tolerance


@misconception(
    part="q2_constant_step_reaches",
    formula="r = 0",
    hint="It is enough to come near b; nobody asks you to land on it.",
)
def constant_step_reaches__must_land_on_b(distance: float, step: float, tolerance: float) -> bool:
    return distance % step == 0


@misconception(
    part="q2_constant_step_reaches",
    formula="always True",
    hint="Gradient descent doesn't always arrive. Follow the walk of the running example.",
    costs=ALL,
)
def constant_step_reaches__always(distance: float, step: float, tolerance: float) -> bool:
    return True


@misconception(
    part="q2_constant_step_reaches",
    formula="some δ_i ≤ tolerance, i ≤ 100 or some other number",
    hint="A walk that begins farther away isn't near after a hundred steps. The answer has a "
    "closed form.",
)
def constant_step_reaches__a_hundred_steps(distance: float, step: float, tolerance: float) -> bool:
    for _ in range(100):
        if distance <= tolerance:
            return True
        distance = abs(distance - step)
    return distance <= tolerance
