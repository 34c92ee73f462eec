"""Q3: are the choices right?"""

from __future__ import annotations

from typing import Any

from grader.answers.judging import require_answer
from grader.trials.properties import expecting

Key = dict[str, Any]


@expecting(key=lambda oracles: oracles.answer_key("learned_first"))
def test_which_singular_values_are_learned_first(answers: Any, key: Key) -> None:
    """Which principal features training learns first."""
    require_answer(answers.table(), "learned_first", key)


@expecting(key=lambda oracles: oracles.answer_key("alike_across_starts"))
def test_what_is_alike_across_random_starts(answers: Any, key: Key) -> None:
    """Whether principal or individual features agree between random starts."""
    require_answer(answers.table(), "alike_across_starts", key)
