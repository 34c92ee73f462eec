"""What grades a BEST_MODEL trains as the notebook's experiment does."""

from __future__ import annotations

from typing import Any

import pytest

from student.provided.experiments import train_best_model
from tests.oracles.training import deep_start
from tests.oracles.update_rules import UPDATE_RULES
from tests.retraining import RULES, result_of, retrain
from tests.retraining_by_torch import retrain as by_torch

# Rates at which training goes well.
RATES = {"sgd": 0.2, "sgd_momentum": 0.05, "rmsprop": 0.003, "adam": 0.01}


def best_model(rule: str, **others: Any) -> dict[str, Any]:
    usual = {"num_epochs": 12, "batch_size": 100, "lr_decay": 0.9}
    return usual | {"update_rule": rule, "learning_rate": RATES[rule]} | others


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("how", [retrain, by_torch], ids=["the grader's", "the kit's"])
def test_it_comes_as_far_as_the_rules_of_the_handout_to_the_image(how: Any, rule: str) -> None:
    expected = train_best_model(best_model(rule), UPDATE_RULES)
    assert how(best_model(rule), deep_start()) == expected
    assert not expected.diverged


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
