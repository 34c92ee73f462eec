"""Q4(b), kept from students: states and keys in every mixture, several optimizers at once, and what
the equations imply (closed forms for a constant gradient, scaling, a momentum of 0)."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import assert_close
from grader.trials.properties import cases, expecting
from tests.trajectories import (
    Rule,
    Steps,
    assert_same_state,
    assert_same_weights,
    follow,
    interleave,
    take_step,
)

Descent = dict[str, Any]


def require_own_state(rule: Rule, descents: list[Descent], steps: list[Steps]) -> None:
    """Three optimizers that take turns each follow the path they would have alone.

    Two of one shape start without a config: a default that calls share would mix them up.
    """
    paths = interleave(rule, descents, starts=[(), ({},), ()])
    for descent, path, expected in zip(descents, paths, steps, strict=True):
        assert_same_weights(path, expected, descent["w"])


def require_defaults_for_missing_keys(
    rule: Rule, descent: Descent, steps: list[Steps], state: list[str]
) -> None:
    """Each key of config left out in turn, and each given alone."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    partial = [
        each
        for key in config
        for each in ({k: v for k, v in config.items() if k != key}, {key: config[key]})
    ]
    for each, expected in zip(partial, steps, strict=True):
        got = follow(rule, w, gradients, each)
        assert_same_weights(got, expected, w)
        assert_same_state(got, expected, state)


def follow_rates(rule: Rule, descent: Descent) -> Steps:
    """The steps of a rule whose config is given the rate 1, 0.8, 0.64, … before each: what a
    learning-rate decay does."""
    w, config = descent["w"], descent["config"]
    steps: Steps = []
    for number, dw in enumerate(descent["gradients"]):
        w, config = take_step(rule, w, dw, {**(config or {}), "learning_rate": 0.8**number})
        steps.append((w, config))
    return steps


# ---- sgd ----


@cases(3, descent=lambda draw: draw.descents(gradient=draw.LARGE, steps=(2, 3)))
@expecting(steps=lambda oracles, descent: oracles.steps_of("sgd", descent))
def test_sgd_has_a_default_learning_rate(optimizers: Any, descent: Descent, steps: Steps) -> None:
    """Without a learning rate in config, or without a config, sgd takes steps of 1e-2 dw."""
    w, gradients = descent["w"], descent["gradients"]
    starts: list[tuple[Any, ...]] = [(), (None,), ({},)]
    for start in starts:
        assert_same_weights(follow(optimizers.sgd, w, gradients, *start), steps, w)


# ---- sgd_momentum ----


@cases(3, descents=lambda draw: draw.three_descents())
@expecting(steps=lambda oracles, descents: oracles.steps_of_each("sgd_momentum", descents))
def test_momentum_keeps_interleaved_optimizers_apart(
    optimizers: Any, descents: list[Descent], steps: list[Steps]
) -> None:
    """Three sgd_momentum optimizers that take turns each keep a velocity of their own."""
    require_own_state(optimizers.sgd_momentum, descents, steps)


@cases(4, descent=lambda draw: draw.descents(), learning_rate=lambda draw: draw.LEARNING_RATES)
@expecting(
    steps=lambda oracles, descent, learning_rate: oracles.steps_of(
        "sgd", descent, {"learning_rate": learning_rate}
    )
)
def test_momentum_zero_is_plain_sgd(
    optimizers: Any, descent: Descent, learning_rate: float, steps: Steps
) -> None:
    """With a momentum of 0, sgd_momentum takes the steps of plain SGD."""
    w, config = descent["w"], {"learning_rate": learning_rate, "momentum": 0.0}
    got = follow(optimizers.sgd_momentum, w, descent["gradients"], config)
    assert_same_weights(got, steps, w)


