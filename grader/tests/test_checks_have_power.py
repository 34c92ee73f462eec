"""Every graded test earns its place: some wrong answer fails it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from grader.calls.session import Session
from grader.diagnosis.bank import Misconception, bank
from grader.diagnosis.likeness import undisturbed
from grader.diagnosis.stand_in import StandIn
from grader.judge.grading import open_recording
from grader.judge.questions import Line, Part, parts
from grader.trials.cases import Recording
from grader.trials.checks import load_check, run_case

WITH_ENTRIES = {entry.part for entry in bank()}
LINES = [(part, line) for part in parts() if part.name in WITH_ENTRIES for line in part.lines]


@pytest.fixture(scope="module")
def cases() -> Recording:
    return open_recording()


def fails(line: Line, stand_in: StandIn, cases: Recording) -> bool:
    check = load_check(line.test_id)
    return any(
        run_case(check, case.arguments, cast(Session, stand_in)) is not None
        for case in cases.of(line.test_id)
    )


def name(value: object) -> str:
    return value.test_id.rpartition("::")[2] if isinstance(value, Line) else ""


@pytest.mark.parametrize(("part", "line"), LINES, ids=name)
def test_a_misconception_fails_it(part: Part, line: Line, cases: Recording) -> None:
    entries = [entry for entry in bank() if entry.part == part.name]
    with undisturbed():
        assert any(fails(line, StandIn(entry), cases) for entry in entries)


WRONG_CONSTANTS: dict[str, tuple[str, Any]] = {
    "test_sgd_at_the_matched_rate_trains_like_momentum": ("MATCHED_SGD_LEARNING_RATE", 1e-2),
    "test_matched_rate_makes_steps_as_long_as_those_of_momentum": (
        "MATCHED_SGD_LEARNING_RATE",
        1e-2,
    ),
    "test_best_model_names_every_hyperparameter": ("BEST_MODEL", {"learning_rate": 0.1}),
    "test_best_model_trains_above_the_bar": ("BEST_MODEL", {"learning_rate": 0.1}),
}


class Table(StandIn):
    """A process.toml that is there and says nothing."""

    def table(self) -> dict[str, Any]:
        return {"sources": [" "], "collaborators": [], "hours": 0}


@pytest.mark.parametrize(
    "line", [x for part in parts() if part.name not in WITH_ENTRIES for x in part.lines], ids=name
)
def test_a_wrong_value_fails_it(line: Line, cases: Recording) -> None:
    constant, value = WRONG_CONSTANTS.get(name(line), ("", None))

    def wrong() -> Any:
        return value

    function: Callable[..., Any] = wrong
    stand_in = Table(Misconception("", "", constant, "", "", function))
    assert fails(line, stand_in, cases)
