"""Q1, hidden: edges, exact numbers, and what must not change when a problem is scaled or turned."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.trials.comparing import (
    FLOAT32_TOLERANCE,
    assert_close,
    assert_equal,
    require_array,
)
from tests import strategies as draws
from tests.answers import require_pair, untouched
from tests.oracles import simulation

EPS = float(np.finfo(np.float64).eps)
POWERS_OF_TWO = st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.0]), min_size=1, max_size=4)
SMALL_INTS = st.lists(st.integers(1, 4), min_size=1, max_size=4)
# Factors and numbers of steps for which factor^t is exact. The quotient of logarithms, of any base,
# is t itself for powers of 1/2, and a rounding above t for those of 3/4: no choice of base matters.
EXACT_GOALS = [
    (1 / 2, (1, 2, 3, 4, 8, 16)),
    (1 / 4, (1, 2, 3, 4, 8, 16)),
    (3 / 4, (3, 6, 12, 24)),
    (9 / 16, (3, 6, 12)),
]


@given(loss=draws.losses(), fraction=draws.STABLE_FRACTIONS, num_steps=st.integers(20, 60))
@settings(max_examples=10)
def test_gradient_descent_follows_the_geometric_series(
    learning_rates: Any, loss: dict[str, np.ndarray], fraction: float, num_steps: int
) -> None:
    """After many steps, what is left of the error is the power of 1 − 2ησ², sign included."""
    sigma, y = loss["sigma"], loss["y"]
    learning_rate = draws.rate(sigma, fraction)
    got = learning_rates.gradient_descent(sigma, y, learning_rate, num_steps)
    steps = np.arange(num_steps + 1)[:, np.newaxis]
    expected = y / sigma * (1 - (1 - 2 * learning_rate * sigma**2) ** steps)
    assert_close(got, expected, scale=np.abs(y / sigma), what="the array of iterates")


@given(sigma=POWERS_OF_TWO, learning_rate=st.sampled_from([0.125, 0.5, 1]))
@settings(max_examples=12)
def test_gradient_descent_diverges_exactly_where_it_should(
    learning_rates: Any, sigma: list[float], learning_rate: float
) -> None:
    """At large rates the iterates oscillate and grow: exact fractions say by how much."""
    y = [(-1.0) ** i * (i + 1) for i in range(len(sigma))]
    exact = simulation.descend(
        [Fraction(s) for s in sigma], [Fraction(t) for t in y], Fraction(learning_rate), 9
    )
    expected = np.array(exact, dtype=np.float64)
    got = learning_rates.gradient_descent(sigma, y, learning_rate, 9)
    scale = np.abs(expected).max(axis=0)
    assert_close(got, expected, scale=scale, what="the array of iterates")


@given(loss=draws.losses(), fraction=draws.STABLE_FRACTIONS, num_steps=st.integers(0, 3))
@settings(max_examples=6)
def test_gradient_descent_in_many_dimensions_is_one_for_each(
    learning_rates: Any, loss: dict[str, np.ndarray], fraction: float, num_steps: int
) -> None:
    """Each column is the run of its own scalar σ and y (k = 1); arguments stay as they were."""
    sigma, y = loss["sigma"], loss["y"]
    learning_rate = draws.rate(sigma, fraction)
    together = untouched(
        learning_rates.observe("gradient_descent", sigma, y, learning_rate, num_steps)
    )
    together = require_array(together, (num_steps + 1, sigma.size), what="the array of iterates")
    alone = learning_rates.gradient_descent(
        float(sigma[-1]), float(y[-1]), learning_rate, num_steps
    )
    assert_close(alone, together[:, -1:], scale=abs(y[-1] / sigma[-1]), what="the run for a scalar")
    assert_close(together[0], np.zeros(sigma.size), scale=0, what="w_0")
    if num_steps > 0:
        assert_close(together[1], 2 * learning_rate * sigma * y, what="w_1")


@given(loss=draws.losses(), fraction=draws.STABLE_FRACTIONS)
@settings(max_examples=8)
def test_gradient_descent_takes_float32_and_integers(
    learning_rates: Any, loss: dict[str, np.ndarray], fraction: float
) -> None:
    """float32 arrays and lists of ints give the iterates that the same floats give."""
    sigma, y = loss["sigma"].astype(np.float32), loss["y"].astype(np.float32)
    learning_rate = draws.rate(sigma, fraction)
    got = learning_rates.gradient_descent(sigma, y, learning_rate, 3)
    expected = simulation.descend(sigma, y, learning_rate, 3)
    scale = np.abs(y / sigma)
    assert_close(got, expected, scale=scale, tolerance=FLOAT32_TOLERANCE, what="for float32")
    whole = learning_rates.gradient_descent([1, 2, 3], [3, 2, 1], 0.0625, 2)
    expected = simulation.descend([1, 2, 3], [3, 2, 1], 0.0625, 2)
    assert_close(whole, expected, what="for lists of ints")


@given(sigma=POWERS_OF_TWO, learning_rate=st.sampled_from([0.0625, 0.125, 0.5, 2]))
@settings(max_examples=15)
def test_convergence_factors_are_exact_for_powers_of_two(
    learning_rates: Any, sigma: list[float], learning_rate: float
) -> None:
    """Never negative, 0 where one step arrives, 1 at the bound, more beyond it; lists will do."""
    exact = simulation.errors_left([Fraction(s) for s in sigma], Fraction(learning_rate), 1)
    got = learning_rates.convergence_factors(sigma, learning_rate)
    assert_close(got, np.array(exact, dtype=np.float64), scale=1)


@given(sigma=draws.SIGMAS, fraction=draws.STABLE_FRACTIONS, scale=draws.SCALES)
@settings(max_examples=6)
def test_convergence_factors_stay_when_sigma_is_scaled_and_the_rate_makes_up_for_it(
    learning_rates: Any, sigma: np.ndarray, fraction: float, scale: float
) -> None:
    """σ times c and η over c² leave every factor as it was; a scalar σ counts as k = 1."""
    learning_rate = draws.rate(sigma, fraction)
    expected = simulation.errors_left(sigma, learning_rate, 1)
    scaled = learning_rates.observe("convergence_factors", scale * sigma, learning_rate / scale**2)
    assert_close(untouched(scaled), expected, scale=1)
    alone = learning_rates.convergence_factors(float(sigma[0]), learning_rate)
    assert_close(alone, expected[:1], scale=1, what="the factor of a scalar")


@given(sigma=POWERS_OF_TWO, nudge=st.sampled_from([0.0, -(2.0**-30), 2.0**-30]))
@settings(max_examples=20)
def test_is_stable_is_false_at_the_bound_itself(
    learning_rates: Any, sigma: list[float], nudge: float
) -> None:
    """At η = 1/max σ² an error keeps its size: not stable. Slightly below it shrinks."""
    learning_rate = (1 + nudge) / max(sigma) ** 2
    assert_equal(learning_rates.is_stable(sigma, learning_rate), nudge < 0)


@given(
    sigma=draws.vectors(draws.eighths(0.25, 2)),
    fraction=st.sampled_from([1e-9, 0.4, 0.75, 0.999, 1.001, 1.5, 3.0]),
    largest=draws.eighths(2, 4),
    place=st.integers(0, 5),
)
@settings(max_examples=30)
def test_is_stable_looks_at_every_dimension(
    learning_rates: Any, sigma: np.ndarray, fraction: float, largest: float, place: int
) -> None:
    """One dimension that diverges is too many, wherever it is; a tiny rate always converges."""
    sigma = np.insert(sigma, place % (sigma.size + 1), largest)
    got = learning_rates.is_stable(sigma, fraction / largest**2)
    assert_equal(got, fraction < 1)


@given(sigma=draws.SIGMAS, scale=draws.SCALES)
@settings(max_examples=10)
def test_max_learning_rate_scales_as_the_inverse_square(
    learning_rates: Any, sigma: np.ndarray, scale: float
) -> None:
    """σ times c gives the bound over c², to the last digits."""
    got = untouched(learning_rates.observe("max_learning_rate", scale * sigma))
    assert_close(got, 1 / np.max(scale * sigma) ** 2, what="the bound")


@given(sigma=SMALL_INTS)
@settings(max_examples=6)
def test_max_learning_rate_depends_on_the_largest_sigma_alone(
    learning_rates: Any, sigma: list[int]
) -> None:
    """Smaller σ don't change the bound, nor does their order; lists of ints and scalars will do."""
    largest = max(sigma)
    for same in (sigma, sigma[::-1], [*sigma, 0.125], largest):
        assert_close(learning_rates.max_learning_rate(same), 1 / largest**2, what="the bound")


