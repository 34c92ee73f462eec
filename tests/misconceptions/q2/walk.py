"""Q2(b), (c): distance_gradient and gradient_descent of another function, or astray at b."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import ALL, misconception


def _floats(values: ArrayLike) -> np.ndarray:
    """What the checks ahead of a student's part make of an argument: float64, shape (k,)."""
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _unit(difference: np.ndarray) -> np.ndarray:
    """The direction of a vector; 0 for the zero vector."""
    length = np.linalg.norm(difference)
    return difference / length if length > 0 else np.zeros_like(difference)


def _iterates(
    b: ArrayLike, x0: ArrayLike, steps: ArrayLike, gradient: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """x ← x − t · gradient(x − b) for each step size, one iterate per row."""
    target, rows = _floats(b), [_floats(x0)]
    for t in _floats(steps):
        rows.append(rows[-1] - t * gradient(rows[-1] - target))
    return np.array(rows)


@misconception(
    part="q2_distance_gradient",
    formula="∇f = 2(x − b)",
    hint="That is the gradient of ‖x − b‖². How does the norm itself grow along x − b?",
    costs=ALL,
)
def distance_gradient__of_the_squared_norm(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    return 2 * (_floats(x) - _floats(b))


@misconception(
    part="q2_distance_gradient",
    formula="∇f = x − b",
    hint="The direction is right. How long is the gradient of a distance, near b and far away?",
)
def distance_gradient__not_normalized(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    return _floats(x) - _floats(b)


@misconception(
    part="q2_distance_gradient",
    formula="∇f = (x − b)/‖x − b‖²",
    hint="You divide by the length twice. How long is what remains?",
)
def distance_gradient__divided_twice(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    difference = _floats(x) - _floats(b)
    length = np.linalg.norm(difference)
    return difference / length**2 if length > 0 else np.zeros_like(difference)


@misconception(
    part="q2_distance_gradient",
    formula="0/0 = NaN at x = b",
    hint="Everywhere else you are right. What is there to return at x = b, where the formula "
    "divides by 0?",
)
def distance_gradient__nan_at_b(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    difference = _floats(x) - _floats(b)
    return difference / np.linalg.norm(difference)


@misconception(
    part="q2_distance_gradient",
    formula="∇f = (1, 0, …) at x = b",
    hint="Any vector of length up to 1 is a subgradient at b. Which of them is the shortest?",
)
def distance_gradient__unit_vector_at_b(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    difference = _floats(x) - _floats(b)
    return _unit(difference) if difference.any() else np.eye(len(difference))[0]


@misconception(
    part="q2_distance_gradient",
    formula="∇f = (b − x)/‖x − b‖",
    hint="Your gradient points towards b. In which direction does the distance grow?",
    costs=ALL,
)
def distance_gradient__towards_b(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    return _unit(_floats(b) - _floats(x))


@misconception(
    part="q2_distance_gradient",
    formula="∇f = sign(x − b)",
    hint="That is the gradient of the sum of absolute values, ‖x − b‖₁. Which norm is meant?",
    costs=ALL,
)
def distance_gradient__of_the_one_norm(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    return np.sign(_floats(x) - _floats(b))


@misconception(
    part="q2_distance_gradient",
    formula="∇f = (x − b)/‖x − b‖₁",
    hint="You divide by the sum of absolute values. Which norm makes the length 1?",
)
def distance_gradient__divided_by_the_one_norm(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    difference = _floats(x) - _floats(b)
    return difference / (np.sum(np.abs(difference)) or 1)


@misconception(
    part="q2_distance_gradient",
    formula="∇f = (x − b)/max|x − b|",
    hint="You divide by the largest entry. Which norm makes the length 1?",
)
def distance_gradient__divided_by_the_largest_entry(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    difference = _floats(x) - _floats(b)
    return difference / (np.max(np.abs(difference)) or 1)


@misconception(
    part="q2_distance_gradient",
    formula="∇f = (x − b)/(‖x − b‖ + 1e-8)",
    hint="What you add to the length keeps it off 0, and makes the gradient shorter everywhere. "
    "There is one point alone that needs care.",
)
def distance_gradient__epsilon_added_to_the_length(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    difference = _floats(x) - _floats(b)
    return difference / (np.linalg.norm(difference) + 1e-8)


@misconception(
    part="q2_distance_gradient",
    formula="∇f = 0 within 0.01 of b",
    hint="Near b is not at b: the gradient has length 1 however near you are.",
)
def distance_gradient__zero_near_b(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    difference = _floats(x) - _floats(b)
    near = np.linalg.norm(difference) < 0.01
    return np.zeros_like(difference) if near else _unit(difference)


@misconception(
    part="q2_distance_gradient",
    formula="x ← x − b in place",
    hint="The value is right, but the caller's x has changed. Which of your operations writes to "
    "the array that it reads?",
)
def distance_gradient__changes_its_argument(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    difference = _floats(x)
    difference -= _floats(b)
    return _unit(difference)


@misconception(
    part="q2_gradient_descent",
    formula="x ← x − 2t(x − b)",
    hint="You walk down ‖x − b‖², whose gradient shrinks near b. The norm's doesn't.",
    costs=ALL,
)
def gradient_descent__on_the_squared_norm(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    return _iterates(b, x0, step_sizes, lambda difference: 2 * difference)


@misconception(
    part="q2_gradient_descent",
    follows="q2_distance_gradient",
    formula="x ← x − t(x − b)",
    hint="How long is a step of size t? It should be t.",
)
def gradient_descent__not_normalized(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    return _iterates(b, x0, step_sizes, lambda difference: difference)


@misconception(
    part="q2_gradient_descent",
    follows="q2_distance_gradient",
    formula="0/0 = NaN once at b",
    hint="After an iterate has landed on b, yours are no numbers. What is the step there?",
)
def gradient_descent__nan_at_b(b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike) -> np.ndarray:
    return _iterates(b, x0, step_sizes, lambda d: d / np.linalg.norm(d))


@misconception(
    part="q2_gradient_descent",
    formula="step of min(t, ‖x − b‖)",
    hint="Your iterates stop at b. Gradient descent doesn't know how far b is, and takes the whole "
    "step.",
)
def gradient_descent__stops_at_b(b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike) -> np.ndarray:
    target, rows = _floats(b), [_floats(x0)]
    for t in _floats(step_sizes):
        difference = rows[-1] - target
        rows.append(rows[-1] - min(t, np.linalg.norm(difference)) * _unit(difference))
    return np.array(rows)


@misconception(
    part="q2_gradient_descent",
    formula="x ← x + t∇f(x)",
    hint="The distance to b grows with every step of yours.",
    costs=ALL,
)
def gradient_descent__uphill(b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike) -> np.ndarray:
    return _iterates(b, x0, step_sizes, lambda difference: -_unit(difference))


@misconception(
    part="q2_gradient_descent",
    formula="direction ∇f(x_0) throughout",
    hint="Past b the gradient has turned round. Where is yours computed?",
)
def gradient_descent__direction_of_the_start(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    start = _unit(_floats(x0) - _floats(b))
    return _iterates(b, x0, step_sizes, lambda difference: start)


@misconception(
    part="q2_gradient_descent",
    formula="t_0 at every step",
    hint="All your steps are as long as the first one.",
)
def gradient_descent__first_step_size_alone(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    steps = _floats(step_sizes)
    return _iterates(b, x0, np.full(len(steps), steps[0] if len(steps) else 0.0), _unit)


@misconception(
    part="q2_gradient_descent",
    formula="rows x_1 … x_T",
    hint="The starting point is an iterate too, even if no step led to it.",
)
def gradient_descent__starting_point_missing(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    return _iterates(b, x0, step_sizes, _unit)[1:]


@misconception(
    part="q2_gradient_descent",
    formula="rows x_0 … x_{T−1}",
    hint="T steps join T + 1 points. Where does the last step lead?",
)
def gradient_descent__last_iterate_missing(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    return _iterates(b, x0, step_sizes, _unit)[: max(1, len(_floats(step_sizes)))]


@misconception(
    part="q2_gradient_descent",
    formula="no step within 0.01 of b",
    hint="An iterate near b, but not on it, still takes the whole next step.",
)
def gradient_descent__rests_near_b(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    return _iterates(b, x0, step_sizes, lambda d: _unit(d) * (np.linalg.norm(d) >= 0.01))


@misconception(
    part="q2_gradient_descent",
    formula="x_0 changed in place",
    hint="Your walk moves the caller's x_0 along, and all rows are one array. What has to be stored "  # noqa: E501
    "instead of that array itself?",
)
def gradient_descent__one_array_stored_many_times(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    target, x = _floats(b), _floats(x0)
    rows = [x]
    for t in _floats(step_sizes):
        x -= t * _unit(x - target)
        rows.append(x)
    return np.array(rows)
