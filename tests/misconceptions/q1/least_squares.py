"""Q1(g): least-squares descents with the wrong gradient, and rates from the wrong spectrum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import ALL, misconception


def _floats(values: ArrayLike) -> np.ndarray:
    return np.asarray(values, dtype=np.float64)


def _iterates(
    gradient: Callable[[np.ndarray], np.ndarray], d: int, learning_rate: float, num_steps: int
) -> np.ndarray:
    """Gradient descent from zeros, one iterate per row."""
    w = np.zeros((num_steps + 1, d))
    for t in range(num_steps):
        w[t + 1] = w[t] - learning_rate * gradient(w[t])
    return w


def _rates(singular_values: np.ndarray) -> tuple[float, float]:
    """The bound and the best rate for these σ."""
    largest, smallest = singular_values.max() ** 2, singular_values.min() ** 2
    return float(1 / largest), float(1 / (largest + smallest))


def _cutoff(X: np.ndarray, s: np.ndarray) -> float:
    return float(max(X.shape) * np.finfo(np.float64).eps * s.max())


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="w ← w − ηXᵀ(Xw − y)",
    hint="Your steps are half as long as they should be. What is the derivative of a square?",
)
def least_squares_gradient_descent__without_the_two(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, b = _floats(X), _floats(y)
    return _iterates(lambda w: A.T @ (A @ w - b), A.shape[1], learning_rate, num_steps)


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="w ← w − (2η/n) Xᵀ(Xw − y)",
    hint="The loss is the sum over the points. Your steps belong to their mean.",
)
def least_squares_gradient_descent__mean_over_the_points(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, b = _floats(X), _floats(y)
    rate = 2 * learning_rate / len(A)
    return _iterates(lambda w: A.T @ (A @ w - b), A.shape[1], rate, num_steps)


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="w ← w + 2ηXᵀ(Xw − y)",
    hint="Your loss grows with every step. Which way does the gradient point?",
    costs=ALL,
)
def least_squares_gradient_descent__uphill(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, b = _floats(X), _floats(y)
    return _iterates(lambda w: -2 * A.T @ (A @ w - b), A.shape[1], learning_rate, num_steps)


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="one point per step",
    hint="You take one point at a time: stochastic gradient descent. Here a step sees all of them.",
)
def least_squares_gradient_descent__one_point_per_step(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, b = _floats(X), _floats(y)
    w = np.zeros((num_steps + 1, A.shape[1]))
    for t in range(num_steps):
        row, target = A[t % len(A)], b[t % len(A)]
        w[t + 1] = w[t] - 2 * learning_rate * row * (row @ w[t] - target)
    return w


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="rows w_1 … w_T",
    hint="The starting point is an iterate too, even if no step led to it.",
)
def least_squares_gradient_descent__starting_point_missing(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, b = _floats(X), _floats(y)
    return _iterates(lambda w: 2 * A.T @ (A @ w - b), A.shape[1], learning_rate, num_steps)[1:]


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="w_1 = w_2 = … = X⁺y",
    hint="You solve the problem at once. Asked for is the way that gradient descent takes.",
    costs=ALL,
)
def least_squares_gradient_descent__solved_at_once(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, b = _floats(X), _floats(y)
    w = np.zeros((num_steps + 1, A.shape[1]))
    w[1:] = np.linalg.lstsq(A, b, rcond=None)[0]
    return w


@misconception(
    part="q1_least_squares_learning_rates",
    formula="s_min = the smallest of all, rounded zeros too",
    hint="X has directions in which gradient descent never moves, and their singular values come "
    "out as roundings of 0. Do they count?",
)
def least_squares_learning_rates__zeros_counted(X: ArrayLike) -> tuple[float, float]:
    return _rates(np.linalg.svd(_floats(X), compute_uv=False))


@misconception(
    part="q1_least_squares_learning_rates",
    formula="s > 0",
    hint="In floating point a singular value of 0 seldom comes out as exactly 0. Below which size, "
    "next to the largest, does it count as 0?",
)
def least_squares_learning_rates__exact_zeros_alone(X: ArrayLike) -> tuple[float, float]:
    s = np.linalg.svd(_floats(X), compute_uv=False)
    return _rates(s[s > 0])


@misconception(
    part="q1_least_squares_learning_rates",
    formula="s > 1e-10",
    hint="Whether a singular value is a rounding of 0 depends on the size of the others. What if X "
    "is measured in other units?",
)
def least_squares_learning_rates__absolute_cutoff(X: ArrayLike) -> tuple[float, float]:
    s = np.linalg.svd(_floats(X), compute_uv=False)
    return _rates(s[s > 1e-10])


@misconception(
    part="q1_least_squares_learning_rates",
    formula="s > ε·s_max",
    hint="Roundings grow with the size of the matrix. What else does the cutoff hold?",
)
def least_squares_learning_rates__cutoff_without_the_size(X: ArrayLike) -> tuple[float, float]:
    s = np.linalg.svd(_floats(X), compute_uv=False)
    return _rates(s[s > np.finfo(np.float64).eps * s.max()])


@misconception(
    part="q1_least_squares_learning_rates",
    formula="s > 0.01·s_max",
    hint="You leave out singular values that are small but not 0. Those directions are slow, and "
    "that is what the best rate has to weigh.",
)
def least_squares_learning_rates__small_ones_left_out(X: ArrayLike) -> tuple[float, float]:
    s = np.linalg.svd(_floats(X), compute_uv=False)
    return _rates(s[s > 0.01 * s.max()])


@misconception(
    part="q1_least_squares_learning_rates",
    formula="1/s_max and 1/(s_max + s_min)",
    hint="Singular values play the part of σ. Which power of σ do the rates hold?",
)
def least_squares_learning_rates__not_squared(X: ArrayLike) -> tuple[float, float]:
    A = _floats(X)
    s = np.linalg.svd(A, compute_uv=False)
    return _rates(np.sqrt(s[s > _cutoff(A, s)]))


@misconception(
    part="q1_least_squares_learning_rates",
    formula="1/λ_max² with λ = s²",
    hint="The eigenvalues of XᵀX are the squares of the singular values already.",
)
def least_squares_learning_rates__squared_twice(X: ArrayLike) -> tuple[float, float]:
    A = _floats(X)
    s = np.linalg.svd(A, compute_uv=False)
    return _rates(s[s > _cutoff(A, s)] ** 2)


@misconception(
    part="q1_least_squares_learning_rates",
    formula="2/s_max² and 2/(s_max² + s_min²)",
    hint="These are the rates where the loss carries a factor ½. Does this one?",
)
def least_squares_learning_rates__of_half_the_loss(X: ArrayLike) -> tuple[float, float]:
    A = _floats(X)
    s = np.linalg.svd(A, compute_uv=False)
    largest, best = _rates(s[s > _cutoff(A, s)])
    return 2 * largest, 2 * best


@misconception(
    part="q1_least_squares_learning_rates",
    formula="(best, largest)",
    hint="Both rates are right. Which one does the docstring name first?",
)
def least_squares_learning_rates__in_the_other_order(X: ArrayLike) -> tuple[float, float]:
    A = _floats(X)
    s = np.linalg.svd(A, compute_uv=False)
    largest, best = _rates(s[s > _cutoff(A, s)])
    return best, largest


@misconception(
    part="q1_least_squares_learning_rates",
    formula="σ_j = ‖column j‖",
    hint="Columns that aren't orthogonal mix. In which coordinates does the problem fall apart?",
)
def least_squares_learning_rates__from_the_columns(X: ArrayLike) -> tuple[float, float]:
    norms = np.linalg.norm(_floats(X), axis=0)
    return _rates(norms[norms > 0])


@misconception(
    part="q1_least_squares_learning_rates",
    formula="s_max = ‖X‖_F",
    hint="The Frobenius norm adds up all singular values, squared. Which one limits the rate?",
)
def least_squares_learning_rates__frobenius_norm(X: ArrayLike) -> tuple[float, float]:
    A = _floats(X)
    s = np.linalg.svd(A, compute_uv=False)
    largest, smallest = np.sum(s**2), s[s > _cutoff(A, s)].min() ** 2
    return float(1 / largest), float(1 / (largest + smallest))
