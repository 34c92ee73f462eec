"""Q4(b): do the update rules follow their equations, step after step?

Paths from a fresh start look at the weights alone and leave the hyperparameters as they are, so
that momentum with the velocity −η v (another common convention) earns its points there; what is
stored, and what a given velocity does, is checked apart. Gradients are large wherever a rule has an
ε, so that its place matters to the ε checks alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim.adam import adam as torch_adam
from torch.optim.sgd import sgd as torch_sgd

from grader.trials.comparing import (
    FLOAT32_TOLERANCE,
    assert_equal,
    require,
    require_dict,
)
from tests.oracles import update_rules as references
from tests.strategies import (
    ADAM,
    LARGE,
    LARGE_SQUARES,
    MOMENTUM,
    NONZERO,
    RMSPROP,
    SGD,
    descents,
)
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


def torch_sgd_steps(descent: dict[str, Any]) -> Steps:
    """The weights after each step of torch's SGD, rate 1e-2, momentum 0.9, as `follow` gives them.

    torch's functional form: the classes of torch.optim load half of its compiler when first used.
    """
    w = torch.from_numpy(descent["w"].copy())
    velocities: list[torch.Tensor | None] = [None]
    steps: Steps = []
    for gradient in torch.from_numpy(descent["gradients"]):
        torch_sgd(
            [w], [gradient], velocities, lr=1e-2, momentum=0.9, dampening=0.0, nesterov=False,
            weight_decay=0.0, maximize=False, foreach=False,
        )  # fmt: skip
        steps.append((w.numpy().copy(), None))
    return steps


def torch_adam_steps(descent: dict[str, Any]) -> Steps:
    """The weights after each step of torch's Adam with its defaults, as `follow` gives them."""
    w = torch.from_numpy(descent["w"].copy())
    m, v, t = torch.zeros_like(w), torch.zeros_like(w), torch.tensor(0.0)
    steps: Steps = []
    for gradient in torch.from_numpy(descent["gradients"]):
        torch_adam(
            [w], [gradient], [m], [v], [], [t], lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8,
            amsgrad=False, weight_decay=0.0, maximize=False, foreach=False,
        )  # fmt: skip
        steps.append((w.numpy().copy(), None))
    return steps


def require_fresh_start(rule: Rule, descent: dict[str, Any], expected: Steps) -> None:
    """No config, None and an empty config are one and the same start, with every default."""
    w, gradients = descent["w"], descent["gradients"]
    assert_same_weights(follow(rule, w, gradients), expected, w)
    empty: list[Any] = [None, {}]
    for config in empty:
        first = take_step(rule, w, gradients[0], config)
        assert_same_weights([first], expected[:1], w)


def require_hyperparameters(rule: Rule, reference: Rule, descent: dict[str, Any]) -> None:
    """The weights follow the reference from the given config on."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    expected = follow(reference, w, gradients, config)
    assert_same_weights(follow(rule, w, gradients, config), expected, w)


def require_float32(rule: Rule, reference: Rule, descent: dict[str, Any]) -> None:
    """float32 arrays give the reference's float64 weights to float32's precision.

    Each step rounds weights and state a few times at 6e-8 of the largest so far; FLOAT32_TOLERANCE
    leaves room for a hundred such roundings and more. Hyperparameters are dyadic, so that casting
    them to float32 first (1 − 0.999 would lose four digits there) is honest as well.
    """
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    expected = follow(reference, w.astype(np.float64), gradients.astype(np.float64), config)
    got = follow(rule, w, gradients, config)
    assert_same_weights(got, expected, w, tolerance=FLOAT32_TOLERANCE)


def require_gradient_left_alone(optimizers: Any, name: str, descent: dict[str, Any]) -> None:
    """A fresh step and one from a state leave dw as it was, and give weights of w's shape."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    for dw in gradients[:2]:
        observation = optimizers.observe(name, w, dw, config)
        changed = GRADIENT_NAMES & set(observation.changed)
        require(not changed, f"{name} changed its argument dw")
        require_own_state(observation)
        w, config = checked_pair(observation.value, w.shape)


def require_epsilon(rule: Rule, reference: Rule, descent: dict[str, Any]) -> None:
    """The weights follow the reference where gradients are no larger than ε, given or by default.

    There √(v + ε), √(v + ε²) and an ε added before the bias correction all take other steps.
    """
    given_epsilon = descent | {"config": {"epsilon": 0.5}}
    default_epsilon = descent | {"gradients": 1e-8 * descent["gradients"], "config": {}}
    require_hyperparameters(rule, reference, given_epsilon)
    require_hyperparameters(rule, reference, default_epsilon)


def require_step_counts(steps: Steps, first: int) -> None:
    """config["t"] counts first, first + 1, …; an int or a float will do."""
    for number, (_, config) in enumerate(steps):
        got = require_dict(config, ["t"], what="the returned config")["t"]
        assert_equal(got, first + number, what=f'config["t"] after step {number + 1}')


# ---- sgd ----


