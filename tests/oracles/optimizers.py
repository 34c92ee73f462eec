"""Q4(b): the steps that the update rules take, from a config that is carried from call to call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tests.oracles.update_rules import UPDATE_RULES
from tests.trajectories import follow, take_step

Descent = dict[str, Any]
Steps = list[Any]


def steps_of(rule: str, descent: Descent, *config: Any) -> Steps:
    """Weights and config after each step; without a config, from a fresh start."""
    return follow(UPDATE_RULES[rule], descent["w"], descent["gradients"], *config)


def steps_from_config(rule: str, descent: Descent) -> Steps:
    """The same from the descent's own config."""
    return steps_of(rule, descent, descent["config"])


def steps_in_double_precision(rule: str, descent: Descent) -> Steps:
    """The same for a float32 descent, computed in float64."""
    doubles = {name: descent[name].astype(np.float64) for name in ("w", "gradients")}
    return steps_from_config(rule, descent | doubles)


def steps_where_epsilon_matters(rule: str, descent: Descent) -> list[Steps]:
    """Steps with ε = 0.5, and with the default one on gradients of its size."""
    return [
        steps_from_config(rule, descent | {"config": {"epsilon": 0.5}}),
        steps_from_config(rule, descent | {"gradients": 1e-8 * descent["gradients"], "config": {}}),
    ]


def steps_of_each(rule: str, descents: Sequence[Descent]) -> list[Steps]:
    """The steps of several descents, each as if it were alone."""
    return [steps_of(rule, descent) for descent in descents]


def steps_from_partial_configs(rule: str, descent: Descent) -> list[Steps]:
    """Steps from the config without each key in turn, and with it alone."""
    config = descent["config"]
    partial: Iterable[dict[str, Any]] = (
        each
        for key in config
        for each in ({k: v for k, v in config.items() if k != key}, {key: config[key]})
    )
    return [steps_of(rule, descent, each) for each in partial]


def steps_at_changing_rates(rule: str, descent: Descent) -> Steps:
    """Steps at the rates 1, 0.8, 0.64, …, written into config before each."""
    w, config = descent["w"], descent["config"]
    steps: Steps = []
    for number, dw in enumerate(descent["gradients"]):
        config = {**(config or {}), "learning_rate": 0.8**number}
        w, config = take_step(UPDATE_RULES[rule], w, dw, config)
        steps.append((w, config))
    return steps


def torch_sgd_steps(descent: Descent) -> Steps:
    """The weights after each step of torch's SGD, rate 1e-2, momentum 0.9.

    torch's functional form: the classes of torch.optim load half of its compiler when first used.
    """
    import torch
    from torch.optim.sgd import sgd

    w = torch.from_numpy(descent["w"].copy())
    velocities: list[torch.Tensor | None] = [None]
    steps: Steps = []
    for gradient in torch.from_numpy(descent["gradients"]):
        sgd(
            [w], [gradient], velocities, lr=1e-2, momentum=0.9, dampening=0.0, nesterov=False,
            weight_decay=0.0, maximize=False, foreach=False,
        )  # fmt: skip
        steps.append((w.numpy().copy(), None))
    return steps


def torch_adam_steps(descent: Descent) -> Steps:
    """The weights after each step of torch's Adam with its defaults."""
    import torch
    from torch.optim.adam import adam

    w = torch.from_numpy(descent["w"].copy())
    m, v, t = torch.zeros_like(w), torch.zeros_like(w), torch.tensor(0.0)
    steps: Steps = []
    for gradient in torch.from_numpy(descent["gradients"]):
        adam(
            [w], [gradient], [m], [v], [], [t], lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8,
            amsgrad=False, weight_decay=0.0, maximize=False, foreach=False,
        )  # fmt: skip
        steps.append((w.numpy().copy(), None))
    return steps


def geometric_momentum(descent: Descent, count: int) -> Steps:
    """Momentum under one constant gradient: step n is 1 + μ + … + μⁿ⁻¹ times the first."""
    w, dw, config = descent["w"], descent["gradients"][0], descent["config"]
    powers = config["momentum"] ** np.arange(count)
    lengths = config["learning_rate"] * np.cumsum(np.cumsum(powers))
    return [(w - length * dw, None) for length in lengths]


def equal_adam_steps(descent: Descent, count: int) -> Steps:
    """Adam under one constant gradient: each step is η·sign(dw), at the default rate."""
    w, dw = descent["w"], descent["gradients"][0]
    return [(w - 1e-3 * number * np.sign(dw), None) for number in range(1, count + 1)]
