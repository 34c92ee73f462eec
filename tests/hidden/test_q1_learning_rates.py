"""Q1, hidden: edges, exact numbers, and what must not change when a problem is scaled or turned."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import (
    FLOAT32_TOLERANCE,
    assert_close,
    assert_equal,
    require_array,
)
from grader.trials.properties import cases, expecting
from tests.answers import require_pair, untouched

# σ, y, rate and number of steps, all but one of them whole numbers.
WHOLE_NUMBERS = ([1, 2, 3], [3, 2, 1], 0.0625, 2)


@cases(10, run=lambda draw: draw.runs(draw.STABLE_FRACTIONS, num_steps=(20, 60)))
@expecting(
    iterates=lambda oracles, run: oracles.geometric_iterates(**run),
    scale=lambda oracles, run: oracles.scale_of_iterates(**run),
)
def test_gradient_descent_follows_the_geometric_series(
    learning_rates: Any, run: dict[str, Any], iterates: np.ndarray, scale: np.ndarray
) -> None:
    """After many steps, what is left of the error is the power of 1 − 2ησ², sign included."""
    got = learning_rates.gradient_descent(
        run["sigma"], run["y"], run["learning_rate"], run["num_steps"]
    )
    assert_close(got, iterates, scale=scale, what="the array of iterates")


@cases(12, run=lambda draw: draw.dyadic_runs())
@expecting(iterates=lambda oracles, run: oracles.exact_iterates(**run))
def test_gradient_descent_diverges_exactly_where_it_should(
    learning_rates: Any, run: dict[str, Any], iterates: np.ndarray
) -> None:
    """At large rates the iterates oscillate and grow: exact fractions say by how much."""
    got = learning_rates.gradient_descent(
        run["sigma"], run["y"], run["learning_rate"], run["num_steps"]
    )
    scale = np.abs(iterates).max(axis=0)
    assert_close(got, iterates, scale=scale, what="the array of iterates")


@cases(6, run=lambda draw: draw.runs(draw.STABLE_FRACTIONS, num_steps=(0, 3)))
@expecting(
    iterates=lambda oracles, run: oracles.iterates(**run),
    scale=lambda oracles, run: oracles.scale_of_iterates(**run),
)
def test_gradient_descent_in_many_dimensions_is_one_for_each(
    learning_rates: Any, run: dict[str, Any], iterates: np.ndarray, scale: np.ndarray
) -> None:
    """Each column is the run of its own scalar σ and y (k = 1); arguments stay as they were."""
    sigma, y, learning_rate, num_steps = (
        run[name] for name in ("sigma", "y", "learning_rate", "num_steps")
    )
    together = untouched(
        learning_rates.observe("gradient_descent", sigma, y, learning_rate, num_steps)
    )
    together = require_array(together, iterates.shape, what="the array of iterates")
    alone = learning_rates.gradient_descent(
        float(sigma[-1]), float(y[-1]), learning_rate, num_steps
    )
    assert_close(alone, together[:, -1:], scale=scale[-1], what="the run for a scalar")
    assert_close(together[0], np.zeros(sigma.size), scale=0, what="w_0")
    if num_steps > 0:
        assert_close(together[1], iterates[1], what="w_1")


@cases(8, run=lambda draw: draw.runs(draw.STABLE_FRACTIONS, num_steps=(3, 3)))
@expecting(
    iterates=lambda oracles, run: oracles.iterates(**run),
    scale=lambda oracles, run: oracles.scale_of_iterates(**run),
    whole=lambda oracles: oracles.iterates(*WHOLE_NUMBERS),
)
def test_gradient_descent_takes_float32_and_integers(
    learning_rates: Any,
    run: dict[str, Any],
    iterates: np.ndarray,
    scale: np.ndarray,
    whole: np.ndarray,
) -> None:
    """float32 arrays and lists of ints give the iterates that the same floats give."""
    # Multiples of 1/8, which float32 holds.
    sigma, y = run["sigma"].astype(np.float32), run["y"].astype(np.float32)
    got = learning_rates.gradient_descent(sigma, y, run["learning_rate"], 3)
    assert_close(got, iterates, scale=scale, tolerance=FLOAT32_TOLERANCE, what="the run in float32")
    assert_close(learning_rates.gradient_descent(*WHOLE_NUMBERS), whole, what="the run for lists")


@cases(
    15,
    sigma=lambda draw: draw.POWERS_OF_TWO,
    learning_rate=lambda draw: draw.sampled_from([0.0625, 0.125, 0.5, 2]),
)
@expecting(
    left=lambda oracles, sigma, learning_rate: oracles.exact_errors_left(sigma, learning_rate)
)
def test_convergence_factors_are_exact_for_powers_of_two(
    learning_rates: Any, sigma: list[float], learning_rate: float, left: np.ndarray
) -> None:
    """Never negative, 0 where one step arrives, 1 at the bound, more beyond it; lists will do."""
    assert_close(learning_rates.convergence_factors(sigma, learning_rate), left, scale=1)


@cases(
    6,
    case=lambda draw: draw.rates(draw.STABLE_FRACTIONS),
    scale=lambda draw: draw.SCALES,
)
@expecting(left=lambda oracles, case: oracles.errors_left(**case))
def test_convergence_factors_stay_when_sigma_is_scaled_and_the_rate_makes_up_for_it(
    learning_rates: Any, case: dict[str, Any], scale: float, left: np.ndarray
) -> None:
    """σ times c and η over c² leave every factor as it was; a scalar σ counts as k = 1."""
    sigma, learning_rate = case["sigma"], case["learning_rate"]
    scaled = learning_rates.observe("convergence_factors", scale * sigma, learning_rate / scale**2)
    assert_close(untouched(scaled), left, scale=1)
    alone = learning_rates.convergence_factors(float(sigma[0]), learning_rate)
    assert_close(alone, left[:1], scale=1, what="the factor of a scalar")


@cases(
    20,
    case=lambda draw: draw.rates(
        draw.sampled_from([1.0, 1 - 2.0**-30, 1 + 2.0**-30]), draw.POWERS_OF_TWO
    ),
)
@expecting(
    shrinks=lambda oracles, case: oracles.every_error_shrinks(**case),
    alone=lambda oracles, case: oracles.every_error_shrinks(
        case["sigma"][:1], case["learning_rate"]
    ),
)
def test_is_stable_is_false_at_the_bound_itself(
    learning_rates: Any, case: dict[str, Any], shrinks: bool, alone: bool
) -> None:
    """At η = 1/max σ² an error keeps its size: not stable. Slightly below it shrinks."""
    assert_equal(learning_rates.is_stable(case["sigma"], case["learning_rate"]), shrinks)
    assert_equal(learning_rates.is_stable(case["sigma"][0], case["learning_rate"]), alone)


@cases(
    30,
    case=lambda draw: draw.rates(
        draw.sampled_from([1e-9, 0.4, 0.75, 0.999, 1.001, 1.5, 3.0]), draw.one_large_sigma()
    ),
)
@expecting(shrinks=lambda oracles, case: oracles.every_error_shrinks(**case))
def test_is_stable_looks_at_every_dimension(
    learning_rates: Any, case: dict[str, Any], shrinks: bool
) -> None:
    """One dimension that diverges is too many, wherever it is; a tiny rate always converges."""
    assert_equal(learning_rates.is_stable(case["sigma"], case["learning_rate"]), shrinks)


@cases(10, sigma=lambda draw: draw.scaled_sigmas())
@expecting(rates=lambda oracles, sigma: oracles.rates_of(sigma))
def test_max_learning_rate_scales_as_the_inverse_square(
    learning_rates: Any, sigma: np.ndarray, rates: list[float]
) -> None:
    """σ times c gives the bound over c², to the last digits."""
    got = untouched(learning_rates.observe("max_learning_rate", sigma))
    assert_close(got, rates[0], what="the bound")


@cases(6, sigma=lambda draw: draw.SMALL_INTS)
@expecting(rates=lambda oracles, sigma: oracles.rates_of(sigma))
def test_max_learning_rate_depends_on_the_largest_sigma_alone(
    learning_rates: Any, sigma: list[int], rates: list[float]
) -> None:
    """Smaller σ don't change the bound, nor does their order; lists of ints and scalars will do."""
    for same in (sigma, sigma[::-1], [*sigma, 0.125], max(sigma)):
        assert_close(learning_rates.max_learning_rate(same), rates[0], what="the bound")


