"""Q1: do the rates and counts of learning_rates.py say what gradient descent does?

Nearly every check compares with gradient descent itself, run step by step; the rates of a matrix
with the singular values that it was built from.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.trials.comparing import assert_close, assert_equal, require, require_number
from tests import strategies as draws
from tests.answers import require_pair
from tests.oracles import simulation

# How far a rate is moved to see what that changes. A wrong formula is off by much more.
NUDGE = 1e-3


@given(
    loss=draws.losses(),
    fraction=draws.STABLE_FRACTIONS | draws.UNSTABLE_FRACTIONS,
    num_steps=st.integers(1, 8),
)
def test_gradient_descent_follows_the_update_rule(
    learning_rates: Any, loss: dict[str, np.ndarray], fraction: float, num_steps: int
) -> None:
    """Every iterate follows from the one before: w ← w + 2ησ(y − σw), from w = 0."""
    sigma, y = loss["sigma"], loss["y"]
    learning_rate = draws.rate(sigma, fraction)
    got = learning_rates.gradient_descent(sigma, y, learning_rate, num_steps)
    expected = simulation.descend(sigma, y, learning_rate, num_steps)
    # Errors grow as errors do: by up to |1 − 2 · fraction| with every step.
    scale = np.abs(y / sigma) * max(1.0, 2 * fraction - 1) ** num_steps
    assert_close(got, expected, scale=scale, what="the array of iterates")


@given(sigma=draws.SIGMAS, target=draws.eighths(-4, 4), num_steps=st.integers(0, 4))
@settings(max_examples=10)
def test_gradient_descent_arrives_in_one_step_at_half_the_bound(
    learning_rates: Any, sigma: np.ndarray, target: float, num_steps: int
) -> None:
    """With equal σ and η = 1/(2σ²), the first step lands on the minimum y/σ, and there it stays."""
    sigma = np.full(sigma.shape, sigma[0])
    y = target + np.arange(sigma.size)
    got = learning_rates.gradient_descent(sigma, y, 0.5 / sigma[0] ** 2, num_steps)
    expected = np.tile(y / sigma, (num_steps + 1, 1))
    expected[0] = 0
    assert_close(got, expected, scale=np.abs(y / sigma), what="the array of iterates")


@given(sigma=draws.SIGMAS, fraction=draws.STABLE_FRACTIONS | draws.UNSTABLE_FRACTIONS)
def test_convergence_factors_say_what_one_step_leaves_of_an_error(
    learning_rates: Any, sigma: np.ndarray, fraction: float
) -> None:
    """Each factor is |error after a step| / |error before it|, as gradient descent itself shows."""
    learning_rate = draws.rate(sigma, fraction)
    got = learning_rates.convergence_factors(sigma, learning_rate)
    assert_close(got, simulation.errors_left(sigma, learning_rate, 1), scale=1 + 2 * fraction)


@given(sigma=draws.SIGMAS, fraction=draws.STABLE_FRACTIONS | draws.UNSTABLE_FRACTIONS)
@settings(max_examples=30)
def test_is_stable_says_whether_every_error_shrinks(
    learning_rates: Any, sigma: np.ndarray, fraction: float
) -> None:
    """True exactly where gradient descent, run for some steps, comes closer in every dimension."""
    learning_rate = draws.rate(sigma, fraction)
    shrinks = max(simulation.errors_left(sigma, learning_rate, 8)) < 1
    assert_equal(learning_rates.is_stable(sigma, learning_rate), shrinks)


@given(sigma=draws.SIGMAS)
def test_max_learning_rate_separates_convergence_from_divergence(
    learning_rates: Any, sigma: np.ndarray
) -> None:
    """Just below the bound every error shrinks; just above it some error grows."""
    bound = require_number(learning_rates.max_learning_rate(sigma))
    below = max(simulation.errors_left(sigma, bound * (1 - NUDGE), 4))
    above = max(simulation.errors_left(sigma, bound * (1 + NUDGE), 4))
    require(below < 1, f"gradient descent diverges slightly below the rate {bound:.6g}", got=bound)
    require(above > 1, f"gradient descent converges slightly above the rate {bound:.6g}", got=bound)


@given(case=draws.goals("below") | draws.goals("above"))
@settings(max_examples=30)
def test_steps_to_accuracy_is_when_gradient_descent_gets_there(
    learning_rates: Any, case: dict[str, Any]
) -> None:
    """The first step after which every error is ε times what it was, or less."""
    expected = simulation.steps_until_below(**case)
    got = learning_rates.steps_to_accuracy(case["sigma"], case["learning_rate"], case["epsilon"])
    assert_equal(got, expected, what="the number of steps")


@given(sigma=draws.eighths(0.25, 4), epsilon=st.sampled_from([0.5, 1e-3, 1e-12]))
@settings(max_examples=6)
def test_a_factor_of_zero_needs_one_step(learning_rates: Any, sigma: float, epsilon: float) -> None:
    """Where one step lands on the minimum exactly, one step is enough for every ε."""
    # A power of two, so that 2ησ² is 1 exactly.
    power = 2.0 ** round(np.log2(sigma))
    got = learning_rates.steps_to_accuracy(np.array([power, power]), 0.5 / power**2, epsilon)
    assert_equal(got, 1, what="the number of steps")
    # At half the rate the factor is 1/2, and ε = 2⁻⁴ needs four steps.
    slower = learning_rates.steps_to_accuracy(np.array([power, power]), 0.25 / power**2, 0.0625)
    assert_equal(slower, 4, what="the number of steps at half the rate")


@given(case=draws.slow_cases("below") | draws.slow_cases("above"))
@settings(max_examples=30)
def test_slowest_dimension_keeps_the_largest_error(
    learning_rates: Any, case: dict[str, Any]
) -> None:
    """It is the dimension whose error is largest after a step, below the best rate and above it."""
    left = simulation.errors_left(case["sigma"], case["learning_rate"], 1)
    got = learning_rates.slowest_dimension(case["sigma"], case["learning_rate"])
    assert_equal(got, left.index(max(left)), what="the index of the slowest dimension")


@given(sigma=draws.SIGMAS)
def test_optimal_learning_rate_beats_its_neighbours(learning_rates: Any, sigma: np.ndarray) -> None:
    """A slightly smaller rate and a slightly larger one leave more of the slowest error."""
    best = require_number(learning_rates.optimal_learning_rate(sigma))
    left, smaller, larger = (
        max(simulation.errors_left(sigma, best * factor, 1)) for factor in (1, 1 - NUDGE, 1 + NUDGE)
    )
    require(left < smaller, f"the slowest error shrinks faster below the rate {best:.6g}", got=best)
    require(left < larger, f"the slowest error shrinks faster above the rate {best:.6g}", got=best)


@given(problem=draws.matrices(), fraction=draws.STABLE_FRACTIONS, num_steps=st.integers(0, 6))
@settings(max_examples=30)
def test_least_squares_gradient_descent_follows_the_update_rule(
    learning_rates: Any, problem: dict[str, np.ndarray], fraction: float, num_steps: int
) -> None:
    """Every iterate follows from the one before: w ← w − 2η Xᵀ(Xw − y), from w = 0."""
    X, y = problem["X"], problem["y"]
    learning_rate = draws.rate(problem["singular_values"], fraction)
    got = learning_rates.least_squares_gradient_descent(X, y, learning_rate, num_steps)
    expected = simulation.descend_least_squares(X, y, learning_rate, num_steps)
    # A small entry comes from a sum of larger ones, as large as the first step.
    scale = np.max(np.abs(expected)) + 2 * learning_rate * np.linalg.norm(X) * np.linalg.norm(y)
    assert_close(got, expected, scale=scale, what="the array of iterates")


@given(problem=draws.matrices())
def test_least_squares_rates_are_those_of_the_singular_values(
    learning_rates: Any, problem: dict[str, np.ndarray]
) -> None:
    """The largest and the best rate are those of Q1(c) and (e), with the singular values for σ."""
    pair = learning_rates.least_squares_learning_rates(problem["X"])
    largest, best = require_pair(pair, what="the pair (max, optimal)")
    values = problem["singular_values"]
    assert_close(largest, 1 / values.max() ** 2, what="the largest stable rate")
    assert_close(best, 1 / (values.max() ** 2 + values.min() ** 2), what="the best rate")
