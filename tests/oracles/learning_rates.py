"""Q1: what gradient descent does, run step by step, and what follows for rates and counts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from tests.oracles import simulation
from tests.oracles.simulation import Numbers

Number = float | Fraction


def iterates(sigma: Numbers, y: Numbers, learning_rate: Number, num_steps: int) -> np.ndarray:
    """w_0 … w_T of Q1(a), shape (T + 1, k)."""
    return np.array(simulation.descend(sigma, y, learning_rate, num_steps), dtype=np.float64)


def exact_iterates(sigma: Numbers, y: Numbers, learning_rate: float, num_steps: int) -> np.ndarray:
    """The same in fractions, rounded at the end."""
    return iterates(_exact(sigma), _exact(y), Fraction(learning_rate), num_steps)


def geometric_iterates(
    sigma: np.ndarray, y: np.ndarray, learning_rate: float, num_steps: int
) -> np.ndarray:
    """The same in closed form: of the error at the start a power of 1 − 2ησ² is left."""
    steps = np.arange(num_steps + 1)[:, np.newaxis]
    left: np.ndarray = (1 - 2 * learning_rate * sigma**2) ** steps
    return np.asarray(minimum(sigma, y) * (1 - left))


def minimum(sigma: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Where the loss is 0, shape (k,)."""
    return np.asarray(y / sigma)


def scale_of_iterates(
    sigma: np.ndarray, y: np.ndarray, learning_rate: float, num_steps: int
) -> np.ndarray:
    """What iterates are compared relative to, shape (k,): they are rounded at the size of the
    minimum, and errors grow with every step as the fastest of them does."""
    growth = max(1.0, _worst_error(sigma, learning_rate))
    return np.asarray(np.abs(minimum(sigma, y)) * growth**num_steps)


def errors_left(sigma: Numbers, learning_rate: Number) -> np.ndarray:
    """How large an error of 1 still is after one step, shape (k,)."""
    return np.array(simulation.errors_left(sigma, learning_rate, 1), dtype=np.float64)


def exact_errors_left(sigma: Numbers, learning_rate: float) -> np.ndarray:
    """The same in fractions, rounded at the end."""
    return errors_left(_exact(sigma), Fraction(learning_rate))


def scale_of_factors(sigma: np.ndarray, learning_rate: float) -> float:
    """The size of the terms of 1 − 2ησ², which may cancel."""
    return 1 + 2 * learning_rate * float(np.max(sigma)) ** 2


def every_error_shrinks(sigma: Numbers, learning_rate: float) -> bool:
    """Whether gradient descent, run for some steps in fractions, comes closer everywhere."""
    left = simulation.errors_left(_exact(sigma), Fraction(learning_rate), 8)
    return all(error < 1 for error in left)


def largest_stable_rate(sigma: np.ndarray) -> float:
    """Where convergence turns into divergence."""
    return _turning_point(lambda rate: _worst_error(sigma, rate) >= 1)


def rates_between_neighbours(sigma: np.ndarray, nudge: float) -> list[float]:
    """The smallest and the largest rate that leave less of the slowest error than the rates that
    are larger and smaller by so much of themselves.

    What is left falls and then rises with the rate: beyond a rate that beats the next larger one
    every rate does, and below one that beats the next smaller one too.
    """

    def beats(rate: float, factor: float) -> bool:
        return _worst_error(sigma, rate) < _worst_error(sigma, rate * factor)

    return [
        _turning_point(lambda rate: beats(rate, 1 + nudge)),
        _turning_point(lambda rate: not beats(rate, 1 - nudge)),
    ]


def slowest_dimension(sigma: np.ndarray, learning_rate: float) -> int:
    """The dimension that keeps the largest error in a step, the first where several do."""
    left = simulation.errors_left(sigma, learning_rate, 1)
    return left.index(max(left))


def rates_of(sigma: Numbers) -> list[float]:
    """The largest stable rate and the best one in closed form, by Q1(c) and (e)."""
    largest, smallest = float(np.max(sigma)) ** 2, float(np.min(sigma)) ** 2
    return [1 / largest, 1 / (largest + smallest)]


def _exact(values: Numbers) -> list[Fraction]:
    return [Fraction(value) for value in simulation.plain(values)]


def _worst_error(sigma: np.ndarray, learning_rate: float) -> float:
    """How large an error of 1 may still be after one step."""
    return float(max(simulation.errors_left(sigma, learning_rate, 1)))


def _turning_point(is_beyond: Callable[[float], bool]) -> float:
    """The rate where a condition begins to hold, found by halving an interval."""
    low, high = 0.0, 1.0
    while not is_beyond(high):
        low, high = high, 2 * high
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if is_beyond(middle) else (middle, high)
    return high
