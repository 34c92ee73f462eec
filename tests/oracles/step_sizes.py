"""Q2: where the steps lead, taken one by one; counts and limits from the distances alone."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np

from tests.oracles import simulation


def unit_vector(x: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The gradient of ‖x − b‖ at x ≠ b, shape (d,)."""
    return np.asarray((x - b) / math.dist(x, b))


def equal_steps(step: float, num_steps: int) -> np.ndarray:
    """So many steps of one size, shape (num_steps,)."""
    return np.full(num_steps, step)


def reciprocals(num_steps: int) -> np.ndarray:
    """1, 1/2, 1/3, …, shape (num_steps,)."""
    return np.array([float(Fraction(1, i)) for i in range(1, num_steps + 1)])


def steps_until_within(
    b: np.ndarray, x0: np.ndarray, step_sizes: np.ndarray, tolerance: float
) -> int | None:
    """The first step of a walk that is within the tolerance; None where there is none."""
    left = simulation.distances(math.dist(x0, b), step_sizes)
    return simulation.first_within(left, tolerance)


def constant_step_limit(distance: float, step: float) -> list[float]:
    """What a constant step ends up alternating between, the smaller distance first."""
    left, unit = _constant_step_distances(distance, step)
    return [float(last * unit) for last in sorted(left[-2:])]


def constant_step_reaches(distance: float, step: float, tolerance: float) -> bool:
    """Whether some distance on the way, the first included, is at most the tolerance."""
    left, unit = _constant_step_distances(distance, step)
    return min(left) * unit <= tolerance


def decreasing_steps_needed(distance: float, tolerance: float) -> int | None:
    """How many steps 1, 1/2, 1/3, … bring the distance down to the tolerance."""
    return simulation.first_within(simulation.decreasing_distances(distance), tolerance)


def steps_that_cover(distance: float) -> int:
    """The first n with 1 + 1/2 + … + 1/n ≥ distance.

    n steps cover ln(n + 1/2) + γ and a little, so that n is exp(distance − γ), rounded.
    """
    sums = itertools.accumulate(1 / i for i in itertools.count(1))
    return next(n for n, total in enumerate(sums, 1) if total >= distance)


def order_of_the_steps(distance: float) -> float:
    """n with ln n + γ = distance, Euler's constant γ from its definition with two more terms."""
    n = 100
    euler = math.fsum(1 / i for i in range(1, n + 1)) - math.log(n) - 1 / (2 * n) + 1 / (12 * n * n)
    return math.exp(distance - euler)


def _constant_step_distances(distance: float, step: float) -> tuple[list[int], Fraction]:
    """The distances until they alternate, as multiples of a unit that both numbers are whole
    multiples of: the roundings of thousands of steps would add up."""
    unit = Fraction(1, math.lcm(Fraction(distance).denominator, Fraction(step).denominator))
    whole, each = int(Fraction(distance) / unit), int(Fraction(step) / unit)
    return simulation.distances(whole, [each] * (whole // each + 3)), unit
