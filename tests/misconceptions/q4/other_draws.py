"""Q4(a): other standard deviations, distributions and names, a line each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions.in_short import Mistake, registered

Rng = np.random.Generator
WHICH_VARIANCE = "What is the variance of what you draw, with both fans 100? Compare the handout's."
WHICH_SCALE = "What does weight_scale change in what you return?"
WHICH_NAMES = "Which keys does the docstring give, and which shapes?"
WHICH_SCHEME = "Which scheme is drawn how? Draw one layer by each and look at the spread."


def _normal(std: Callable[[int, int, float], float]) -> Callable[..., Any]:
    """Normal weights of this standard deviation, from the fans and weight_scale."""
    return lambda fan_in, fan_out, rng, weight_scale=0.01: (
        std(fan_in, fan_out, weight_scale) * rng.standard_normal((fan_in, fan_out))
    )


def _uniform(bound: Callable[[int, int, float], float]) -> Callable[..., Any]:
    return lambda fan_in, fan_out, rng, weight_scale=0.01: (
        bound(fan_in, fan_out, weight_scale) * rng.uniform(-1, 1, (fan_in, fan_out))
    )


def _std(formula: str, std: Callable[[int, int, float], float], slips: int = 1) -> Mistake:
    hint = WHICH_SCALE if "scale" in formula else WHICH_VARIANCE
    return Mistake(f"std W = {formula}", hint, _normal(std), (), slips)


HE = {
    "one_over_fan_out": _std("1/√fan_out", lambda n, k, _: k**-0.5, 2),
    "one_over_the_fans": _std("1/√(fan_in + fan_out)", lambda n, k, _: (n + k) ** -0.5, 2),
    "over_the_product": _std("√(2/(fan_in fan_out))", lambda n, k, _: (2 / (n * k)) ** 0.5),
    "inverse_fan_in": _std("1/fan_in", lambda n, k, _: 1 / n, 2),
    "inverse_fan_out": _std("1/fan_out", lambda n, k, _: 1 / k, 2),
    "two_over_fan_out": _std("2/fan_out", lambda n, k, _: 2 / k, 2),
    "no_fan": _std("√2", lambda n, k, _: 2**0.5),
    "a_hundredth": _std("0.01", lambda n, k, _: 0.01),
    "a_hundredth_of_it": _std("0.01 √(2/fan_in)", lambda n, k, _: 0.01 * (2 / n) ** 0.5),
    "twice_it": _std("2 √(2/fan_in)", lambda n, k, _: 2 * (2 / n) ** 0.5),
    "six_over_fan_in": _std("√(6/fan_in)", lambda n, k, _: (6 / n) ** 0.5),
    "six_over_the_fans": _std("√(6/(fan_in + fan_out))", lambda n, k, _: (6 / (n + k)) ** 0.5),
    "fourth_root": _std("(2/fan_in)^¼", lambda n, k, _: (2 / n) ** 0.25),
    "times_fan_in": _std("√(2 fan_in)", lambda n, k, _: (2 * n) ** 0.5),
    "uniform_of_the_fan_in": Mistake(
        "W ~ U(−√(3/fan_in), √(3/fan_in))", WHICH_VARIANCE, _uniform(lambda n, k, _: (3 / n) ** 0.5)
    ),
    "uniform_of_fan_out": Mistake(
        "W ~ U(−√(6/fan_out), √(6/fan_out))", WHICH_VARIANCE,
        _uniform(lambda n, k, _: (6 / k) ** 0.5), (), 2,
    ),
    "mean_of_one": Mistake(
        "W ~ N(√(2/fan_in), 1)", "Which argument of your draw is the mean, and which the spread?",
        lambda fan_in, fan_out, rng: rng.normal((2 / fan_in) ** 0.5, 1, (fan_in, fan_out)),
    ),
}  # fmt: skip
RANDOM = {
    "scale_over_fan_out": _std("weight_scale/√fan_out", lambda n, k, scale: scale * k**-0.5),
    "scale_times_he": _std("weight_scale √(2/fan_in)", lambda n, k, scale: scale * (2 / n) ** 0.5),
    "twice_the_scale": _std("2 weight_scale", lambda n, k, scale: 2 * scale),
    "half_the_scale": _std("weight_scale/2", lambda n, k, scale: scale / 2),
    "a_tenth_of_the_scale": _std("weight_scale/10", lambda n, k, scale: scale / 10),
    "a_hundredth_of_the_scale": _std("0.01 weight_scale", lambda n, k, scale: 0.01 * scale),
    "scale_over_fan_in": _std("weight_scale/fan_in", lambda n, k, scale: scale / n, 2),
    "scale_times_root_of_fan_in": _std("weight_scale √fan_in", lambda n, k, scale: scale * n**0.5),
    "positive": Mistake(
        "W = weight_scale |z|", "Which mean have your weights?",
        lambda fan_in, fan_out, rng, weight_scale=0.01: weight_scale
        * np.abs(rng.standard_normal((fan_in, fan_out))),
    ),
    "signs": Mistake(
        "W = ±weight_scale", "Normal entries are asked for. Which values have yours?",
        lambda fan_in, fan_out, rng, weight_scale=0.01: weight_scale
        * rng.choice([-1.0, 1.0], (fan_in, fan_out)),
    ),
    "constant": Mistake(
        "W = weight_scale", "What tells the units of a layer apart?",
        lambda fan_in, fan_out, rng, weight_scale=0.01: np.full((fan_in, fan_out), weight_scale),
    ),
    "zeros": Mistake(
        "W = 0", "What tells the units of a layer apart?",
        lambda fan_in, fan_out, rng, weight_scale=0.01: np.zeros((fan_in, fan_out)),
        costs=ALL,
    ),
    "truncated": Mistake(
        "normal entries, clipped to two standard deviations", "Nothing is cut off in the handout.",
        lambda fan_in, fan_out, rng, weight_scale=0.01: weight_scale
        * np.clip(rng.standard_normal((fan_in, fan_out)), -2, 2),
    ),
}  # fmt: skip


Std = Callable[[int, int, float], float]


def _zero(n: int, k: int, scale: float) -> float:
    return 0.0


def _scale(n: int, k: int, scale: float) -> float:
    return scale


def _he(n: int, k: int, scale: float) -> float:
    return float((2 / n) ** 0.5)


def _layers(
    layer: Callable[[np.ndarray, int, int, int, int], dict[str, Any]], **schemes: Std
) -> Callable[..., Any]:
    """layer(weights, fan_in, fan_out, its number, number of layers) of each; schemes: standard
    deviations in the place of the handout's."""
    stds = {"zero": _zero, "random": _scale, "he": _he, **schemes}

    def wrong(layer_dims: Any, scheme: str, rng: Rng, weight_scale: float = 0.01) -> Any:
        made: dict[str, Any] = {}
        for i, (n, k) in enumerate(pairwise(layer_dims), start=1):
            weights = stds[scheme](n, k, weight_scale) * rng.standard_normal((n, k))
            made |= layer(weights, n, k, i, len(layer_dims) - 1)
        return made

    return wrong


