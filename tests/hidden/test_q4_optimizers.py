"""Q4(b), kept from students: states and keys in every mixture, several optimizers at once, and what
the equations imply (closed forms for a constant gradient, scaling, a momentum of 0)."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.trials.comparing import assert_close
from tests.oracles import update_rules as references
from tests.strategies import (
    ADAM,
    EIGHTHS,
    LARGE,
    LARGE_OR_ZERO,
    LARGE_SQUARES,
    LEARNING_RATES,
    MOMENTUM,
    NONZERO,
    RMSPROP,
    descents,
    three_descents,
)
from tests.trajectories import (
    Rule,
    Steps,
    assert_same_state,
    assert_same_weights,
    follow,
    interleave,
    take_step,
)


def require_own_state(rule: Rule, reference: Rule, descents: list[dict[str, Any]]) -> None:
    """Three optimizers that take turns each follow the path they would have alone.

    Two of one shape start without a config: a default that calls share would mix them up.
    """
    paths = interleave(rule, descents, starts=[(), ({},), ()])
    for descent, path in zip(descents, paths, strict=True):
        expected = follow(reference, descent["w"], descent["gradients"])
        assert_same_weights(path, expected, descent["w"])


def require_defaults_for_missing_keys(
    rule: Rule, reference: Rule, descent: dict[str, Any], state: list[str]
) -> None:
    """Each key of config left out in turn, and each given alone."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    for key in config:
        for partial in (
            {name: value for name, value in config.items() if name != key},
            {key: config[key]},
        ):
            expected = follow(reference, w, gradients, partial)
            got = follow(rule, w, gradients, partial)
            assert_same_weights(got, expected, w)
            assert_same_state(got, expected, state)


def follow_rates(rule: Rule, descent: dict[str, Any], rates: list[float]) -> Steps:
    """The steps of a rule whose config is given another learning rate before each."""
    w, config = descent["w"], descent["config"]
    steps: Steps = []
    for dw, learning_rate in zip(descent["gradients"], rates, strict=True):
        w, config = take_step(rule, w, dw, {**(config or {}), "learning_rate": learning_rate})
        steps.append((w, config))
    return steps


def decaying_rates(number: int) -> list[float]:
    """1, 0.8, 0.64, …: what a learning-rate decay writes into config."""
    return [0.8**step for step in range(number)]


# ---- sgd ----


@given(descent=descents(steps=(2, 3)))
@settings(max_examples=3)
def test_sgd_has_a_default_learning_rate(optimizers: Any, descent: dict[str, Any]) -> None:
    """Without a learning rate in config, or without a config, sgd takes steps of 1e-2 dw."""
    w, gradients = descent["w"], descent["gradients"]
    starts: list[tuple[Any, ...]] = [(), (None,), ({},)]
    for start in starts:
        got = follow(optimizers.sgd, w, gradients, *start)
        assert_same_weights(got, follow(references.sgd, w, gradients), w)


# ---- sgd_momentum ----


@given(descents=three_descents())
@settings(max_examples=3)
def test_momentum_keeps_interleaved_optimizers_apart(
    optimizers: Any, descents: list[dict[str, Any]]
) -> None:
    """Three sgd_momentum optimizers that take turns each keep a velocity of their own."""
    require_own_state(optimizers.sgd_momentum, references.sgd_momentum, descents)


@given(descent=descents(), learning_rate=LEARNING_RATES)
@settings(max_examples=4)
def test_momentum_zero_is_plain_sgd(
    optimizers: Any, descent: dict[str, Any], learning_rate: float
) -> None:
    """With a momentum of 0, sgd_momentum takes the steps of plain SGD."""
    w, gradients = descent["w"], descent["gradients"]
    config = {"learning_rate": learning_rate}
    got = follow(optimizers.sgd_momentum, w, gradients, config | {"momentum": 0.0})
    assert_same_weights(got, follow(references.sgd, w, gradients, config), w)


@given(descent=descents(hyperparameters=MOMENTUM, steps=(1, 1), gradient=NONZERO))
@settings(max_examples=2)
def test_momentum_steps_grow_as_a_geometric_sum(optimizers: Any, descent: dict[str, Any]) -> None:
    """Under a constant gradient, momentum's step n is 1 + μ + … + μⁿ⁻¹ times the first."""
    w, dw, config = descent["w"], descent["gradients"][0], descent["config"]
    got = follow(optimizers.sgd_momentum, w, [dw] * 12, config)
    powers = config["momentum"] ** np.arange(12)
    lengths = config["learning_rate"] * np.cumsum(np.cumsum(powers))
    assert_same_weights(got, [(w - length * dw, None) for length in lengths], w)


