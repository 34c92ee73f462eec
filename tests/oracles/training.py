"""Q4(c): norms entry by entry; where training starts, and how far momentum and plain SGD come."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from student.provided import experiments
from tests.oracles.update_rules import UPDATE_RULES


def mean_norm(gradients: dict[str, np.ndarray]) -> float:
    """The mean over the arrays of the square root of their sum of squares, in plain Python."""
    # Not sum: since Python 3.12 it rounds otherwise.
    squares = [math.fsum(float(entry) ** 2 for entry in array.flat) for array in gradients.values()]
    norms = list(map(math.sqrt, squares))
    return math.fsum(norms) / len(norms)


def deep_start() -> dict[str, np.ndarray]:
    """The weights that every BEST_MODEL starts from."""
    return experiments.he_network(experiments.DEEP, experiments.DEEP_SEED).parameters


def sgd_beside_momentum() -> dict[str, Any]:
    """How far plain SGD comes at each rate, and the rates at which it comes as far as momentum.

    Plain SGD is 0.060 behind momentum at half of η/(1 − μ) = 0.1, and 0.058 ahead at twice that; at
    0.04 it is 0.097 behind, at 0.3 0.073 ahead. Accuracy grows by whole images: for 0.3 % of the
    rate around either end it goes back and forth across the tolerance. Far above, around 2, some
    rates match by chance; these are none of the range.

    Returns:
        momentum: its accuracy. rates, accuracies: plain SGD's, shape (n,). low, high: the rates
        that match, from where to where.
    """
    rules = UPDATE_RULES
    momentum = experiments.mean_accuracy(
        rules["sgd_momentum"], experiments.MOMENTUM_LEARNING_RATE, experiments.MOMENTUM
    )

    def accuracy(rate: float) -> float:
        return experiments.mean_accuracy(rules["sgd"], rate, {})

    def matches(rate: float) -> bool:
        return experiments.MomentumComparison(momentum, accuracy(rate)).is_match

    matched = experiments.MOMENTUM_LEARNING_RATE / (1 - experiments.MOMENTUM["momentum"])
    rates = np.geomspace(1e-3, 10, 17)
    return {
        "momentum": momentum,
        "rates": rates,
        "accuracies": np.array([accuracy(rate) for rate in rates.tolist()]),
        "low": _last_that_matches(matches, matched, matched / 4),
        "high": _last_that_matches(matches, matched, 4 * matched),
    }


def _last_that_matches(matches: Callable[[float], bool], inside: float, outside: float) -> float:
    """Where matching ends, between a rate that matches and one that doesn't, to 1e-4 of it."""
    while abs(outside - inside) > 1e-4 * inside:
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if matches(middle) else (inside, middle)
    return inside