@cases(20, goal=lambda draw: draw.exact_accuracy_goals())
@expecting(steps=lambda oracles, goal: oracles.steps_until_below(**goal))
def test_steps_to_accuracy_counts_an_error_of_exactly_epsilon(
    learning_rates: Any, goal: dict[str, Any], steps: int
) -> None:
    """For a factor such as 1/2 or 3/4, ε = factor^t needs t steps: at most ε is near enough."""
    got = learning_rates.steps_to_accuracy(goal["sigma"], goal["learning_rate"], goal["epsilon"])
    assert_equal(got, steps, what="the number of steps")


@cases(10, goal=lambda draw: draw.goals_with_fast_dimensions())
@expecting(steps=lambda oracles, goal: oracles.steps_until_below(**goal))
def test_steps_to_accuracy_counts_for_the_dimension_that_oscillates(
    learning_rates: Any, goal: dict[str, Any], steps: int
) -> None:
    """Above the best rate the largest σ is slowest; faster dimensions change nothing."""
    observed = learning_rates.observe(
        "steps_to_accuracy", goal["sigma"], goal["learning_rate"], goal["epsilon"]
    )
    assert_equal(untouched(observed), steps, what="the number of steps")


@cases(9, goal=lambda draw: draw.slow_goals())
@expecting(
    steps=lambda oracles, goal: [
        oracles.steps_until_below([goal["sigma"]], goal["learning_rate"], epsilon)
        for epsilon in goal["epsilons"]
    ]
)
def test_steps_to_accuracy_counts_thousands_of_steps(
    learning_rates: Any, goal: dict[str, Any], steps: list[int]
) -> None:
    """Slow dimensions take thousands of steps, which are counted to the last one."""
    for epsilon, expected in zip(goal["epsilons"], steps, strict=True):
        got = learning_rates.steps_to_accuracy(goal["sigma"], goal["learning_rate"], epsilon)
        assert_equal(got, expected, what="the number of steps")


