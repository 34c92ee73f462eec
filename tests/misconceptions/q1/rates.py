"""Q1(c), (e): is_stable, max_learning_rate and optimal_learning_rate with the wrong bound."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import ALL, misconception


def _floats(values: ArrayLike) -> np.ndarray:
    """What the checks ahead of a student's part make of an argument: float64, shape (k,)."""
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


@misconception(
    part="q1_is_stable",
    formula="all |1 − 2ησ_i²| ≤ 1",
    hint="What becomes of an error that every step multiplies by exactly 1 or −1?",
)
def is_stable__at_the_bound_too(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(np.all(np.abs(1 - 2 * learning_rate * _floats(sigma) ** 2) <= 1))


@misconception(
    part="q1_is_stable",
    formula="η < 2/max σ²",
    hint="2/σ² is the bound where the loss carries a factor ½. Does this one?",
)
def is_stable__bound_of_half_the_loss(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(np.all(np.abs(1 - learning_rate * _floats(sigma) ** 2) < 1))


@misconception(
    part="q1_is_stable",
    formula="some |1 − 2ησ_i²| < 1",
    hint="Some dimension converges. What does it take for all of w to converge?",
)
def is_stable__one_dimension_is_enough(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(np.any(np.abs(1 - 2 * learning_rate * _floats(sigma) ** 2) < 1))


@misconception(
    part="q1_is_stable",
    follows="q1_convergence_factors",
    formula="1 − 2ησ² < 1",
    hint="Without its absolute value this is true for every positive rate. Which way can a factor "
    "go too far?",
    costs=ALL,  # `return True` is all that it comes to
)
def is_stable__signed(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(np.all(1 - 2 * learning_rate * _floats(sigma) ** 2 < 1))


@misconception(
    part="q1_is_stable",
    formula="mean_i |1 − 2ησ_i²| < 1",
    hint="Dimensions that converge fast don't make up for one that diverges.",
)
def is_stable__on_average(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(np.mean(np.abs(1 - 2 * learning_rate * _floats(sigma) ** 2)) < 1)


@misconception(
    part="q1_is_stable",
    formula="|1 − 2ησ_1²| < 1",
    hint="You look at the first dimension alone. What about the others?",
)
def is_stable__first_dimension(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(abs(1 - 2 * learning_rate * _floats(sigma)[0] ** 2) < 1)


@misconception(
    part="q1_is_stable",
    formula="all 1 − 2ησ_i² > 0",
    hint="Iterates may jump from one side of the minimum to the other and still come nearer.",
)
def is_stable__without_oscillation(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(np.all(1 - 2 * learning_rate * _floats(sigma) ** 2 > 0))


@misconception(
    part="q1_is_stable",
    follows="q1_convergence_factors",
    formula="η < 1/max σ",
    hint="The factor of a step holds σ twice. How does the bound depend on it then?",
)
def is_stable__sigma_once(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(learning_rate < 1 / np.max(_floats(sigma)))


@misconception(
    part="q1_max_learning_rate",
    formula="η_max = 2/σ²",
    hint="2/σ² is the bound where the loss carries a factor ½. Write down the factor of one step "
    "for this loss: for which η does it reach −1?",
)
def max_learning_rate__two_over_sigma_squared(sigma: ArrayLike) -> float:
    return float(2 / np.max(_floats(sigma)) ** 2)


@misconception(
    part="q1_max_learning_rate",
    formula="η_max = 1/σ",
    hint="Try it with σ = 2: is 1/2 really the rate at which iterates begin to grow?",
)
def max_learning_rate__one_over_sigma(sigma: ArrayLike) -> float:
    return float(1 / np.max(_floats(sigma)))


@misconception(
    part="q1_max_learning_rate",
    formula="η_max = 2/σ",
    hint="Neither the power of σ nor the constant fits the factor of one step. What is it?",
)
def max_learning_rate__two_over_sigma(sigma: ArrayLike) -> float:
    return float(2 / np.max(_floats(sigma)))


@misconception(
    part="q1_max_learning_rate",
    formula="η_max = 1/(2σ²)",
    hint="At that rate the first step lands on the minimum. How much farther may it go until the "
    "error is no smaller than before?",
)
def max_learning_rate__where_oscillation_begins(sigma: ArrayLike) -> float:
    return float(1 / (2 * np.max(_floats(sigma)) ** 2))


@misconception(
    part="q1_max_learning_rate",
    formula="η_max = 1/min σ²",
    hint="That is the bound of the most patient dimension. Which one diverges first?",
)
def max_learning_rate__smallest_sigma(sigma: ArrayLike) -> float:
    return float(1 / np.min(_floats(sigma)) ** 2)


@misconception(
    part="q1_max_learning_rate",
    formula="η_max = 1/mean σ²",
    hint="One learning rate serves every dimension. Is it an average that has to converge?",
)
def max_learning_rate__mean_of_the_squares(sigma: ArrayLike) -> float:
    return float(1 / np.mean(_floats(sigma) ** 2))


@misconception(
    part="q1_max_learning_rate",
    formula="η_max = 1/Σσ²",
    hint="The dimensions don't see each other. Does a second one lower the bound of the first?",
)
def max_learning_rate__sum_of_the_squares(sigma: ArrayLike) -> float:
    return float(1 / np.sum(_floats(sigma) ** 2))


@misconception(
    part="q1_max_learning_rate",
    formula="η_max = 1/σ_i², one for each i",
    hint="You have a bound for each dimension. Which single number keeps all of them stable?",
)
def max_learning_rate__one_for_each_dimension(sigma: ArrayLike) -> np.ndarray:
    return 1 / _floats(sigma) ** 2


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/(max σ + min σ)",
    hint="Balance the factors of the two extremes, and see which power of σ they hold.",
)
def optimal_learning_rate__sum_of_sigma(sigma: ArrayLike) -> float:
    s = _floats(sigma)
    return float(1 / (np.max(s) + np.min(s)))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 2/(max σ² + min σ²)",
    hint="That is the best rate where the loss carries a factor ½. With this loss it is unstable.",
)
def optimal_learning_rate__of_half_the_loss(sigma: ArrayLike) -> float:
    s = _floats(sigma)
    return float(2 / (np.max(s) ** 2 + np.min(s) ** 2))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/(2 max σ · min σ)",
    hint="You took the geometric mean of the squares. What is it that has to be the same for both "
    "extremes: a ratio, or a distance from 1?",
)
def optimal_learning_rate__geometric_mean(sigma: ArrayLike) -> float:
    s = _floats(sigma)
    return float(1 / (2 * np.max(s) * np.min(s)))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/(2 max σ²)",
    hint="The largest σ is solved in one step. How long does the smallest take?",
)
def optimal_learning_rate__best_for_the_largest(sigma: ArrayLike) -> float:
    return float(1 / (2 * np.max(_floats(sigma)) ** 2))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/(2 min σ²)",
    hint="The slow dimension is solved in one step. What does that rate do to the largest σ?",
)
def optimal_learning_rate__best_for_the_smallest(sigma: ArrayLike) -> float:
    return float(1 / (2 * np.min(_floats(sigma)) ** 2))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/max σ²",
    hint="That is the bound itself, where the largest σ no longer converges. As large as possible "
    "is not as good as possible.",
)
def optimal_learning_rate__the_bound(sigma: ArrayLike) -> float:
    return float(1 / np.max(_floats(sigma)) ** 2)


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/(2 mean σ²)",
    hint="Do dimensions between the extremes change the worst factor? Look at your plot of (e).",
)
def optimal_learning_rate__mean_of_all_squares(sigma: ArrayLike) -> float:
    return float(1 / (2 * np.mean(_floats(sigma) ** 2)))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/Σσ²",
    hint="That fits two dimensions. Do those between the extremes matter?",
)
def optimal_learning_rate__sum_of_all_squares(sigma: ArrayLike) -> float:
    return float(1 / np.sum(_floats(sigma) ** 2))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = ½ (1/(2 max σ²) + 1/(2 min σ²))",
    hint="You averaged the best rates of the two extremes. Balance their factors instead.",
)
def optimal_learning_rate__mean_of_the_rates(sigma: ArrayLike) -> float:
    s = _floats(sigma)
    return float((1 / (2 * np.max(s) ** 2) + 1 / (2 * np.min(s) ** 2)) / 2)


@misconception(
    part="q1_is_stable",
    formula="η < 1/(mean σ)²",
    hint="One dimension that diverges is enough. Which of them limits the rate?",
)
def is_stable__mean_sigma(sigma: ArrayLike, learning_rate: float) -> bool:
    return bool(learning_rate < 1 / np.mean(np.asarray(sigma, dtype=np.float64)) ** 2)


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/(max σ · min σ)",
    hint="You took the geometric mean of the two bounds. What is it that has to be the same for "
    "both extremes: a ratio, or a distance from 1?",
)
def optimal_learning_rate__geometric_mean_of_the_bounds(sigma: ArrayLike) -> float:
    s = _floats(sigma)
    return float(1 / (np.max(s) * np.min(s)))


@misconception(
    part="q1_optimal_learning_rate",
    formula="η* = 1/(max σ + min σ)²",
    hint="Squares and sums don't change places. Which of the two comes first in the equation for "
    "equal factors?",
)
def optimal_learning_rate__square_of_the_sum(sigma: ArrayLike) -> float:
    s = _floats(sigma)
    return float(1 / (np.max(s) + np.min(s)) ** 2)
