"""Q4b: update rules (NumPy).

An update rule takes parameters w, the gradient dw of the loss with respect to them, and a config
with its hyperparameters and its state:

    next_w, config = rule(w, dw, config)

The config that a call returns is given to the next one: what a rule has to remember (a velocity,
moments, a count) is kept there under the names that its docstring gives, and nowhere else. A key
that is missing takes its default; `config=None` is an empty config.

w and dw are float arrays of one shape, with 1 to 4 dimensions. Update w and config in place or make
new ones, as you like; leave dw as it is. Arguments are checked for you: a bad one raises a
ValueError that says what is wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from student.provided.validation import update_rule_arguments

Config = dict[str, Any]


def sgd(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Plain stochastic gradient descent: w ← w − η dw. Source: Q4(b).

    Args:
        w: parameters.
        dw: gradient, same shape.
        config: learning_rate η (default 1e-2).

    Returns:
        The next w, same shape, and the config for the next call.

    Raises:
        ValueError: for w and dw of different shapes or a hyperparameter out of range.
    """
    w, dw, config = update_rule_arguments(w, dw, config)

    raise NotImplementedError("Q4b sgd: a step of length learning_rate times dw, downhill")


def sgd_momentum(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> tuple[np.ndarray, Config]:
    """Gradient descent with momentum: v ← μ v + dw, then w ← w − η v. Source: Q4(b).

    Args:
        w: parameters.
        dw: gradient, same shape.
        config: learning_rate η (default 1e-2), momentum μ (default 0.9), and the state
            velocity v (same shape as w; 0 before the first step).

    Returns:
        The next w, same shape, and the config for the next call.

    Raises:
        ValueError: for w and dw of different shapes or a hyperparameter out of range.
    """
    w, dw, config = update_rule_arguments(w, dw, config)

    raise NotImplementedError("Q4b sgd_momentum: update the velocity, step along it, store it")


def rmsprop(
    w: np.ndarray, dw: np.ndarray, config: Config | None = None
) -> tuple[np.ndarray, Config]:
    """RMSProp: steps relative to the recent size of each gradient entry. Source: Q4(b), optional.

    cache ← ρ cache + (1 − ρ) dw², then w ← w − η dw / (√cache + ε).

    Args:
        w: parameters.
        dw: gradient, same shape.
        config: learning_rate η (default 1e-2), decay_rate ρ (default 0.99), epsilon ε (default
            1e-8), and the state cache (same shape as w; 0 before the first step).

    Returns:
        The next w, same shape, and the config for the next call.

    Raises:
        ValueError: for w and dw of different shapes or a hyperparameter out of range.
    """
    w, dw, config = update_rule_arguments(w, dw, config)

    raise NotImplementedError("Q4b rmsprop (optional): update the mean of dw², divide by its root")


def adam(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> tuple[np.ndarray, Config]:
    """Adam: momentum and relative step sizes, both with bias correction. Source: Q4(b).

    With t the number of this step, counted from 1:
    m ← β₁ m + (1 − β₁) dw and v ← β₂ v + (1 − β₂) dw²,
    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ), then w ← w − η m̂ / (√v̂ + ε).

    Args:
        w: parameters.
        dw: gradient, same shape.
        config: learning_rate η (default 1e-3), beta1 β₁ (default 0.9), beta2 β₂ (default 0.999),
            epsilon ε (default 1e-8), and the state m, v (same shape as w; 0 before the first
            step; without bias correction) and t (number of steps taken so far; 0 at first).

    Returns:
        The next w, same shape, and the config for the next call.

    Raises:
        ValueError: for w and dw of different shapes or a hyperparameter out of range.
    """
    w, dw, config = update_rule_arguments(w, dw, config)

    raise NotImplementedError("Q4b adam: count the step, update and correct both moments, step")
