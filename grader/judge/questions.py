"""The questions: the rubric's parts as Otter reads them, and how a name chooses among them."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from otter.test_files import ExceptionTestFile

from grader.judge import rubric
from grader.trials.cases import ROOT


class UnknownQuestion(Exception):
    """There is no such question; the text names those there are."""


@dataclass(frozen=True)
class Line:
    """One line of the rubric: a check with its points and visibility."""

    test_id: str
    points: float
    hidden: bool


@dataclass(frozen=True)
class Part:
    """One question part of the rubric."""

    name: str
    title: str
    lines: tuple[Line, ...]


@cache
def parts() -> tuple[Part, ...]:
    """The rubric's parts in the handout's order."""
    loaded = []
    for name in rubric.part_names():
        file = otter_file(name)
        lines = tuple(Line(case.name, case.points, case.hidden) for case in file.test_cases)
        loaded.append(Part(name, _title(file.source), lines))
    return tuple(loaded)


def select(question: str) -> tuple[Part, ...]:
    """The parts that a question names: a part, a prefix of parts (q4, q4b), or one check by its
    number (q4b_adam.2) or its test's name; all for ""."""
    chosen = [part for part in parts() if part.name == question] or [
        part for part in parts() if part.name.startswith(question)
    ]
    if not chosen:
        chosen = [
            Part(part.name, part.title, lines)
            for part in parts()
            if (lines := tuple(line for line in part.lines if _is_named(part, line, question)))
        ]
    if not chosen:
        raise UnknownQuestion(_no_question(question))
    return tuple(chosen)


def check_name(part_name: str, test_id: str) -> str:
    """The shortest name of one check: q4b_adam.2 is the second public one of its part.

    Numbers count public checks alone, so that they are the same where there are no hidden ones.
    """
    part = next((part for part in parts() if part.name == part_name), None)
    public = [line.test_id for line in part.lines if not line.hidden] if part else []
    if test_id not in public:
        return test_id.rpartition("::")[2]
    return f"{part_name}.{public.index(test_id) + 1}"


def _is_named(part: Part, line: Line, question: str) -> bool:
    return question in (check_name(part.name, line.test_id), line.test_id.rpartition("::")[2])


def _no_question(question: str) -> str:
    names = [part.name for part in parts()]
    near = get_close_matches(question.casefold().partition(".")[0], names, n=3)
    if near:
        return f"there is no question {question!r}; did you mean {' or '.join(near)}?"
    return f"there is no question {question!r}; choose one of: {', '.join(names)}"


def otter_file(name: str) -> Any:
    """A part's rubric, for one run; what students are given has no hidden tests, and then no lines
    for them."""
    return copy(_loaded(name))


@cache
def _loaded(name: str) -> Any:
    file = ExceptionTestFile.from_file(str(rubric.FOLDER / f"{name}.py"))
    file.test_cases = [case for case in file.test_cases if _is_here(case.name)]
    return file


def _is_here(test_id: str) -> bool:
    return (ROOT / test_id.partition("::")[0]).is_file()


def _title(source: str) -> str:
    """The rubric file's docstring up to the colon: "Q4b adam: 14 points." gives "Q4b adam"."""
    return source.strip().strip('"').splitlines()[0].partition(":")[0]
