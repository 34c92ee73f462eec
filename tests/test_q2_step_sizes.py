"""Q2: do the functions of step_sizes.py walk to b, or say when and how near a walk comes?

The oracle takes the steps one by one. Counts and limits are compared with the distances alone: on
the line through b a step t takes the distance δ to |δ − t|.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import assert_close, assert_equal, require, require_number
from grader.trials.properties import cases, expecting
from tests.answers import require_pair


@cases(walk=lambda draw: draw.WALKS)
@expecting(unit=lambda oracles, walk: oracles.unit_vector(walk["x0"], walk["b"]))
def test_distance_gradient_points_away_from_b_and_has_length_one(
    step_sizes: Any, walk: dict[str, np.ndarray], unit: np.ndarray
) -> None:
    """The gradient at x ≠ b is x − b, divided by its length."""
    got = step_sizes.distance_gradient(walk["x0"], walk["b"])
    assert_close(got, unit, scale=1, what="the gradient")


@cases(
    8,
    b=lambda draw: draw.vectors(draw.eighths(-4, 4)),
    copies=lambda draw: draw.sampled_from([1, 200]),
)
def test_distance_gradient_is_zero_at_b(step_sizes: Any, b: np.ndarray, copies: int) -> None:
    """At x = b, where the norm has no gradient, the shortest subgradient is 0 (and no NaN)."""
    b = np.tile(b, copies)
    got = step_sizes.distance_gradient(b, b)
    assert_close(got, np.zeros(b.shape), scale=0, what="the gradient at b")


@cases(
    12,
    step=lambda draw: draw.sampled_from([1.0, 0.1, 2.5, 1e-3]),
    num_steps=lambda draw: draw.integers(1, 9),
)
@expecting(steps=lambda oracles, step, num_steps: oracles.equal_steps(step, num_steps))
def test_constant_step_sizes_are_that_many_equal_steps(
    step_sizes: Any, step: float, num_steps: int, steps: np.ndarray
) -> None:
    """An array of num_steps entries, all equal to step."""
    got = step_sizes.constant_step_sizes(step, num_steps)
    assert_close(got, steps, what="the array of step sizes")


@cases(8, num_steps=lambda draw: draw.integers(1, 60))
@expecting(steps=lambda oracles, num_steps: oracles.reciprocals(num_steps))
def test_decreasing_step_sizes_are_one_over_one_two_three(
    step_sizes: Any, num_steps: int, steps: np.ndarray
) -> None:
    """An array of num_steps entries 1, 1/2, 1/3, …"""
    got = step_sizes.decreasing_step_sizes(num_steps)
    assert_close(got, steps, what="the array of step sizes")


@cases(walk=lambda draw: draw.WALKS)
@expecting(iterates=lambda oracles, walk: oracles.approach(**walk))
def test_gradient_descent_takes_steps_of_the_given_length_towards_b(
    step_sizes: Any, walk: dict[str, np.ndarray], iterates: np.ndarray
) -> None:
    """Every iterate is the one before, t_i nearer to b on the line through b (or past it)."""
    got = step_sizes.gradient_descent(walk["b"], walk["x0"], walk["step_sizes"])
    assert_close(got, iterates, scale=1 + np.abs(iterates).max(), what="the array of iterates")


@cases(15, walk=lambda draw: draw.dyadic_walks())
@expecting(iterates=lambda oracles, walk: oracles.approach(**walk))
def test_gradient_descent_stays_at_b(
    step_sizes: Any, walk: dict[str, Any], iterates: np.ndarray
) -> None:
    """An iterate that lands on b exactly stays there, whatever the steps that follow."""
    got = step_sizes.gradient_descent(walk["b"], walk["x0"], walk["step_sizes"])
    assert_close(got, iterates, scale=1, what="the array of iterates")


@cases(30, search=lambda draw: draw.SEARCHES)
@expecting(steps=lambda oracles, search: oracles.steps_until_within(**search))
def test_steps_until_within_finds_the_first_iterate_near_enough(
    step_sizes: Any, search: dict[str, Any], steps: int | None
) -> None:
    """The first i in 0 … T with ‖x_i − b‖ ≤ tolerance; None where there is none."""
    b, x0, tolerance = search["b"], search["x0"], search["tolerance"]
    got = step_sizes.steps_until_within(b, x0, search["step_sizes"], tolerance)
    assert_equal(got, steps, what="the number of steps")


@cases(walk=lambda draw: draw.constant_walks())
@expecting(limit=lambda oracles, walk: oracles.constant_step_limit(**walk))
def test_constant_step_limit_is_where_the_distances_end_up(
    step_sizes: Any, walk: dict[str, float], limit: list[float]
) -> None:
    """After enough constant steps, gradient descent alternates between these two distances."""
    distance, step = walk["distance"], walk["step"]
    got = require_pair(step_sizes.constant_step_limit(distance, step), what="the pair of distances")
    assert_close(np.sort(got), limit, scale=step, what="the pair, smaller one first,")


# 1e-8 is beyond the rounding of so short a way, and within that of single precision.
@cases(50, goal=lambda draw: draw.constant_goals((1e-3, 1e-8)) | draw.goals_within_a_step())
@expecting(reaches=lambda oracles, goal: oracles.constant_step_reaches(**goal))
def test_constant_step_reaches_says_whether_some_iterate_comes_near(
    step_sizes: Any, goal: dict[str, float], reaches: bool
) -> None:
    """True exactly where some distance on the way, the first included, is at most the tolerance."""
    distance, step, tolerance = goal["distance"], goal["step"], goal["tolerance"]
    got = step_sizes.constant_step_reaches(distance, step, tolerance)
    assert_equal(got, reaches)


@cases(30, goal=lambda draw: draw.DECREASING_GOALS)
@expecting(steps=lambda oracles, goal: oracles.decreasing_steps_needed(**goal))
def test_decreasing_steps_needed_is_the_first_distance_within_the_tolerance(
    step_sizes: Any, goal: dict[str, float], steps: int
) -> None:
    """So many steps 1, 1/2, 1/3, … bring the distance down to the tolerance, and no fewer."""
    got = step_sizes.decreasing_steps_needed(goal["distance"], goal["tolerance"])
    assert_equal(got, steps, what="the number of steps")


@cases(15, distance=lambda draw: draw.eighths(1, 6))
@expecting(counted=lambda oracles, distance: oracles.steps_that_cover(distance))
def test_decreasing_steps_estimate_is_near_the_number_that_covers_the_distance(
    step_sizes: Any, distance: float, counted: int
) -> None:
    """The first n with 1 + 1/2 + … + 1/n ≥ distance is less than a step away from the estimate."""
    got = require_number(step_sizes.decreasing_steps_estimate(distance))
    # What is counted is the estimate rounded to a whole number, or nearly so.
    message = f"the estimate is {got:.6g} where counting gives {counted}"
    require(abs(got - counted) < 0.75, message, got=got, expected=float(counted))