@cases(
    10,
    case=lambda draw: draw.slow_cases("below") | draw.slow_cases("above"),
    copies=lambda draw: draw.integers(2, 3),
)
@expecting(slowest=lambda oracles, case: oracles.slowest_dimension(**case))
def test_slowest_dimension_is_the_first_of_equal_ones(
    learning_rates: Any, case: dict[str, Any], copies: int, slowest: int
) -> None:
    """Of several dimensions with the same σ the lowest index counts."""
    sigma = np.tile(case["sigma"], copies)
    observed = learning_rates.observe("slowest_dimension", sigma, case["learning_rate"])
    assert_equal(untouched(observed), slowest, what="the index")


@cases(20, case=lambda draw: draw.slow_cases_without_repetitions())
@expecting(slowest=lambda oracles, case: oracles.slowest_dimension(**case))
def test_slowest_dimension_moves_with_its_sigma(
    learning_rates: Any, case: dict[str, Any], slowest: int
) -> None:
    """Reordering the dimensions reorders the answer, for stable rates and beyond; lists will do."""
    sigma, learning_rate = case["sigma"].tolist(), case["learning_rate"]
    got = learning_rates.slowest_dimension(sigma, learning_rate)
    assert_equal(got, slowest, what="the index")
    got = learning_rates.slowest_dimension(sigma[::-1], learning_rate)
    assert_equal(got, len(sigma) - 1 - slowest, what="the index in reversed order")
    got = learning_rates.slowest_dimension(sigma[0], learning_rate)
    assert_equal(got, 0, what="the index for a scalar")


# Not in whole eighths: a sum in single precision is found out.
@cases(10, sigma=lambda draw: draw.scaled_sigmas(1.1))
@expecting(rates=lambda oracles, sigma: oracles.rates_of(sigma))
def test_optimal_rate_makes_the_two_extremes_equally_slow(
    learning_rates: Any, sigma: np.ndarray, rates: list[float]
) -> None:
    """At the best rate 1 − 2ησ² is as far above 0 for the smallest σ as below for the largest."""
    best = untouched(learning_rates.observe("optimal_learning_rate", sigma))
    assert_close(best, rates[1], what="the best rate")