@given(
    goal=st.sampled_from([(factor, steps) for factor, counts in EXACT_GOALS for steps in counts]),
    scale=st.sampled_from([1, 2.0, 0.5]),
    oscillates=st.booleans(),
)
@settings(max_examples=20)
def test_steps_to_accuracy_counts_an_error_of_exactly_epsilon(
    learning_rates: Any, goal: tuple[float, int], scale: float, oscillates: bool
) -> None:
    """For a factor such as 1/2 or 3/4, ε = factor^t needs t steps: at most ε is near enough."""
    factor, steps = goal
    learning_rate = (1 + factor if oscillates else 1 - factor) / (2 * scale**2)
    got = learning_rates.steps_to_accuracy([scale], learning_rate, factor**steps)
    assert_equal(got, steps, what="the number of steps")


@given(case=draws.goals("above"), dimensions=st.integers(1, 3))
@settings(max_examples=10)
def test_steps_to_accuracy_counts_for_the_dimension_that_oscillates(
    learning_rates: Any, case: dict[str, Any], dimensions: int
) -> None:
    """Above the best rate the largest σ is slowest; faster dimensions change nothing."""
    expected = simulation.steps_until_below(**case)
    # In this dimension one step is enough.
    fast = [(2 * case["learning_rate"]) ** -0.5] * dimensions
    sigma = np.concatenate([case["sigma"][::-1], fast])
    observed = learning_rates.observe(
        "steps_to_accuracy", sigma, case["learning_rate"], case["epsilon"]
    )
    assert_equal(untouched(observed), expected, what="the number of steps")


