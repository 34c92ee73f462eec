"""Q2: where the steps lead, taken one by one; counts and limits from the distances alone."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np

from tests.oracles import simulation


def unit_vector(x: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The gradient of ‖x − b‖ at x ≠ b, shape (d,)."""
    return (x - b) / math.dist(x, b)


def approach(b: Any, x0: Any, step_sizes: Any) -> np.ndarray:
    """x_0 … x_T, shape (T + 1, d)."""
    return simulation.approach(b, x0, step_sizes)


def reciprocals(count: int) -> list[float]:
    """1, 1/2, 1/3, …, so many."""
    return [float(Fraction(1, i)) for i in range(1, count + 1)]


def distances(distance: float, step_sizes: Any) -> list[float]:
    """δ_0 … δ_T."""
    return [float(left) for left in simulation.distances(distance, step_sizes)]


def first_within(left: Any, tolerance: float) -> int | None:
    """Index of the first distance of at most the tolerance; None where there is none."""
    return simulation.first_within(left, tolerance)


def steps_until_within(search: dict[str, Any]) -> int | None:
    """The first step of a walk that is within its tolerance."""
    left = simulation.distances(math.dist(search["x0"], search["b"]), search["step_sizes"])
    return simulation.first_within(left, search["tolerance"])


def last_two_distances(distance: float, step: float) -> list[float]:
    """What a constant step ends up alternating between, smaller one first."""
    return sorted(distances(distance, [step] * (int(distance / step) + 3))[-2:])


def nearest_distance(distance: float, step: float) -> float:
    """The smallest distance on the way of a constant step."""
    return min(distances(distance, [step] * (int(distance / step) + 3)))


def decreasing_steps_needed(distance: float, tolerance: float) -> int | None:
    """How many steps 1, 1/2, 1/3, … bring the distance down to the tolerance."""
    return simulation.first_within(simulation.decreasing_distances(distance), tolerance)


def steps_that_cover(distance: float) -> int:
    """The first n with 1 + 1/2 + … + 1/n ≥ distance."""
    sums = itertools.accumulate(1 / i for i in itertools.count(1))
    return next(n for n, total in enumerate(sums, 1) if total >= distance)


def order_of_the_steps(distance: float) -> float:
    """n with ln n + γ = distance, Euler's constant γ from its definition with two more terms."""
    n = 100
    euler = math.fsum(1 / i for i in range(1, n + 1)) - math.log(n) - 1 / (2 * n) + 1 / (12 * n * n)
    return math.exp(distance - euler)


def first_of_exactly(distance: float, step_sizes: Any, place: int) -> int | None:
    """The first step within a tolerance that is one of the distances on the way."""
    left = simulation.distances(distance, step_sizes)
    return simulation.first_within(left, left[place % len(left)])


def search_by_share(walk: dict[str, np.ndarray], share: float) -> dict[str, Any]:
    """A tolerance at this share of the nearest distance (50: larger than the first), and the first
    step within it."""
    left = simulation.distances(math.dist(walk["x0"], walk["b"]), walk["step_sizes"])
    nearest = min(left) * share
    tolerance = max(nearest, left[0] * 1.5) if share == 50 else nearest
    first = 0 if share == 50 else simulation.first_within(left, nearest)
    return {"tolerance": tolerance, "first": first}
