"""Q1: do the short answers say what the derivations come to?"""

from __future__ import annotations

from typing import Any

from grader.answers.judging import require_answer, require_readable
from grader.trials.properties import expecting

Key = dict[str, Any]

# A public check of these would be a guess away from its answer: it says only what can be read.
CHOICES = (
    "at_the_bound",
    "limiting_coordinate",
    "slow_below_the_best_rate",
    "between_change_stability",
    "between_change_the_best_rate",
    "plays_sigma",
    "plays_y",
)


@expecting(key=lambda oracles: oracles.answer_key("stability_bound"))
def test_stability_bound_is_where_the_factor_reaches_minus_one(answers: Any, key: Key) -> None:
    """Below this learning rate the recurrence is stable, above it isn't."""
    require_answer(answers.table(), "stability_bound", key)


@expecting(key=lambda oracles: oracles.answer_key("error_factor"))
def test_error_factor_is_what_a_step_leaves(answers: Any, key: Key) -> None:
    """The factor, never negative, by which one step multiplies an error's size."""
    require_answer(answers.table(), "error_factor", key)


@expecting(key=lambda oracles: oracles.answer_key("steps_to_accuracy"))
def test_steps_to_accuracy_solve_for_the_exponent(answers: Any, key: Key) -> None:
    """The real t after which a factor ρ for each step has made ε of the error."""
    require_answer(answers.table(), "steps_to_accuracy", key)


@expecting(key=lambda oracles: oracles.answer_key("two_coordinate_bound"))
def test_two_coordinate_bound_is_the_smaller_one(answers: Any, key: Key) -> None:
    """Below this learning rate both coordinates converge, above it one doesn't."""
    require_answer(answers.table(), "two_coordinate_bound", key)


@expecting(key=lambda oracles: oracles.answer_key("best_rate"))
def test_best_rate_makes_both_factors_equal(answers: Any, key: Key) -> None:
    """The learning rate whose worst factor is smallest."""
    require_answer(answers.table(), "best_rate", key)


@expecting(key=lambda oracles: oracles.answer_key("best_factor"))
def test_best_factor_depends_on_kappa_alone(answers: Any, key: Key) -> None:
    """What the best rate leaves of the error in one step, in terms of κ = σ_ℓ²/σ_s²."""
    require_answer(answers.table(), "best_factor", key)


@expecting(keys=lambda oracles: oracles.readable_answers(*CHOICES))
def test_choices_of_q1_are_made(answers: Any, keys: dict[str, Key]) -> None:
    """Every choice of Q1 is one of its options; whether it is right, hidden checks say."""
    require_readable(answers.table(), keys)
