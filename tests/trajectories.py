"""How an update rule is driven over many steps, and what its weights and state are compared with.

The config that a call returns is given to the next call, whatever it holds: a rule that forgets its
state or its hyperparameters leaves the path after the first step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from grader.trials.comparing import (
    FLOAT64_TOLERANCE,
    assert_close,
    require,
    require_array,
    require_dict,
    require_sequence,
)
from grader.trials.mismatch import Mismatch, describe_type

Rule = Callable[..., Any]
Steps = list[tuple[np.ndarray, Any]]

# The names that the update rule interface has had for the gradient.
GRADIENT_NAMES = {"dw", "dx", "grad", "argument 2"}
_STATE = {f"result[1]['{name}']": f'config["{name}"]' for name in ("velocity", "cache", "m", "v")}


def take_step(rule: Rule, w: np.ndarray, dw: np.ndarray, *config: Any) -> tuple[np.ndarray, Any]:
    """One call of a rule: the next weights (of w's shape) and the config that it returned.

    config: the third argument, or nothing at all. A returned None counts as an empty config.
    """
    return checked_pair(rule(w, dw, *config), w.shape)


def checked_pair(returned: Any, shape: Sequence[int]) -> tuple[np.ndarray, Any]:
    """The pair (next_w, config) that a rule returned; Mismatch where it is something else."""
    pair = list(returned) if type(returned) is tuple else returned
    next_w, config = require_sequence(pair, 2, what="what the rule returns")
    is_config = config is None or type(config) is dict
    require(is_config, f"the returned config is {describe_type(config)}", got=config)
    return require_array(next_w, shape, what="next_w"), config


def require_own_state(seen: Any) -> None:
    """Neither the weights nor the state that an observed call returned are the caller's gradient:
    the next step may change them in place.
    """
    returned = {"result[0]": "next_w"} | _STATE
    for path, other in seen.shared:
        if path in returned and other in GRADIENT_NAMES:
            raise Mismatch(
                f"{returned[path]} shares memory with the argument {other}: what changes it in "
                "place changes the caller's gradient",
                look=f"np.shares_memory({path}, {other})",
            )


def follow(rule: Rule, w: np.ndarray, gradients: Iterable[np.ndarray], *config: Any) -> Steps:
    """Weights and config after each step, the config carried from call to call."""
    steps: Steps = []
    for dw in gradients:
        w, returned = take_step(rule, w, dw, *config)
        config = (returned,)
        steps.append((w, returned))
    return steps


def interleave(
    rule: Rule, descents: list[dict[str, Any]], starts: list[tuple[Any, ...]]
) -> list[Steps]:
    """The steps of several descents that take turns: one step of each, then the next of each.

    starts: what follows w and dw in the first call of each descent.
    """
    weights = [descent["w"] for descent in descents]
    configs = list(starts)
    paths: list[Steps] = [[] for _ in descents]
    for turn in range(max(len(descent["gradients"]) for descent in descents)):
        for which, descent in enumerate(descents):
            if turn < len(descent["gradients"]):
                dw = descent["gradients"][turn]
                weights[which], config = take_step(rule, weights[which], dw, *configs[which])
                configs[which] = (config,)
                paths[which].append((weights[which], config))
    return paths


def assert_same_weights(
    got: Steps, expected: Steps, start: np.ndarray, *, tolerance: float = FLOAT64_TOLERANCE
) -> None:
    """Compare the weights after each step.

    The scale is the largest weight so far: each step rounds at the size of the weights that it
    started from, and what has cancelled since then does not bring the lost digits back.
    """
    largest = float(np.max(np.abs(start)))
    for number, ((w, _), (expected_w, _)) in enumerate(zip(got, expected, strict=True), start=1):
        largest = max(largest, float(np.max(np.abs(expected_w))))
        what = f"next_w after step {number}"
        assert_close(w, expected_w, scale=largest, tolerance=tolerance, what=what)


def assert_same_state(
    got: Steps, expected: Steps, names: Sequence[str], *, tolerance: float = FLOAT64_TOLERANCE
) -> None:
    """Compare the state arrays of these names in the config that each step returned.

    The scale is the largest entry so far, as for the weights: m + (1 − β)(dw − m) is honest, and
    rounds at the size of what cancels in it.
    """
    largest = dict.fromkeys(names, 0.0)
    for number, ((_, config), (_, expected_config)) in enumerate(
        zip(got, expected, strict=True), start=1
    ):
        require_dict(config, names, what=f"the config returned by step {number}")
        for name in names:
            array = expected_config[name]
            largest[name] = max(largest[name], float(np.max(np.abs(array))))
            what = f'config["{name}"] after step {number}'
            assert_close(config[name], array, scale=largest[name], tolerance=tolerance, what=what)
