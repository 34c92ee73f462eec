"""What a written answer is worth: the items that a marker ticks, and the wrong turns to watch for.

A question's rubrics lie in tests/written/, in a file with the question's name in small letters.
The answers' names are those that the notebooks' masters give them, so a cell may move. The model
answer stays in the master, which is its only source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec

from grader.ending import UsageError
from grader.homework import Homework
from grader.written import asked
from grader.written.asked import Asked

TOTAL = 100

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
_Points = Annotated[float, msgspec.Meta(ge=0, le=TOTAL, multiple_of=0.5)]


class RubricError(UsageError):
    """A file of rubrics is missing or says something that can't be; the text is one line."""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is looked for, ticked or not. points: what it adds; 0 where it is optional."""

    points: _Points
    text: _Text


class Rubric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One written answer. name: what its notebook calls it. place: its letter in the handout."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    place: _Text
    items: Annotated[tuple[Item, ...], msgspec.Meta(min_length=2, max_length=5)]
    wrong_turns: tuple[_Text, ...] = ()

    @property
    def points(self) -> float:
        """What the answer is worth when every item is ticked."""
        return sum(item.points for item in self.items)


class _Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    answers: Annotated[tuple[Rubric, ...], msgspec.Meta(min_length=1)]


def read(homework: Homework) -> tuple[Rubric, ...]:
    """The rubrics of every question with a notebook, in the order of the homework.

    Raises:
        RubricError: where a file is missing or can't be read, two answers have one name, or the
            points don't come to TOTAL.
    """
    rubrics = tuple(
        rubric
        for question in homework.questions
        if question.notebook
        for rubric in _sheet(homework.tests / "written" / f"{question.name.lower()}.toml")
    )
    if not rubrics:
        raise RubricError("this homework has no notebook, so nothing is answered in writing")
    twice = [name for name, times in Counter(each.name for each in rubrics).items() if times > 1]
    if twice:
        raise RubricError(f"tests/written: {twice[0]} has two rubrics; keep one of them")
    total = sum(rubric.points for rubric in rubrics)
    if total != TOTAL:
        raise RubricError(f"tests/written: the points come to {total:g}; make them {TOTAL}")
    return rubrics


def questions(homework: Homework, rubrics: Iterable[Rubric]) -> dict[str, Asked]:
    """What the notebooks ask for, by the names of these rubrics.

    Raises:
        RubricError: where a rubric is about something that no notebook asks for.
    """
    every = {each.name: each for each in asked.read(homework)}
    wanted = [rubric.name for rubric in rubrics]
    for name in wanted:
        if name not in every:
            raise RubricError(f"tests/written: no notebook asks for {name}; take its rubric out")
    return {name: every[name] for name in wanted}


def _sheet(path: Path) -> tuple[Rubric, ...]:
    where = f"{path.parent.name}/{path.name}"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_Sheet).answers
    except FileNotFoundError:
        raise RubricError(f"{where} is missing: write the rubrics of its question there") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        said = " ".join(str(problem).split())
        raise RubricError(f"{where} can't be read: {said}") from None
