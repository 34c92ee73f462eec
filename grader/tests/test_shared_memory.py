"""Right numbers in arrays that are not the answer's own: one check is lost, and its cause told."""

from __future__ import annotations

import pytest

from grader.judge.grading import Judge
from grader.tests import mixing
from grader.tests.course import select

VELOCITY = """
def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    if "velocity" not in config:
        config["velocity"] = dw
    else:
        config["velocity"] *= config.get("momentum", 0.9)
        config["velocity"] += dw
    return w - config.get("learning_rate", 1e-2) * config["velocity"], config
"""
BIASES = """
def initialize(layer_dims, scheme, rng, weight_scale=1e-2):
    zeros = np.zeros(max(layer_dims))
    parameters = {}
    for layer, (fan_in, fan_out) in enumerate(zip(layer_dims, layer_dims[1:]), 1):
        std = {"zero": 0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = @BIAS@
    return parameters
"""
ONE_ARRAY = BIASES.replace("@BIAS@", "zeros[:fan_out]")
READ_ONLY = BIASES.replace("@BIAS@", "np.broadcast_to(0.0, fan_out)")


@pytest.mark.parametrize(
    ("source", "function", "module", "part", "cause"),
    [
        (VELOCITY, "sgd_momentum", "optimizers", "q4b_sgd_momentum",
         'config["velocity"] shares memory with the argument dw: what changes it in place changes '
         "the caller's gradient"),
        (ONE_ARRAY, "initialize", "initialization", "q4a_initialize",
         "b1 and b2 share memory: one change is in both"),
        (READ_ONLY, "initialize", "initialization", "q4a_initialize",
         "b1 can't be written to, so no step can change it in place"),
    ],
    ids=["velocity", "one array", "read only"],
)  # fmt: skip
def test_memory_that_is_not_its_own_costs_one_check(
    source: str, function: str, module: str, part: str, cause: str, judge: Judge
) -> None:
    submission = mixing.replace(source, function, module)
    (result,) = judge.grade(submission, select(part)).parts
    failed = [check.failure for check in result.checks if check.failure]
    assert [failure.cause for failure in failed] == [cause]
