"""A question part scores the same alone, beside others and in any order, whatever its file tries to
carry from one to another."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence

import pytest

from grader.calls.budget import Budget
from grader.calls.loaded import LoadedFiles
from grader.calls.servers import Servers
from grader.calls.session import Session
from grader.judge.grading import Judge
from grader.judge.rubric import Part
from grader.submission import Submission
from grader.tests.attacks.carriers import COUNTERS, PLACES, carrier, counter
from grader.tests.attacks.surroundings import Surroundings, left_running
from grader.tests.course import select
from grader.tests.mixing import solutions

_NAMES = ("q4b_sgd", "q4b_sgd_momentum", "q4b_adam")
PARTS = [part for part in select("q4b") if part.name in _NAMES]


def changed(text: str) -> Submission:
    """The solutions, with more text in optimizers.py."""
    files = dict(solutions().files)
    files["optimizers.py"] += f"\n\n{text}"
    return dataclasses.replace(solutions(), files=files)


def lost(judge: Judge, text: str, parts: Sequence[Part]) -> list[str]:
    """The parts that a file with this text loses points in, where these are graded together."""
    report = judge.grade(changed(text), parts)
    return [part.name for part in report.parts if part.score < part.possible]


def lost_in_any_order(judge: Judge, text: str) -> list[str]:
    """The same, with each of the parts alone, and all together in two orders."""
    orders = [*([part] for part in PARTS), PARTS, PARTS[::-1]]
    return [name for parts in orders for name in lost(judge, text, parts)]


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_carried_from_part_to_part_in(
    place: str, patient_judge: Judge, around: Surroundings
) -> None:
    text = carrier(place).replace("@MARK@", around.places["MARK"])
    assert lost_in_any_order(patient_judge, text) == []
    assert around.signs() == []
    assert left_running(patient_judge.servers) == []


@pytest.mark.parametrize("way", COUNTERS)
def test_a_file_does_not_learn_how_often_it_was_forked(way: str, servers: Servers) -> None:
    with contextlib.closing(LoadedFiles(changed(counter(way)), servers)) as files:
        counts = []
        for _ in range(4):
            session = Session(files, "optimizers", Budget())
            counts.append((session.constant("counted"), session.constant("mother")))
            session.close()
    assert len(set(counts)) == 1
