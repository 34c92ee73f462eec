"""Q1: more single slips, and two at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import misconception

WHICH_LOSS = "Write down the loss of one dimension and differentiate it: which factors come out?"
TWO_THINGS = (
    "Two factors of the gradient differ from the handout's: one comes from the square, one "
)


def _iterates(w: np.ndarray, step: Callable[[np.ndarray], np.ndarray], steps: int) -> np.ndarray:
    """w and the steps from there, one row each."""
    rows = [w]
    for _ in range(steps):
        rows.append(rows[-1] + step(rows[-1]))
    return np.array(rows)


def _dimensions(sigma: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    one, other = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in (sigma, y))
    return one, other


@misconception(
    part="q1_gradient_descent",
    formula="w ← w + 2ησ²(y − σw)",
    hint=WHICH_LOSS,
)
def gradient_descent__sigma_squared(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = _dimensions(sigma, y)
    step = lambda w: 2 * learning_rate * s**2 * (target - s * w)  # noqa: E731
    return _iterates(np.zeros_like(s), step, num_steps)


@misconception(
    part="q1_gradient_descent",
    formula="w ← w + 2ησ(y − w)",
    hint="What does the model predict: w, or σw?",
)
def gradient_descent__prediction_without_sigma(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = _dimensions(sigma, y)
    step = lambda w: 2 * learning_rate * s * (target - w)  # noqa: E731
    return _iterates(np.zeros_like(s), step, num_steps)


@misconception(
    part="q1_gradient_descent",
    formula="w ← w + (η/k) σ(y − σw)",
    hint=TWO_THINGS + "from a mean. Does the loss here have a mean over the dimensions?",
    slips=2,
)
def gradient_descent__half_the_mean_over_the_dimensions(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = _dimensions(sigma, y)
    step = lambda w: learning_rate / len(s) * s * (target - s * w)  # noqa: E731
    return _iterates(np.zeros_like(s), step, num_steps)


@misconception(
    part="q1_convergence_factors",
    formula="|1 − 2η²σ²|",
    hint="How does the factor change if η is doubled? The learning rate stands in front of one "
    "gradient.",
)
def convergence_factors__rate_squared(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    s = np.atleast_1d(np.asarray(sigma, dtype=np.float64))
    return np.abs(1 - 2 * learning_rate**2 * s**2)


@misconception(
    part="q1_is_stable",
    formula="one answer for each dimension",
    hint="One answer is wanted for all dimensions together. What must hold of each of them?",
)
def is_stable__one_for_each_dimension(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    s = np.atleast_1d(np.asarray(sigma, dtype=np.float64))
    return np.abs(1 - 2 * learning_rate * s**2) < 1


def _least_squares(X: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="w ← w − (η/n) Xᵀ(Xw − y)",
    hint=TWO_THINGS + "from a mean. Does the loss here have a mean over the points?",
    slips=2,
)
def least_squares_gradient_descent__half_the_mean_over_the_points(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    matrix, target = _least_squares(X, y)
    step = lambda w: -learning_rate / len(target) * matrix.T @ (matrix @ w - target)  # noqa: E731
    return _iterates(np.zeros(matrix.shape[1]), step, num_steps)


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="w_0 = 1",
    hint="Where does the handout start?",
)
def least_squares_gradient_descent__starts_at_one(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    matrix, target = _least_squares(X, y)
    step = lambda w: -2 * learning_rate * matrix.T @ (matrix @ w - target)  # noqa: E731
    return _iterates(np.ones(matrix.shape[1]), step, num_steps)


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="w ← w − η ∇L/‖∇L‖",
    hint="A step gets shorter as the gradient does. Does yours?",
)
def least_squares_gradient_descent__steps_of_one_length(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    matrix, target = _least_squares(X, y)

    def step(w: np.ndarray) -> np.ndarray:
        gradient = matrix.T @ (matrix @ w - target)
        return -learning_rate * gradient / np.linalg.norm(gradient)

    return _iterates(np.zeros(matrix.shape[1]), step, num_steps)


@misconception(
    part="q1_least_squares_gradient_descent",
    formula="rows w_0 … w_{T−1}",
    hint="How many iterates are there, the starting point and the last one included?",
)
def least_squares_gradient_descent__last_iterate_missing(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    matrix, target = _least_squares(X, y)
    step = lambda w: -2 * learning_rate * matrix.T @ (matrix @ w - target)  # noqa: E731
    return _iterates(np.zeros(matrix.shape[1]), step, num_steps)[:num_steps]


@misconception(
    part="q1_least_squares_learning_rates",
    formula="n/s_max² and n/(s_max² + s_min²)",
    hint="Those are the rates for the mean of the squares. Which loss does the handout have?",
)
def least_squares_learning_rates__of_the_mean_loss(X: ArrayLike) -> tuple[float, float]:
    matrix = np.asarray(X, dtype=np.float64)
    s = np.linalg.svd(matrix, compute_uv=False)
    s = s[s > max(matrix.shape) * np.finfo(np.float64).eps * s[0]]
    n = len(matrix)
    return float(n / s[0] ** 2), float(n / (s[0] ** 2 + s[-1] ** 2))


@misconception(
    part="q1_gradient_descent",
    formula="the iterates as columns",
    hint="One iterate per row: which of the two sizes comes first?",
)
def gradient_descent__one_iterate_per_column(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in (sigma, y))
    w = np.zeros((len(s), num_steps + 1))
    for t in range(num_steps):
        w[:, t + 1] = w[:, t] + 2 * learning_rate * s * (target - s * w[:, t])
    return w


@misconception(
    part="q1_optimal_learning_rate",
    formula="η = 1/(2 (max σ² + min σ²))",
    hint="Your rate is half of the best one. What becomes of the square in the loss when you "
    "differentiate it?",
)
def optimal_learning_rate__half_of_it(sigma: ArrayLike) -> float:
    squares = np.square(np.atleast_1d(np.asarray(sigma, dtype=np.float64)))
    return float(0.5 / (squares.max() + squares.min()))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η = mean of 1/(2σ²)",
    hint="The best rate balances the two extremes. What do the dimensions between them matter?",
)
def optimal_learning_rate__mean_of_all_rates(sigma: ArrayLike) -> float:
    squares = np.square(np.atleast_1d(np.asarray(sigma, dtype=np.float64)))
    return float(np.mean(0.5 / squares))


@misconception(
    part="q1_least_squares_learning_rates",
    formula="1/λ of XᵀX, eigenvalues of 0 among them",
    hint="Along a direction that no row of X has, nothing moves. Which eigenvalues matter?",
)
def least_squares_learning_rates__all_eigenvalues(X: ArrayLike) -> tuple[float, float]:
    matrix = np.asarray(X, dtype=np.float64)
    eigenvalues = np.linalg.eigvalsh(matrix.T @ matrix)
    return float(1 / eigenvalues.max()), float(1 / (eigenvalues.max() + eigenvalues.min()))