@given(sigma=st.sampled_from([1.125, 1.75, 2.625, 3.0]), exponent=st.sampled_from([7, 11, 15]))
@settings(max_examples=9)
def test_steps_to_accuracy_counts_thousands_of_steps(
    learning_rates: Any, sigma: float, exponent: int
) -> None:
    """Slow dimensions take thousands of steps, which are counted to the last one."""
    learning_rate = 0.5**exponent / sigma**2
    expected = simulation.steps_until_below([sigma], learning_rate, 0.03)
    factor = 1 - 2 * 0.5**exponent
    # A thousandth of a step before or after a whole number, beyond the rounding of doubles.
    for epsilon in (0.03, factor ** (expected - 0.999), factor ** (expected - 0.001)):
        got = learning_rates.steps_to_accuracy(sigma, learning_rate, epsilon)
        assert_equal(got, expected, what="the number of steps")


@given(case=draws.slow_cases("below") | draws.slow_cases("above"), copies=st.integers(2, 3))
@settings(max_examples=10)
def test_slowest_dimension_is_the_first_of_equal_ones(
    learning_rates: Any, case: dict[str, Any], copies: int
) -> None:
    """Of several dimensions with the same σ the lowest index counts."""
    sigma = np.tile(case["sigma"], copies)
    left = simulation.errors_left(sigma, case["learning_rate"], 1)
    observed = learning_rates.observe("slowest_dimension", sigma, case["learning_rate"])
    assert_equal(untouched(observed), left.index(max(left)), what="the index")


@given(case=draws.slow_cases("any"))
@settings(max_examples=20)
def test_slowest_dimension_moves_with_its_sigma(learning_rates: Any, case: dict[str, Any]) -> None:
    """Reordering the dimensions reorders the answer, for stable rates and beyond; lists will do."""
    _, first = np.unique(case["sigma"], return_index=True)
    sigma = case["sigma"][np.sort(first)]
    left = simulation.errors_left(sigma, case["learning_rate"], 1)
    slowest = left.index(max(left))
    got = learning_rates.slowest_dimension(sigma.tolist(), case["learning_rate"])
    assert_equal(got, slowest, what="the index")
    got = learning_rates.slowest_dimension(sigma[::-1].tolist(), case["learning_rate"])
    assert_equal(got, sigma.size - 1 - slowest, what="the index in reversed order")


@given(sigma=draws.SIGMAS, scale=draws.SCALES)
@settings(max_examples=10)
def test_optimal_rate_makes_the_two_extremes_equally_slow(
    learning_rates: Any, sigma: np.ndarray, scale: float
) -> None:
    """At the best rate 1 − 2ησ² is as far above 0 for the smallest σ as below for the largest."""
    # Not in whole eighths any more: a sum in single precision is found out.
    sigma = 1.1 * scale * sigma
    best = untouched(learning_rates.observe("optimal_learning_rate", sigma))
    smallest, largest = np.min(sigma) ** 2, np.max(sigma) ** 2
    # (1 − 2η σ_s²) + (1 − 2η σ_ℓ²) = 0.
    assert_close(best, 1 / (smallest + largest), what="the best rate")


