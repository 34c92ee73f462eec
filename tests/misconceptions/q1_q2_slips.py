"""Q1 and Q2: more single slips."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import misconception


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
    part="q1_least_squares_learning_rates",
    formula="1/λ of XᵀX, eigenvalues of 0 among them",
    hint="Along a direction that no row of X has, nothing moves. Which eigenvalues matter?",
)
def least_squares_learning_rates__all_eigenvalues(X: ArrayLike) -> tuple[float, float]:
    matrix = np.asarray(X, dtype=np.float64)
    eigenvalues = np.linalg.eigvalsh(matrix.T @ matrix)
    return float(1 / eigenvalues.max()), float(1 / (eigenvalues.max() + eigenvalues.min()))


@misconception(
    part="q2_constant_step_limit",
    formula="(step/2, step/2), also where a step lands on b",
    hint="That is where it ends if the distance is half a step beside a multiple. And otherwise?",
)
def constant_step_limit__half_a_step_always(distance: float, step: float) -> tuple[float, float]:
    return step / 2, step / 2
