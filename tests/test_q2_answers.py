"""Q2: do the short answers say what the derivations come to?"""

from __future__ import annotations

from typing import Any

from grader.answers.judging import require_answer, require_readable
from grader.trials.properties import expecting

Key = dict[str, Any]

# A public check of these would be a guess away from its answer: it says only what can be read.
CHOICES = (
    "undefined_where",
    "constant_works_where",
    "geometric_lacks",
)


@expecting(key=lambda oracles: oracles.answer_key("gradient_entry"))
def test_gradient_entry_is_that_of_a_unit_vector(answers: Any, key: Key) -> None:
    """An entry of the gradient, in terms of those of x and b and the distance D."""
    require_answer(answers.table(), "gradient_entry", key)


@expecting(key=lambda oracles: oracles.answer_key("constant_distance"))
def test_constant_steps_end_up_at_a_distance(answers: Any, key: Key) -> None:
    """The smallest distance that steps of length 1 reach in the running example."""
    require_answer(answers.table(), "constant_distance", key)


@expecting(key=lambda oracles: oracles.answer_key("decreasing_steps"))
def test_decreasing_steps_arrive_after_a_count(answers: Any, key: Key) -> None:
    """The first step at which 1/(i + 1) comes within 0.01 in the running example."""
    require_answer(answers.table(), "decreasing_steps", key)


@expecting(key=lambda oracles: oracles.answer_key("growth"))
def test_growth_inverts_the_harmonic_sum(answers: Any, key: Key) -> None:
    """The n for which ln n + γ is the distance δ."""
    require_answer(answers.table(), "growth", key)


@expecting(key=lambda oracles: oracles.answer_key("geometric_reach"))
def test_geometric_steps_reach_as_far_as_their_sum(answers: Any, key: Key) -> None:
    """The largest distance that steps (5/6)^i come as near to as you like."""
    require_answer(answers.table(), "geometric_reach", key)


@expecting(keys=lambda oracles: oracles.readable_answers(*CHOICES))
def test_choices_of_q2_are_made(answers: Any, keys: dict[str, Key]) -> None:
    """Every choice of Q2 is one of its options; whether it is right, hidden checks say."""
    require_readable(answers.table(), keys)
