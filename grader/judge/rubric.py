"""The rubric: one Otter test file for each part, the only place where points live.

A line `name = graded("tests/…::test_…", points=…)` is one check. In a student's kit, which has no
hidden checks, `withheld = …` is what they are worth. Where Otter runs it is one of
Otter's test cases, which asks the judge for the verdict: the environment holds `judge`, a function
from a test's id to nothing that raises where the check fails. Everywhere else the files are read
without Otter, which takes longer to import than most questions take to check.
"""

from __future__ import annotations

import runpy
import sys
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader import homework_toml
from grader.ending import UsageError
from grader.homework import Homework


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
    """One part of a question as it is graded: what homework.toml says of it, and its lines.

    withheld: the points of checks that aren't here, in a student's kit.
    worth: the points of all its lines. numbered: the ids of its public checks in order. Both count
    those too that were not chosen. question: the one that it belongs to.
    """

    stated: homework_toml.Part
    title: str
    lines: tuple[Line, ...]
    withheld: float = 0.0
    worth: float = 0.0
    numbered: tuple[str, ...] = ()
    question: homework_toml.Question | None = None

    @property
    def name(self) -> str:
        """The name that homework.toml gives it."""
        return self.stated.name

    @property
    def possible(self) -> float:
        """The points that can be had."""
        return sum(line.points for line in self.lines) + self.withheld

    def label(self, line: Line) -> str:
        """The shortest name of one check: q3_mean.2 is the second public one of its part.

        Numbers count public checks alone, so that they are the same where there are no hidden ones.
        """
        if line.test_id not in self.numbered:
            return line.test
        return f"{self.name}.{self.numbered.index(line.test_id) + 1}"


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
    """The parts of a homework, in its order.

    Raises:
        RubricError: where a part has no rubric file, a file belongs to no part or can't be read, or
            a line names a test that there isn't.
    """
    files = {path.stem: path for path in homework.rubric.glob("*.py")}
    stated = {part.name for part in homework.parts}
    for name in sorted(stated ^ files.keys()):
        missing = f"tests/rubric/{name}.py" if name in stated else f"a part {name} in homework.toml"
        raise RubricError(f"{name} has no points: {missing} is missing")
    return tuple(_part(homework, part, files[part.name]) for part in homework.parts)


def _part(homework: Homework, stated: homework_toml.Part, path: Path) -> Part:
    try:
        said = runpy.run_path(str(path))
    except Exception as error:
        steps = [x for x in traceback.extract_tb(error.__traceback__) if x.filename == str(path)]
        line = steps[-1].lineno if steps else getattr(error, "lineno", 1)
        raise RubricError(f"tests/rubric/{path.name}, line {line}: {error}") from None
    title = (said["__doc__"] or stated.name).partition(":")[0].strip()
    lines = [_line(value) for value in said.values() if "::" in getattr(value, "name", _id(value))]
    for line in lines:
        if not _is_there(homework, line):
            raise RubricError(f"tests/rubric/{path.name}: there is no test {line.test_id}")
    withheld = said.get("withheld", 0.0)
    worth = sum(line.points for line in lines) + withheld
    numbered = tuple(line.test_id for line in lines if not line.hidden)
    question = homework.question_of(stated.name)
    return Part(stated, title, tuple(lines), withheld, worth, numbered, question)


def _is_there(homework: Homework, line: Line) -> bool:
    text = _text(homework.root / line.test_id.partition("::")[0])
    return f"\ndef {line.test}(" in text or f"\n{line.test} = " in text


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _id(value: Any) -> str:
    return value.test_id if isinstance(value, Line) else ""


def _line(value: Any) -> Line:
    """A line, from Otter's form of it where Otter is there."""
    return value if isinstance(value, Line) else Line(value.name, value.points, value.hidden)
