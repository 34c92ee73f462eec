"""Q2, hidden: exact boundaries, points near b, long ways, and problems turned, moved and scaled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.trials.comparing import FLOAT32_TOLERANCE, assert_close, assert_equal
from grader.trials.properties import cases, expecting
from tests.answers import require_pair, untouched


@cases(6, walk=lambda draw: draw.turned_walks())
@expecting(unit=lambda oracles, walk: oracles.unit_vector(walk["x0"], walk["b"]))
def test_distance_gradient_turns_with_the_points(
    step_sizes: Any, walk: dict[str, np.ndarray], unit: np.ndarray
) -> None:
    """Turning x and b turns the gradient, moving both leaves it; float32 and ints will do."""
    x, b, Q = walk["x0"], walk["b"], walk["turn"]
    turned = untouched(step_sizes.observe("distance_gradient", Q @ x + 1, Q @ b + 1))
    assert_close(turned, Q @ unit, scale=1, what="the gradient of the turned points")
    single = step_sizes.distance_gradient(x.astype(np.float32), b.astype(np.float32))
    assert_close(single, unit, scale=1, tolerance=FLOAT32_TOLERANCE, what="the gradient in float32")
    whole = step_sizes.distance_gradient([3, 1, 4], [0, 1, 0])
    assert_close(whole, [0.6, 0, 0.8], scale=1, what="the gradient for lists of ints")


@cases(15, points=lambda draw: draw.points_near_b())
@expecting(unit=lambda oracles, points: oracles.unit_vector(**points))
def test_distance_gradient_has_length_one_however_near_b(
    step_sizes: Any, points: dict[str, np.ndarray], unit: np.ndarray
) -> None:
    """Near b and far away the gradient is as long as anywhere."""
    x, b = points["x"], points["b"]
    got = step_sizes.distance_gradient(x, b)
    # Lets pass what keeps ‖x − b‖ off 0 by 1e-12; the usual 1e-8 there is found out.
    tolerance = 1e-8 + 2e-12 / math.dist(x, b)
    assert_close(got, unit, scale=1, tolerance=tolerance, what="the gradient")


@cases(
    9,
    step=lambda draw: draw.sampled_from([1.0, 0.3, 0.0]),
    num_steps=lambda draw: draw.sampled_from([0, 1, 40]),
)
@expecting(steps=lambda oracles, step, num_steps: oracles.equal_steps(step, num_steps))
def test_constant_step_sizes_may_be_none_or_zero(
    step_sizes: Any, step: float, num_steps: int, steps: np.ndarray
) -> None:
    """No steps are an empty array, and steps of 0 are fine."""
    got = step_sizes.constant_step_sizes(step, num_steps)
    assert_close(got, steps, scale=step, what="the array of step sizes")


@cases(
    6,
    step=lambda draw: draw.sampled_from([1.0, 0.3, 1e-3]),
    num_steps=lambda draw: draw.integers(1, 20),
)
@expecting(steps=lambda oracles, step, num_steps: oracles.equal_steps(step, num_steps))
def test_constant_step_sizes_double_with_the_step(
    step_sizes: Any, step: float, num_steps: int, steps: np.ndarray
) -> None:
    """Twice the step is twice the array."""
    doubled = step_sizes.constant_step_sizes(2 * step, num_steps)
    assert_close(doubled, 2 * steps, scale=step, what="the array for 2·step")


@cases(4, num_steps=lambda draw: draw.sampled_from([0, 1, 2, 1000]))
@expecting(steps=lambda oracles, num_steps: oracles.reciprocals(num_steps))
def test_decreasing_step_sizes_may_be_none_or_many(
    step_sizes: Any, num_steps: int, steps: np.ndarray
) -> None:
    """No steps are an empty array; the last of T is 1/T."""
    got = step_sizes.decreasing_step_sizes(num_steps)
    assert_close(got, steps, what="the array of step sizes")


@cases(4, num_steps=lambda draw: draw.integers(0, 20))
@expecting(steps=lambda oracles, num_steps: oracles.reciprocals(num_steps + 3))
def test_decreasing_step_sizes_begin_alike_however_many(
    step_sizes: Any, num_steps: int, steps: np.ndarray
) -> None:
    """More steps begin with the same ones."""
    got = step_sizes.decreasing_step_sizes(num_steps)
    assert_close(got, steps[:num_steps], what="the array of step sizes")
    longer = step_sizes.decreasing_step_sizes(num_steps + 3)
    assert_close(longer, steps, what="the array with three more steps")


@cases(6, walk=lambda draw: draw.turned_walks())
@expecting(
    iterates=lambda oracles, walk: oracles.approach(walk["b"], walk["x0"], walk["step_sizes"])
)
def test_gradient_descent_turns_with_the_problem(
    step_sizes: Any, walk: dict[str, np.ndarray], iterates: np.ndarray
) -> None:
    """Turning b and x_0 turns every iterate; arguments stay as they were, lists will do."""
    b, x0, steps, Q = (walk[name] for name in ("b", "x0", "step_sizes", "turn"))
    scale = 1 + np.abs(iterates).max() * math.sqrt(b.size)
    turned = untouched(step_sizes.observe("gradient_descent", Q @ b, Q @ x0, steps))
    assert_close(turned, iterates @ Q.T, scale=scale, what="the array of turned iterates")
    listed = step_sizes.gradient_descent(b.tolist(), x0.tolist(), steps.tolist())
    assert_close(listed, iterates, scale=scale, what="the array of iterates for lists")


@cases(15, walk=lambda draw: draw.near_misses())
@expecting(iterates=lambda oracles, walk: oracles.approach(**walk))
def test_gradient_descent_goes_past_b_where_it_just_misses(
    step_sizes: Any, walk: dict[str, Any], iterates: np.ndarray
) -> None:
    """An iterate that is near b, but not on it, still takes the whole next step."""
    got = step_sizes.gradient_descent(walk["b"], walk["x0"], walk["step_sizes"])
    # A rounding of the first step (1e-16) is 1e-10 of the distance that it leaves.
    assert_close(got, iterates, scale=1, tolerance=1e-7, what="the array of iterates")


@cases(30, search=lambda draw: draw.exact_searches())
@expecting(first=lambda oracles, search: oracles.steps_until_within(**search))
def test_steps_until_within_counts_a_distance_of_exactly_the_tolerance(
    step_sizes: Any, search: dict[str, Any], first: int
) -> None:
    """At most the tolerance is near enough, a tolerance of 0 included: on b itself."""
    got = step_sizes.steps_until_within(
        search["b"], search["x0"], search["step_sizes"], search["tolerance"]
    )
    assert_equal(got, first, what="the number of steps")


@cases(12, search=lambda draw: draw.searches_for_the_nearest())
@expecting(first=lambda oracles, search: oracles.steps_until_within(**search))
def test_steps_until_within_is_none_unless_the_nearest_iterate_is_near_enough(
    step_sizes: Any, search: dict[str, Any], first: int | None
) -> None:
    """None exactly where even the nearest iterate is too far; arguments stay, lists will do."""
    b, x0, steps, tolerance = (search[name] for name in ("b", "x0", "step_sizes", "tolerance"))
    got = untouched(step_sizes.observe("steps_until_within", b, x0, steps, tolerance))
    assert_equal(got, first, what="the number of steps")
    listed = step_sizes.steps_until_within(b.tolist(), x0.tolist(), steps.tolist(), tolerance)
    assert_equal(listed, first, what="the number of steps for lists")


@cases(15, walk=lambda draw: draw.whole_walks())
@expecting(limit=lambda oracles, walk: oracles.constant_step_limit(**walk))
def test_constant_step_limit_is_zero_where_a_step_lands_on_b(
    step_sizes: Any, walk: dict[str, float], limit: list[float]
) -> None:
    """A distance of 0, 1, 2, … steps ends on b exactly, where gradient descent stays: (0, 0)."""
    pair = step_sizes.constant_step_limit(walk["distance"], walk["step"])
    assert_close(np.array(require_pair(pair, what="the pair")), limit, scale=0, what="the pair")


@cases(15, walk=lambda draw: draw.long_walks())
@expecting(limit=lambda oracles, walk: oracles.constant_step_limit(**walk))
def test_constant_step_limit_doesnt_depend_on_how_far_away_it_began(
    step_sizes: Any, walk: dict[str, float], limit: list[float]
) -> None:
    """Starting many steps farther away, and on another scale, ends at the same parts of a step."""
    pair = step_sizes.constant_step_limit(walk["distance"], walk["step"])
    got = np.sort(require_pair(pair, what="the pair"))
    assert_close(got, limit, scale=walk["step"], what="the pair, sorted,")


@cases(30, goal=lambda draw: draw.exact_constant_goals())
@expecting(reaches=lambda oracles, goal: oracles.constant_step_reaches(**goal))
def test_constant_step_reaches_a_distance_of_exactly_the_tolerance(
    step_sizes: Any, goal: dict[str, float], reaches: bool
) -> None:
    """At most the tolerance is near enough, before b or past it, and on b for a tolerance of 0."""
    got = step_sizes.constant_step_reaches(goal["distance"], goal["step"], goal["tolerance"])
    assert_equal(got, reaches)


# Who follows every step, without a bound on them, is right as well, and keeps the points: so many
# steps that nobody could would be told by time alone, and no verdict hangs on a machine's speed.
@cases(15, goal=lambda draw: draw.long_goals())
@expecting(reaches=lambda oracles, goal: oracles.constant_step_reaches(**goal))
def test_constant_step_reaches_after_many_steps_too(
    step_sizes: Any, goal: dict[str, float], reaches: bool
) -> None:
    """Whole steps more at the start change nothing but how long it takes."""
    got = step_sizes.constant_step_reaches(goal["distance"], goal["step"], goal["tolerance"])
    assert_equal(got, reaches)


@cases(30, goal=lambda draw: draw.OVERSHOOTS)
@expecting(steps=lambda oracles, goal: oracles.decreasing_steps_needed(**goal))
def test_decreasing_steps_needed_counts_the_way_back_after_an_overshoot(
    step_sizes: Any, goal: dict[str, float], steps: int
) -> None:
    """Where a step jumps over b and past the tolerance, the steps back count as well."""
    got = step_sizes.decreasing_steps_needed(goal["distance"], goal["tolerance"])
    assert_equal(got, steps, what="the number of steps")


@cases(30, goal=lambda draw: draw.sampled_from(draw.EXACT_GOALS))
@expecting(steps=lambda oracles, goal: oracles.decreasing_steps_needed(*goal))
def test_decreasing_steps_needed_is_exact_at_the_boundary(
    step_sizes: Any, goal: list[float], steps: int
) -> None:
    """At most the tolerance is near enough, at the start already; long ways are counted out."""
    got = step_sizes.decreasing_steps_needed(*goal)
    assert_equal(got, steps, what="the number of steps")


@cases(15, distance=lambda draw: draw.eighths(0, 10))
@expecting(order=lambda oracles, distance: oracles.order_of_the_steps(distance))
def test_decreasing_steps_estimate_is_accurate_to_a_millionth(
    step_sizes: Any, distance: float, order: float
) -> None:
    """The estimate solves ln n + γ = distance for n."""
    got = step_sizes.decreasing_steps_estimate(distance)
    assert_close(got, order, tolerance=1e-6, what="the estimate")


@cases(8, distance=lambda draw: draw.eighths(0, 10))
@expecting(order=lambda oracles, distance: oracles.order_of_the_steps(distance))
def test_decreasing_steps_estimate_doubles_ln_two_farther_away(
    step_sizes: Any, distance: float, order: float
) -> None:
    """A distance that is longer by ln 2 takes twice as many steps."""
    got = step_sizes.decreasing_steps_estimate(distance + math.log(2))
    assert_close(got, 2 * order, tolerance=1e-6, what="the estimate")
