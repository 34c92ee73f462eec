"""What grades a BEST_MODEL trains as the notebook's experiment does."""

from __future__ import annotations

from typing import Any

import pytest

from student.provided.experiments import train_best_model
from tests.oracles.training import deep_start
from tests.oracles.update_rules import UPDATE_RULES
from tests.retraining import RULES, result_of, retrain

# Rates at which training goes well: there roundings move no more than a few images.
RATES = {"sgd": 0.2, "sgd_momentum": 0.05, "rmsprop": 0.003, "adam": 0.01}
FEW_IMAGES = 0.02


def best_model(rule: str, **others: Any) -> dict[str, Any]:
    usual = {"num_epochs": 12, "batch_size": 100, "lr_decay": 0.9}
    return usual | {"update_rule": rule, "learning_rate": RATES[rule]} | others


@pytest.mark.parametrize("rule", RULES)
def test_it_comes_as_far_as_the_update_rules_of_the_handout(rule: str) -> None:
    expected = train_best_model(best_model(rule), UPDATE_RULES)
    result = retrain(best_model(rule), deep_start())
    assert result.val_accuracy == pytest.approx(expected.val_accuracy, abs=FEW_IMAGES)
    assert result.train_accuracy == pytest.approx(expected.train_accuracy, abs=FEW_IMAGES)
    assert not result.diverged


def test_one_epoch_of_plain_sgd_is_the_same_to_the_image() -> None:
    short = best_model("sgd", num_epochs=1, batch_size=500)
    assert retrain(short, deep_start()) == train_best_model(short, UPDATE_RULES)


def test_a_rate_that_is_too_big_ends_quietly() -> None:
    result = retrain(best_model("sgd_momentum", learning_rate=1e300), deep_start())
    assert result.diverged
    assert result.val_accuracy < 0.3


def test_what_was_trained_is_remembered_whatever_else_is_in_it() -> None:
    trained = best_model("sgd", num_epochs=1, batch_size=400)
    assert result_of(trained) is None
    result = retrain(trained, deep_start())
    assert result_of(trained | {"notes": ["a list"]}) is result
    assert result_of({"learning_rate": 0.1}) is None
