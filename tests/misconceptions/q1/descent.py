"""Q1(a) gradient_descent and convergence_factors: wrong gradients, wrong rows, wrong factors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import ALL, misconception


def _floats(values: ArrayLike) -> np.ndarray:
    """What the checks ahead of a student's part make of an argument: float64, shape (k,)."""
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _iterates(
    update: Callable[[np.ndarray], np.ndarray], start: np.ndarray, num_steps: int
) -> np.ndarray:
    """The start and what so many updates make of it, one row each."""
    rows = [start]
    for _ in range(num_steps):
        rows.append(update(rows[-1]))
    return np.array(rows)


@misconception(
    part="q1_gradient_descent",
    formula="w ← w + ησ(y − σw)",
    hint="Your steps are half as long as they should be. What becomes of the square in the loss "
    "when you differentiate it?",
)
def gradient_descent__without_the_two(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    return _iterates(lambda w: w + learning_rate * s * (t - s * w), 0 * s, num_steps)


@misconception(
    part="q1_gradient_descent",
    formula="w ← w + 2η(y − σw)",
    hint="The residual y − σw depends on w through σw. What does the chain rule add to your "
    "gradient?",
)
def gradient_descent__chain_rule_forgotten(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    return _iterates(lambda w: w + 2 * learning_rate * (t - s * w), 0 * s, num_steps)


@misconception(
    part="q1_gradient_descent",
    formula="w ← w − 2ησ(y − σw)",
    hint="Your iterates move away from y/σ at every learning rate. Which sign does the derivative "
    "of (y − σw)² have where σw is too small?",
    costs=ALL,
)
def gradient_descent__uphill(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    return _iterates(lambda w: w - 2 * learning_rate * s * (t - s * w), 0 * s, num_steps)


@misconception(
    part="q1_gradient_descent",
    formula="w ← w + (2η/k) σ(y − σw)",
    hint="The losses of the dimensions add up. Your steps belong to their mean.",
)
def gradient_descent__mean_over_the_dimensions(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    rate = 2 * learning_rate / len(s)
    return _iterates(lambda w: w + rate * s * (t - s * w), 0 * s, num_steps)


@misconception(
    part="q1_gradient_descent",
    formula="w ← w + 2ησ Σ_j (y_j − σ_j w_j)",
    hint="Each w_i appears in one term of the loss only. Which residuals does its derivative see?",
)
def gradient_descent__residuals_summed(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    return _iterates(lambda w: w + 2 * learning_rate * s * np.sum(t - s * w), 0 * s, num_steps)


@misconception(
    part="q1_gradient_descent",
    formula="w_0 = 1",
    hint="The steps are right, but they begin somewhere else. Where does the handout start?",
)
def gradient_descent__starts_at_one(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    return _iterates(lambda w: w + 2 * learning_rate * s * (t - s * w), 0 * s + 1, num_steps)


@misconception(
    part="q1_gradient_descent",
    formula="rows w_0 … w_{T−1}",
    hint="T steps join T + 1 points, as a fence has one more post than rails. Which one is missing?",  # noqa: E501
)
def gradient_descent__last_iterate_missing(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    return _iterates(lambda w: w + 2 * learning_rate * s * (t - s * w), 0 * s, num_steps)[:-1]


@misconception(
    part="q1_gradient_descent",
    formula="rows w_1 … w_T",
    hint="The starting point is an iterate too, even if no step led to it.",
)
def gradient_descent__starting_point_missing(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    return _iterates(lambda w: w + 2 * learning_rate * s * (t - s * w), 0 * s, num_steps)[1:]


@misconception(
    part="q1_gradient_descent",
    formula="w_T alone",
    hint="You return where gradient descent ends. Asked for is the whole way there.",
)
def gradient_descent__last_iterate_alone(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    return _iterates(lambda w: w + 2 * learning_rate * s * (t - s * w), 0 * s, num_steps)[-1]


@misconception(
    part="q1_gradient_descent",
    formula="every row is w_T",
    hint="All your rows are equal: they are one array, which the steps changed in place. What has "
    "to be stored instead of that array itself?",
)
def gradient_descent__one_array_stored_many_times(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, t = _floats(sigma), _floats(y)
    w = np.zeros_like(s)
    rows = [w]
    for _ in range(num_steps):
        w += 2 * learning_rate * s * (t - s * w)
        rows.append(w)
    return np.array(rows)


@misconception(
    part="q1_convergence_factors",
    formula="1 − 2ησ²",
    hint="A factor of a size is never negative. What does the sign tell you, and what the rest?",
)
def convergence_factors__signed(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return 1 - 2 * learning_rate * _floats(sigma) ** 2


@misconception(
    part="q1_convergence_factors",
    formula="|1 − ησ²|",
    hint="Write one step for the error w − y/σ, with everything that the derivative of a square "
    "brings along.",
)
def convergence_factors__without_the_two(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return np.abs(1 - learning_rate * _floats(sigma) ** 2)


@misconception(
    part="q1_convergence_factors",
    formula="|1 − 2ησ|",
    hint="σ enters a step twice: once in the residual. Where is the other?",
)
def convergence_factors__sigma_once(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return np.abs(1 - 2 * learning_rate * _floats(sigma))


@misconception(
    part="q1_convergence_factors",
    formula="(1 − 2ησ²)²",
    hint="That is what one step makes of the loss. What does it make of the error itself?",
)
def convergence_factors__of_the_loss(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return (1 - 2 * learning_rate * _floats(sigma) ** 2) ** 2


@misconception(
    part="q1_convergence_factors",
    formula="|1 + 2ησ²|",
    hint="Your errors grow at every learning rate. Which sign does w have in the update?",
)
def convergence_factors__plus(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return np.abs(1 + 2 * learning_rate * _floats(sigma) ** 2)


@misconception(
    part="q1_convergence_factors",
    formula="max(1 − 2ησ², 0)",
    hint="A step that goes past the minimum still leaves an error, on the other side of it. How "
    "large is it?",
)
def convergence_factors__zero_past_the_minimum(
    sigma: ArrayLike, learning_rate: float
) -> np.ndarray:
    return np.maximum(1 - 2 * learning_rate * _floats(sigma) ** 2, 0)


@misconception(
    part="q1_convergence_factors",
    formula="exp(−2ησ²)",
    hint="That is how errors shrink in continuous time, for tiny steps. What does one step of "
    "length η do?",
)
def convergence_factors__continuous_time(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return np.exp(-2 * learning_rate * _floats(sigma) ** 2)


@misconception(
    part="q1_convergence_factors",
    formula="max_i |1 − 2ησ_i²|",
    hint="You return the worst factor. Each dimension has one of its own.",
)
def convergence_factors__the_worst_alone(sigma: ArrayLike, learning_rate: float) -> float:
    return float(np.max(np.abs(1 - 2 * learning_rate * _floats(sigma) ** 2)))
