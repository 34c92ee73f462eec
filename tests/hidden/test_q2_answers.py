"""Q2: are the choices right?"""

from __future__ import annotations

from typing import Any

from grader.answers.judging import require_answer
from grader.trials.properties import expecting

Key = dict[str, Any]


@expecting(key=lambda oracles: oracles.answer_key("undefined_where"))
def test_where_the_gradient_is_undefined(answers: Any, key: Key) -> None:
    """Where the gradient of the norm is undefined."""
    require_answer(answers.table(), "undefined_where", key)


@expecting(key=lambda oracles: oracles.answer_key("constant_works_where"))
def test_where_constant_steps_arrive(answers: Any, key: Key) -> None:
    """For which b steps of length 1 arrive."""
    require_answer(answers.table(), "constant_works_where", key)


@expecting(key=lambda oracles: oracles.answer_key("geometric_lacks"))
def test_which_property_geometric_steps_lack(answers: Any, key: Key) -> None:
    """Which of the two properties of 1/(i + 1) the steps (5/6)^i lack."""
    require_answer(answers.table(), "geometric_lacks", key)
