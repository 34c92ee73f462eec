"""The rubric: one Otter test file for each part, the only place where points live.

A line `name = graded("tests/…::test_…", points=…)` is one check. Where Otter runs it is one of
Otter's test cases, which asks the judge for the verdict: the environment holds `judge`, a function
from a test's id to nothing that raises where the check fails. Everywhere else the files are read
without Otter, which takes longer to import than most questions take to check.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from grader import homework as homeworks
from grader.ending import UsageError
from grader.homework import Homework


class UnknownQuestion(UsageError):
    """There is no such question; the text names those there are."""


class RubricError(UsageError):
    """The rubric and homework.toml don't fit together; the text is one line for staff."""


@dataclass(frozen=True)
class Line:
    """One line of the rubric: a check with its points and visibility."""

    test_id: str
    points: float
    hidden: bool

    @property
    def test(self) -> str:
        """The test function's name."""
        return self.test_id.rpartition("::")[2]


@dataclass(frozen=True)
class Part:
    """One part of a question as it is graded: what homework.toml says of it, and its lines."""

    stated: homeworks.Part
    title: str
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        """The name that homework.toml gives it."""
        return self.stated.name

    @property
    def possible(self) -> float:
        """The points that can be had."""
        return sum(line.points for line in self.lines)

    def label(self, line: Line) -> str:
        """The shortest name of one check: q3_mean.2 is the second public one of its part.

        Numbers count public checks alone, so that they are the same where there are no hidden ones.
        """
        public = [other.test_id for other in self.lines if not other.hidden]
        if line.test_id not in public:
            return line.test
        return f"{self.name}.{public.index(line.test_id) + 1}"


def graded(test_id: str, *, points: float, hidden: bool = False) -> Any:
    """One line of the rubric: the graded test with this pytest id is worth so many points."""
    if "otter" not in sys.modules:
        return Line(test_id, points, hidden)
    from otter.test_files import test_case

    def ask_the_judge(env: dict[str, Any]) -> None:
        env["judge"](test_id)

    return test_case(name=test_id, points=points, hidden=hidden)(ask_the_judge)


@cache
def rubric(homework: Homework) -> tuple[Part, ...]:
    """The parts of a homework, in its order; of tests that are here alone, since what students
    are given has no hidden ones.

    Raises:
        RubricError: where a part has no rubric file, or a file belongs to no part.
    """
    files = {path.stem: path for path in homework.rubric.glob("*.py")}
    stated = {part.name for part in homework.parts}
    for name in sorted(stated ^ files.keys()):
        missing = f"tests/rubric/{name}.py" if name in stated else f"a part {name} in homework.toml"
        raise RubricError(f"{name} has no points: {missing} is missing")
    return tuple(_part(homework, part, files[part.name]) for part in homework.parts)


def select(parts: Sequence[Part], question: str) -> tuple[Part, ...]:
    """The parts that a question names: a part, a prefix of parts (q3, q3a), or one check by its
    number (q3_mean.2) or its test's name; all for ""."""
    chosen = [part for part in parts if part.name == question] or [
        part for part in parts if part.name.startswith(question)
    ]
    if not chosen:
        chosen = [
            Part(part.stated, part.title, lines)
            for part in parts
            if (lines := tuple(x for x in part.lines if question in (part.label(x), x.test)))
        ]
    if not chosen:
        raise UnknownQuestion(_no_question(parts, question))
    return tuple(chosen)


def _part(homework: Homework, stated: homeworks.Part, path: Path) -> Part:
    said = runpy.run_path(str(path))
    title = (said["__doc__"] or stated.name).partition(":")[0].strip()
    lines = [_line(value) for value in said.values() if "::" in getattr(value, "name", _id(value))]
    here = [line for line in lines if (homework.root / line.test_id.partition("::")[0]).is_file()]
    return Part(stated, title, tuple(here))


def _id(value: Any) -> str:
    return value.test_id if isinstance(value, Line) else ""


def _line(value: Any) -> Line:
    """A line, from Otter's form of it where Otter is there."""
    return value if isinstance(value, Line) else Line(value.name, value.points, value.hidden)


def _no_question(parts: Sequence[Part], question: str) -> str:
    names = [part.name for part in parts]
    near = get_close_matches(question.casefold().partition(".")[0], names, n=3)
    if near:
        return f"there is no question {question!r}; did you mean {' or '.join(near)}?"
    return f"there is no question {question!r}; choose one of: {', '.join(names)}"
