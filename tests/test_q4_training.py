"""Q4(c): gradient norms, and do the numbers tuned by hand train as they should?"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from hypothesis import given, settings

from grader.trials.comparing import (
    FLOAT32_TOLERANCE,
    Mismatch,
    assert_close,
    require,
    require_dict,
    require_number,
)
from student.provided import experiments
from tests.oracles import update_rules as references
from tests.strategies import gradient_dicts


def norm_entry_by_entry(gradient: np.ndarray) -> float:
    """The square root of the sum of squares, in plain Python."""
    return sum(float(entry) ** 2 for entry in gradient.flat) ** 0.5


def mean_norm(gradients: dict[str, np.ndarray]) -> float:
    """The mean over the arrays of their ℓ₂ norms."""
    return sum(map(norm_entry_by_entry, gradients.values())) / len(gradients)


# A class has many submissions with the same numbers; what is kept stays small however many differ.
@functools.lru_cache(maxsize=1000)
def train(best_model: tuple[tuple[str, Any], ...]) -> experiments.BestModelResult:
    """Train a BEST_MODEL, given as its sorted items, with the reference rules."""
    return experiments.train_best_model(dict(best_model), references.UPDATE_RULES)


@functools.lru_cache(maxsize=1000)
def compare_with_momentum(learning_rate: float) -> experiments.MomentumComparison:
    """Train plain SGD at this rate and momentum at its own, with the reference rules."""
    rules = references.UPDATE_RULES
    return experiments.compare_momentum_with_sgd(learning_rate, rules["sgd"], rules["sgd_momentum"])


# ---- mean_gradient_norm ----


@given(gradients=gradient_dicts())
@settings(max_examples=12)
def test_mean_gradient_norm_is_the_mean_over_the_arrays(
    training: Any, gradients: dict[str, np.ndarray]
) -> None:
    """mean_gradient_norm is the mean of the arrays' ℓ₂ norms, whatever their names and shapes."""
    assert_close(training.mean_gradient_norm(gradients), mean_norm(gradients))


@given(gradient=gradient_dicts(most=1))
@settings(max_examples=6)
def test_mean_gradient_norm_of_one_array_is_its_norm(
    training: Any, gradient: dict[str, np.ndarray]
) -> None:
    """For a single array mean_gradient_norm is its norm: for a matrix the Frobenius norm."""
    (array,) = gradient.values()
    assert_close(training.mean_gradient_norm(gradient), norm_entry_by_entry(array))


@given(gradients=gradient_dicts(dtype=np.float32))
@settings(max_examples=4)
def test_mean_gradient_norm_leaves_the_gradients_as_they_were(
    training: Any, gradients: dict[str, np.ndarray]
) -> None:
    """mean_gradient_norm takes float32 gradients too, and doesn't change them."""
    # What is float64 already reaches the student's part as it is; float32 as a copy.
    doubles = {name: gradient.astype(np.float64) for name, gradient in gradients.items()}
    for given_gradients in (gradients, doubles):
        observation = training.observe("mean_gradient_norm", given_gradients)
        require(not observation.changed, "mean_gradient_norm changed the gradients")
        assert_close(observation.value, mean_norm(gradients), tolerance=FLOAT32_TOLERANCE)


# ---- tuned by hand ----


def test_sgd_at_the_matched_rate_trains_like_momentum(training: Any) -> None:
    """Plain SGD at MATCHED_SGD_LEARNING_RATE comes as far as momentum, on the same batches."""
    name = "MATCHED_SGD_LEARNING_RATE"
    rate = require_number(training.constant(name), what=name)
    require(rate > 0, f"a learning rate of {rate:g} is not positive", got=rate)
    result = compare_with_momentum(rate)
    require(
        result.is_match,
        f"SGD at rate {rate:g} reaches a training accuracy of {result.sgd_accuracy:.3f}, "
        f"momentum {result.momentum_accuracy:.3f}",
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
    require(rule in list(references.UPDATE_RULES), f"{rule!r} is not an update rule", got=rule)


def test_best_model_trains_above_the_bar(training: Any) -> None:
    """With BEST_MODEL's hyperparameters the deep network's validation accuracy reaches the bar."""
    best_model = require_dict(training.constant("BEST_MODEL"), what="BEST_MODEL")
    try:
        result = train(tuple(sorted(best_model.items())))
    except (ValueError, TypeError) as error:
        raise Mismatch(f"BEST_MODEL can't be trained: {error}", got=best_model) from None
    bar = experiments.BEST_MODEL_BAR
    end = "diverged at" if result.diverged else "ended at"
    require(
        result.val_accuracy >= bar,
        f"training {end} a validation accuracy of {result.val_accuracy:.3f}; the bar is {bar}",
        got=best_model,
    )
