"""Q4(c), kept from students: what a mean of norms implies, and where the matched rate lies."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import assert_close, require, require_number
from grader.trials.properties import cases, expecting
from student.provided import experiments


@cases(5, gradients=lambda draw: draw.gradient_dicts())
@expecting(norm=lambda oracles, gradients: oracles.mean_norm(gradients))
def test_mean_gradient_norm_scales_with_the_gradients(
    training: Any, gradients: dict[str, np.ndarray], norm: float
) -> None:
    """Gradients −1000 times as large have a mean norm 1000 times as large."""
    assert_close(training.mean_gradient_norm(gradients), norm)
    scaled = {name: -1000 * gradient for name, gradient in gradients.items()}
    assert_close(training.mean_gradient_norm(scaled), 1000 * norm)


@cases(6, gradients=lambda draw: draw.gradient_dicts())
@expecting(norm=lambda oracles, gradients: oracles.mean_norm(gradients))
def test_mean_gradient_norm_counts_arrays_not_entries(
    training: Any, gradients: dict[str, np.ndarray], norm: float
) -> None:
    """Zeros inside an array leave the mean norm as it is; an array of zeros counts as one more."""
    padded = {
        name: np.concatenate([gradient.ravel(), np.zeros(3)])
        for name, gradient in reversed(gradients.items())
    }
    assert_close(training.mean_gradient_norm(padded), norm)
    count = len(gradients)
    longer = gradients | {"W3": np.zeros((2, 2))}
    assert_close(training.mean_gradient_norm(longer), norm * count / (count + 1))


def test_matched_rate_makes_steps_as_long_as_those_of_momentum(training: Any) -> None:
    """MATCHED_SGD_LEARNING_RATE makes SGD's steps as long as momentum's, to a factor of two.

    Under a constant gradient momentum's steps grow to 1/(1 − μ) times the first.
    """
    name = "MATCHED_SGD_LEARNING_RATE"
    rate = require_number(training.constant(name), what=name)
    matched = experiments.MOMENTUM_LEARNING_RATE / (1 - experiments.MOMENTUM["momentum"])
    near = matched / 2 <= rate <= 2 * matched
    require(near, f"{name} is {rate:g}: steps of quite another length than momentum's", got=rate)
