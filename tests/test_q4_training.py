"""Q4(c): gradient norms, and do the numbers tuned by hand train as they should?"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import (
    FLOAT32_TOLERANCE,
    assert_close,
    require,
    require_dict,
    require_number,
)
from grader.trials.mismatch import Mismatch
from grader.trials.properties import cases, expecting
from student.provided import experiments
from tests.best_model import RULES, Parameters, retrain

Gradients = dict[str, np.ndarray]


# ---- mean_gradient_norm ----


@cases(12, gradients=lambda draw: draw.gradient_dicts())
@expecting(norm=lambda oracles, gradients: oracles.mean_norm(gradients))
def test_mean_gradient_norm_is_the_mean_over_the_arrays(
    training: Any, gradients: Gradients, norm: float
) -> None:
    """mean_gradient_norm is the mean of the arrays' ℓ₂ norms, whatever their names and shapes."""
    assert_close(training.mean_gradient_norm(gradients), norm)


@cases(6, gradient=lambda draw: draw.gradient_dicts(most=1))
@expecting(norm=lambda oracles, gradient: oracles.mean_norm(gradient))
def test_mean_gradient_norm_of_one_array_is_its_norm(
    training: Any, gradient: Gradients, norm: float
) -> None:
    """For a single array mean_gradient_norm is its norm: for a matrix the Frobenius norm."""
    assert_close(training.mean_gradient_norm(gradient), norm)


@cases(4, gradients=lambda draw: draw.gradient_dicts(dtype=np.float32))
@expecting(norm=lambda oracles, gradients: oracles.mean_norm(gradients))
def test_mean_gradient_norm_leaves_the_gradients_as_they_were(
    training: Any, gradients: Gradients, norm: float
) -> None:
    """mean_gradient_norm takes float32 gradients too, and doesn't change them."""
    # What is float64 already reaches the student's part as it is; float32 as a copy.
    doubles = {name: gradient.astype(np.float64) for name, gradient in gradients.items()}
    for given_gradients in (gradients, doubles):
        observation = training.observe("mean_gradient_norm", given_gradients)
        changed = observation.changed
        require(not changed, "mean_gradient_norm changed the gradients", look="".join(changed[:1]))
        assert_close(observation.value, norm, tolerance=FLOAT32_TOLERANCE)


# ---- tuned by hand ----


@expecting(comparison=lambda oracles: oracles.sgd_beside_momentum())
def test_sgd_at_the_matched_rate_trains_like_momentum(
    training: Any, comparison: dict[str, Any]
) -> None:
    """Plain SGD at MATCHED_SGD_LEARNING_RATE comes as far as momentum, on the same batches."""
    name = "MATCHED_SGD_LEARNING_RATE"
    rate = require_number(training.constant(name), what=name)
    require(rate > 0, f"a learning rate of {rate:g} is not positive", got=rate)
    accuracy = np.interp(np.log(rate), np.log(comparison["rates"]), comparison["accuracies"])
    require(
        comparison["low"] <= rate <= comparison["high"],
        f"SGD at rate {rate:g} reaches a training accuracy of about {accuracy:.2f}, "
        f"momentum {comparison['momentum']:.2f}",
        got=rate,
    )


def test_best_model_names_every_hyperparameter(training: Any) -> None:
    """BEST_MODEL has a number for each of four hyperparameters, and the name of an update rule."""
    best_model = require_dict(
        training.constant("BEST_MODEL"), experiments.BEST_MODEL_KEYS, what="BEST_MODEL"
    )
    for key in experiments.BEST_MODEL_KEYS:
        if key != "update_rule":
            require_number(best_model[key], what=f'BEST_MODEL["{key}"]')
    rule = best_model["update_rule"]
    require(rule in list(RULES), f"{rule!r} is not an update rule", got=rule)


@expecting(start=lambda oracles: oracles.deep_start())
def test_best_model_trains_above_the_bar(training: Any, start: Parameters) -> None:
    """With BEST_MODEL's hyperparameters the deep network's validation accuracy reaches the bar."""
    best_model = require_dict(training.constant("BEST_MODEL"), what="BEST_MODEL")
    try:
        result = retrain(best_model, start)
    except (ValueError, TypeError) as error:
        raise Mismatch(f"BEST_MODEL can't be trained: {error}", got=best_model) from None
    bar = experiments.BEST_MODEL_BAR
    end = "diverged at" if result.diverged else "ended at"
    require(
        result.val_accuracy >= bar,
        f"training {end} a validation accuracy of {result.val_accuracy:.3f}; the bar is {bar}",
        got=best_model,
    )
