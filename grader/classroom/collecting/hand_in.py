"""What is found in a platform's export: hand-ins of people, and what belongs to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.rules.occasion import read_time
from grader.worker.printable import one_line


@dataclass(frozen=True)
class HandIn:
    """One submission of one person.

    student: the person's id on the platform. order: later hand-ins of a person compare larger.
    entries: the export's files that it is made of. submission: the platform's number for it.
    submitted: when, where the platform says; untimed: it says, and nobody can read it.
    marked_late: it says that it was late.
    problem: why there is nothing to grade, where that is known already.
    group: who handed in together has the same.
    """

    platform: str
    student: str
    name: str
    path: Path
    entries: tuple[str, ...]
    order: str = ""
    sid: str = ""
    email: str = ""
    submitted: datetime | None = None
    untimed: bool = False
    marked_late: bool = False
    submission: str = ""
    problem: str = ""

    @property
    def group(self) -> str:
        """Who handed in together has the same."""
        return str(self.path)


@dataclass(frozen=True)
class LeftOver:
    """A file of the export that no hand-in is made of, and why.

    student: whose it is, as a hand-in has it; "" where nobody can tell.
    """

    entry: str
    why: str
    student: str = ""


Found = HandIn | LeftOver


def hand_in(platform: str, student: str, name: str, path: Path, entries: tuple[str, ...],
            **more: object) -> HandIn:  # fmt: skip
    """A hand-in with names that can be shown and written down, whatever a file was called."""
    clean = {key: one_line(value) if isinstance(value, str) else value
             for key, value in more.items()}  # fmt: skip
    return HandIn(
        platform,
        one_line(student),
        one_line(name),
        path,
        tuple(map(one_line, entries)),
        **clean,  # type: ignore[arg-type]
    )


def left_over(entry: str, why: str, student: str = "") -> LeftOver:
    """A left-over file with a name that can be shown."""
    return LeftOver(one_line(entry), why, one_line(student))


def in_utc(when: object) -> datetime | None:
    """A time that YAML gave; without a zone it is Greenwich's. None where it is none."""
    time = when if isinstance(when, datetime) else read_time(when)
    if time is None:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
