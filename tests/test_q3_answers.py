"""Q3: do the short answers say what the derivations come to?"""

from __future__ import annotations

from typing import Any

from grader.answers.judging import require_answer, require_readable
from grader.trials.properties import expecting

Key = dict[str, Any]

# A public check of these would be a guess away from its answer: it says only what can be read.
CHOICES = (
    "learned_first",
    "alike_across_starts",
)


@expecting(key=lambda oracles: oracles.answer_key("elbow"))
def test_elbow_is_where_the_unit_turns_on(answers: Any, key: Key) -> None:
    """Where a hidden unit max(0, wx + b) bends."""
    require_answer(answers.table(), "elbow", key)


@expecting(key=lambda oracles: oracles.answer_key("weight_feature"))
def test_weight_feature_follows_from_the_chain_rule(answers: Any, key: Key) -> None:
    """The feature of a hidden unit's weight where the unit is active."""
    require_answer(answers.table(), "weight_feature", key)


@expecting(key=lambda oracles: oracles.answer_key("bias_feature"))
def test_bias_feature_follows_from_the_chain_rule(answers: Any, key: Key) -> None:
    """The feature of a hidden unit's bias where the unit is active."""
    require_answer(answers.table(), "bias_feature", key)


@expecting(key=lambda oracles: oracles.answer_key("weight_feature_at_the_elbow"))
def test_weight_feature_jumps_at_the_elbow(answers: Any, key: Key) -> None:
    """How far the feature of a weight jumps at the elbow."""
    require_answer(answers.table(), "weight_feature_at_the_elbow", key)


@expecting(keys=lambda oracles: oracles.readable_answers(*CHOICES))
def test_choices_of_q3_are_made(answers: Any, keys: dict[str, Key]) -> None:
    """Every choice of Q3 is one of its options; whether it is right, hidden checks say."""
    require_readable(answers.table(), keys)
