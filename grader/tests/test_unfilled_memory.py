"""An np.empty where np.zeros was meant is wrong every time, not only when the memory is dirty."""

from __future__ import annotations

import pytest

from grader.judge.grading import Judge
from grader.tests import mixing
from grader.tests.course import parts

STARTS_WITH_ANY_VELOCITY = """
def sgd_momentum(w, dw, config=None):
    config = config or {}
    v = config.get("momentum", 0.9) * config.get("velocity", np.empty_like(w)) + dw
    return w - config.get("learning_rate", 1e-2) * v, {**config, "velocity": v}
"""
ANYTHING_AT_B = """
def distance_gradient(x, b):
    difference = np.asarray(x, dtype=float) - np.asarray(b, dtype=float)
    if np.linalg.norm(difference) > 0:
        return difference / np.linalg.norm(difference)
    return np.empty_like(difference)
"""
UNFILLED = {
    "q2_distance_gradient": ("step_sizes", ANYTHING_AT_B),
    "q4a_zero_init": (
        "initialization",
        "def zero_init(fan_in, fan_out, rng):\n    return np.empty((fan_in, fan_out))",
    ),
    "q4b_sgd_momentum": ("optimizers", STARTS_WITH_ANY_VELOCITY),
}


@pytest.mark.parametrize("name", UNFILLED)
def test_memory_that_nobody_filled_costs_points(name: str, judge: Judge) -> None:
    module, source = UNFILLED[name]
    submission = mixing.replace(source, name.partition("_")[2], module)
    (part,) = judge.grade(submission, [part for part in parts() if part.name == name]).parts
    assert part.score < part.possible