@cases(6, sigma=lambda draw: draw.SMALL_INTS)
@expecting(
    rates=lambda oracles, sigma: oracles.rates_of(sigma),
    alone=lambda oracles, sigma: oracles.rates_of(sigma[:1]),
)
def test_optimal_rate_depends_on_the_extremes_alone(
    learning_rates: Any, sigma: list[int], rates: list[float], alone: list[float]
) -> None:
    """More σ in between, or in another order, leave the best rate; lists and scalars will do."""
    between = [*sigma, (min(sigma) + max(sigma)) / 2]
    for same in (sigma, sigma[::-1], between):
        assert_close(learning_rates.optimal_learning_rate(same), rates[1], what="the best rate")
    got = learning_rates.optimal_learning_rate(sigma[0])
    assert_close(got, alone[1], what="the best rate for a scalar")


@cases(
    10,
    run=lambda draw: draw.least_squares_runs(
        draw.deficient_matrices() | draw.matrices(), draw.ANY_FRACTIONS, (10, 10)
    ),
)
@expecting(
    iterates=lambda oracles, run: oracles.iterates_along_singular_vectors(**run),
    largest=lambda oracles, run: oracles.largest_solution(run["X"], run["y"]),
)
def test_least_squares_descends_on_its_own_along_each_singular_vector(
    learning_rates: Any, run: dict[str, Any], iterates: np.ndarray, largest: float
) -> None:
    """In the coordinates Vᵀw the iterates are those of Q1(a); where s = 0, nothing moves."""
    got = learning_rates.least_squares_gradient_descent(
        run["X"], run["y"], run["learning_rate"], run["num_steps"]
    )
    scale = np.max(np.abs(iterates)) + largest
    assert_close(got, iterates, scale=scale, what="the array of iterates")


@cases(6, run=lambda draw: draw.least_squares_runs_of_integers())
@expecting(iterates=lambda oracles, run: oracles.least_squares_iterates(**run))
def test_least_squares_gradient_descent_doesnt_see_points_twice(
    learning_rates: Any, run: dict[str, Any], iterates: np.ndarray
) -> None:
    """Every point twice at half the rate is the same descent; lists will do, arguments stay."""
    X, y, learning_rate, num_steps = (
        run[name] for name in ("X", "y", "learning_rate", "num_steps")
    )
    scale = float(np.max(np.abs(iterates))) + 1
    once = learning_rates.least_squares_gradient_descent(X, y, learning_rate, num_steps)
    assert_close(once, iterates, scale=scale, what="the array of iterates")
    twice = learning_rates.observe(
        "least_squares_gradient_descent",
        np.array(X * 2, dtype=np.float64),
        np.array(y * 2),
        learning_rate / 2,
        num_steps,
    )
    assert_close(untouched(twice), iterates, scale=scale, what="the descent with points twice")
    start = learning_rates.least_squares_gradient_descent(X, y, learning_rate, 0)
    assert_close(start, np.zeros((1, 3)), scale=0, what="the starting point alone")


@cases(10, problem=lambda draw: draw.scaled_deficient_matrices())
@expecting(rates=lambda oracles, problem: oracles.least_squares_rates(**problem))
def test_least_squares_rates_leave_out_singular_values_of_zero(
    learning_rates: Any, problem: dict[str, np.ndarray], rates: list[float]
) -> None:
    """Where X lacks full rank, singular values of 0 up to rounding don't count, at any scale."""
    observed = learning_rates.observe("least_squares_learning_rates", problem["X"])
    largest, best = require_pair(untouched(observed), what="the pair (max, optimal)")
    assert_close(largest, rates[0], what="the largest stable rate")
    assert_close(best, rates[1], what="the best rate")


@cases(20, problem=lambda draw: draw.matrices_at_the_cutoff())
@expecting(rates=lambda oracles, problem: oracles.least_squares_rates(**problem))
def test_least_squares_rates_cut_at_the_stated_singular_value(
    learning_rates: Any, problem: dict[str, np.ndarray], rates: list[float]
) -> None:
    """Singular values up to max(n, d)·ε·s_max are left out, that one included; small ones count."""
    pair = learning_rates.least_squares_learning_rates(problem["X"])
    largest, best = require_pair(pair, what="the pair (max, optimal)")
    assert_close(largest, rates[0], what="the largest stable rate")
    assert_close(best, rates[1], what="the best rate")