def _schemes(**schemes: Std) -> Callable[..., Any]:
    """Other standard deviations by some schemes."""
    return _layers(lambda w, n, k, i, last: {f"W{i}": w, f"b{i}": np.zeros(k)}, **schemes)


NETWORKS = {
    "no_biases": Mistake(
        "no b1, b2, …", WHICH_NAMES, _layers(lambda w, n, k, i, last: {f"W{i}": w})
    ),
    "small_letters": Mistake(
        "w1, b1, …",
        WHICH_NAMES, _layers(lambda w, n, k, i, last: {f"w{i}": w, f"b{i}": np.zeros(k)})
    ),
    "underscores": Mistake(
        "W_1, b_1, …", WHICH_NAMES,
        _layers(lambda w, n, k, i, last: {f"W_{i}": w, f"b_{i}": np.zeros(k)}),
    ),
    "numbers_as_keys": Mistake(
        "1: (W, b), …", WHICH_NAMES, _layers(lambda w, n, k, i, last: {str(i): [w, np.zeros(k)]})
    ),
    "ones_in_a_column": Mistake(
        "b = 1, of shape (fan_out, 1)", WHICH_NAMES,
        _layers(lambda w, n, k, i, last: {f"W{i}": w, f"b{i}": np.ones((k, 1))}), "all", 2,
    ),
    "transposed_with_ones_in_a_column": Mistake(
        "W of shape (fan_out, fan_in), b = 1 of shape (fan_out, 1)", WHICH_NAMES,
        _layers(lambda w, n, k, i, last: {f"W{i}": w.T, f"b{i}": np.ones((k, 1))}), "all", 3,
    ),
    "output_bias_missing": Mistake(
        "no bias in the output layer", WHICH_NAMES,
        _layers(lambda w, n, k, i, last: {
            f"W{i}": w, **({f"b{i}": np.zeros(k)} if i < last else {})
        }),
    ),
    "biases_of_the_first_width": Mistake(
        "b of shape (1,)", WHICH_NAMES,
        _layers(lambda w, n, k, i, last: {f"W{i}": w, f"b{i}": np.zeros(1)}),
    ),
    "biases_of_a_tenth": Mistake(
        "b = 0.1", "Which values do the biases start with in the handout?",
        _layers(lambda w, n, k, i, last: {f"W{i}": w, f"b{i}": np.full(k, 0.1)}),
    ),
    "output_weights_of_zero": Mistake(
        "W = 0 in the output layer", "Is the output layer drawn like the others?",
        _layers(lambda w, n, k, i, last: {f"W{i}": w * (i < last), f"b{i}": np.zeros(k)}),
    ),
    "one_over_fan_in_by_he": Mistake(
        'var W = 1/fan_in by "he"', WHICH_SCHEME, _schemes(he=lambda n, k, scale: n**-0.5)
    ),
    "xavier_by_he": Mistake(
        'var W = 2/(fan_in + fan_out) by "he"', WHICH_SCHEME,
        _schemes(he=lambda n, k, scale: (2 / (n + k)) ** 0.5),
    ),
    "variance_as_standard_deviation_by_he": Mistake(
        'std W = 2/fan_in by "he"', WHICH_SCHEME, _schemes(he=lambda n, k, scale: 2 / n)
    ),
    "standard_normal_by_random": Mistake(
        'W ~ N(0, 1) by "random"', WHICH_SCHEME, _schemes(random=lambda n, k, scale: 1.0)
    ),
    "random_and_he_exchanged": Mistake(
        '"he" by "random", and the other way round', WHICH_SCHEME, _schemes(random=_he, he=_scale)
    ),
    "random_always": Mistake(
        'every scheme is "random"', WHICH_SCHEME, _schemes(zero=_scale, he=_scale), "all"
    ),
    "he_always": Mistake(
        'every scheme is "he"', WHICH_SCHEME, _schemes(zero=_he, random=_he), "all"
    ),
    "zero_always": Mistake(
        'every scheme is "zero"', WHICH_SCHEME, _schemes(random=_zero, he=_zero), "all"
    ),
}  # fmt: skip
ZEROS = {
    "tiny_normals": Mistake(
        "W ~ N(0, 0.01²)", "Nearly 0 is not 0. Which value does the handout give?",
        lambda fan_in, fan_out, rng: 0.01 * rng.standard_normal((fan_in, fan_out)),
    ),
    "as_a_list": Mistake(
        "one list of zeros", "Which shape does the docstring give?",
        lambda fan_in, fan_out, rng: [0.0] * fan_in,
    ),
    "a_number": Mistake(
        "0.0", "Which shape does the docstring give?", lambda fan_in, fan_out, rng: 0.0
    ),
    "of_fan_out": Mistake(
        "shape (fan_out, fan_out)", "Which shape does the docstring give?",
        lambda fan_in, fan_out, rng: np.zeros((fan_out, fan_out)),
    ),
    "a_hundredth": Mistake(
        "W = 0.01", "Which value does the handout give?",
        lambda fan_in, fan_out, rng: np.full((fan_in, fan_out), 0.01),
    ),
}  # fmt: skip

for _part, _function, _mistakes in (
    ("q4a_he_init", "he_init", HE),
    ("q4a_random_init", "random_init", RANDOM),
    ("q4a_initialize", "initialize", NETWORKS),
    ("q4a_zero_init", "zero_init", ZEROS),
):
    globals().update(registered(_part, _function, _mistakes, __name__))
