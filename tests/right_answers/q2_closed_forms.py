"""Q2: where steps lead, and how many it takes, in honest styles."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from scipy.special import digamma

# ---- constant_step_limit ----


def constant_step_limit__fmod(distance: float, step: float) -> tuple[float, float]:
    left = math.fmod(distance, step)
    return (left, step - left) if left else (0, 0)


def constant_step_limit__list_the_other_way_round(distance: float, step: float) -> list[float]:
    _, left = divmod(distance, step)
    return [step - left, left] if left else [0.0, 0.0]


def constant_step_limit__array(distance: float, step: float) -> np.ndarray:
    left = np.mod(distance, step)
    return np.array([left, step - left]) if left > 0 else np.zeros(2)


def constant_step_limit__whole_steps_taken_off(distance: float, step: float) -> tuple[Any, Any]:
    left = distance - np.floor(distance / step) * step
    return (left, step - left) if left != 0 else (0.0, 0.0)


def constant_step_limit__nearest_multiple(distance: float, step: float) -> tuple[float, float]:
    nearest = abs(math.remainder(distance, step))
    return (nearest, step - nearest) if nearest else (0.0, 0.0)


# ---- constant_step_reaches ----


def constant_step_reaches__nearest_multiple(distance: float, step: float, tolerance: float) -> bool:
    return abs(math.remainder(distance, step)) <= tolerance


def constant_step_reaches__numpy_bool(distance: float, step: float, tolerance: float) -> Any:
    left = np.mod(distance, step)
    return np.minimum(left, step - left) <= tolerance


def constant_step_reaches__before_or_past(distance: float, step: float, tolerance: float) -> bool:
    left = distance % step
    return distance <= tolerance or left <= tolerance or step - left <= tolerance


def constant_step_reaches__rounded(distance: float, step: float, tolerance: float) -> bool:
    return bool(abs(distance - step * np.round(distance / step)) <= tolerance)


# ---- decreasing_steps_needed ----


def decreasing_steps_needed__endless_loop(distance: float, tolerance: float) -> int:
    i = 0
    while True:
        if distance <= tolerance:
            return i
        distance = abs(distance - 1 / (i + 1))
        i += 1


def decreasing_steps_needed__with_a_sign(distance: float, tolerance: float) -> int:
    place, i = float(distance), 0
    while abs(place) > tolerance:
        i += 1
        place -= math.copysign(1 / i, place)
    return i


def decreasing_steps_needed__accumulated(distance: float, tolerance: float) -> int:
    left = itertools.accumulate(
        itertools.count(1), lambda d, i: abs(d - 1 / i), initial=float(distance)
    )
    return next(i for i, d in enumerate(left) if d <= tolerance)


def decreasing_steps_needed__an_array_that_walks(distance: float, tolerance: float) -> Any:
    x, i = np.array([float(distance)]), np.int64(0)
    while np.linalg.norm(x) > tolerance:
        i += 1
        x = x - x / np.linalg.norm(x) / i
    return i


# ---- decreasing_steps_estimate ----


def decreasing_steps_estimate__digits_of_gamma(distance: float) -> float:
    return math.exp(distance - 0.5772156649)


def decreasing_steps_estimate__quotient(distance: float) -> Any:
    return np.exp(distance) / np.exp(np.euler_gamma)


def decreasing_steps_estimate__array_without_dimensions(distance: float) -> np.ndarray:
    return np.array(np.e ** (distance - np.euler_gamma))


def decreasing_steps_estimate__gamma_is_minus_digamma_of_one(distance: float) -> float:
    return float(np.exp(distance + digamma(1)))


def decreasing_steps_estimate__gamma_from_a_sum(distance: float) -> float:
    n = 100_000
    gamma = np.sum(1 / np.arange(1, n + 1)) - np.log(n) - 1 / (2 * n)
    return float(np.exp(distance - gamma))