@cases(
    2,
    descent=lambda draw: draw.descents(
        hyperparameters=draw.MOMENTUM, steps=(1, 1), gradient=draw.NONZERO
    ),
)
@expecting(steps=lambda oracles, descent: oracles.geometric_momentum(descent, 12))
def test_momentum_steps_grow_as_a_geometric_sum(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """Under a constant gradient, momentum's step n is 1 + μ + … + μⁿ⁻¹ times the first."""
    w, dw, config = descent["w"], descent["gradients"][0], descent["config"]
    assert_same_weights(follow(optimizers.sgd_momentum, w, [dw] * 12, config), steps, w)


@cases(
    3,
    descent=lambda draw: draw.descents(
        hyperparameters=draw.MOMENTUM, state={"velocity": draw.EIGHTHS}, steps=(1, 2)
    ),
)
@expecting(
    steps=lambda oracles, descent: oracles.steps_from_partial_configs("sgd_momentum", descent)
)
def test_momentum_continues_from_a_given_velocity(
    optimizers: Any, descent: Descent, steps: list[Steps]
) -> None:
    """From a given velocity, alone or beside hyperparameters, sgd_momentum goes on."""
    require_defaults_for_missing_keys(optimizers.sgd_momentum, descent, steps, ["velocity"])


@cases(3, descent=lambda draw: draw.descents(gradient=draw.LARGE, steps=(4, 6)))
@expecting(steps=lambda oracles, descent: oracles.steps_at_changing_rates("sgd_momentum", descent))
def test_momentum_applies_the_learning_rate_of_the_moment(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """When the learning rate changes on the way, the whole velocity is stepped at the new one."""
    assert_same_weights(follow_rates(optimizers.sgd_momentum, descent), steps, descent["w"])


# ---- rmsprop ----


@cases(
    2,
    descent=lambda draw: draw.descents(
        gradient=draw.LARGE,
        hyperparameters=draw.RMSPROP,
        state={"cache": draw.LARGE_SQUARES},
        steps=(1, 2),
    ),
)
@expecting(steps=lambda oracles, descent: oracles.steps_from_partial_configs("rmsprop", descent))
def test_rmsprop_has_a_default_for_each_missing_key(
    optimizers: Any, descent: Descent, steps: list[Steps]
) -> None:
    """Whichever keys config has or lacks, rmsprop goes on from what is there."""
    require_defaults_for_missing_keys(optimizers.rmsprop, descent, steps, ["cache"])


# ---- adam ----


@cases(3, descents=lambda draw: draw.three_descents(gradient=draw.LARGE))
@expecting(steps=lambda oracles, descents: oracles.steps_of_each("adam", descents))
def test_adam_keeps_interleaved_optimizers_apart(
    optimizers: Any, descents: list[Descent], steps: list[Steps]
) -> None:
    """Three adam optimizers that take turns each keep moments and a count of their own."""
    require_own_state(optimizers.adam, descents, steps)


@cases(
    2,
    descent=lambda draw: draw.descents(
        gradient=draw.LARGE,
        hyperparameters=draw.ADAM | {"t": draw.integers(1, 9)},
        state={"m": draw.LARGE, "v": draw.LARGE_SQUARES},
        steps=(1, 1),
    ),
)
@expecting(steps=lambda oracles, descent: oracles.steps_from_partial_configs("adam", descent))
def test_adam_has_a_default_for_each_missing_key(
    optimizers: Any, descent: Descent, steps: list[Steps]
) -> None:
    """Whichever hyperparameters and state config has or lacks, adam goes on from what is there."""
    require_defaults_for_missing_keys(optimizers.adam, descent, steps, ["m", "v"])


@cases(
    3,
    descent=lambda draw: draw.descents(
        hyperparameters={"learning_rate": draw.LEARNING_RATES}, gradient=draw.NONZERO
    ),
)
def test_adam_does_not_feel_the_scale_of_gradients(optimizers: Any, descent: Descent) -> None:
    """As ε → 0 adam's first step is η·sign(dw), and scaling all gradients changes no step."""
    w, gradients = descent["w"], descent["gradients"]
    learning_rate = descent["config"]["learning_rate"]
    config = {"learning_rate": learning_rate, "epsilon": 1e-30}
    got = follow(optimizers.adam, w, gradients, config)
    first = w - learning_rate * np.sign(gradients[0])
    scale = float(np.max(np.abs(w))) + learning_rate
    assert_close(got[0][0], first, scale=scale, what="next_w after the first step")
    scaled = follow(optimizers.adam, w, 1000 * gradients, config)
    for (scaled_w, _), (plain_w, _) in zip(scaled, got, strict=True):
        size = scale + float(np.max(np.abs(plain_w)))
        assert_close(
            scaled_w, plain_w, scale=size, what="next_w with gradients 1000 times as large"
        )


@cases(1, descent=lambda draw: draw.descents(steps=(1, 1), gradient=draw.LARGE))
@expecting(steps=lambda oracles, descent: oracles.equal_adam_steps(descent, 25))
def test_adam_steps_are_equal_under_a_constant_gradient(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """Under a constant gradient both corrections are exact: each of 25 adam steps is η·sign(dw)."""
    w, dw = descent["w"], descent["gradients"][0]
    assert_same_weights(follow(optimizers.adam, w, [dw] * 25), steps, w)


@cases(4, descent=lambda draw: draw.sparse_descents())
@expecting(steps=lambda oracles, descent: oracles.steps_of("adam", descent))
def test_adam_leaves_weights_without_a_gradient_alone(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """Where all gradients so far were 0 adam takes no step; a 0 later on is nothing special."""
    w = descent["w"]
    assert_same_weights(follow(optimizers.adam, w, descent["gradients"]), steps, w)


@cases(2, descent=lambda draw: draw.descents(gradient=draw.LARGE, steps=(4, 8)))
@expecting(steps=lambda oracles, descent: oracles.steps_at_changing_rates("adam", descent))
def test_adam_applies_the_learning_rate_of_the_moment(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """When the learning rate changes on the way, adam's next step is taken at the new one."""
    assert_same_weights(follow_rates(optimizers.adam, descent), steps, descent["w"])
