"""Q1: rates, stability and speed in honest styles."""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike

from student.provided.validation import nonzero_matrix, positive_vector


class _Rates(NamedTuple):
    largest: float
    best: float


def _factors(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return np.abs(1 - 2 * learning_rate * positive_vector("sigma", sigma) ** 2)


# ---- is_stable ----


def is_stable__numpy_bool(sigma: ArrayLike, learning_rate: float) -> np.bool_:
    return np.all(_factors(sigma, learning_rate) < 1)


def is_stable__below_the_bound(sigma: ArrayLike, learning_rate: float) -> bool:
    return learning_rate < 1 / max(positive_vector("sigma", sigma)) ** 2


def is_stable__dimension_by_dimension(sigma: ArrayLike, learning_rate: float) -> bool:
    stable = True
    for s in positive_vector("sigma", sigma):
        stable = stable and -1 < 1 - 2 * learning_rate * s**2 < 1
    return stable


def is_stable__array_without_dimensions(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return np.array(_factors(sigma, learning_rate).max() < 1)


def is_stable__one_or_zero(sigma: ArrayLike, learning_rate: float) -> int:
    return int(not any(factor >= 1 for factor in _factors(sigma, learning_rate)))


# ---- max_learning_rate ----


def max_learning_rate__numpy_scalar(sigma: ArrayLike) -> Any:
    return np.amax(positive_vector("sigma", sigma)) ** -2.0


def max_learning_rate__smallest_of_all_bounds(sigma: ArrayLike) -> float:
    return min(1 / (s * s) for s in positive_vector("sigma", sigma))


def max_learning_rate__array_without_dimensions(sigma: ArrayLike) -> np.ndarray:
    return np.array(1 / np.linalg.norm(positive_vector("sigma", sigma), np.inf) ** 2)


def max_learning_rate__tensor(sigma: ArrayLike) -> torch.Tensor:
    return 1 / torch.from_numpy(positive_vector("sigma", sigma)).max() ** 2


# ---- steps_to_accuracy ----


def steps_to_accuracy__power_by_power(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    slowest = max(_factors(sigma, learning_rate))
    return next(t for t in itertools.count(1) if slowest**t <= epsilon)


def steps_to_accuracy__all_dimensions_at_once(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    factors = _factors(sigma, learning_rate)
    left, steps = np.ones_like(factors), 0
    while np.any(left > epsilon):
        left *= factors
        steps += 1
    return steps


def steps_to_accuracy__natural_logarithm_and_a_look_around(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    slowest = float(np.max(_factors(sigma, learning_rate)))
    if slowest == 0:
        return 1
    steps = max(math.floor(math.log(epsilon) / math.log(slowest)) - 1, 1)
    while slowest**steps > epsilon:
        steps += 1
    return steps


def steps_to_accuracy__slack_for_rounding(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> float:
    with np.errstate(divide="ignore"):
        quotient = np.log(epsilon) / np.log(_factors(sigma, learning_rate).max())
    return max(np.ceil(quotient - 1e-9), 1.0)


def steps_to_accuracy__largest_over_dimensions(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    steps = [1]
    for factor in _factors(sigma, learning_rate):
        if factor > 0:
            near = math.ceil(math.log2(epsilon) / math.log2(factor))
            steps.append(next(t for t in (near - 1, near, near + 1) if factor**t <= epsilon))
    return max(steps)


# ---- slowest_dimension ----


def slowest_dimension__numpy_integer(sigma: ArrayLike, learning_rate: float) -> Any:
    return np.argmax(_factors(sigma, learning_rate) ** 2)


def slowest_dimension__loop(sigma: ArrayLike, learning_rate: float) -> int:
    slowest, largest = 0, -1.0
    for i, factor in enumerate(_factors(sigma, learning_rate)):
        if factor > largest:
            slowest, largest = i, factor
    return slowest


def slowest_dimension__first_of_the_largest(sigma: ArrayLike, learning_rate: float) -> Any:
    factors = _factors(sigma, learning_rate)
    return np.where(factors == factors.max())[0][0]


def slowest_dimension__by_the_side_of_the_best_rate(sigma: ArrayLike, learning_rate: float) -> int:
    s = positive_vector("sigma", sigma)
    best = 1 / (s.min() ** 2 + s.max() ** 2)
    return int(s.argmin() if learning_rate < best else s.argmax())


# ---- optimal_learning_rate ----


def optimal_learning_rate__sorted(sigma: ArrayLike) -> float:
    s = sorted(positive_vector("sigma", sigma).tolist())
    return 1.0 / (s[0] * s[0] + s[-1] * s[-1])


def optimal_learning_rate__curvatures(sigma: ArrayLike) -> Any:
    curvatures = np.linalg.eigvalsh(np.diag(2 * positive_vector("sigma", sigma) ** 2))
    return 2 / (curvatures[0] + curvatures[-1])


def optimal_learning_rate__hypotenuse(sigma: ArrayLike) -> float:
    s = positive_vector("sigma", sigma)
    return math.hypot(s.min(), s.max()) ** -2


# ---- least_squares_learning_rates ----


def least_squares_learning_rates__list(X: ArrayLike) -> list[float]:
    A = nonzero_matrix("X", X)
    s = np.linalg.svd(A, compute_uv=False)
    kept = [x for x in s if x > max(A.shape) * np.finfo(np.float64).eps * max(s)]
    return [1 / max(kept) ** 2, 1 / (max(kept) ** 2 + min(kept) ** 2)]


def least_squares_learning_rates__array(X: ArrayLike) -> np.ndarray:
    A = nonzero_matrix("X", X)
    s = np.linalg.svd(A)[1][: np.linalg.matrix_rank(A)]
    return np.array([s[0] ** -2, 1 / (s[0] ** 2 + s[-1] ** 2)])


def least_squares_learning_rates__tensors(X: ArrayLike) -> tuple[torch.Tensor, torch.Tensor]:
    A = torch.tensor(nonzero_matrix("X", X))
    s = torch.linalg.svdvals(A)
    s = s[s > max(A.shape) * torch.finfo(torch.float64).eps * s[0]]
    return 1 / s[0] ** 2, 1 / (s[0] ** 2 + s[-1] ** 2)


def least_squares_learning_rates__named_tuple(X: ArrayLike) -> _Rates:
    A = nonzero_matrix("X", X)
    top = float(np.linalg.norm(A, 2))
    s = np.linalg.svd(A, compute_uv=False)
    bottom = np.min(s, where=s > max(A.shape) * np.finfo(np.float64).eps * top, initial=top)
    return _Rates(1 / top**2, 1 / (top**2 + bottom**2))
