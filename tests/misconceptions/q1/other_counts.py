"""Q1 steps_to_accuracy and slowest_dimension: other counts and indices, a line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.misconceptions.in_short import Mistake, registered
from tests.misconceptions.q1.factors import WHICH_FACTOR, of_factors, vector

HOW_MANY = "For which t is factor^t ≤ ε for the first time, in the slowest dimension?"
ONE_INDEX = "Which dimension has the largest factor |1 − 2ησ²|? Its index is asked for."


def _steps(count: Callable[[np.ndarray, float, np.ndarray, float], float]) -> Callable[..., int]:
    """⌈count(σ, η, the right factors, ε)⌉, at least 1."""

    def wrong(sigma: Any, learning_rate: float, epsilon: float) -> int:
        s = vector(sigma)
        with np.errstate(all="ignore"):
            number = count(s, learning_rate, np.abs(1 - 2 * learning_rate * s**2), epsilon)
        return max(int(np.ceil(number - 1e-9)), 1) if np.isfinite(number) else 1

    return wrong


def _one_too_many(sigma: Any, learning_rate: float, epsilon: float) -> int:
    slowest = float(np.max(np.abs(1 - 2 * learning_rate * vector(sigma) ** 2)))
    return int(np.ceil(np.log(epsilon) / np.log(slowest))) + 1 if slowest else 1


STEPS = {
    "one_too_many_but_for_one_step": Mistake(
        "⌈log ε / log factor⌉ + 1, and 1 where the factor is 0",
        "You count the starting point as a step.", _one_too_many,
    ),
    "of_the_mean_factor": Mistake(
        "⌈log ε / log mean factor⌉", HOW_MANY,
        _steps(lambda s, rate, f, eps: np.log(eps) / np.log(f.mean())),
    ),
    "of_the_sum_of_factors": Mistake(
        "the sum of the counts of all dimensions", HOW_MANY,
        _steps(lambda s, rate, f, eps: np.sum(np.ceil(np.log(eps) / np.log(f)))),
    ),
    "sigma_once": Mistake(
        "⌈log ε / log max |1 − 2ησ|⌉", WHICH_FACTOR,
        _steps(lambda s, rate, f, eps: np.log(eps) / np.log(np.max(np.abs(1 - 2 * rate * s)))),
    ),
    "accuracy_squared": Mistake(
        "⌈2 log ε / log factor⌉", HOW_MANY,
        _steps(lambda s, rate, f, eps: 2 * np.log(eps) / np.log(f.max())),
    ),
    "one_over_the_accuracy": Mistake(
        "⌈1/ε⌉", HOW_MANY, _steps(lambda s, rate, f, eps: 1 / eps)
    ),
    "product_of_the_factors": Mistake(
        "⌈log ε / log Π factor⌉", HOW_MANY,
        _steps(lambda s, rate, f, eps: np.log(eps) / np.log(np.prod(f))),
    ),
    "of_the_first_dimension": Mistake(
        "⌈log ε / log factor of σ_1⌉", HOW_MANY,
        _steps(lambda s, rate, f, eps: np.log(eps) / np.log(f[0])),
    ),
    "mean_of_the_counts": Mistake(
        "⌈mean of log ε / log factor⌉", HOW_MANY,
        _steps(lambda s, rate, f, eps: np.mean(np.log(eps) / np.log(f))),
    ),
    "continuous_time_without_the_two": Mistake(
        "⌈ln(1/ε)/(η min σ²)⌉", HOW_MANY,
        _steps(lambda s, rate, f, eps: -np.log(eps) / (rate * s.min() ** 2)), (), 2,
    ),
    "bound_of_the_logarithm": Mistake(
        "⌈ln(1/ε)/(1 − factor)⌉", "1 − factor is only near −ln factor. " + HOW_MANY,
        _steps(lambda s, rate, f, eps: -np.log(eps) / (1 - f.max())),
    ),
    "equal_shares_of_the_error": Mistake(
        "⌈(1 − ε)/(1 − factor)⌉", "Does every step take the same amount off? " + HOW_MANY,
        _steps(lambda s, rate, f, eps: (1 - eps) / (1 - f.max())),
    ),
    "of_the_condition_number": Mistake(
        "⌈max σ²/min σ² · ln(1/ε)⌉", "Where is the learning rate? " + HOW_MANY,
        _steps(lambda s, rate, f, eps: -(s.max() ** 2) / s.min() ** 2 * np.log(eps)),
    ),
    "halves": Mistake(
        "⌈log₂(1/ε)⌉", "By which factor does an error shrink in a step? " + HOW_MANY,
        _steps(lambda s, rate, f, eps: -np.log2(eps)),
    ),
}  # fmt: skip
SLOWEST = {
    "sigma_once": Mistake(
        "argmax |1 − 2ησ|", WHICH_FACTOR,
        of_factors(lambda s, rate, f: int(np.argmax(np.abs(1 - 2 * rate * s)))),
    ),
    "as_a_list": Mistake(
        "[argmax |1 − 2ησ²|]", ONE_INDEX, of_factors(lambda s, rate, f: [int(np.argmax(f))])
    ),
    "all_of_them": Mistake(
        "every i with the largest factor", ONE_INDEX,
        of_factors(lambda s, rate, f: [int(i) for i in np.flatnonzero(f == f.max())]),
    ),
    "its_sigma": Mistake(
        "σ of the slowest dimension", ONE_INDEX,
        of_factors(lambda s, rate, f: float(s[np.argmax(f)])),
    ),
    "order_of_all": Mistake(
        "argsort |1 − 2ησ²|", ONE_INDEX,
        of_factors(lambda s, rate, f: np.argsort(f, kind="stable")),
    ),
}  # fmt: skip

globals().update(registered("q1_steps_to_accuracy", "steps_to_accuracy", STEPS, __name__))
globals().update(registered("q1_slowest_dimension", "slowest_dimension", SLOWEST, __name__))
