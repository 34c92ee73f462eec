"""What is said of a function that stands in a student's place, for the tests of the diagnosis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.diagnosis.bank import Misconception
from grader.diagnosis.known import known_mistakes
from grader.diagnosis.mistaken_caller import tried
from grader.diagnosis.recognise import diagnose
from grader.model import Diagnosis
from grader.tests.course import find_check, select
from grader.trials.checks import Trial
from grader.trials.recording import Recording

Function = Callable[..., Any]
Config = dict[str, Any]


def trials_of(part_name: str, function: Function, recorded: Recording) -> list[Trial]:
    """How the checks of a part go with the function in the solution's place."""
    (part,) = select(part_name)[:1]
    entry = Misconception("", part_name, part.stated.function, "", "", function)
    return tried(entry, [find_check(line.test_id) for line in part.lines], recorded)


def ideas(part_name: str, function: Function, recorded: Recording) -> dict[str, Diagnosis | None]:
    """What is said of each check of a part that fails with the function in the solution's place."""
    bank = known_mistakes(recorded, part_name).entries
    trials = trials_of(part_name, function, recorded)
    return {
        trial.check.name: diagnose(
            bank,
            trial,
            [other for other in trials if other is not trial],
            describers=recorded.homework.hook("describers"),
        )
        for trial in trials
        if trial.failures
    }


def named(part_name: str, function: Function, recorded: Recording) -> set[str]:
    return {
        idea.misconception
        for idea in ideas(part_name, function, recorded).values()
        if idea and idea.misconception
    }
