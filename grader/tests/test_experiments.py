"""The experiments of Q4(c): what passes, what doesn't, and that nothing breaks them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solutions import optimizers
from solutions.training import BEST_MODEL, MATCHED_SGD_LEARNING_RATE
from student.provided.experiments import (
    BEST_MODEL_BAR,
    DEEP,
    compare_momentum_with_sgd,
    he_network,
    train_best_model,
)

RULES = {
    "sgd": optimizers.sgd,
    "sgd_momentum": optimizers.sgd_momentum,
    "rmsprop": optimizers.rmsprop,
    "adam": optimizers.adam,
}
SHORT = {
    "learning_rate": 0.1,
    "num_epochs": 1,
    "batch_size": 500,
    "lr_decay": 1,
    "update_rule": "sgd",
}


def hyperparameters(rule: str, learning_rate: float, **others: Any) -> dict[str, Any]:
    usual = {"num_epochs": 10, "batch_size": 100, "lr_decay": 1.0}
    return usual | {"update_rule": rule, "learning_rate": learning_rate} | others


def test_the_solution_clears_the_bar_with_room() -> None:
    assert BEST_MODEL is not None
    result = train_best_model(BEST_MODEL, RULES)

    assert result.val_accuracy >= BEST_MODEL_BAR + 0.02
    assert result.steps_to_bar is not None
    assert 0 < result.steps_to_bar <= 24 * BEST_MODEL["num_epochs"]


@pytest.mark.parametrize(
    ("rule", "learning_rate"), [("sgd", 0.2), ("adam", 0.01), ("rmsprop", 0.003)]
)
def test_every_rule_clears_the_bar_at_a_rate_that_suits_it(rule: str, learning_rate: float) -> None:
    chosen = hyperparameters(rule, learning_rate, num_epochs=12, batch_size=50, lr_decay=0.95)

    assert train_best_model(chosen, RULES).val_accuracy >= BEST_MODEL_BAR + 0.01


@pytest.mark.parametrize(
    ("rule", "learning_rate"), [("sgd", 1e-2), ("sgd_momentum", 1e-2), ("adam", 1e-3)]
)
def test_no_graded_rule_reaches_the_bar_at_its_default_rate_in_ten_epochs(
    rule: str, learning_rate: float
) -> None:
    result = train_best_model(hyperparameters(rule, learning_rate), RULES)

    assert result.val_accuracy < BEST_MODEL_BAR
    assert result.steps_to_bar is None


@pytest.mark.parametrize("learning_rate", [1e300, 1e4, 1e-300])
@pytest.mark.parametrize("rule", ["sgd_momentum", "adam"])
def test_absurd_rates_end_quietly_and_low(rule: str, learning_rate: float) -> None:
    result = train_best_model(hyperparameters(rule, learning_rate, num_epochs=2), RULES)

    assert 0 <= result.val_accuracy < 0.3
    assert np.isfinite(result.train_accuracy)


def test_the_same_hyperparameters_train_alike() -> None:
    assert train_best_model(SHORT, RULES) == train_best_model(SHORT, RULES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learning_rate": 0}, "learning_rate must be positive"),
        ({"learning_rate": float("nan")}, "learning_rate must be finite"),
        ({"learning_rate": "0.1%"}, "learning_rate must be a number"),
        ({"num_epochs": 0}, "num_epochs must be at least 1"),
        ({"num_epochs": 10**400}, "num_epochs must be a number"),
        ({"num_epochs": 21}, "num_epochs must be 20 at most"),
        ({"num_epochs": 1.5}, "num_epochs must be a whole number"),
        ({"batch_size": 31}, "batch_size must be at least 32"),
        ({"batch_size": 501}, "batch_size must be 500 at most"),
        ({"lr_decay": 0}, "lr_decay must be positive"),
        ({"lr_decay": 1.1}, "lr_decay must be 1 at most"),
        ({"update_rule": "lion"}, "update_rule must be one of sgd, sgd_momentum, rmsprop, adam"),
    ],
)
def test_hyperparameters_out_of_range_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        train_best_model(SHORT | change, RULES)


def test_further_keys_mean_nothing() -> None:
    assert train_best_model(SHORT | {"weights": "he"}, RULES) == train_best_model(SHORT, RULES)


@pytest.mark.parametrize("best_model", [None, [], {}, {"learning_rate": 0.1}])
def test_a_best_model_is_a_dict_with_all_keys(best_model: Any) -> None:
    with pytest.raises(ValueError, match=r"^BEST_MODEL must be a dict with the keys"):
        train_best_model(best_model, RULES)


@pytest.mark.parametrize("learning_rate", [0.05, MATCHED_SGD_LEARNING_RATE, 0.2])
def test_rates_around_the_effective_step_match_momentum(learning_rate: float) -> None:
    compared = compare_momentum_with_sgd(learning_rate, optimizers.sgd, optimizers.sgd_momentum)

    assert compared.is_match
    assert 0.5 < compared.momentum_accuracy < 0.97


@pytest.mark.parametrize("learning_rate", [1e-3, 1e-2, 0.019, 0.04, 0.3, 0.9, 1, 1e300])
def test_rates_far_from_the_effective_step_do_not_match(learning_rate: float) -> None:
    assert not compare_momentum_with_sgd(
        learning_rate, optimizers.sgd, optimizers.sgd_momentum
    ).is_match


def test_a_rate_to_compare_must_be_positive() -> None:
    with pytest.raises(ValueError, match=r"^sgd_learning_rate must be positive"):
        compare_momentum_with_sgd(0, optimizers.sgd, optimizers.sgd_momentum)


def test_the_deep_network_starts_with_the_variance_that_he_asks_for() -> None:
    network = he_network(DEEP, seed=1)

    for layer, fan_in in enumerate(DEEP[:-1], start=1):
        weights = network.parameters[f"W{layer}"]
        # The mean square of N normals is 2/fan_in to 1 ± √(2/N); six of those are 1e-8 apart.
        assert np.mean(weights**2) * fan_in / 2 == pytest.approx(
            1, abs=6 * (2 / weights.size) ** 0.5
        )
        assert not network.parameters[f"b{layer}"].any()
