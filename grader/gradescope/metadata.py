"""What Gradescope says about a submission: submission_metadata.json, as much of it as we use.

Whatever in it can't be read is named as such and costs the rules that need it, never the grading.
The file's form: Gradescope's autograder documentation, "Submission Metadata".
"""

from __future__ import annotations

import json
import math
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.rules.occasion import Earlier, Occasion, Person, Said, read_time


def read(path: Path) -> Occasion:
    """Read the file; an empty Occasion where there is none."""
    if not path.exists():
        return Occasion()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        data = None
    if not isinstance(data, dict):
        return Occasion(unreadable=frozenset(Said))
    return _Reader().occasion(data)


class _Reader:
    """Goes through the file and notes down what it can't read."""

    def __init__(self) -> None:
        self._unreadable: set[Said] = set()

    def occasion(self, data: dict[str, Any]) -> Occasion:
        """All of the file."""
        time = self._time(data.get("created_at"), Said.TIME)
        if time is None and "created_at" in data:
            self._unreadable.add(Said.TIME)  # nothing is handed in at no time
        users = self._dicts(data.get("users"), Said.PEOPLE)
        entries = self._dicts(data.get("previous_submissions"), Said.EARLIER)
        previous = [earlier for entry in entries if (earlier := self._earlier(entry))]
        return Occasion(
            time,
            self._due(data.get("assignment"), users),
            tuple(map(_person, users)),
            tuple(sorted(
                (entry for entry in previous if time is None or entry.time < time),
                key=lambda entry: entry.time,
            )),
            unreadable=frozenset(self._unreadable),
        )  # fmt: skip

    def _due(self, assignment: Any, users: list[dict[str, Any]]) -> datetime | None:
        """The latest due date among the people; the assignment's own for whom nothing else is
        said."""
        common = assignment.get("due_date") if isinstance(assignment, dict) else None
        dates = []
        for user in users or [{}]:
            own = user.get("assignment")
            date = own.get("due_date") if isinstance(own, dict) else None
            dates.append(self._time(date or common, Said.DUE))
        return max((date for date in dates if date is not None), default=None)

    def _earlier(self, entry: dict[str, Any]) -> Earlier | None:
        time = self._time(entry.get("submission_time"), Said.EARLIER)
        if time is None:
            self._unreadable.add(Said.EARLIER)
            return None
        results = entry.get("results")
        return Earlier(
            time,
            self._score(entry.get("score")),
            results if isinstance(results, dict) else {},
            errored=entry.get("autograder_error") is True,
        )

    def _score(self, score: Any) -> float | None:
        try:
            value = None if score is None else float(score)
        except (TypeError, ValueError):
            value = math.nan
        if value is not None and not math.isfinite(value):
            self._unreadable.add(Said.EARLIER)
            return None
        return value

    def _dicts(self, entries: Any, what: Said) -> list[dict[str, Any]]:
        found = entries if isinstance(entries, list) else []
        kept = [entry for entry in found if isinstance(entry, dict)]
        if entries and (entries is not found or len(kept) < len(found)):
            self._unreadable.add(what)
        return kept

    def _time(self, text: Any, what: Said) -> datetime | None:
        """A time with its zone; None where there is none, or none that can be read."""
        if text is None or text == "":
            return None
        time = read_time(text)
        if time is None:
            self._unreadable.add(what)
        return time


def _person(user: dict[str, Any]) -> Person:
    ids = tuple(str(user[key]) for key in ("email", "sid", "id") if user.get(key))
    return Person(str(user.get("name") or user.get("email") or "?"), ids)
