"""Q2, hidden: exact boundaries, points near b, long ways, and problems turned, moved and scaled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.trials.comparing import FLOAT32_TOLERANCE, assert_close, assert_equal
from tests import strategies as draws
from tests.answers import require_pair, untouched
from tests.oracles import simulation

# Distance and tolerance: met exactly by the start, by the first step, by the second (both exact in
# binary), and the longest way that is allowed.
EXACT_GOALS = [
    *([0.5, 0.5], [0.0, 0.25], [0.25, 2.0]),
    *([1.25, 0.25], [0.75, 0.25], [1.0, 0.125]),
    *([2.0, 0.5], [1.75, 0.25], [1.5, 2.0**-9]),
    *([10.0, 0.25], [10.0, 2.0**-10]),
]
TURNS = st.integers(0, 2**32 - 1)


def turn(seed: int, dimensions: int) -> np.ndarray:
    """An orthogonal matrix, shape (d, d)."""
    normals = np.random.default_rng(seed).standard_normal((dimensions, dimensions))
    return np.linalg.qr(normals)[0]


@given(walk=draws.WALKS, seed=TURNS)
@settings(max_examples=6)
def test_distance_gradient_turns_with_the_points(
    step_sizes: Any, walk: dict[str, np.ndarray], seed: int
) -> None:
    """Turning x and b turns the gradient, moving both leaves it; float32 and ints will do."""
    x, b = walk["x0"], walk["b"]
    unit = (x - b) / math.dist(x, b)
    Q = turn(seed, b.size)
    turned = untouched(step_sizes.observe("distance_gradient", Q @ x + 1, Q @ b + 1))
    assert_close(turned, Q @ unit, scale=1, what="the gradient of the turned points")
    single = step_sizes.distance_gradient(x.astype(np.float32), b.astype(np.float32))
    assert_close(single, unit, scale=1, tolerance=FLOAT32_TOLERANCE, what="the gradient in float32")
    whole = step_sizes.distance_gradient([3, 1, 4], [0, 1, 0])
    assert_close(whole, [0.6, 0, 0.8], scale=1, what="the gradient for lists of ints")


@given(
    b=draws.vectors(draws.eighths(-4, 4), 2, 4),
    length=st.sampled_from([2.0**-24, 2.0**-13, 0.25, 2.0**20]),
)
@settings(max_examples=15)
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


@given(step=st.sampled_from([1.0, 0.3, 0.0]), num_steps=st.sampled_from([0, 1, 40]))
@settings(max_examples=9)
def test_constant_step_sizes_may_be_none_or_zero(
    step_sizes: Any, step: float, num_steps: int
) -> None:
    """No steps are an empty array, steps of 0 are fine, and twice the step is twice the array."""
    got = step_sizes.constant_step_sizes(step, num_steps)
    assert_close(got, np.full(num_steps, step), scale=step, what="the array of step sizes")
    doubled = step_sizes.constant_step_sizes(2 * step, num_steps)
    assert_close(doubled, np.full(num_steps, 2 * step), scale=step, what="the array for 2·step")


@given(num_steps=st.sampled_from([0, 1, 2, 1000]))
@settings(max_examples=4)
def test_decreasing_step_sizes_begin_alike_however_many(step_sizes: Any, num_steps: int) -> None:
    """More steps begin with the same ones; no steps are an empty array, the last is 1/T."""
    got = step_sizes.decreasing_step_sizes(num_steps)
    expected = np.array([1 / (i + 1) for i in range(num_steps + 3)])
    assert_close(got, expected[:num_steps], what="the array of step sizes")
    longer = step_sizes.decreasing_step_sizes(num_steps + 3)
    assert_close(longer, expected, what="the array with three more steps")


@given(walk=draws.WALKS, seed=TURNS)
@settings(max_examples=6)
def test_gradient_descent_turns_with_the_problem(
    step_sizes: Any, walk: dict[str, np.ndarray], seed: int
) -> None:
    """Turning b and x_0 turns every iterate; arguments stay as they were, lists will do."""
    b, x0, steps = walk["b"], walk["x0"], walk["step_sizes"]
    expected = simulation.approach(b, x0, steps)
    scale = 1 + np.abs(expected).max() * math.sqrt(b.size)
    Q = turn(seed, b.size)
    turned = untouched(step_sizes.observe("gradient_descent", Q @ b, Q @ x0, steps))
    assert_close(turned, expected @ Q.T, scale=scale, what="the array of turned iterates")
    listed = step_sizes.gradient_descent(b.tolist(), x0.tolist(), steps.tolist())
    assert_close(listed, expected, scale=scale, what="the array of iterates for lists")


@given(
    b=draws.vectors(draws.eighths(-4, 4), 1, 3),
    miss=st.sampled_from([2.0**-20, 2.0**-8]),
    side=st.sampled_from([1, -1]),
    steps=st.lists(st.sampled_from([0, 1, 2]), max_size=2),
)
@settings(max_examples=15)
def test_gradient_descent_goes_past_b_where_it_just_misses(
    step_sizes: Any, b: np.ndarray, miss: float, side: int, steps: list[int]
) -> None:
    """An iterate that is near b, but not on it, still takes the whole next step."""
    x0 = b.copy()
    x0[-1] += side * (1 + miss)
    got = step_sizes.gradient_descent(b, x0, [1, *steps])
    expected = simulation.approach(b, x0, [1, *steps])
    # A rounding of the first step (1e-16) is 1e-10 of the distance that it leaves.
    assert_close(got, expected, scale=1, tolerance=1e-7, what="the array of iterates")


@given(walk=draws.dyadic_walks(), place=st.integers(0, 6))
@settings(max_examples=30)
def test_steps_until_within_counts_a_distance_of_exactly_the_tolerance(
    step_sizes: Any, walk: dict[str, Any], place: int
) -> None:
    """At most the tolerance is near enough, a tolerance of 0 included: on b itself."""
    left = simulation.distances(walk["distance"], walk["step_sizes"])
    tolerance = float(left[place % len(left)])
    got = step_sizes.steps_until_within(walk["b"], walk["x0"], walk["step_sizes"], tolerance)
    assert_equal(got, simulation.first_within(left, tolerance), what="the number of steps")


@given(walk=draws.WALKS, share=st.sampled_from([0.5, 0.999, 1.001, 50.0]))
@settings(max_examples=12)
def test_steps_until_within_is_none_unless_the_nearest_iterate_is_near_enough(
    step_sizes: Any, walk: dict[str, np.ndarray], share: float
) -> None:
    """None exactly where even the nearest iterate is too far; arguments stay, lists will do."""
    b, x0, steps = walk["b"], walk["x0"], walk["step_sizes"]
    left = simulation.distances(math.dist(x0, b), steps)
    tolerance = min(left) * share
    expected = simulation.first_within(left, tolerance) if share < 50 else 0
    tolerance = max(tolerance, left[0] * 1.5) if share == 50 else tolerance
    got = untouched(step_sizes.observe("steps_until_within", b, x0, steps, tolerance))
    assert_equal(got, expected, what="the number of steps")
    listed = step_sizes.steps_until_within(b.tolist(), x0.tolist(), steps.tolist(), tolerance)
    assert_equal(listed, expected, what="the number of steps for lists")


@given(step=draws.eighths(0.125, 3), whole=st.integers(0, 9))
@settings(max_examples=15)
def test_constant_step_limit_is_zero_where_a_step_lands_on_b(
    step_sizes: Any, step: float, whole: int
) -> None:
    """A distance of 0, 1, 2, … steps ends on b exactly, where gradient descent stays: (0, 0)."""
    pair = require_pair(step_sizes.constant_step_limit(whole * step, step), what="the pair")
    assert_close(np.array(pair), np.zeros(2), scale=0, what="the pair")


@given(walk=draws.constant_walks(), whole=st.sampled_from([100, 2000]))
@settings(max_examples=15)
def test_constant_step_limit_doesnt_depend_on_how_far_away_it_began(
    step_sizes: Any, walk: dict[str, float], whole: int
) -> None:
    """Starting many steps farther away, and on another scale, ends at the same parts of a step."""
    part = walk["distance"] / walk["step"] % 1
    step = 4 * walk["step"]
    got = require_pair(step_sizes.constant_step_limit((whole + part) * step, step), what="the pair")
    expected = [min(part, 1 - part), max(part, 1 - part)]
    assert_close(np.sort(got), np.array(expected) * step, scale=step, what="the pair, sorted,")


@given(
    step=st.sampled_from([1.0, 0.5, 2.0, 3.0]),
    whole=st.integers(0, 5),
    sixteenths=st.integers(0, 16),
    nudge=st.sampled_from([0, 0, -1, 1]),
)
@settings(max_examples=30)
def test_constant_step_reaches_a_distance_of_exactly_the_tolerance(
    step_sizes: Any, step: float, whole: int, sixteenths: int, nudge: int
) -> None:
    """At most the tolerance is near enough, before b or past it, and on b for a tolerance of 0."""
    nearest = min(sixteenths, 16 - sixteenths) * step / 16
    tolerance = max(nearest + nudge * 2.0**-12, 0.0)
    got = step_sizes.constant_step_reaches((whole + sixteenths / 16) * step, step, tolerance)
    assert_equal(got, nearest <= tolerance)


@given(goal=draws.constant_goals(), whole=st.sampled_from([500, 20_000]))
@settings(max_examples=15)
def test_constant_step_reaches_after_many_steps_too(
    step_sizes: Any, goal: dict[str, float], whole: int
) -> None:
    """Whole steps more at the start change nothing but how long it takes."""
    step, tolerance = goal["step"], goal["tolerance"]
    part = goal["distance"] / step % 1
    got = step_sizes.constant_step_reaches((whole + part) * step, step, tolerance)
    assert_equal(got, min(part, 1 - part) * step <= tolerance)


@given(goal=draws.OVERSHOOTS)
@settings(max_examples=30)
def test_decreasing_steps_needed_counts_the_way_back_after_an_overshoot(
    step_sizes: Any, goal: dict[str, float]
) -> None:
    """Where a step jumps over b and past the tolerance, the steps back count as well."""
    left = simulation.decreasing_distances(goal["distance"])
    got = step_sizes.decreasing_steps_needed(goal["distance"], goal["tolerance"])
    expected = simulation.first_within(left, goal["tolerance"])
    assert_equal(got, expected, what="the number of steps")


@given(goal=st.sampled_from(EXACT_GOALS))
@settings(max_examples=30)
def test_decreasing_steps_needed_is_exact_at_the_boundary(
    step_sizes: Any, goal: list[float]
) -> None:
    """At most the tolerance is near enough, at the start already; long ways are counted out."""
    distance, tolerance = goal
    got = step_sizes.decreasing_steps_needed(distance, tolerance)
    expected = simulation.first_within(simulation.decreasing_distances(distance), tolerance)
    assert_equal(got, expected, what="the number of steps")


@given(distance=draws.eighths(0, 10))
@settings(max_examples=15)
def test_decreasing_steps_estimate_is_accurate_to_a_millionth(
    step_sizes: Any, distance: float
) -> None:
    """The estimate solves ln n + γ = distance for n, so that ln 2 farther takes twice as long."""
    # Euler's constant from its definition, with the next two terms of the harmonic number.
    n = 100
    euler = math.fsum(1 / i for i in range(1, n + 1)) - math.log(n) - 1 / (2 * n) + 1 / (12 * n * n)
    for farther, factor in ((0.0, 1), (math.log(2), 2)):
        got = step_sizes.decreasing_steps_estimate(distance + farther)
        expected = factor * math.exp(distance - euler)
        assert_close(got, expected, tolerance=1e-6, what="the estimate")
