"""class.html: one file that needs nothing but itself.

What the page lists of students goes through a file beside it as it is added, and into the page as
data, where nothing in it can act as markup or code.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.classroom.here import homework, parts
from grader.classroom.outcome import GRADED, KEPT, NOT_GRADED, NOTHING_TO_GRADE
from grader.classroom.roster import Row
from grader.classroom.store import PartLine, Result, replacing
from grader.classroom.summary import MOST_GROUPS, Summary
from grader.judge.rubric import Line

MOST_STUDENTS = 20_000  # in the matrix; the counts are over all
STATUSES = (GRADED, NOTHING_TO_GRADE, NOT_GRADED, KEPT)
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_CODES = {"passed": "p", "failed": "f", "not started": "n"}
# What could end the data's element, or a line of a script where a browser took it for one.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


class Page:
    """The page; it appears whole when its `with` block ends, and not at all where that fails."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._summary = Summary()
        self._columns = [
            line.test_id.rpartition("::")[2] for part in parts() for line in part.lines
        ]
        self._sentences: dict[str, str] = {}

    def __enter__(self) -> Page:
        self._students = tempfile.TemporaryFile()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._students:
            if kind is None:
                self._write()

    def add(self, row: Row, result: Result | None, feedback: str) -> None:
        """One student. feedback: the file that they read, from where the page lies."""
        ideas = self._summary.add(row, result)
        if self._summary.students > MOST_STUDENTS:
            return
        entry = [
            row.student,
            row.name,
            STATUSES.index(row.status),
            result.total if result else None,
            self._codes(result.parts) if result else "",
            round(result.seconds, 1) if result else None,
            feedback,
            ideas,
            row.reason,
        ]
        separator = ",\n" if self._summary.students > 1 else ""
        self._students.write(f"{separator}{as_data(entry)}".encode())

    def _codes(self, results: tuple[PartLine, ...]) -> str:
        """A letter for each check of the rubric: p, f, n; t timed out; - not run."""
        checks = [check for part in results for check in part.checks]
        self._sentences.update((check.name, check.sentence) for check in checks)
        codes = {c.name: "t" if c.timed_out else _CODES[c.status] for c in checks}
        return "".join(codes.get(name, "-") for name in self._columns)

    def _check(self, line: Line) -> dict[str, Any]:
        """A check as its results have it: to load the tests takes seconds."""
        name = line.test_id.rpartition("::")[2]
        sentence = self._sentences.get(name, name.replace("_", " "))
        return {"name": name, "sentence": sentence, "hidden": line.hidden}

    def _write(self) -> None:
        groups = self._summary.groups()
        rubric = [
            {
                "name": part.name,
                "title": part.title,
                "question": homework().question_of(part.name).name,
                "checks": [self._check(line) for line in part.lines],
            }
            for part in parts()
        ]
        shown = groups[:MOST_GROUPS]
        data = {
            "parts": rubric,
            "statuses": STATUSES,
            "groups": [group.students for group in shown],
            "ideas": [f"{idea.part}: {idea.title}" for idea in self._summary.ideas],
        }
        before, _, after = (
            _environment()
            .get_template("class.html")
            .render(
                summary=self._summary,
                statuses=STATUSES,
                rubric=rubric,
                groups=shown,
                all_groups=len(groups),
                most_students=MOST_STUDENTS,
                about=Markup(as_data(data)),
                title=homework().title,
            )
            .rpartition("@STUDENTS@")
        )
        with replacing(self._path) as file:
            file.write(before.encode())
            self._students.seek(0)
            shutil.copyfileobj(self._students, file)
            file.write(after.encode())


def as_data(value: Any) -> str:
    """A value as JSON that can stand in a page."""
    return msgspec.json.encode(value).decode().translate(_ESCAPES)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = (_TEMPLATES / "class.js").read_text(encoding="utf-8")
    digest = hashlib.sha256(script.encode()).digest()
    environment.globals.update(
        style=Markup((_TEMPLATES / "class.css").read_text(encoding="utf-8")),
        script=Markup(script),
        # The browser runs this script and no other, whatever a name may hold.
        script_hash=f"sha256-{base64.b64encode(digest).decode()}",
    )
    return environment
