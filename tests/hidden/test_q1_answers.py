"""Q1: are the choices right?"""

from __future__ import annotations

from typing import Any

from grader.answers.judging import require_answer
from grader.trials.properties import expecting

Key = dict[str, Any]


@expecting(key=lambda oracles: oracles.answer_key("at_the_bound"))
def test_what_happens_at_the_bound(answers: Any, key: Key) -> None:
    """Whether errors converge, alternate or grow at the largest stable rate."""
    require_answer(answers.table(), "at_the_bound", key)


@expecting(key=lambda oracles: oracles.answer_key("limiting_coordinate"))
def test_which_coordinate_limits_the_rate(answers: Any, key: Key) -> None:
    """Whether the large σ or the small one limits the learning rate."""
    require_answer(answers.table(), "limiting_coordinate", key)


@expecting(key=lambda oracles: oracles.answer_key("slow_below_the_best_rate"))
def test_which_coordinate_is_slow_at_small_rates(answers: Any, key: Key) -> None:
    """Whether the large σ or the small one is slow below the best rate."""
    require_answer(answers.table(), "slow_below_the_best_rate", key)


@expecting(key=lambda oracles: oracles.answer_key("between_change_stability"))
def test_whether_coordinates_between_change_stability(answers: Any, key: Key) -> None:
    """Whether coordinates in between change which rates are stable."""
    require_answer(answers.table(), "between_change_stability", key)


@expecting(key=lambda oracles: oracles.answer_key("between_change_the_best_rate"))
def test_whether_coordinates_between_change_the_best_rate(answers: Any, key: Key) -> None:
    """Whether coordinates in between change the best rate."""
    require_answer(answers.table(), "between_change_the_best_rate", key)


@expecting(key=lambda oracles: oracles.answer_key("plays_sigma"))
def test_what_plays_sigma_in_least_squares(answers: Any, key: Key) -> None:
    """What plays the part of σ in least squares."""
    require_answer(answers.table(), "plays_sigma", key)


@expecting(key=lambda oracles: oracles.answer_key("plays_y"))
def test_what_plays_y_in_least_squares(answers: Any, key: Key) -> None:
    """What plays the part of y in least squares."""
    require_answer(answers.table(), "plays_y", key)
