"""When and by whom something was handed in, as far as a platform says: all that a rule may look at.

No rule sees a clock, so that a regrade says the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

# How far a run came whose feedback a student may have read.
_COUNTING = ("graded", "kept", "")
# As Ruby prints a time.
_UTC = re.compile(r" UTC$")


class Said(StrEnum):
    """What a platform says of a submission, named as a student reads it."""

    TIME = "the time of this submission"
    DUE = "its due date"
    PEOPLE = "who handed it in"
    EARLIER = "the earlier submissions"


@dataclass(frozen=True)
class Person:
    """One of those who handed in together. ids: e-mail address, student number: what rules may
    name them by."""

    name: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """An earlier submission of the same people, with the results.json that we wrote for it.

    errored: the platform itself calls the run an error; its score says nothing.
    """

    time: datetime
    score: float | None = None
    results: dict[str, Any] = field(default_factory=dict)
    errored: bool = False

    @property
    def state(self) -> str:
        """How far we came with it: "graded", "kept", "failed", …; "" where it doesn't say."""
        extra = self.results.get("extra_data")
        return str(extra.get("state", "")) if isinstance(extra, dict) else ""

    @property
    def counts(self) -> bool:
        """Whether its score stands."""
        return self.score is not None and not self.errored and self.state in _COUNTING

    @property
    def was_read(self) -> bool:
        """Whether its people learned something of how they stood, so that it uses up a place."""
        if self.errored or self.state in ("failed", "started"):
            return False
        return self.state != "grading" or any(
            "score" in test for test in self.results.get("tests") or [] if isinstance(test, dict)
        )


@dataclass(frozen=True)
class Occasion:
    """One submission.

    time: when it was handed in; due: when it had to be, the latest date that one of its people has
    (with their extension); None where nobody says.
    marked_late: the platform says that it was late, and maybe not by how much.
    earlier: in the order of their times, all before this one.
    unreadable: what the platform says and nobody can read; it costs the rules that need it.
    """

    time: datetime | None = None
    due: datetime | None = None
    people: tuple[Person, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    marked_late: bool = False
    unreadable: frozenset[Said] = frozenset()

    @property
    def last_graded(self) -> Earlier | None:
        """The latest earlier submission whose score counts."""
        return next((entry for entry in reversed(self.earlier) if entry.counts), None)


def read_time(text: object) -> datetime | None:
    """A time as a platform writes it, with its zone; None where it can't be read, or has none."""
    try:
        time = datetime.fromisoformat(_UTC.sub("+00:00", str(text).strip()))
    except ValueError:
        return None
    return time if is_usable(time) else None


def is_usable(time: datetime) -> bool:
    """Whether it has its zone, and days can be added and taken away."""
    return time.tzinfo is not None and 1900 <= time.year < 5000
