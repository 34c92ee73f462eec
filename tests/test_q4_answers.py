"""Q4: do the short answers say what the derivations come to?"""

from __future__ import annotations

from typing import Any

from grader.answers.judging import require_answer
from grader.trials.properties import expecting

Key = dict[str, Any]


@expecting(key=lambda oracles: oracles.answer_key("rmsprop_first_step"))
def test_rmsprop_first_step_is_longer_than_the_rate(answers: Any, key: Key) -> None:
    """The length of RMSProp's first step for a gradient g."""
    require_answer(answers.table(), "rmsprop_first_step", key)


@expecting(key=lambda oracles: oracles.answer_key("adam_first_step"))
def test_adam_first_step_is_corrected(answers: Any, key: Key) -> None:
    """The length of Adam's first step for a gradient g."""
    require_answer(answers.table(), "adam_first_step", key)


@expecting(key=lambda oracles: oracles.answer_key("layer_factor"))
def test_layer_factor_is_that_of_relu_and_weights(answers: Any, key: Key) -> None:
    """What a ReLU layer does to the mean square of what passes forwards."""
    require_answer(answers.table(), "layer_factor", key)


@expecting(key=lambda oracles: oracles.answer_key("momentum_effective_rate"))
def test_momentum_effective_rate_sums_the_series(answers: Any, key: Key) -> None:
    """The rate at which plain SGD steps like momentum on a constant gradient."""
    require_answer(answers.table(), "momentum_effective_rate", key)