@given(descent=descents(hyperparameters=SGD))
@settings(max_examples=5)
def test_sgd_subtracts_the_learning_rate_times_the_gradient(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """Each sgd step is w − η dw, with the learning rate that config carries from step to step."""
    require_hyperparameters(optimizers.sgd, references.sgd, descent)


@given(descent=descents(hyperparameters=SGD, dtype=np.float32))
@settings(max_examples=3)
def test_sgd_takes_float32_and_leaves_the_gradient_as_it_was(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """sgd works on float32 arrays, and dw is the same after the call."""
    require_float32(optimizers.sgd, references.sgd, descent)
    require_gradient_left_alone(optimizers, "sgd", descent)


# ---- sgd_momentum ----


@given(descent=descents())
@settings(max_examples=4)
def test_momentum_follows_torch_from_a_fresh_start(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """Without a config, sgd_momentum takes the steps of learning rate 1e-2 and momentum 0.9."""
    expected = torch_sgd_steps(descent)
    require_fresh_start(optimizers.sgd_momentum, descent, expected)


@given(descent=descents(hyperparameters=MOMENTUM, given="some"))
@settings(max_examples=6)
def test_momentum_takes_its_hyperparameters_from_config(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """sgd_momentum uses config's learning rate and momentum, and defaults for missing ones."""
    require_hyperparameters(optimizers.sgd_momentum, references.sgd_momentum, descent)


@given(descent=descents(hyperparameters=MOMENTUM, given="some"))
@settings(max_examples=5)
def test_momentum_stores_the_velocity(optimizers: Any, descent: dict[str, Any]) -> None:
    """After each step config["velocity"] is μ times the velocity before, plus dw."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    expected = follow(references.sgd_momentum, w, gradients, config)
    got = follow(optimizers.sgd_momentum, w, gradients, config)
    assert_same_state(got, expected, ["velocity"])


@given(descent=descents(hyperparameters=MOMENTUM, dtype=np.float32))
@settings(max_examples=3)
def test_momentum_takes_float32_and_leaves_the_gradient_as_it_was(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """sgd_momentum works on float32 arrays, and dw is the same after the call."""
    require_float32(optimizers.sgd_momentum, references.sgd_momentum, descent)
    require_gradient_left_alone(optimizers, "sgd_momentum", descent)


# ---- rmsprop ----


@given(descent=descents(gradient=LARGE, hyperparameters=RMSPROP, given="some"))
@settings(max_examples=5)
def test_rmsprop_divides_each_gradient_by_its_recent_size(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """rmsprop's weights and cache follow its equations from a fresh start."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    expected = follow(references.rmsprop, w, gradients, config)
    got = follow(optimizers.rmsprop, w, gradients, config)
    assert_same_weights(got, expected, w)
    assert_same_state(got, expected, ["cache"])


@given(descent=descents(gradient=NONZERO))
@settings(max_examples=3)
def test_rmsprop_adds_epsilon_outside_the_root(optimizers: Any, descent: dict[str, Any]) -> None:
    """rmsprop divides by √cache + ε, with ε outside the root and 1e-8 by default."""
    require_epsilon(optimizers.rmsprop, references.rmsprop, descent)


# ---- adam ----


@given(descent=descents(gradient=LARGE, steps=(4, 8)))
@settings(max_examples=4)
def test_adam_follows_torch_from_a_fresh_start(optimizers: Any, descent: dict[str, Any]) -> None:
    """Without a config, adam takes the steps of the default rate 1e-3 and β₁ = 0.9, β₂ = 0.999."""
    require_fresh_start(optimizers.adam, descent, torch_adam_steps(descent))


@given(descent=descents(gradient=LARGE, hyperparameters=ADAM, given="some"))
@settings(max_examples=5)
def test_adam_takes_its_hyperparameters_from_config(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """adam uses config's learning rate, β₁ and β₂, and defaults for missing ones."""
    require_hyperparameters(optimizers.adam, references.adam, descent)


@given(descent=descents(gradient=LARGE, hyperparameters=ADAM, given="some"))
@settings(max_examples=4)
def test_adam_stores_both_moments_and_counts_its_steps(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """After each step config has both moments, uncorrected, and t, the number of steps so far."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    expected = follow(references.adam, w, gradients, config)
    got = follow(optimizers.adam, w, gradients, config)
    assert_same_state(got, expected, ["m", "v"])
    require_step_counts(got, first=1)


@given(
    descent=descents(
        gradient=LARGE,
        hyperparameters=ADAM | {"t": st.integers(1, 30)},
        state={"m": LARGE, "v": LARGE_SQUARES},
    )
)
@settings(max_examples=4)
def test_adam_continues_from_a_given_state(optimizers: Any, descent: dict[str, Any]) -> None:
    """Given m, v and t steps so far, adam goes on from there: its next step is number t + 1."""
    w, gradients, config = descent["w"], descent["gradients"], descent["config"]
    expected = follow(references.adam, w, gradients, config)
    got = follow(optimizers.adam, w, gradients, config)
    assert_same_weights(got, expected, w)
    assert_same_state(got, expected, ["m", "v"])
    require_step_counts(got, first=config["t"] + 1)


@given(descent=descents(gradient=NONZERO))
@settings(max_examples=3)
def test_adam_adds_epsilon_outside_the_root(optimizers: Any, descent: dict[str, Any]) -> None:
    """adam divides by √v̂ + ε, with ε outside the root and 1e-8 by default."""
    require_epsilon(optimizers.adam, references.adam, descent)


@given(descent=descents(gradient=LARGE, hyperparameters=ADAM, dtype=np.float32))
@settings(max_examples=3)
def test_adam_takes_float32_and_leaves_the_gradient_as_it_was(
    optimizers: Any, descent: dict[str, Any]
) -> None:
    """adam works on float32 arrays, and dw is the same after the call."""
    require_float32(optimizers.adam, references.adam, descent)
    require_gradient_left_alone(optimizers, "adam", descent)
