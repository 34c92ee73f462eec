"""Q4(a): more single slips in what is drawn, and two at once.

Each is a way to draw the weights of a layer, from its fans, a generator and the scale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from grader.diagnosis.bank import misconception

Rng = np.random.Generator
Weights = Callable[[int, int, Rng, float], np.ndarray]

WHICH_VARIANCE = "What is the variance of what you draw, with both fans 100? Compare the handout's."
WHICH_SCALE = "What does weight_scale change in what you return?"
WHICH_SHAPE = "b is added to each row of a batch of outputs. Which shape does the docstring give?"


class Draw(NamedTuple):
    """What is drawn in words, what to ask, and how."""

    formula: str
    hint: str
    weights: Weights


HE = {
    "as_a_linear_layer": Draw(
        "W ~ U(−1/√fan_in, 1/√fan_in)",
        WHICH_VARIANCE,
        lambda n, k, rng, _: rng.uniform(-1, 1, (n, k)) / np.sqrt(n),
    ),
    "xavier_uniform": Draw(
        "W ~ U(−√(6/(fan_in + fan_out)), √(6/(fan_in + fan_out)))",
        "That is Xavier's, and not normal. Which fans does He's variance have?",
        lambda n, k, rng, _: np.sqrt(6 / (n + k)) * rng.uniform(-1, 1, (n, k)),
    ),
    "three_over_fan_in": Draw(
        "var W = 3/fan_in",
        WHICH_VARIANCE,
        lambda n, k, rng, _: np.sqrt(3 / n) * rng.standard_normal((n, k)),
    ),
    "half_over_fan_in": Draw(
        "var W = 1/(2 fan_in)",
        WHICH_VARIANCE,
        lambda n, k, rng, _: np.sqrt(0.5 / n) * rng.standard_normal((n, k)),
    ),
    "unit_interval": Draw(
        "W = √(2/fan_in) · U(0, 1)",
        "Which mean do your weights have? The handout's are normal, with mean 0.",
        lambda n, k, rng, _: np.sqrt(2 / n) * rng.random((n, k)),
    ),
    "brackets_forgotten": Draw(
        "std W = √(2/fan_in + fan_out)",
        "What stands below the fraction stroke? " + WHICH_VARIANCE,
        lambda n, k, rng, _: np.sqrt(2 / n + k) * rng.standard_normal((n, k)),
    ),
    "standard_normal": Draw(
        "W ~ N(0, 1)", WHICH_VARIANCE, lambda n, k, rng, _: rng.standard_normal((n, k))
    ),
    "inverse": Draw(
        "std W = √(fan_in/2)",
        WHICH_VARIANCE,
        lambda n, k, rng, _: np.sqrt(n / 2) * rng.standard_normal((n, k)),
    ),
    "mean_of_the_fans": Draw(
        "var W = 4/(fan_in + fan_out)",
        "He's variance has one of the two fans. Which one?",
        lambda n, k, rng, _: np.sqrt(4 / (n + k)) * rng.standard_normal((n, k)),
    ),
    "global_seed_and_fixed": Draw(
        "np.random.seed(…) with a number of yours, then np.random.randn",
        "Two calls give the same weights, whatever rng is. Where should they come from?",
        lambda n, k, rng, _: np.sqrt(2 / n) * _seeded(n, k),
    ),
}
RANDOM = {
    "standard_normal": Draw(
        "W ~ N(0, 1)", WHICH_SCALE, lambda n, k, rng, _: rng.standard_normal((n, k))
    ),
    "times_ten": Draw(
        "std W = 10", WHICH_SCALE, lambda n, k, rng, _: 10 * rng.standard_normal((n, k))
    ),
    "a_thousandth": Draw(
        "std W = 0.001", WHICH_SCALE, lambda n, k, rng, _: 1e-3 * rng.standard_normal((n, k))
    ),
    "he": Draw(
        "std W = √(2/fan_in)",
        WHICH_SCALE,
        lambda n, k, rng, _: np.sqrt(2 / n) * rng.standard_normal((n, k)),
    ),
    "one_over_fan_in": Draw(
        "std W = 1/√fan_in",
        WHICH_SCALE,
        lambda n, k, rng, _: rng.standard_normal((n, k)) / np.sqrt(n),
    ),
    "a_tenth": Draw(
        "std W = 0.1", WHICH_SCALE, lambda n, k, rng, _: 0.1 * rng.standard_normal((n, k))
    ),
    "divided_by_the_scale": Draw(
        "std W = 1/weight_scale",
        WHICH_SCALE,
        lambda n, k, rng, scale: rng.standard_normal((n, k)) / scale,
    ),
}
ZERO = {
    "one_tiny_number": Draw(
        "W = 1e-8",
        "Nearly 0 is not 0. Which value does the handout give?",
        lambda n, k, rng, _: np.full((n, k), 1e-8),
    ),
    "empty": Draw(
        "an array that nobody filled",
        "What is in an array of np.empty?",
        lambda n, k, rng, _: np.full((n, k), np.nan),
    ),
}


def _seeded(n: int, k: int) -> np.ndarray:
    np.random.seed(3)
    return np.random.randn(n, k)


def _right(scheme: str, n: int, k: int, rng: Rng, scale: float) -> np.ndarray:
    std = {"zero": 0.0, "random": scale, "he": np.sqrt(2 / n)}[scheme]
    return std * rng.standard_normal((n, k)) if std else np.zeros((n, k))


# What becomes of a layer: from the right weights, the fans, a generator and the scale.
LAYERS: dict[str, tuple[str, str, Callable[..., tuple[Any, Any]], int]] = {
    "biases_as_a_column": (
        "b of shape (fan_out, 1)",
        WHICH_SHAPE,
        lambda w, n, k, rng, scale: (w, np.zeros((k, 1))),
        1,
    ),
    "biases_of_the_scale": (
        "b ~ N(0, weight_scale²)",
        "Which values do the biases start with in the handout?",
        lambda w, n, k, rng, scale: (w, scale * rng.standard_normal(k)),
        1,
    ),
    "biases_of_one_size": (
        "b ~ N(0, 1)",
        "Which values do the biases start with in the handout?",
        lambda w, n, k, rng, scale: (w, rng.standard_normal(k)),
        1,
    ),
    "biases_as_numbers": (
        "b = 0.0, a number",
        WHICH_SHAPE,
        lambda w, n, k, rng, scale: (w, 0.0),
        1,
    ),
    "biases_of_a_hundredth": (
        "b = 0.01",
        "Which values do the biases start with in the handout?",
        lambda w, n, k, rng, scale: (w, np.full(k, 0.01)),
        1,
    ),
    "transposed_with_a_column": (
        "W of shape (fan_out, fan_in), b of shape (fan_out, 1)",
        "That is for points in columns. Which shapes does the docstring give, for points in rows?",
        lambda w, n, k, rng, scale: (w.T, np.zeros((k, 1))),
        2,
    ),
}  # fmt: skip


def _draws(function: str, part: str, slips: Mapping[str, Draw]) -> None:
    for name, slip in slips.items():

        def wrong(
            fan_in: int, fan_out: int, rng: Rng, weight_scale: float = 0.01, slip: Draw = slip
        ) -> np.ndarray:
            return slip.weights(fan_in, fan_out, rng, weight_scale)

        _register(wrong, f"{function}__{name}", part, slip.formula, slip.hint)


def _layers() -> None:
    for name, (formula, hint, layer, slips) in LAYERS.items():

        def wrong(
            layer_dims: Any, scheme: str, rng: Rng, weight_scale: float = 0.01, layer: Any = layer
        ) -> dict[str, Any]:
            made = {}
            for i, (n, k) in enumerate(pairwise(layer_dims), start=1):
                right = _right(scheme, n, k, rng, weight_scale)
                made[f"W{i}"], made[f"b{i}"] = layer(right, n, k, rng, weight_scale)
            return made

        _register(wrong, f"initialize__{name}", "q4a_initialize", formula, hint, slips)


def _register(wrong: Any, name: str, part: str, formula: str, hint: str, slips: int = 1) -> None:
    wrong.__name__ = name
    globals()[name] = misconception(part=part, formula=formula, hint=hint, slips=slips)(wrong)


_draws("he_init", "q4a_he_init", HE)
_draws("random_init", "q4a_random_init", RANDOM)
_draws("zero_init", "q4a_zero_init", ZERO)
_layers()
