"""Q2, hidden: exact boundaries, points near b, long ways, and problems turned, moved and scaled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.trials.comparing import FLOAT32_TOLERANCE, assert_close, assert_equal
from grader.trials.properties import cases, expecting
from tests.answers import require_pair, untouched


def turn(seed: int, dimensions: int) -> np.ndarray:
    """An orthogonal matrix, shape (d, d)."""
    normals = np.random.default_rng(seed).standard_normal((dimensions, dimensions))
    return np.linalg.qr(normals)[0]


@cases(6, walk=lambda draw: draw.WALKS, seed=lambda draw: draw.TURNS)
@expecting(unit=lambda oracles, walk: oracles.unit_vector(walk["x0"], walk["b"]))
def test_distance_gradient_turns_with_the_points(
    step_sizes: Any, walk: dict[str, np.ndarray], seed: int, unit: np.ndarray
) -> None:
    """Turning x and b turns the gradient, moving both leaves it; float32 and ints will do."""
    x, b = walk["x0"], walk["b"]
    Q = turn(seed, b.size)
    turned = untouched(step_sizes.observe("distance_gradient", Q @ x + 1, Q @ b + 1))
    assert_close(turned, Q @ unit, scale=1, what="the gradient of the turned points")
    single = step_sizes.distance_gradient(x.astype(np.float32), b.astype(np.float32))
    assert_close(single, unit, scale=1, tolerance=FLOAT32_TOLERANCE, what="the gradient in float32")
    whole = step_sizes.distance_gradient([3, 1, 4], [0, 1, 0])
    assert_close(whole, [0.6, 0, 0.8], scale=1, what="the gradient for lists of ints")


@cases(
    15,
    b=lambda draw: draw.vectors(draw.eighths(-4, 4), 2, 4),
    length=lambda draw: draw.sampled_from([2.0**-24, 2.0**-13, 0.25, 2.0**20]),
)
def test_distance_gradient_has_length_one_however_near_b(
    step_sizes: Any, b: np.ndarray, length: float
) -> None:
    """Near b and far away the gradient is as long as anywhere."""
    # 3, 4, 0, …: exact, with length 5.
    away = length * np.array([3.0, -4.0, 0.0, 0.0])[: b.size]
    got = step_sizes.distance_gradient(b + away, b)
    # Lets pass what keeps ‖x − b‖ off 0 by 1e-12; the usual 1e-8 there is found out.
    tolerance = 1e-8 + 2e-12 / (5 * length)
    assert_close(got, away / (5 * length), scale=1, tolerance=tolerance, what="the gradient")


@cases(
    9,
    step=lambda draw: draw.sampled_from([1.0, 0.3, 0.0]),
    num_steps=lambda draw: draw.sampled_from([0, 1, 40]),
)
def test_constant_step_sizes_may_be_none_or_zero(
    step_sizes: Any, step: float, num_steps: int
) -> None:
    """No steps are an empty array, steps of 0 are fine, and twice the step is twice the array."""
    got = step_sizes.constant_step_sizes(step, num_steps)
    assert_close(got, np.full(num_steps, step), scale=step, what="the array of step sizes")
    doubled = step_sizes.constant_step_sizes(2 * step, num_steps)
    assert_close(doubled, np.full(num_steps, 2 * step), scale=step, what="the array for 2·step")


@cases(4, num_steps=lambda draw: draw.sampled_from([0, 1, 2, 1000]))
@expecting(steps=lambda oracles, num_steps: np.array(oracles.reciprocals(num_steps + 3)))
def test_decreasing_step_sizes_begin_alike_however_many(
    step_sizes: Any, num_steps: int, steps: np.ndarray
) -> None:
    """More steps begin with the same ones; no steps are an empty array, the last is 1/T."""
    got = step_sizes.decreasing_step_sizes(num_steps)
    assert_close(got, steps[:num_steps], what="the array of step sizes")
    longer = step_sizes.decreasing_step_sizes(num_steps + 3)
    assert_close(longer, steps, what="the array with three more steps")


@cases(6, walk=lambda draw: draw.WALKS, seed=lambda draw: draw.TURNS)
@expecting(iterates=lambda oracles, walk: oracles.approach(**walk))
def test_gradient_descent_turns_with_the_problem(
    step_sizes: Any, walk: dict[str, np.ndarray], seed: int, iterates: np.ndarray
) -> None:
    """Turning b and x_0 turns every iterate; arguments stay as they were, lists will do."""
    b, x0, steps = walk["b"], walk["x0"], walk["step_sizes"]
    scale = 1 + np.abs(iterates).max() * math.sqrt(b.size)
    Q = turn(seed, b.size)
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


@cases(30, walk=lambda draw: draw.dyadic_walks(), place=lambda draw: draw.integers(0, 6))
@expecting(
    left=lambda oracles, walk: oracles.distances(walk["distance"], walk["step_sizes"]),
    first=lambda oracles, walk, place: oracles.first_of_exactly(
        walk["distance"], walk["step_sizes"], place
    ),
)
def test_steps_until_within_counts_a_distance_of_exactly_the_tolerance(
    step_sizes: Any, walk: dict[str, Any], place: int, left: list[float], first: int
) -> None:
    """At most the tolerance is near enough, a tolerance of 0 included: on b itself."""
    tolerance = left[place % len(left)]
    got = step_sizes.steps_until_within(walk["b"], walk["x0"], walk["step_sizes"], tolerance)
    assert_equal(got, first, what="the number of steps")


@cases(
    12,
    walk=lambda draw: draw.WALKS,
    share=lambda draw: draw.sampled_from([0.5, 0.999, 1.001, 50.0]),
)
@expecting(search=lambda oracles, walk, share: oracles.search_by_share(walk, share))
def test_steps_until_within_is_none_unless_the_nearest_iterate_is_near_enough(
    step_sizes: Any, walk: dict[str, np.ndarray], share: float, search: dict[str, Any]
) -> None:
    """None exactly where even the nearest iterate is too far; arguments stay, lists will do."""
    b, x0, steps = walk["b"], walk["x0"], walk["step_sizes"]
    tolerance, first = search["tolerance"], search["first"]
    got = untouched(step_sizes.observe("steps_until_within", b, x0, steps, tolerance))
    assert_equal(got, first, what="the number of steps")
    listed = step_sizes.steps_until_within(b.tolist(), x0.tolist(), steps.tolist(), tolerance)
    assert_equal(listed, first, what="the number of steps for lists")


@cases(15, step=lambda draw: draw.eighths(0.125, 3), whole=lambda draw: draw.integers(0, 9))
def test_constant_step_limit_is_zero_where_a_step_lands_on_b(
    step_sizes: Any, step: float, whole: int
) -> None:
    """A distance of 0, 1, 2, … steps ends on b exactly, where gradient descent stays: (0, 0)."""
    pair = require_pair(step_sizes.constant_step_limit(whole * step, step), what="the pair")
    assert_close(np.array(pair), np.zeros(2), scale=0, what="the pair")


@cases(
    15,
    walk=lambda draw: draw.constant_walks(),
    whole=lambda draw: draw.sampled_from([100, 2000]),
)
def test_constant_step_limit_doesnt_depend_on_how_far_away_it_began(
    step_sizes: Any, walk: dict[str, float], whole: int
) -> None:
    """Starting many steps farther away, and on another scale, ends at the same parts of a step."""
    part = walk["distance"] / walk["step"] % 1
    step = 4 * walk["step"]
    got = require_pair(step_sizes.constant_step_limit((whole + part) * step, step), what="the pair")
    expected = [min(part, 1 - part), max(part, 1 - part)]
    assert_close(np.sort(got), np.array(expected) * step, scale=step, what="the pair, sorted,")


@cases(
    30,
    step=lambda draw: draw.sampled_from([1.0, 0.5, 2.0, 3.0]),
    whole=lambda draw: draw.integers(0, 5),
    sixteenths=lambda draw: draw.integers(0, 16),
    nudge=lambda draw: draw.sampled_from([0, 0, -1, 1]),
)
def test_constant_step_reaches_a_distance_of_exactly_the_tolerance(
    step_sizes: Any, step: float, whole: int, sixteenths: int, nudge: int
) -> None:
    """At most the tolerance is near enough, before b or past it, and on b for a tolerance of 0."""
    nearest = min(sixteenths, 16 - sixteenths) * step / 16
    tolerance = max(nearest + nudge * 2.0**-12, 0.0)
    got = step_sizes.constant_step_reaches((whole + sixteenths / 16) * step, step, tolerance)
    assert_equal(got, nearest <= tolerance)


@cases(
    15,
    goal=lambda draw: draw.constant_goals(),
    whole=lambda draw: draw.sampled_from([500, 20_000]),
)
def test_constant_step_reaches_after_many_steps_too(
    step_sizes: Any, goal: dict[str, float], whole: int
) -> None:
    """Whole steps more at the start change nothing but how long it takes."""
    step, tolerance = goal["step"], goal["tolerance"]
    part = goal["distance"] / step % 1
    got = step_sizes.constant_step_reaches((whole + part) * step, step, tolerance)
    assert_equal(got, min(part, 1 - part) * step <= tolerance)


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
    """The estimate solves ln n + γ = distance for n, so that ln 2 farther takes twice as long."""
    for farther, factor in ((0.0, 1), (math.log(2), 2)):
        got = step_sizes.decreasing_steps_estimate(distance + farther)
        assert_close(got, factor * order, tolerance=1e-6, what="the estimate")
