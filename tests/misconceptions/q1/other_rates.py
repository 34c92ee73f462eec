"""Q1: other formulas for the factors and the rates, a line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.misconceptions.in_short import Mistake, registered
from tests.misconceptions.q1.factors import WHICH_FACTOR, of_factors, vector

WHICH_DIMENSION = "Every dimension has to converge. Which one limits the rate?"
WHICH_RATE = "For which η do the factors of the largest and the smallest σ have one size?"


def _of_sigma(result: Callable[[np.ndarray], Any]) -> Callable[..., Any]:
    return lambda sigma: float(result(vector(sigma)))


FACTORS = {
    "half_in_the_place_of_two": Mistake(
        "|1 − ½ησ²|", WHICH_FACTOR, of_factors(lambda s, rate, f: np.abs(1 - 0.5 * rate * s**2))
    ),
    "four_in_the_place_of_two": Mistake(
        "|1 − 4ησ²|", WHICH_FACTOR, of_factors(lambda s, rate, f: np.abs(1 - 4 * rate * s**2))
    ),
    "sigma_cubed": Mistake(
        "|1 − 2ησ³|", WHICH_FACTOR, of_factors(lambda s, rate, f: np.abs(1 - 2 * rate * s**3))
    ),
    "one_over_sigma_squared": Mistake(
        "|1 − 2η/σ²|", WHICH_FACTOR, of_factors(lambda s, rate, f: np.abs(1 - 2 * rate / s**2))
    ),
    "sigma_once_without_the_two": Mistake(
        "|1 − ησ|", WHICH_FACTOR, of_factors(lambda s, rate, f: np.abs(1 - rate * s)), (), 2
    ),
    "without_the_one": Mistake(
        "2ησ²", WHICH_FACTOR, of_factors(lambda s, rate, f: 2 * rate * s**2)
    ),
    "the_worst_for_all": Mistake(
        "max_i |1 − 2ησ_i²| in every dimension", "Each dimension has its own factor.",
        of_factors(lambda s, rate, f: np.full_like(f, f.max())),
    ),
    "of_the_largest_sigma_for_all": Mistake(
        "|1 − 2η max σ²| in every dimension", "Each dimension has its own factor.",
        of_factors(lambda s, rate, f: np.full_like(f, abs(1 - 2 * rate * s.max() ** 2))),
    ),
    "of_all_sigma_for_all": Mistake(
        "|1 − 2η Σσ²| in every dimension", "Each dimension has its own factor.",
        of_factors(lambda s, rate, f: np.full_like(f, abs(1 - 2 * rate * np.sum(s**2)))),
    ),
    "of_the_mean": Mistake(
        "|1 − (2η/k)σ²|", "Is the loss a sum over the dimensions or a mean?",
        of_factors(lambda s, rate, f: np.abs(1 - 2 * rate * s**2 / s.size)),
    ),
    "without_the_size_and_the_two": Mistake(
        "1 − ησ²", WHICH_FACTOR, of_factors(lambda s, rate, f: 1 - rate * s**2), (), 2
    ),
}  # fmt: skip
STABLE = {
    "the_other_way_round": Mistake(
        "some |1 − 2ησ_i²| ≥ 1", "Is True asked for where it converges, or where it doesn't?",
        of_factors(lambda s, rate, f: not np.all(f < 1)), "all",
    ),
    "of_the_sum": Mistake(
        "η < 1/Σσ²", WHICH_DIMENSION, of_factors(lambda s, rate, f: bool(rate < 1 / np.sum(s**2)))
    ),
    "two_over_sigma": Mistake(
        "η < 2/max σ", WHICH_DIMENSION, of_factors(lambda s, rate, f: bool(rate < 2 / s.max()))
    ),
    "half_over_sigma": Mistake(
        "η < 1/(2 max σ)", WHICH_DIMENSION,
        of_factors(lambda s, rate, f: bool(rate < 0.5 / s.max())),
    ),
    "below_twice_the_optimal_rate": Mistake(
        "η < 2/(max σ² + min σ²)", "Which dimension diverges first? Its rate limits all.",
        of_factors(lambda s, rate, f: bool(rate < 2 / (s.max() ** 2 + s.min() ** 2))),
    ),
    "below_the_optimal_rate": Mistake(
        "η ≤ 1/(max σ² + min σ²)", "Beyond the best rate it is slower. Does it diverge at once?",
        of_factors(lambda s, rate, f: bool(rate <= 1 / (s.max() ** 2 + s.min() ** 2))),
    ),
    "oscillation_alone": Mistake(
        "all |1 − 2ησ_i²| < 1 and 2ησ_i² > 1", "Is a factor between 0 and 1 not stable?",
        of_factors(lambda s, rate, f: bool(np.all((f < 1) & (2 * rate * s**2 > 1)))),
    ),
    "sum_of_the_factors": Mistake(
        "Σ |1 − 2ησ_i²| < 1", WHICH_DIMENSION,
        of_factors(lambda s, rate, f: bool(np.sum(f) < 1)),
    ),
    "product_of_the_factors": Mistake(
        "Π |1 − 2ησ_i²| < 1", WHICH_DIMENSION,
        of_factors(lambda s, rate, f: bool(np.prod(f) < 1)),
    ),
}  # fmt: skip
LARGEST_RATE = {
    "first_sigma": Mistake("1/σ_1²", WHICH_DIMENSION, _of_sigma(lambda s: 1 / s[0] ** 2)),
    "last_sigma": Mistake("1/σ_k²", WHICH_DIMENSION, _of_sigma(lambda s: 1 / s[-1] ** 2)),
    "mean_sigma": Mistake("1/(mean σ)²", WHICH_DIMENSION, _of_sigma(lambda s: 1 / s.mean() ** 2)),
    "half_over_sigma": Mistake(
        "1/(2 max σ)", WHICH_FACTOR, _of_sigma(lambda s: 0.5 / s.max()), (), 2
    ),
    "half_over_smallest_sigma": Mistake(
        "1/(2 min σ²)", WHICH_DIMENSION, _of_sigma(lambda s: 0.5 / s.min() ** 2), (), 2
    ),
    "two_over_smallest_sigma": Mistake(
        "2/min σ²", WHICH_DIMENSION, _of_sigma(lambda s: 2 / s.min() ** 2), (), 2
    ),
    "smallest_sigma_once": Mistake(
        "1/min σ", WHICH_DIMENSION, _of_sigma(lambda s: 1 / s.min()), (), 2
    ),
    "the_best_rate": Mistake(
        "1/(max σ² + min σ²)",
        "That is the fastest rate. Which is the largest that converges?",
        _of_sigma(lambda s: 1 / (s.max() ** 2 + s.min() ** 2)),
    ),
    "two_over_both": Mistake(
        "2/(max σ² + min σ²)",
        WHICH_DIMENSION,
        _of_sigma(lambda s: 2 / (s.max() ** 2 + s.min() ** 2)),
        (),
        2,
    ),
    "two_over_the_sum": Mistake(
        "2/Σσ²", WHICH_DIMENSION, _of_sigma(lambda s: 2 / np.sum(s**2)), (), 2
    ),
    "not_inverted": Mistake("max σ²", WHICH_FACTOR, _of_sigma(lambda s: s.max() ** 2)),
    "fourth_power": Mistake("1/max σ⁴", WHICH_FACTOR, _of_sigma(lambda s: s.max() ** -4.0)),
    "root_of_sigma": Mistake("1/√max σ", WHICH_FACTOR, _of_sigma(lambda s: s.max() ** -0.5)),
    "median": Mistake("1/median σ²", WHICH_DIMENSION, _of_sigma(lambda s: np.median(s) ** -2.0)),
    "sum_of_sigma": Mistake("1/(Σσ)²", WHICH_DIMENSION, _of_sigma(lambda s: s.sum() ** -2.0)),
}
BEST_RATE = {
    "sum_of_bounds": Mistake(
        "1/max σ² + 1/min σ²", WHICH_RATE, _of_sigma(lambda s: s.max() ** -2.0 + s.min() ** -2.0)
    ),
    "difference": Mistake(
        "1/(max σ² − min σ²)", WHICH_RATE,
        _of_sigma(lambda s: 1 / (s.max() ** 2 - s.min() ** 2 or 1)),
    ),
    "mean_of_the_bounds": Mistake(
        "½ (1/max σ² + 1/min σ²)", WHICH_RATE,
        _of_sigma(lambda s: (s.max() ** -2.0 + s.min() ** -2.0) / 2),
    ),
    "two_over_sigma_once": Mistake(
        "2/(max σ + min σ)", WHICH_RATE, _of_sigma(lambda s: 2 / (s.max() + s.min())), (), 2
    ),
    "half_over_sigma_once": Mistake(
        "1/(2 (max σ + min σ))", WHICH_RATE, _of_sigma(lambda s: 0.5 / (s.max() + s.min())), (), 2
    ),
    "squares_under_a_root": Mistake(
        "1/√(max σ² + min σ²)", WHICH_RATE, _of_sigma(lambda s: 1 / np.hypot(s.max(), s.min()))
    ),
    "fourth_powers": Mistake(
        "1/(max σ⁴ + min σ⁴)", WHICH_RATE, _of_sigma(lambda s: 1 / (s.max() ** 4 + s.min() ** 4))
    ),
    "mean_of_all_sigma": Mistake(
        "1/(2 (mean σ)²)", WHICH_RATE, _of_sigma(lambda s: 0.5 / s.mean() ** 2)
    ),
    "first_and_last": Mistake(
        "1/(σ_1² + σ_k²)", "Are the extremes of σ always the first and the last?",
        _of_sigma(lambda s: 1 / (s[0] ** 2 + s[-1] ** 2)),
    ),
    "over_the_smallest": Mistake(
        "1/min σ²", WHICH_RATE, _of_sigma(lambda s: 1 / s.min() ** 2)
    ),
    "root_of_the_bounds": Mistake(
        "√(1/max σ² · 1/min σ²)/√2", WHICH_RATE,
        _of_sigma(lambda s: np.sqrt(0.5) / (s.max() * s.min())), (), 2,
    ),
    "just_below_the_bound": Mistake(
        "0.99/max σ²", "Near the bound the steepest dimension hardly converges. " + WHICH_RATE,
        _of_sigma(lambda s: 0.99 / s.max() ** 2),
    ),
    "nine_tenths_of_the_bound": Mistake(
        "0.9/max σ²", "Near the bound the steepest dimension hardly converges. " + WHICH_RATE,
        _of_sigma(lambda s: 0.9 / s.max() ** 2),
    ),
}  # fmt: skip

globals().update(registered("q1_convergence_factors", "convergence_factors", FACTORS, __name__))
globals().update(registered("q1_is_stable", "is_stable", STABLE, __name__))
globals().update(registered("q1_max_learning_rate", "max_learning_rate", LARGEST_RATE, __name__))
globals().update(
    registered("q1_optimal_learning_rate", "optimal_learning_rate", BEST_RATE, __name__)
)
