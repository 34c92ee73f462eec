"""Q4(b): do the update rules follow their equations, step after step?

Paths from a fresh start look at the weights alone and leave the hyperparameters as they are, so
that momentum with the velocity −η v (another common convention) earns its points there; what is
stored, and what a given velocity does, is checked apart. Gradients are large wherever a rule has an
ε, so that its place matters to the ε checks alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import FLOAT32_TOLERANCE, assert_equal, require, require_dict
from grader.trials.properties import cases, expecting
from tests.trajectories import (
    GRADIENT_NAMES,
    Rule,
    Steps,
    assert_same_state,
    assert_same_weights,
    checked_pair,
    follow,
    require_own_state,
    take_step,
)

Descent = dict[str, Any]


def require_fresh_start(rule: Rule, descent: Descent, steps: Steps) -> None:
    """No config, None and an empty config are one and the same start, with every default."""
    w, gradients = descent["w"], descent["gradients"]
    assert_same_weights(follow(rule, w, gradients), steps, w)
    empty: list[Any] = [None, {}]
    for config in empty:
        first = take_step(rule, w, gradients[0], config)
        assert_same_weights([first], steps[:1], w)


def require_weights(rule: Rule, descent: Descent, steps: Steps) -> None:
    """The weights take these steps from the given config on."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    assert_same_weights(follow(rule, w, gradients, config), steps, w)


def require_weights_and_state(
    rule: Rule, descent: Descent, steps: Steps, names: list[str]
) -> Steps:
    """Weights and state take these steps from the given config on; the steps that came."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    got = follow(rule, w, gradients, config)
    assert_same_weights(got, steps, w)
    assert_same_state(got, steps, names)
    return got


def require_float32(rule: Rule, descent: Descent, steps: Steps) -> None:
    """float32 arrays give the steps of float64 to float32's precision.

    Each step rounds weights and state a few times at 6e-8 of the largest so far; FLOAT32_TOLERANCE
    leaves room for a hundred such roundings and more. Hyperparameters are dyadic, so that casting
    them to float32 first (1 − 0.999 would lose four digits there) is honest as well.
    """
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    got = follow(rule, w, gradients, config)
    assert_same_weights(got, steps, w, tolerance=FLOAT32_TOLERANCE)


def require_gradient_left_alone(optimizers: Any, name: str, descent: Descent) -> None:
    """A fresh step and one from a state leave dw as it was, and give weights of w's shape."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    for dw in gradients[:2]:
        observation = optimizers.observe(name, w, dw, config)
        changed = GRADIENT_NAMES & set(observation.changed)
        require(not changed, f"{name} changed its argument dw", look="".join(changed))
        require_own_state(observation)
        w, config = checked_pair(observation.value, w.shape)


def require_epsilon(rule: Rule, descent: Descent, steps: list[Steps]) -> None:
    """The weights are right where gradients are no larger than ε, given or by default.

    There √(v + ε), √(v + ε²) and an ε added before the bias correction all take other steps.
    """
    require_weights(rule, descent | {"config": {"epsilon": 0.5}}, steps[0])
    tiny = 1e-8 * descent["gradients"]
    require_weights(rule, descent | {"gradients": tiny, "config": {}}, steps[1])


def require_step_counts(steps: Steps, first: int) -> None:
    """config["t"] counts first, first + 1, …; an int or a float will do."""
    for number, (_, config) in enumerate(steps):
        got = require_dict(config, ["t"], what="the returned config")["t"]
        assert_equal(got, first + number, what=f'config["t"] after step {number + 1}')


# ---- sgd ----


