"""Q2: do the functions of step_sizes.py walk to b, or say when and how near a walk comes?

The oracle takes the steps one by one. Counts and limits are compared with the distances alone: on
the line through b a step t takes the distance δ to |δ − t|.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.trials.comparing import assert_close, assert_equal, require, require_number
from tests import strategies as draws
from tests.answers import require_pair
from tests.oracles import simulation


@given(walk=draws.WALKS)
def test_distance_gradient_points_away_from_b_and_has_length_one(
    step_sizes: Any, walk: dict[str, np.ndarray]
) -> None:
    """The gradient at x ≠ b is x − b, divided by its length."""
    x, b = walk["x0"], walk["b"]
    got = step_sizes.distance_gradient(x, b)
    assert_close(got, (x - b) / math.dist(x, b), scale=1, what="the gradient")


@given(b=draws.vectors(draws.eighths(-4, 4)), copies=st.sampled_from([1, 200]))
@settings(max_examples=8)
def test_distance_gradient_is_zero_at_b(step_sizes: Any, b: np.ndarray, copies: int) -> None:
    """At x = b, where the norm has no gradient, the shortest subgradient is 0 (and no NaN)."""
    b = np.tile(b, copies)
    got = step_sizes.distance_gradient(b, b)
    assert_close(got, np.zeros(b.shape), scale=0, what="the gradient at b")


@given(step=st.sampled_from([1.0, 0.1, 2.5, 1e-3]), num_steps=st.integers(1, 9))
@settings(max_examples=12)
def test_constant_step_sizes_are_that_many_equal_steps(
    step_sizes: Any, step: float, num_steps: int
) -> None:
    """An array of num_steps entries, all equal to step."""
    got = step_sizes.constant_step_sizes(step, num_steps)
    assert_close(got, [step] * num_steps, what="the array of step sizes")


@given(num_steps=st.integers(1, 12))
@settings(max_examples=8)
def test_decreasing_step_sizes_are_one_over_one_two_three(step_sizes: Any, num_steps: int) -> None:
    """An array of num_steps entries 1, 1/2, 1/3, …"""
    got = step_sizes.decreasing_step_sizes(num_steps)
    expected = [float(Fraction(1, i)) for i in range(1, num_steps + 1)]
    assert_close(got, expected, what="the array of step sizes")


@given(walk=draws.WALKS)
def test_gradient_descent_takes_steps_of_the_given_length_towards_b(
    step_sizes: Any, walk: dict[str, np.ndarray]
) -> None:
    """Every iterate is the one before, t_i nearer to b on the line through b (or past it)."""
    got = step_sizes.gradient_descent(walk["b"], walk["x0"], walk["step_sizes"])
    expected = simulation.approach(walk["b"], walk["x0"], walk["step_sizes"])
    assert_close(got, expected, scale=1 + np.abs(expected).max(), what="the array of iterates")


@given(walk=draws.dyadic_walks())
@settings(max_examples=15)
def test_gradient_descent_stays_at_b(step_sizes: Any, walk: dict[str, Any]) -> None:
    """An iterate that lands on b exactly stays there, whatever the steps that follow."""
    got = step_sizes.gradient_descent(walk["b"], walk["x0"], walk["step_sizes"])
    expected = simulation.approach(walk["b"], walk["x0"], walk["step_sizes"])
    assert_close(got, expected, scale=1, what="the array of iterates")


@given(search=draws.SEARCHES)
@settings(max_examples=30)
def test_steps_until_within_finds_the_first_iterate_near_enough(
    step_sizes: Any, search: dict[str, Any]
) -> None:
    """The first i in 0 … T with ‖x_i − b‖ ≤ tolerance; None where there is none."""
    b, x0, tolerance = search["b"], search["x0"], search["tolerance"]
    left = simulation.distances(math.dist(x0, b), search["step_sizes"])
    got = step_sizes.steps_until_within(b, x0, search["step_sizes"], tolerance)
    assert_equal(got, simulation.first_within(left, tolerance), what="the number of steps")


@given(walk=draws.constant_walks())
def test_constant_step_limit_is_where_the_distances_end_up(
    step_sizes: Any, walk: dict[str, float]
) -> None:
    """After enough constant steps, gradient descent alternates between these two distances."""
    distance, step = walk["distance"], walk["step"]
    last_two = simulation.distances(distance, [step] * (int(distance / step) + 3))[-2:]
    got = require_pair(step_sizes.constant_step_limit(distance, step), what="the pair of distances")
    assert_close(np.sort(got), sorted(last_two), scale=step, what="the pair, smaller one first,")


# 1e-8 is beyond the rounding of so short a way, and within that of single precision.
@given(goal=draws.constant_goals(margins=(1e-3, 1e-8)))
@settings(max_examples=30)
def test_constant_step_reaches_says_whether_some_iterate_comes_near(
    step_sizes: Any, goal: dict[str, float]
) -> None:
    """True exactly where some distance on the way, the first included, is at most the tolerance."""
    distance, step, tolerance = goal["distance"], goal["step"], goal["tolerance"]
    left = simulation.distances(distance, [step] * (int(distance / step) + 3))
    got = step_sizes.constant_step_reaches(distance, step, tolerance)
    assert_equal(got, min(left) <= tolerance)


@given(goal=draws.DECREASING_GOALS)
@settings(max_examples=30)
def test_decreasing_steps_needed_is_the_first_distance_within_the_tolerance(
    step_sizes: Any, goal: dict[str, float]
) -> None:
    """So many steps 1, 1/2, 1/3, … bring the distance down to the tolerance, and no fewer."""
    left = simulation.decreasing_distances(goal["distance"])
    got = step_sizes.decreasing_steps_needed(goal["distance"], goal["tolerance"])
    expected = simulation.first_within(left, goal["tolerance"])
    assert_equal(got, expected, what="the number of steps")


@given(distance=draws.eighths(1, 6))
@settings(max_examples=15)
def test_decreasing_steps_estimate_is_near_the_number_that_covers_the_distance(
    step_sizes: Any, distance: float
) -> None:
    """The first n with 1 + 1/2 + … + 1/n ≥ distance is less than a step away from the estimate."""
    sums = itertools.accumulate(1 / i for i in itertools.count(1))
    counted = next(n for n, total in enumerate(sums, 1) if total >= distance)
    got = require_number(step_sizes.decreasing_steps_estimate(distance))
    # n steps cover ln n + γ + 1/(2n), which is the estimate + 1/2, rounded up.
    message = f"the estimate is {got:.6g} where counting gives {counted}"
    require(abs(got - counted) < 0.75, message, got=got, expected=float(counted))
