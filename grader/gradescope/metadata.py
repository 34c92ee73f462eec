"""What Gradescope says about a submission: submission_metadata.json, as much of it as we use.

Every time that decides anything comes from here and none from the clock, so that a regrade gives
the same answer. The file's form: Gradescope's autograder documentation, "Submission Metadata".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Previous:
    """An earlier submission of the same people, with the results.json that we wrote for it."""

    time: datetime
    score: float | None
    results: dict[str, Any]

    @property
    def state(self) -> str:
        """How far we came with it: "graded", "kept", "failed", …; "" where it doesn't say."""
        extra = self.results.get("extra_data")
        return str(extra.get("state", "")) if isinstance(extra, dict) else ""


@dataclass(frozen=True)
class Metadata:
    """One submission.

    created_at: when it was handed in; due: when it had to be, the latest date that one of its
    people has (with their extension); None where the file doesn't say.
    previous: in the order of their times, all before this one.
    """

    created_at: datetime | None = None
    due: datetime | None = None
    people: tuple[str, ...] = ()
    previous: tuple[Previous, ...] = ()

    @property
    def last_graded(self) -> Previous | None:
        """The latest earlier submission whose score counts."""
        counting = (
            earlier
            for earlier in reversed(self.previous)
            if earlier.score is not None and earlier.state in ("graded", "kept", "")
        )
        return next(counting, None)


def read(path: Path) -> Metadata:
    """Read the file; an empty Metadata where there is none.

    Raises:
        ValueError: where the file is there and can't be understood.
    """
    if not path.exists():
        return Metadata()
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise ValueError(f"{path.name} is not a JSON object")
    created_at = _time(data.get("created_at"))
    people = [person for person in data.get("users") or [] if isinstance(person, dict)]
    previous = [_previous(entry) for entry in data.get("previous_submissions") or []]
    earlier = sorted(
        (entry for entry in previous if entry and (created_at is None or entry.time < created_at)),
        key=lambda entry: entry.time,
    )
    return Metadata(
        created_at,
        _due(data.get("assignment") or {}, people),
        tuple(str(person.get("name") or person.get("email") or "?") for person in people),
        tuple(earlier),
    )


def _due(assignment: dict[str, Any], people: list[dict[str, Any]]) -> datetime | None:
    """The latest due date among the people; the assignment's own for whom nothing else is said."""
    common = assignment.get("due_date")
    dates = [
        _time((person.get("assignment") or {}).get("due_date") or common)
        for person in people or [{}]
    ]
    return max((date for date in dates if date is not None), default=None)


def _previous(entry: dict[str, Any]) -> Previous | None:
    time = _time(entry.get("submission_time"))
    if time is None:
        return None
    score = entry.get("score")
    return Previous(time, None if score is None else float(score), entry.get("results") or {})


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"the time {text} has no time zone")
    return time