@given(sigma=SMALL_INTS)
@settings(max_examples=6)
def test_optimal_rate_depends_on_the_extremes_alone(learning_rates: Any, sigma: list[int]) -> None:
    """More σ in between, or in another order, leave the best rate; lists and scalars will do."""
    expected = 1 / (min(sigma) ** 2 + max(sigma) ** 2)
    between = [*sigma, (min(sigma) + max(sigma)) / 2]
    for same in (sigma, sigma[::-1], between):
        assert_close(learning_rates.optimal_learning_rate(same), expected, what="the best rate")
    alone = learning_rates.optimal_learning_rate(sigma[0])
    assert_close(alone, 0.5 / sigma[0] ** 2, what="the best rate for a scalar")


@given(
    problem=draws.deficient_matrices() | draws.matrices(),
    fraction=draws.STABLE_FRACTIONS | draws.UNSTABLE_FRACTIONS,
)
@settings(max_examples=10)
def test_least_squares_descends_on_its_own_along_each_singular_vector(
    learning_rates: Any, problem: dict[str, np.ndarray], fraction: float
) -> None:
    """In the coordinates Vᵀw the iterates are those of Q1(a); where s = 0, nothing moves."""
    X, y = problem["X"], problem["y"]
    learning_rate = draws.rate(problem["singular_values"], fraction)
    got = learning_rates.least_squares_gradient_descent(X, y, learning_rate, 10)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    rank = problem["singular_values"].size
    U, s, Vt = U[:, :rank], s[:rank], Vt[:rank]
    steps = np.arange(11)[:, np.newaxis]
    expected = (1 - (1 - 2 * learning_rate * s**2) ** steps) / s * (U.T @ y) @ Vt
    scale = np.max(np.abs(expected)) + np.linalg.norm(y) / s.min()
    assert_close(got, expected, scale=scale, what="the array of iterates")


@given(rows=st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=6)
def test_least_squares_gradient_descent_doesnt_see_points_twice(
    learning_rates: Any, rows: list[list[int]]
) -> None:
    """Every point twice at half the rate is the same descent; lists will do, arguments stay."""
    rows = [[1, 0, 2], *rows]
    y = [float(i - 1) for i in range(len(rows))]
    learning_rate = 2.0**-7
    expected = simulation.descend_least_squares(np.array(rows), np.array(y), learning_rate, 3)
    scale = float(np.max(np.abs(expected))) + 1
    once = learning_rates.least_squares_gradient_descent(rows, y, learning_rate, 3)
    assert_close(once, expected, scale=scale, what="the array of iterates")
    twice = learning_rates.observe(
        "least_squares_gradient_descent",
        np.array(rows * 2, dtype=np.float64),
        np.array(y * 2),
        learning_rate / 2,
        3,
    )
    assert_close(untouched(twice), expected, scale=scale, what="the descent with points twice")
    start = learning_rates.least_squares_gradient_descent(rows, y, learning_rate, 0)
    assert_close(start, np.zeros((1, 3)), scale=0, what="the starting point alone")


@given(problem=draws.deficient_matrices(), scale=st.sampled_from([2.0**-20, 1.1, 2.0**20]))
@settings(max_examples=10)
def test_least_squares_rates_leave_out_singular_values_of_zero(
    learning_rates: Any, problem: dict[str, np.ndarray], scale: float
) -> None:
    """Where X lacks full rank, singular values of 0 up to rounding don't count, at any scale."""
    observed = learning_rates.observe("least_squares_learning_rates", scale * problem["X"])
    largest, best = require_pair(untouched(observed), what="the pair (max, optimal)")
    values = scale * problem["singular_values"]
    assert_close(largest, 1 / values.max() ** 2, what="the largest stable rate")
    assert_close(best, 1 / (values.max() ** 2 + values.min() ** 2), what="the best rate")


@given(
    size=st.sampled_from(
        [[4, 4 * EPS], [4, 3 * EPS], [4, 2.0**-13], [4, 2.0**-3], [256, 2.0**-16]]
    ),
    scale=st.sampled_from([2.0**-20, 1.0, 4.0]),
    wide=st.booleans(),
)
@settings(max_examples=20)
def test_least_squares_rates_cut_at_the_stated_singular_value(
    learning_rates: Any, size: list[Any], scale: float, wide: bool
) -> None:
    """Singular values up to max(n, d)·ε·s_max are left out, that one included; small ones count."""
    points, small = size
    X = np.zeros((points, 2))
    X[2, 1], X[0, 0] = scale, scale * small
    pair = learning_rates.least_squares_learning_rates(X.T if wide else X)
    largest, best = require_pair(pair, what="the pair (max, optimal)")
    smallest = scale if small <= points * EPS else scale * small
    assert_close(largest, 1 / scale**2, what="the largest stable rate")
    assert_close(best, 1 / (scale**2 + smallest**2), what="the best rate")
