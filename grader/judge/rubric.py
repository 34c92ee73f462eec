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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from grader import homework_toml
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
    """One part of a question as it is graded: what homework.toml says of it, and its lines.

    withheld: the points of checks that aren't here, in a student's kit.
    worth: the points of all its lines, those too whose tests are not here. numbered: the ids of its
    public checks in order, also of those that were not chosen.
    """

    stated: homework_toml.Part
    title: str
    lines: tuple[Line, ...]
    withheld: float = 0.0
    worth: float = 0.0
    numbered: tuple[str, ...] = ()

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
    """The parts that a question names, in upper or lower case: a part or all that begin so (q3,
    q3b), a file, a function, a place in the handout (Q1(a), q1a), or one check by its number
    (q3_mean.2) or its test's name; all for "" and "all".

    Raises:
        UnknownQuestion: where there is none; the text names those that are near.
    """
    asked = question.strip().casefold()
    for names in _NAMES:
        if chosen := tuple(part for part in parts if names(part, asked)):
            return chosen
    checks = (
        replace(part, lines=lines, withheld=0.0)
        for part in parts
        if (lines := tuple(x for x in part.lines if asked in _names_of(part, x)))
    )
    if chosen := tuple(checks):
        return chosen
    raise UnknownQuestion(_no_question(parts, question))


# What a question may be, the most exact first.
_NAMES: tuple[Callable[[Part, str], bool], ...] = (
    lambda part, asked: asked in ("", "all"),
    lambda part, asked: part.name.casefold() == asked,
    lambda part, asked: _begins(part.name.casefold(), asked),
    lambda part, asked: asked.rpartition("/")[2] in _file_names(part),
    lambda part, asked: part.stated.function.casefold() == asked,
    lambda part, asked: _letters(part.stated.place) == _letters(asked) != "",
)


def _begins(name: str, asked: str) -> bool:
    """q1 begins q1_mean and q1b_mean, but not q10_mean."""
    rest = name.removeprefix(asked)
    return rest != name and not (asked[-1].isdigit() and rest[:1].isdigit())


def _file_names(part: Part) -> tuple[str, str]:
    name = part.stated.file.casefold()
    return name, name.partition(".")[0]


def _letters(text: str) -> str:
    """Q3(a) and q3a are one place."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _names_of(part: Part, line: Line) -> tuple[str, str]:
    return part.label(line).casefold(), line.test.casefold()


def _part(homework: Homework, stated: homework_toml.Part, path: Path) -> Part:
    said = runpy.run_path(str(path))
    title = (said["__doc__"] or stated.name).partition(":")[0].strip()
    lines = [_line(value) for value in said.values() if "::" in getattr(value, "name", _id(value))]
    here = [line for line in lines if (homework.root / line.test_id.partition("::")[0]).is_file()]
    withheld = said.get("withheld", 0.0)
    worth = sum(line.points for line in lines) + withheld
    numbered = tuple(line.test_id for line in here if not line.hidden)
    return Part(stated, title, tuple(here), withheld, worth, numbered)


def _id(value: Any) -> str:
    return value.test_id if isinstance(value, Line) else ""


def _line(value: Any) -> Line:
    """A line, from Otter's form of it where Otter is there."""
    return value if isinstance(value, Line) else Line(value.name, value.points, value.hidden)


def _no_question(parts: Sequence[Part], question: str) -> str:
    names = [part.name for part in parts]
    others = {part.stated.file for part in parts} | {part.stated.function for part in parts}
    asked = question.strip().casefold()
    near = get_close_matches(asked.partition(".")[0], names, n=3) or get_close_matches(
        asked, sorted(others - {""}), n=3
    )
    if near:
        return f"there is no question {question!r}; did you mean {' or '.join(near)}?"
    return f"there is no question {question!r}; choose one of: {', '.join(names)}"
