"""What the oracles of Q1 and Q2 find step by step is what the closed forms say, and exactly so."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests import oracles
from tests.strategies.learning_rates import EXACT_POWERS
from tests.test_q1_learning_rates import NUDGE

SIGMAS = [np.array(values) for values in ([1.0], [0.25, 4.0], [2.0, 2.0], [1.5, 0.625, 3.0])]


@pytest.mark.parametrize("sigma", SIGMAS, ids=str)
def test_the_largest_stable_rate_is_the_closed_form(sigma: np.ndarray) -> None:
    assert oracles.largest_stable_rate(sigma) == pytest.approx(oracles.rates_of(sigma)[0], rel=1e-9)


@pytest.mark.parametrize("sigma", SIGMAS, ids=str)
def test_the_best_rate_lies_between_its_neighbours_and_little_else_does(sigma: np.ndarray) -> None:
    smallest, largest = oracles.rates_between_neighbours(sigma, NUDGE)
    best = oracles.rates_of(sigma)[1]

    assert smallest < best < largest
    assert best * (1 - NUDGE) <= smallest
    assert largest <= best * (1 + NUDGE)


@pytest.mark.parametrize("learning_rate", [0.03125, 0.0625, 0.25])
def test_iterates_agree_in_floats_in_fractions_and_in_closed_form(learning_rate: float) -> None:
    sigma, y = np.array([0.5, 1.0, 2.0]), np.array([3.0, 0.0, -1.0])
    floats = oracles.iterates(sigma, y, learning_rate, 12)

    assert floats == pytest.approx(oracles.exact_iterates(sigma, y, learning_rate, 12))
    assert floats == pytest.approx(oracles.geometric_iterates(sigma, y, learning_rate, 12))


def test_a_rate_at_the_bound_is_not_stable_and_one_just_below_is() -> None:
    assert not oracles.every_error_shrinks([2.0, 0.5], 0.25)
    assert oracles.every_error_shrinks([2.0, 0.5], math.nextafter(0.25, 0))


@pytest.mark.parametrize(("factor", "steps"), EXACT_POWERS)
def test_an_error_of_exactly_epsilon_is_counted_as_met(factor: float, steps: int) -> None:
    for moved in (1 - factor, 1 + factor):
        assert oracles.steps_until_below([2.0], moved / 8, factor**steps) == steps


def test_points_along_singular_vectors_descend_as_points_do() -> None:
    # Rank 2 of 3: the third row is the sum of the others.
    X, y = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0], [1.0, 1.0, 1.0]]), np.arange(3.0)
    along = oracles.iterates_along_singular_vectors(X, y, 0.0625, 9)

    assert along == pytest.approx(oracles.least_squares_iterates(X, y, 0.0625, 9))


def test_singular_values_at_the_cutoff_are_left_out() -> None:
    eps = float(np.finfo(np.float64).eps)
    X = np.zeros((4, 2))

    assert oracles.least_squares_rates(X, np.array([2.0, 8 * eps])) == [1 / 4, 1 / 8]
    assert oracles.least_squares_rates(X, np.array([2.0, 16 * eps])) == [1 / 4, 1 / 4]


def test_twenty_thousand_constant_steps_end_on_the_last_digit() -> None:
    distance, step = 20_000.3, 1.1

    assert oracles.constant_step_limit(distance, step) == sorted(
        [math.fmod(distance, step), step - math.fmod(distance, step)]
    )
    assert oracles.constant_step_reaches(20_000.25, 1.0, 0.25)
    assert not oracles.constant_step_reaches(20_000.25, 1.0, math.nextafter(0.25, 0))


def test_the_number_that_covers_a_distance_is_its_order_rounded() -> None:
    for distance in np.arange(1, 6.5, 0.125).tolist():
        off = oracles.steps_that_cover(distance) - oracles.order_of_the_steps(distance)
        # A half, and what 1/(24n²) more in the sum makes of that.
        assert abs(off) <= 0.53