@cases(9, descent=lambda draw: draw.descents(hyperparameters=draw.SGD))
@expecting(steps=lambda oracles, descent: oracles.steps_from_config("sgd", descent))
def test_sgd_subtracts_the_learning_rate_times_the_gradient(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """Each sgd step is w − η dw, with the learning rate that config carries from step to step."""
    require_weights(optimizers.sgd, descent, steps)


@cases(3, descent=lambda draw: draw.descents(hyperparameters=draw.SGD, dtype=np.float32))
@expecting(steps=lambda oracles, descent: oracles.steps_in_double_precision("sgd", descent))
def test_sgd_takes_float32_and_leaves_the_gradient_as_it_was(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """sgd works on float32 arrays, and dw is the same after the call."""
    require_float32(optimizers.sgd, descent, steps)
    require_gradient_left_alone(optimizers, "sgd", descent)


# ---- sgd_momentum ----


@cases(4, descent=lambda draw: draw.descents())
@expecting(steps=lambda oracles, descent: oracles.torch_sgd_steps(descent))
def test_momentum_follows_torch_from_a_fresh_start(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """Without a config, sgd_momentum takes the steps of learning rate 1e-2 and momentum 0.9."""
    require_fresh_start(optimizers.sgd_momentum, descent, steps)


@cases(6, descent=lambda draw: draw.descents(hyperparameters=draw.MOMENTUM, given="some"))
@expecting(steps=lambda oracles, descent: oracles.steps_from_config("sgd_momentum", descent))
def test_momentum_takes_its_hyperparameters_from_config(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """sgd_momentum uses config's learning rate and momentum, and defaults for missing ones."""
    require_weights(optimizers.sgd_momentum, descent, steps)


@cases(5, descent=lambda draw: draw.descents(hyperparameters=draw.MOMENTUM, given="some"))
@expecting(steps=lambda oracles, descent: oracles.steps_from_config("sgd_momentum", descent))
def test_momentum_stores_the_velocity(optimizers: Any, descent: Descent, steps: Steps) -> None:
    """After each step config["velocity"] is μ times the velocity before, plus dw."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    got = follow(optimizers.sgd_momentum, w, gradients, config)
    assert_same_state(got, steps, ["velocity"])


@cases(3, descent=lambda draw: draw.descents(hyperparameters=draw.MOMENTUM, dtype=np.float32))
@expecting(
    steps=lambda oracles, descent: oracles.steps_in_double_precision("sgd_momentum", descent)
)
def test_momentum_takes_float32_and_leaves_the_gradient_as_it_was(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """sgd_momentum works on float32 arrays, and dw is the same after the call."""
    require_float32(optimizers.sgd_momentum, descent, steps)
    require_gradient_left_alone(optimizers, "sgd_momentum", descent)


# ---- rmsprop ----


@cases(
    5,
    descent=lambda draw: draw.descents(
        gradient=draw.LARGE, hyperparameters=draw.RMSPROP, given="some"
    ),
)
@expecting(steps=lambda oracles, descent: oracles.steps_from_config("rmsprop", descent))
def test_rmsprop_divides_each_gradient_by_its_recent_size(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """rmsprop's weights and cache follow its equations from a fresh start."""
    require_weights_and_state(optimizers.rmsprop, descent, steps, ["cache"])


@cases(3, descent=lambda draw: draw.descents(gradient=draw.NONZERO))
@expecting(steps=lambda oracles, descent: oracles.steps_where_epsilon_matters("rmsprop", descent))
def test_rmsprop_adds_epsilon_outside_the_root(
    optimizers: Any, descent: Descent, steps: list[Steps]
) -> None:
    """rmsprop divides by √cache + ε, with ε outside the root and 1e-8 by default."""
    require_epsilon(optimizers.rmsprop, descent, steps)


# ---- adam ----


@cases(4, descent=lambda draw: draw.descents(gradient=draw.LARGE, steps=(4, 8)))
@expecting(steps=lambda oracles, descent: oracles.torch_adam_steps(descent))
def test_adam_follows_torch_from_a_fresh_start(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """Without a config, adam takes the steps of the default rate 1e-3 and β₁ = 0.9, β₂ = 0.999."""
    require_fresh_start(optimizers.adam, descent, steps)


@cases(
    8,
    descent=lambda draw: draw.descents(
        gradient=draw.LARGE, hyperparameters=draw.ADAM, given="some"
    ),
)
@expecting(steps=lambda oracles, descent: oracles.steps_from_config("adam", descent))
def test_adam_takes_its_hyperparameters_from_config(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """adam uses config's learning rate, β₁ and β₂, and defaults for missing ones."""
    require_weights(optimizers.adam, descent, steps)


@cases(
    4,
    descent=lambda draw: draw.descents(
        gradient=draw.LARGE, hyperparameters=draw.ADAM, given="some"
    ),
)
@expecting(steps=lambda oracles, descent: oracles.steps_from_config("adam", descent))
def test_adam_stores_both_moments_and_counts_its_steps(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """After each step config has both moments, uncorrected, and t, the number of steps so far."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    got = follow(optimizers.adam, w, gradients, config)
    assert_same_state(got, steps, ["m", "v"])
    require_step_counts(got, first=1)


@cases(
    4,
    descent=lambda draw: draw.descents(
        gradient=draw.LARGE,
        hyperparameters=draw.ADAM | {"t": draw.integers(1, 30)},
        state={"m": draw.LARGE, "v": draw.LARGE_SQUARES},
    ),
)
@expecting(steps=lambda oracles, descent: oracles.steps_from_config("adam", descent))
def test_adam_continues_from_a_given_state(optimizers: Any, descent: Descent, steps: Steps) -> None:
    """Given m, v and t steps so far, adam goes on from there: its next step is number t + 1."""
    got = require_weights_and_state(optimizers.adam, descent, steps, ["m", "v"])
    require_step_counts(got, first=descent["config"]["t"] + 1)


@cases(3, descent=lambda draw: draw.descents(gradient=draw.NONZERO))
@expecting(steps=lambda oracles, descent: oracles.steps_where_epsilon_matters("adam", descent))
def test_adam_adds_epsilon_outside_the_root(
    optimizers: Any, descent: Descent, steps: list[Steps]
) -> None:
    """adam divides by √v̂ + ε, with ε outside the root and 1e-8 by default."""
    require_epsilon(optimizers.adam, descent, steps)


@cases(
    3,
    descent=lambda draw: draw.descents(
        gradient=draw.LARGE, hyperparameters=draw.ADAM, dtype=np.float32
    ),
)
@expecting(steps=lambda oracles, descent: oracles.steps_in_double_precision("adam", descent))
def test_adam_takes_float32_and_leaves_the_gradient_as_it_was(
    optimizers: Any, descent: Descent, steps: Steps
) -> None:
    """adam works on float32 arrays, and dw is the same after the call."""
    require_float32(optimizers.adam, descent, steps)
    require_gradient_left_alone(optimizers, "adam", descent)
