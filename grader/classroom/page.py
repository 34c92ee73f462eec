"""class.html: one file that needs nothing but itself.

What the page lists of students goes through a file beside it as it is added, and into the page as
data, where nothing in it can act as markup or code.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment
from markupsafe import Markup, escape

from grader.classroom.changes import Change
from grader.classroom.outcome import STATUSES
from grader.classroom.result import Result
from grader.classroom.runs import Run
from grader.classroom.scheme import Scheme
from grader.classroom.similarity.groups import Group
from grader.classroom.standing import Standing
from grader.classroom.summary import Summary
from grader.pages import templates
from grader.whole_file import replacing

MOST_STUDENTS = 20_000  # in the matrix; the counts are over all
MOST_CHANGES = 50
MOST_GROUPS = 200
BINS = 40
SMALL_BINS = 20
_TEMPLATES = Path(__file__).resolve().parent / "templates"
# What could end the data's element, or a line of a script where a browser took it for one.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Around:
    """What the page says beside students: the run, the one before, and what was found on the way.

    faults: what went wrong on our side, each with how many students it is about.
    changes: at most MOST_CHANGES; changed: how many there are. files: how many of the export became
    what. pages: the page that compares a group, by its number.
    """

    run: Run
    before: Run | None
    changes: Sequence[Change]
    changed: int
    points_changed: Sequence[str]
    files: Mapping[str, int]
    groups: Sequence[Group]
    pages: Mapping[int, str]
    faults: Sequence[tuple[str, int]]


class Page:
    """The page, student by student."""

    def __init__(self, path: Path, summary: Summary) -> None:
        self._path, self._summary = path, summary
        self._students = tempfile.TemporaryFile()  # noqa: SIM115, closed by write
        self._names: dict[str, str] = {}

    def add(self, standing: Standing, result: Result | None, feedback: str) -> None:
        """One student. feedback: the file that they read, from where the page lies."""
        ideas = self._summary.add(standing, result)
        if self._summary.students > MOST_STUDENTS:
            return
        self._names[standing.student] = standing.name
        entry = [
            standing.student,
            standing.name,
            STATUSES.index(standing.status),
            standing.total,
            _codes(self._summary.scheme, result) if result else "",
            round(result.seconds, 1) if result else None,
            feedback,
            ideas,
            standing.reason,
            standing.section,
            standing.days_late,
        ]
        separator = ",\n" if self._summary.students > 1 else ""
        self._students.write(f"{separator}{as_data(entry)}".encode())

    def name(self, student: str) -> str:
        """What a student is called."""
        return self._names.get(student, student)

    def write(self, sentences: dict[str, str], around: Around) -> None:
        """Write the page; it appears whole or not at all."""
        scheme = self._summary.scheme
        said = {check.id: check.name.replace("_", " ") for check in scheme.checks} | sentences
        parts = [
            {
                "name": part.name,
                "title": part.title,
                "question": part.question,
                "checks": [
                    {
                        "id": check.id,
                        "name": check.name,
                        "sentence": said[check.id],
                        "hidden": check.hidden,
                    }
                    for check in part.checks
                ],
            }
            for part in scheme.parts
        ]
        shown = around.groups[:MOST_GROUPS]
        data = {
            "parts": parts,
            "statuses": STATUSES,
            "sections": sorted(self._summary.sections),
            "groups": [group.students for group in shown],
            "ideas": [f"{idea.part}: {idea.title}" for idea in self._summary.ideas],
        }
        before, _, after = (
            _environment()
            .get_template("class.html")
            .render(
                summary=self._summary,
                scheme=scheme,
                statuses=STATUSES,
                sentences=said,
                around=around,
                shown_groups=shown,
                name=self.name,
                most_students=MOST_STUDENTS,
                bins=BINS,
                small_bins=SMALL_BINS,
                about=Markup(as_data(data)),
            )
            .rpartition("@STUDENTS@")
        )  # fmt: skip
        with self._students, replacing(self._path) as file:
            file.write(before.encode())
            self._students.seek(0)
            shutil.copyfileobj(self._students, file)
            file.write(after.encode())


def _codes(scheme: Scheme, result: Result) -> str:
    """A letter for each check of the rubric, as a verdict has it; - not run."""
    codes = {verdict.id: verdict.code for verdict in result.verdicts}
    return "".join(codes.get(check.id, "-") for check in scheme.checks)


def bars(histogram: Sequence[tuple[float, float, int]], height: float = 40.0) -> Markup:
    """The bars of a histogram as shapes of an SVG that is one unit wide for each."""
    highest = max((count for *_, count in histogram), default=0) or 1
    shapes = []
    for place, (low, high, count) in enumerate(histogram):
        # At least a line for one student among thousands.
        tall = max(height * count / highest, 0.8) if count else 0.0
        shapes.append(
            f'<rect x="{place + 0.06:.2f}" y="{height - tall:.2f}" width=".88" '
            f'height="{tall:.2f}"><title>{low:g} to {high:g}: {count}</title></rect>'
        )
    return Markup("".join(shapes))


def as_data(value: Any) -> str:
    """A value as JSON that can stand in a page."""
    return msgspec.json.encode(value).decode().translate(_ESCAPES)


@cache
def _environment() -> Environment:
    environment = templates(_TEMPLATES)
    script = (_TEMPLATES / "class.js").read_text(encoding="utf-8")
    digest = hashlib.sha256(script.encode()).digest()
    environment.filters["breakable"] = lambda name: escape(name).replace("_", Markup("_<wbr>"))
    environment.globals.update(
        style=Markup((_TEMPLATES / "class.css").read_text(encoding="utf-8")),
        script=Markup(script),
        bars=bars,
        # The browser runs this script and no other, whatever a name may hold.
        script_hash=f"sha256-{base64.b64encode(digest).decode()}",
    )
    return environment
