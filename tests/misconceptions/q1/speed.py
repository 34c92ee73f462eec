"""Q1(b), (d): steps_to_accuracy and slowest_dimension, miscounted or of the wrong dimension."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grader.diagnosis.bank import misconception


def _floats(values: ArrayLike) -> np.ndarray:
    """What the checks ahead of a student's part make of an argument: float64, shape (k,)."""
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _factors(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    return np.abs(1 - 2 * learning_rate * _floats(sigma) ** 2)


def _quotient(factor: float, epsilon: float) -> float:
    """log ε / log factor; 1 for the factor 0."""
    return float(np.log2(epsilon) / np.log2(factor)) if factor > 0 else 1.0


@misconception(
    part="q1_steps_to_accuracy",
    formula="⌊log ε / log factor⌋",
    hint="After that many whole steps the error is not quite down to ε yet.",
)
def steps_to_accuracy__rounded_down(sigma: ArrayLike, learning_rate: float, epsilon: float) -> int:
    return int(_quotient(_factors(sigma, learning_rate).max(), epsilon))


@misconception(
    part="q1_steps_to_accuracy",
    formula="round(log ε / log factor)",
    hint="Rounding to the nearest is a step too few about every other time. Which way, then?",
)
def steps_to_accuracy__rounded_to_the_nearest(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    return round(_quotient(_factors(sigma, learning_rate).max(), epsilon))


@misconception(
    part="q1_steps_to_accuracy",
    formula="⌈log ε / log factor⌉, rounding included",
    hint="Where the quotient should be a whole number, rounding may leave it just above, and "
    "rounding up then counts one step too many. Does the step before already do?",
)
def steps_to_accuracy__as_rounded(sigma: ArrayLike, learning_rate: float, epsilon: float) -> int:
    return int(np.ceil(_quotient(_factors(sigma, learning_rate).max(), epsilon)))


@misconception(
    part="q1_steps_to_accuracy",
    formula="⌈log ε / log factor⌉ + 1",
    hint="You count the starting point as a step.",
)
def steps_to_accuracy__one_too_many(sigma: ArrayLike, learning_rate: float, epsilon: float) -> int:
    return int(np.ceil(_quotient(_factors(sigma, learning_rate).max(), epsilon))) + 1


@misconception(
    part="q1_steps_to_accuracy",
    formula="first t with factor^t < ε",
    hint="Is an error of exactly ε near enough? Look for “at most” in the question.",
)
def steps_to_accuracy__strictly_below(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    factor = _factors(sigma, learning_rate).max()
    return int(np.floor(_quotient(factor, epsilon))) + 1 if factor > 0 else 1


@misconception(
    part="q1_steps_to_accuracy",
    formula="log ε / log factor, not rounded",
    hint="There are no parts of a step.",
)
def steps_to_accuracy__not_a_whole_number(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> float:
    return _quotient(_factors(sigma, learning_rate).max(), epsilon)


@misconception(
    part="q1_steps_to_accuracy",
    formula="factor of min σ",
    hint="Is the smallest σ the slowest at every learning rate? Try one a little below the bound.",
)
def steps_to_accuracy__of_the_smallest_sigma(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    factor = _factors(np.min(_floats(sigma)), learning_rate)[0]
    return int(np.ceil(_quotient(factor, epsilon)))


@misconception(
    part="q1_steps_to_accuracy",
    formula="factor of max σ",
    hint="The largest σ limits the learning rate. Which one limits the speed, at a small rate?",
)
def steps_to_accuracy__of_the_largest_sigma(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    factor = _factors(np.max(_floats(sigma)), learning_rate)[0]
    return int(np.ceil(_quotient(factor, epsilon)))


@misconception(
    part="q1_steps_to_accuracy",
    formula="the fastest dimension's count",
    hint="You stop when the first dimension is near enough. Asked for is when the last one is.",
)
def steps_to_accuracy__of_the_fastest(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    return int(np.ceil(_quotient(_factors(sigma, learning_rate).min(), epsilon)))


@misconception(
    part="q1_steps_to_accuracy",
    follows="q1_convergence_factors",
    formula="⌈log ε / (2 log factor)⌉",
    hint="That is when the loss is down to ε. The question is about the error, whose square the "
    "loss is.",
)
def steps_to_accuracy__of_the_loss(sigma: ArrayLike, learning_rate: float, epsilon: float) -> int:
    return int(np.ceil(_quotient(_factors(sigma, learning_rate).max() ** 2, epsilon)))


@misconception(
    part="q1_steps_to_accuracy",
    follows="q1_convergence_factors",
    formula="⌈ln(1/ε) / (2η min σ²)⌉",
    hint="exp(−2ησ²) stands in for 1 − 2ησ² where steps are tiny. These aren't.",
)
def steps_to_accuracy__continuous_time(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    return int(np.ceil(-np.log(epsilon) / (2 * learning_rate * np.min(_floats(sigma)) ** 2)))


@misconception(
    part="q1_steps_to_accuracy",
    formula="log 0 = −∞, so t = 0",
    hint="With a factor of 0 the quotient of logarithms is 0. How many steps does the error need "
    "to vanish, really?",
)
def steps_to_accuracy__none_for_a_factor_of_zero(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    factor = _factors(sigma, learning_rate).max()
    return int(np.ceil(_quotient(factor, epsilon))) if factor > 0 else 0


@misconception(
    part="q1_steps_to_accuracy",
    formula="at most 1000 steps",
    hint="Your count ends at a thousand. How many steps does a small learning rate need?",
)
def steps_to_accuracy__cut_off(sigma: ArrayLike, learning_rate: float, epsilon: float) -> int:
    steps = np.ceil(_quotient(_factors(sigma, learning_rate).max(), epsilon))
    return int(min(steps, 1000))


@misconception(
    part="q1_slowest_dimension",
    follows="q1_convergence_factors",
    formula="argmax |1 − ησ²|",
    hint="Which factor comes down from the square when you differentiate (y − σw)²?",
)
def slowest_dimension__without_the_two(sigma: ArrayLike, learning_rate: float) -> int:
    return int(np.argmax(np.abs(1 - learning_rate * _floats(sigma) ** 2)))


@misconception(
    part="q1_slowest_dimension",
    formula="argmin σ",
    hint="True at small rates. What happens to the largest σ when the rate comes near the bound?",
)
def slowest_dimension__smallest_sigma(sigma: ArrayLike, learning_rate: float) -> int:
    return int(np.argmin(_floats(sigma)))


@misconception(
    part="q1_slowest_dimension",
    formula="argmax σ",
    hint="A large σ limits the rate, but at a small rate it is the quickest. Which is slow then?",
)
def slowest_dimension__largest_sigma(sigma: ArrayLike, learning_rate: float) -> int:
    return int(np.argmax(_floats(sigma)))


@misconception(
    part="q1_slowest_dimension",
    formula="argmin |1 − 2ησ²|",
    hint="A small factor leaves little of the error: that dimension is the fastest.",
)
def slowest_dimension__the_fastest(sigma: ArrayLike, learning_rate: float) -> int:
    return int(np.argmin(_factors(sigma, learning_rate)))


@misconception(
    part="q1_slowest_dimension",
    formula="the last index of the largest factor",
    hint="Which index does the docstring ask for where several σ are equal?",
)
def slowest_dimension__last_of_equal_ones(sigma: ArrayLike, learning_rate: float) -> int:
    factors = _factors(sigma, learning_rate)
    return int(np.flatnonzero(factors == factors.max())[-1])


@misconception(
    part="q1_slowest_dimension",
    formula="1 + argmax |1 − 2ησ²|",
    hint="Where does Python begin to count?",
)
def slowest_dimension__counted_from_one(sigma: ArrayLike, learning_rate: float) -> int:
    return int(np.argmax(_factors(sigma, learning_rate))) + 1


@misconception(
    part="q1_slowest_dimension",
    formula="the index after sorting σ",
    hint="That is a place in the sorted list of σ. Which place did it have before?",
)
def slowest_dimension__index_after_sorting(sigma: ArrayLike, learning_rate: float) -> int:
    return int(np.argmax(_factors(np.sort(_floats(sigma)), learning_rate)))


@misconception(
    part="q1_slowest_dimension",
    formula="max |1 − 2ησ²|",
    hint="You return the factor of the slowest dimension. Asked for is which one it is.",
)
def slowest_dimension__its_factor(sigma: ArrayLike, learning_rate: float) -> float:
    return float(np.max(_factors(sigma, learning_rate)))


@misconception(
    part="q1_steps_to_accuracy",
    follows="q1_convergence_factors",
    formula="factor |1 − ησ²|",
    hint="Which factor comes down from the square when you differentiate (y − σw)²?",
)
def steps_to_accuracy__without_the_two(
    sigma: ArrayLike, learning_rate: float, epsilon: float
) -> int:
    return int(np.ceil(_quotient(_factors(sigma, learning_rate / 2).max(), epsilon)))


@misconception(
    part="q1_steps_to_accuracy",
    formula="⌈log ε / log factor⌉ − 1",
    hint="Your count ends with the last error that is too large. One step more brings it down.",
)
def steps_to_accuracy__one_too_few(sigma: ArrayLike, learning_rate: float, epsilon: float) -> int:
    return int(np.ceil(_quotient(_factors(sigma, learning_rate).max(), epsilon))) - 1
