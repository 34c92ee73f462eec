"""Every graded test earns its place: some wrong answer fails it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.diagnosis.bank import Misconception, bank
from grader.diagnosis.mistaken_caller import MistakenCaller
from grader.judge.rubric import Line, Part
from grader.tests.course import HOMEWORK, cases, find_check, parts
from grader.trials.checks import run_case

ENTRIES = bank(HOMEWORK).entries
WITH_ENTRIES = {entry.part for entry in ENTRIES}
LINES = [(part, line) for part in parts() if part.name in WITH_ENTRIES for line in part.lines]


def fails(line: Line, mistaken: MistakenCaller) -> bool:
    check = find_check(line.test_id)
    return any(run_case(check, case, mistaken).error is not None for case in cases(line.test_id))


def name(value: object) -> str:
    return value.test_id.rpartition("::")[2] if isinstance(value, Line) else ""


@pytest.mark.parametrize(("part", "line"), LINES, ids=name)
def test_a_misconception_fails_it(part: Part, line: Line) -> None:
    entries = [entry for entry in ENTRIES if entry.part == part.name]
    assert any(fails(line, MistakenCaller(entry)) for entry in entries)


WRONG_CONSTANTS: dict[str, tuple[str, Any]] = {
    "test_sgd_at_the_matched_rate_trains_like_momentum": ("MATCHED_SGD_LEARNING_RATE", 1e-2),
    "test_matched_rate_makes_steps_as_long_as_those_of_momentum": (
        "MATCHED_SGD_LEARNING_RATE",
        1e-2,
    ),
    "test_best_model_names_every_hyperparameter": ("BEST_MODEL", {"learning_rate": 0.1}),
    "test_best_model_trains_above_the_bar": ("BEST_MODEL", {"learning_rate": 0.1}),
}


class Table(MistakenCaller):
    """A process.toml that is there and says nothing."""

    def table(self) -> dict[str, Any]:
        return {"sources": [" "], "collaborators": [], "hours": 0}


@pytest.mark.parametrize(
    "line", [x for part in parts() if part.name not in WITH_ENTRIES for x in part.lines], ids=name
)
def test_a_wrong_value_fails_it(line: Line) -> None:
    constant, value = WRONG_CONSTANTS.get(name(line), ("", None))

    def wrong() -> Any:
        return value

    function: Callable[..., Any] = wrong
    mistaken = Table(Misconception("", "", constant, "", "", function))
    assert fails(line, mistaken)
