"""Q13: a short answer."""

from __future__ import annotations

from typing import Any

from grader.answers.judging import require_answer
from grader.trials.properties import expecting


@expecting(key=lambda oracles: oracles.KEPT_ENTRY.recorded())
def test_a_kept_entry_makes_up_for_those_that_are_dropped(
    answers: Any, key: dict[str, Any]
) -> None:
    """What dropout makes of an entry x that it keeps."""
    require_answer(answers.table(), "kept_entry", key)
