"""Q4(c): norms entry by entry; where training starts, and how far momentum comes."""

from __future__ import annotations

import numpy as np

from student.provided import experiments
from tests.oracles.update_rules import UPDATE_RULES


def mean_norm(gradients: dict[str, np.ndarray]) -> float:
    """The mean over the arrays of the square root of their sum of squares, in plain Python."""
    norms = [sum(float(entry) ** 2 for entry in array.flat) ** 0.5 for array in gradients.values()]
    return sum(norms) / len(norms)


def deep_start() -> dict[str, np.ndarray]:
    """The weights that every BEST_MODEL starts from."""
    return experiments.he_network(experiments.DEEP, experiments.DEEP_SEED).parameters


def shallow_starts() -> list[dict[str, np.ndarray]]:
    """The weights that momentum and plain SGD start from, for each of the seeds."""
    return [
        experiments.he_network(experiments.SHALLOW, seed).parameters
        for seed in experiments.MATCH_SEEDS
    ]


def momentum_accuracy() -> float:
    """How far momentum comes (a fraction)."""
    rules = UPDATE_RULES
    return experiments.compare_momentum_with_sgd(
        0.1, rules["sgd"], rules["sgd_momentum"]
    ).momentum_accuracy