@given(descent=descents(hyperparameters=MOMENTUM, state={"velocity": EIGHTHS}, steps=(1, 2)))
@settings(max_examples=3)
def test_momentum_continues_from_a_given_velocity(optimizers: Any, descent: dict[str, Any]) -> None:
    """From a given velocity, alone or beside hyperparameters, sgd_momentum goes on."""
    require_defaults_for_missing_keys(
        optimizers.sgd_momentum, references.sgd_momentum, descent, ["velocity"]
    )


@given(descent=descents(steps=(4, 6)))
@settings(max_examples=3)
def test_momentum_applies_the_learning_rate_of_the_moment(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """When the learning rate changes on the way, the whole velocity is stepped at the new one."""
    rates = decaying_rates(len(descent["gradients"]))
    expected = follow_rates(references.sgd_momentum, descent, rates)
    got = follow_rates(optimizers.sgd_momentum, descent, rates)
    assert_same_weights(got, expected, descent["w"])


# ---- rmsprop ----


@given(
    descent=descents(
        gradient=LARGE, hyperparameters=RMSPROP, state={"cache": LARGE_SQUARES}, steps=(1, 2)
    )
)
@settings(max_examples=2)
def test_rmsprop_has_a_default_for_each_missing_key(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """Whichever keys config has or lacks, rmsprop goes on from what is there."""
    require_defaults_for_missing_keys(optimizers.rmsprop, references.rmsprop, descent, ["cache"])


# ---- adam ----


@given(descents=three_descents(gradient=LARGE))
@settings(max_examples=3)
def test_adam_keeps_interleaved_optimizers_apart(
    optimizers: Any, descents: list[dict[str, Any]]
) -> None:
    """Three adam optimizers that take turns each keep moments and a count of their own."""
    require_own_state(optimizers.adam, references.adam, descents)


@given(
    descent=descents(
        gradient=LARGE,
        hyperparameters=ADAM | {"t": st.integers(1, 9)},
        state={"m": LARGE, "v": LARGE_SQUARES},
        steps=(1, 1),
    )
)
@settings(max_examples=2)
def test_adam_has_a_default_for_each_missing_key(optimizers: Any, descent: dict[str, Any]) -> None:
    """Whichever hyperparameters and state config has or lacks, adam goes on from what is there."""
    require_defaults_for_missing_keys(optimizers.adam, references.adam, descent, ["m", "v"])


@given(descent=descents(hyperparameters={"learning_rate": LEARNING_RATES}, gradient=NONZERO))
@settings(max_examples=3)
def test_adam_does_not_feel_the_scale_of_gradients(
    optimizers: Any, descent: dict[str, Any]
) -> None:
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


@given(descent=descents(steps=(1, 1), gradient=LARGE))
@settings(max_examples=1)
def test_adam_steps_are_equal_under_a_constant_gradient(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """Under a constant gradient both corrections are exact: each of 25 adam steps is η·sign(dw)."""
    w, dw = descent["w"], descent["gradients"][0]
    got = follow(optimizers.adam, w, [dw] * 25)
    expected = [(w - 1e-3 * number * np.sign(dw), None) for number in range(1, 26)]
    assert_same_weights(got, expected, w)


@given(descent=descents(gradient=LARGE_OR_ZERO))
@settings(max_examples=4)
def test_adam_leaves_weights_without_a_gradient_alone(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """Where all gradients so far were 0 adam takes no step; a 0 later on is nothing special."""
    w, gradients = descent["w"], descent["gradients"].copy()
    gradients[..., 0] = 0.0
    got = follow(optimizers.adam, w, gradients)
    assert_same_weights(got, follow(references.adam, w, gradients), w)


@given(descent=descents(gradient=LARGE, steps=(4, 8)))
@settings(max_examples=2)
def test_adam_applies_the_learning_rate_of_the_moment(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """When the learning rate changes on the way, adam's next step is taken at the new one."""
    rates = decaying_rates(len(descent["gradients"]))
    expected = follow_rates(references.adam, descent, rates)
    assert_same_weights(follow_rates(optimizers.adam, descent, rates), expected, descent["w"])
