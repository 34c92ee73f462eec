"""Q1: do the rates and counts of learning_rates.py say what gradient descent does?

Nearly every check compares with gradient descent itself, run step by step; the rates of a matrix
with the singular values that it was built from.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import assert_close, assert_equal, require, require_number
from grader.trials.properties import cases, expecting
from tests.answers import require_pair

# How far a rate is moved to see what that changes. A wrong formula is off by much more.
NUDGE = 1e-3


@cases(run=lambda draw: draw.runs(draw.ANY_FRACTIONS, num_steps=(1, 8)))
@expecting(
    iterates=lambda oracles, run: oracles.iterates(**run),
    scale=lambda oracles, run: oracles.scale_of_iterates(**run),
)
def test_gradient_descent_follows_the_update_rule(
    learning_rates: Any, run: dict[str, Any], iterates: np.ndarray, scale: np.ndarray
) -> None:
    """Every iterate follows from the one before: w ← w + 2ησ(y − σw), from w = 0."""
    got = learning_rates.gradient_descent(
        run["sigma"], run["y"], run["learning_rate"], run["num_steps"]
    )
    assert_close(got, iterates, scale=scale, what="the array of iterates")


@cases(10, run=lambda draw: draw.runs_of_one_step())
@expecting(minimum=lambda oracles, run: oracles.minimum(run["sigma"], run["y"]))
def test_gradient_descent_arrives_in_one_step_at_half_the_bound(
    learning_rates: Any, run: dict[str, Any], minimum: np.ndarray
) -> None:
    """With equal σ and η = 1/(2σ²), the first step lands on the minimum y/σ, and there it stays."""
    num_steps = run["num_steps"]
    got = learning_rates.gradient_descent(run["sigma"], run["y"], run["learning_rate"], num_steps)
    expected = np.vstack([np.zeros_like(minimum), *[minimum] * num_steps])
    assert_close(got, expected, scale=np.abs(minimum), what="the array of iterates")


@cases(case=lambda draw: draw.rates(draw.ANY_FRACTIONS))
@expecting(
    left=lambda oracles, case: oracles.errors_left(**case),
    scale=lambda oracles, case: oracles.scale_of_factors(**case),
)
def test_convergence_factors_say_what_one_step_leaves_of_an_error(
    learning_rates: Any, case: dict[str, Any], left: np.ndarray, scale: float
) -> None:
    """Each factor is |error after a step| / |error before it|, as gradient descent itself shows."""
    got = learning_rates.convergence_factors(case["sigma"], case["learning_rate"])
    assert_close(got, left, scale=scale)


@cases(80, case=lambda draw: draw.rates(draw.ANY_FRACTIONS) | draw.rates_beside_other_bounds())
@expecting(shrinks=lambda oracles, case: oracles.every_error_shrinks(**case))
def test_is_stable_says_whether_every_error_shrinks(
    learning_rates: Any, case: dict[str, Any], shrinks: bool
) -> None:
    """True exactly where gradient descent, run for some steps, comes closer in every dimension."""
    assert_equal(learning_rates.is_stable(case["sigma"], case["learning_rate"]), shrinks)


@cases(sigma=lambda draw: draw.SIGMAS)
@expecting(bound=lambda oracles, sigma: oracles.largest_stable_rate(sigma))
def test_max_learning_rate_separates_convergence_from_divergence(
    learning_rates: Any, sigma: np.ndarray, bound: float
) -> None:
    """Just below the bound every error shrinks; just above it some error grows."""
    got = require_number(learning_rates.max_learning_rate(sigma))
    shrinks = 0 < got * (1 - NUDGE) < bound
    require(
        shrinks,
        f"gradient descent diverges slightly below the rate {got:.6g}",
        got=got,
        expected=bound,
    )
    grows = got * (1 + NUDGE) > bound
    require(
        grows,
        f"gradient descent converges slightly above the rate {got:.6g}",
        got=got,
        expected=bound,
    )


@cases(40, case=lambda draw: draw.goals("below") | draw.goals("above"))
@expecting(steps=lambda oracles, case: oracles.steps_until_below(**case))
def test_steps_to_accuracy_is_when_gradient_descent_gets_there(
    learning_rates: Any, case: dict[str, Any], steps: int
) -> None:
    """The first step after which every error is ε times what it was, or less."""
    got = learning_rates.steps_to_accuracy(case["sigma"], case["learning_rate"], case["epsilon"])
    assert_equal(got, steps, what="the number of steps")


@cases(6, goal=lambda draw: draw.goals_of_one_step())
def test_a_factor_of_zero_needs_one_step(learning_rates: Any, goal: dict[str, Any]) -> None:
    """Where one step lands on the minimum exactly, one step is enough for every ε."""
    sigma, learning_rate = goal["sigma"], goal["learning_rate"]
    got = learning_rates.steps_to_accuracy(sigma, learning_rate, goal["epsilon"])
    assert_equal(got, 1, what="the number of steps")
    # At half the rate the factor is 1/2, and ε = 2⁻⁴ needs four steps.
    slower = learning_rates.steps_to_accuracy(sigma, learning_rate / 2, 0.0625)
    assert_equal(slower, 4, what="the number of steps at half the rate")


@cases(30, case=lambda draw: draw.slow_cases("below") | draw.slow_cases("above"))
@expecting(slowest=lambda oracles, case: oracles.slowest_dimension(**case))
def test_slowest_dimension_keeps_the_largest_error(
    learning_rates: Any, case: dict[str, Any], slowest: int
) -> None:
    """It is the dimension whose error is largest after a step, below the best rate and above it."""
    got = learning_rates.slowest_dimension(case["sigma"], case["learning_rate"])
    assert_equal(got, slowest, what="the index of the slowest dimension")


@cases(sigma=lambda draw: draw.SIGMAS)
@expecting(
    between=lambda oracles, sigma: oracles.rates_between_neighbours(sigma, NUDGE),
    rates=lambda oracles, sigma: oracles.rates_of(sigma),
)
def test_optimal_learning_rate_beats_its_neighbours(
    learning_rates: Any, sigma: np.ndarray, between: list[float], rates: list[float]
) -> None:
    """A slightly smaller rate and a slightly larger one leave more of the slowest error."""
    best = require_number(learning_rates.optimal_learning_rate(sigma))
    smallest, largest = between
    message = "the slowest error shrinks faster {} the rate {:.6g}"
    for beats, side in ((best < largest, "below"), (best > smallest, "above")):
        require(beats, message.format(side, best), got=best, expected=rates[1])


@cases(
    30,
    run=lambda draw: draw.least_squares_runs(draw.matrices(), draw.STABLE_FRACTIONS, (0, 6)),
)
@expecting(iterates=lambda oracles, run: oracles.least_squares_iterates(**run))
def test_least_squares_gradient_descent_follows_the_update_rule(
    learning_rates: Any, run: dict[str, Any], iterates: np.ndarray
) -> None:
    """Every iterate follows from the one before: w ← w − 2η Xᵀ(Xw − y), from w = 0."""
    X, y, learning_rate = run["X"], run["y"], run["learning_rate"]
    got = learning_rates.least_squares_gradient_descent(X, y, learning_rate, run["num_steps"])
    # A small entry comes from a sum of larger ones, as large as the first step.
    scale = np.max(np.abs(iterates)) + 2 * learning_rate * np.linalg.norm(X) * np.linalg.norm(y)
    assert_close(got, iterates, scale=scale, what="the array of iterates")


@cases(problem=lambda draw: draw.matrices())
@expecting(
    rates=lambda oracles, problem: oracles.least_squares_rates(
        problem["X"], problem["singular_values"]
    )
)
def test_least_squares_rates_are_those_of_the_singular_values(
    learning_rates: Any, problem: dict[str, np.ndarray], rates: list[float]
) -> None:
    """The largest and the best rate are those of Q1(c) and (e), with the singular values for σ."""
    pair = learning_rates.least_squares_learning_rates(problem["X"])
    largest, best = require_pair(pair, what="the pair (max, optimal)")
    assert_close(largest, rates[0], what="the largest stable rate")
    assert_close(best, rates[1], what="the best rate")
