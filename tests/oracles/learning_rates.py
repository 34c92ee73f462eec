"""Q1: what gradient descent does, run step by step, and what follows for rates and counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from tests.oracles import simulation


def iterates(sigma: Any, y: Any, learning_rate: float, num_steps: int) -> np.ndarray:
    """w_0 … w_T of Q1(a), shape (T + 1, k)."""
    return np.array(simulation.descend(sigma, y, learning_rate, num_steps), dtype=np.float64)


def exact_iterates(
    sigma: Sequence[float], y: Sequence[float], learning_rate: float, num_steps: int
) -> np.ndarray:
    """The same for dyadic numbers, in fractions, shape (T + 1, k)."""
    exact = simulation.descend(
        [Fraction(s) for s in sigma], [Fraction(t) for t in y], Fraction(learning_rate), num_steps
    )
    return np.array(exact, dtype=np.float64)


def geometric_iterates(
    sigma: np.ndarray, y: np.ndarray, learning_rate: float, num_steps: int
) -> np.ndarray:
    """The same in closed form: of the error at the start a power of 1 − 2ησ² is left."""
    steps = np.arange(num_steps + 1)[:, np.newaxis]
    return y / sigma * (1 - (1 - 2 * learning_rate * sigma**2) ** steps)


def errors_left(sigma: Any, learning_rate: float, num_steps: int = 1) -> np.ndarray:
    """How large an error of 1 still is after so many steps, shape (k,)."""
    return np.array(simulation.errors_left(sigma, learning_rate, num_steps), dtype=np.float64)


def exact_errors_left(sigma: Sequence[float], learning_rate: float) -> np.ndarray:
    """The same after one step, for dyadic numbers, in fractions, shape (k,)."""
    exact = simulation.errors_left([Fraction(s) for s in sigma], Fraction(learning_rate), 1)
    return np.array(exact, dtype=np.float64)


def every_error_shrinks(sigma: np.ndarray, learning_rate: float) -> bool:
    """Whether gradient descent, run for some steps, comes closer in every dimension."""
    return max(simulation.errors_left(sigma, learning_rate, 8)) < 1


def largest_stable_rate(sigma: np.ndarray) -> float:
    """Where convergence turns into divergence, found by halving an interval."""
    low, high = 0.0, 1.0
    while every_error_shrinks(sigma, high):
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if every_error_shrinks(sigma, middle) else (low, middle)
    return high


def fastest_rate(sigma: np.ndarray) -> float:
    """Where the slowest error shrinks most in a step: the lowest point of a convex function."""
    low, high = 0.0, largest_stable_rate(sigma)
    while high - low > 1e-9 * high:
        left, right = low + (high - low) / 3, high - (high - low) / 3
        worst = [max(simulation.errors_left(sigma, rate, 1)) for rate in (left, right)]
        low, high = (low, right) if worst[0] < worst[1] else (left, high)
    return (low + high) / 2


def steps_until_below(sigma: Any, learning_rate: float, epsilon: float) -> int:
    """The first step after which every error is ε times what it was, or less."""
    return simulation.steps_until_below(sigma, learning_rate, epsilon)


def index_of_the_slowest(sigma: np.ndarray, learning_rate: float) -> int:
    """The dimension that keeps the largest error in a step, the first where several do."""
    left = simulation.errors_left(sigma, learning_rate, 1)
    return left.index(max(left))


def least_squares_iterates(X: Any, y: Any, learning_rate: float, num_steps: int) -> np.ndarray:
    """w_0 … w_T of Q1(g), shape (T + 1, d)."""
    return simulation.descend_least_squares(
        np.array(X, dtype=np.float64), np.array(y, dtype=np.float64), learning_rate, num_steps
    )


def least_squares_along_singular_vectors(
    X: np.ndarray, y: np.ndarray, singular_values: np.ndarray, learning_rate: float, num_steps: int
) -> np.ndarray:
    """The same in the coordinates Vᵀw, each of which descends on its own; s = 0 doesn't move."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    rank = singular_values.size
    U, s, Vt = U[:, :rank], s[:rank], Vt[:rank]
    steps = np.arange(num_steps + 1)[:, np.newaxis]
    return (1 - (1 - 2 * learning_rate * s**2) ** steps) / s * (U.T @ y) @ Vt


def rates_of(singular_values: np.ndarray) -> list[float]:
    """The largest stable rate and the best one, by Q1(c) and (e) with these for σ."""
    largest, smallest = float(singular_values.max()) ** 2, float(singular_values.min()) ** 2
    return [1 / largest, 1 / (largest + smallest)]
