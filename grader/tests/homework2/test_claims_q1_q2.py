"""What handout, notebooks, docstrings and hints claim in Q1 and Q2, computed without solutions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
import pytest

TOLERANCE = 0.01
DISTANCE = 7.5  # of the running example, from the origin to b = (6, 4.5)


def error_after(steps: int, factor: Fraction) -> Fraction:
    """What gradient descent leaves of an error of 1 in one coordinate."""
    return abs(factor) ** steps


def distances(start: float, step_size: Callable[[int], float]) -> Iterator[float]:
    """δ_0, δ_1, … with δ_{i+1} = |δ_i − t_i|, without end."""
    for i in itertools.count():
        yield start
        start = abs(start - step_size(i))


def harmonic(i: int) -> float:
    return 1 / (i + 1)


def steps_needed(start: float, tolerance: float = TOLERANCE) -> int:
    """The first i at which steps 1/(i + 1) have come within the tolerance."""
    left = distances(start, harmonic)
    return next(i for i, distance in enumerate(left) if distance <= tolerance)


def estimate(distance: float) -> float:
    return math.exp(distance - np.euler_gamma)


# ---- Q1 ----


def test_a_factor_of_three_quarters_needs_three_steps_to_27_64ths() -> None:
    factor = 1 - 2 * Fraction(1, 8) * 1

    assert error_after(3, factor) <= Fraction(27, 64) < error_after(2, factor)
    for logarithm in (math.log, math.log2, math.log10):
        assert logarithm(27 / 64) / logarithm(3 / 4) > 3


@pytest.mark.parametrize(
    ("rate", "factor"), [(0.02, 0.84), (0.125, 0), (0.2, -0.6), (0.25, -1), (0.256, -1.048)]
)
def test_the_rates_of_the_first_picture_are_on_both_sides_of_the_bound(
    rate: float, factor: float
) -> None:
    assert 1 - 2 * rate * 2**2 == pytest.approx(factor)
    assert (rate < 1 / 2**2) == (abs(factor) < 1)


def test_at_the_bound_iterates_alternate_between_zero_and_twice_the_solution() -> None:
    sigma, y, w = Fraction(3, 2), Fraction(3), Fraction(0)
    seen = []
    for _ in range(6):
        seen.append(w)
        w += 2 / sigma**2 * sigma * (y - sigma * w)

    assert seen == [0, 2 * y / sigma] * 3


def test_the_two_factors_meet_at_the_best_rate_and_there_are_kappa_less_one_over_kappa_plus_one() -> (  # noqa: E501
    None
):
    large, small = Fraction(4), Fraction(9, 25)  # the squares of σ = 2 and 0.6
    best, kappa = 1 / (large + small), large / small

    assert 1 - 2 * best * small == 2 * best * large - 1 == (kappa - 1) / (kappa + 1)
    for rate in (best * Fraction(99, 100), best * Fraction(101, 100)):
        worst = max(abs(1 - 2 * rate * square) for square in (large, small))
        assert worst > (kappa - 1) / (kappa + 1)


def test_coordinates_in_between_never_have_the_largest_factor() -> None:
    sigma = np.array([2.0, 1.6, 1.2, 0.9, 0.6])
    rates = np.linspace(0, 0.3, 500)
    factors = np.abs(1 - 2 * rates[:, np.newaxis] * sigma**2)

    assert np.all(factors[:, 1:-1] <= factors[:, [0, -1]].max(axis=1, keepdims=True))


def test_least_squares_falls_apart_into_scalar_problems_in_the_coordinates_of_v() -> None:
    rng = np.random.default_rng(0)
    X, y, rate = rng.standard_normal((7, 3)), rng.standard_normal(7), 0.02
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    w, scalar = np.zeros(3), np.zeros(3)
    for _ in range(30):
        w = w - 2 * rate * X.T @ (X @ w - y)
        scalar = scalar + 2 * rate * s * (U.T @ y - s * scalar)

    assert Vt @ w == pytest.approx(scalar, rel=1e-10)


def test_the_cutoff_for_singular_values_is_that_of_matrix_rank() -> None:
    for share in (0.5, 0.99, 1.01, 2):
        cutoff = 6 * np.finfo(float).eps
        X = np.zeros((6, 4))
        X[0, 0], X[1, 1] = 1.0, share * cutoff
        assert np.linalg.matrix_rank(X) == (2 if share > 1 else 1)


# ---- Q2 ----


def test_constant_steps_end_up_half_a_step_from_b_in_the_running_example() -> None:
    left = list(itertools.islice(distances(DISTANCE, lambda i: 1.0), 50))

    assert left[7:] == [0.5] * 43
    assert min(left) == 0.5


def test_constant_steps_alternate_between_the_remainder_and_its_complement() -> None:
    for start in (0.3, 2.25, 6.75):
        last = list(itertools.islice(distances(start, lambda i: 1.0), 60))[-2:]
        assert sorted(last) == pytest.approx(sorted([start % 1, 1 - start % 1]))


def test_decreasing_steps_need_1005_and_none_before_passes_b() -> None:
    assert steps_needed(DISTANCE) == 1005
    assert math.fsum(1 / n for n in range(1, 1006)) < DISTANCE


def test_the_longest_walk_takes_12244_steps() -> None:
    assert steps_needed(10) == 12244


def test_a_walk_that_jumps_past_b_needs_seven_steps_where_the_sum_says_four() -> None:
    assert steps_needed(1.9043, 0.0031) == 7
    assert next(n for n in range(9) if sum(1 / (i + 1) for i in range(n)) >= 1.9043 - 0.0031) == 4


def test_the_estimate_is_one_percent_above_the_count_from_five_on() -> None:
    ratios = [estimate(start) / steps_needed(start) for start in np.arange(5, 10.01, 0.1)]

    assert 1.004 < min(ratios) <= max(ratios) < 1.017
    assert np.median(ratios) == pytest.approx(math.exp(TOLERANCE), abs=1e-3)


def test_the_estimate_is_far_too_small_for_some_short_distances() -> None:
    assert min(estimate(start) / steps_needed(start) for start in np.arange(1, 3, 0.1)) < 0.2


def test_geometric_steps_come_near_every_b_up_to_six_and_stop_short_of_all_beyond() -> None:
    def after(steps: int, start: float) -> float:
        left = distances(start, lambda i: (5 / 6) ** i)
        return next(itertools.islice(left, steps, None))

    for start in np.linspace(0, 6, 601):
        assert after(200, float(start)) < 1e-12
    assert after(200, DISTANCE) == pytest.approx(1.5)
    # Exactly 6 is approached from one side, and reached by no number of steps.
    left = Fraction(6)
    for i in range(200):
        left -= Fraction(5, 6) ** i
        assert left == 6 * Fraction(5, 6) ** (i + 1)


def test_subgradients_at_b_are_the_vectors_of_length_one_at_most() -> None:
    directions = np.exp(2j * np.pi * np.arange(64) / 64)
    for length, is_subgradient in ((0.0, True), (0.7, True), (1.0, True), (1.01, False)):
        slopes = np.real(length * np.conj(directions[:, np.newaxis]) * directions)
        assert np.all(slopes <= 1 + 1e-12) == is_subgradient


# ---- what hints say about Q1 and Q2 ----


def test_inverse_squares_cover_less_than_two_and_halves_no_more() -> None:
    assert math.pi**2 / 6 < 2
    assert sum(Fraction(1, 2**i) for i in range(60)) < 2


def test_the_best_rate_of_half_the_loss_is_unstable_here() -> None:
    for large, small in ((4.0, 1.0), (4.0, 3.9), (4.0, 4.0)):
        assert abs(1 - 2 * 2 / (large + small) * large) >= 1


def test_three_digits_of_gamma_give_three_digits_of_the_estimate() -> None:
    assert 1e-4 < math.exp(np.euler_gamma - 0.577) - 1 < 1e-3
