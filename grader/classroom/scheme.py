"""What a class is graded by, as plain data: title, parts in order, checks with their points.

Verdicts are kept without points, so that another scheme counts them anew and nothing is graded
again for it. This is the one place where the class's room looks at the homework.
"""

from __future__ import annotations

import hashlib
from functools import cached_property

import msgspec

from grader.homework import Homework
from grader.judge.rubric import rubric


class Check(msgspec.Struct, frozen=True):
    """One line of the rubric. id: the test's; name: its function's."""

    id: str
    points: float
    hidden: bool

    @property
    def name(self) -> str:
        """The test function's name."""
        return self.id.rpartition("::")[2]


class Part(msgspec.Struct, frozen=True):
    """One part of a question."""

    name: str
    title: str
    question: str
    checks: tuple[Check, ...]

    @property
    def points(self) -> float:
        """What can be had."""
        return sum(check.points for check in self.checks)


class Scheme(msgspec.Struct, frozen=True, dict=True):
    """A homework's title and parts. carry: whether one slip is charged once in a part."""

    title: str
    parts: tuple[Part, ...]
    carry: bool = True

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """All checks in order."""
        return tuple(check for part in self.parts for check in part.checks)

    @cached_property
    def points(self) -> float:
        """What can be had."""
        return sum(check.points for check in self.checks)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The questions in order."""
        return tuple(dict.fromkeys(part.question for part in self.parts))

    @cached_property
    def asked(self) -> str:
        """A fingerprint of what is checked, whatever it is worth."""
        said = [(part.name, [(check.id, check.hidden) for check in part.checks])
                for part in self.parts]  # fmt: skip
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:16]

    @cached_property
    def labels(self) -> dict[str, str]:
        """What each check is called in a line, by its id: "part.2" for the second public one of its
        part, its test's name for a hidden one."""
        found: dict[str, str] = {}
        for part in self.parts:
            public = [check for check in part.checks if not check.hidden]
            found |= {check.id: check.name for check in part.checks}
            found |= {check.id: f"{part.name}.{n}" for n, check in enumerate(public, 1)}
        return found

    def named(self, name: str) -> tuple[Part, Check | None] | None:
        """The part or check of a name: a part's, a check's by its number among the public ones of
        its part ("part.2"), or its test's; None where there is none."""
        for part in self.parts:
            if part.name == name:
                return part, None
            for check in part.checks:
                if name in (check.name, check.id, self.labels[check.id]):
                    return part, check
        return None


def scheme(homework: Homework) -> Scheme:
    """The scheme of a homework as it is now."""
    return Scheme(
        homework.title,
        tuple(
            Part(
                part.name,
                part.title,
                homework.question_of(part.name).name,
                tuple(Check(line.test_id, line.points, line.hidden) for line in part.lines),
            )
            for part in rubric(homework)
        ),
    )
