"""Q1: lists where arrays would do, and numbers of NumPy's other types."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from student.provided.validation import positive_vector


def convergence_factors__list(sigma: ArrayLike, learning_rate: float) -> list[float]:
    values = positive_vector("sigma", sigma)
    return [abs(1 - 2 * learning_rate * value**2) for value in values.tolist()]


def convergence_factors__extended_precision(sigma: ArrayLike, learning_rate: float) -> Any:
    values = positive_vector("sigma", sigma).astype(np.longdouble)
    return np.abs(1 - 2 * learning_rate * values**2)


def max_learning_rate__extended_precision(sigma: ArrayLike) -> Any:
    return 1 / positive_vector("sigma", sigma).astype(np.longdouble).max() ** 2


def convergence_factors__own_array(sigma: ArrayLike, learning_rate: float) -> Any:
    class Factors(np.ndarray):
        """Prints better."""

    return np.abs(1 - 2 * learning_rate * positive_vector("sigma", sigma) ** 2).view(Factors)


def gradient_descent__list_of_iterates(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> list[np.ndarray]:
    values, targets = positive_vector("sigma", sigma), np.atleast_1d(np.asarray(y, np.float64))
    iterates = [np.zeros_like(targets)]
    for _ in range(num_steps):
        w = iterates[-1]
        iterates.append(w + 2 * learning_rate * values * (targets - values * w))
    return iterates
