"""The tables of a class: grades.csv, and the same in the columns of Canvas and of Gradescope.

Names and ids come from students. A spreadsheet must show them and never run them, so whatever it
would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from types import TracebackType

from grader.classroom.here import homework, parts
from grader.classroom.outcome import NOTHING_TO_GRADE
from grader.classroom.roster import Row
from grader.classroom.store import Result, replacing

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_GRADESCOPE = ("Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission Time")


class Table:
    """A CSV file that appears whole when its `with` block ends, and not at all where that fails."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Table:
        self._whole = replacing(self._path)
        self._bytes = self._whole.__enter__()
        # With a mark: Excel takes a file without one for something else than UTF-8.
        self._text = io.TextIOWrapper(self._bytes, encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._text)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._text.flush()
        self._text.detach()
        self._whole.__exit__(kind, error, trace)

    def write(self, *cells: object) -> None:
        """One row."""
        self._rows.writerow([_safe(cell) for cell in cells])


class Tables:
    """All tables, filled student by student. folder: where they appear."""

    def __init__(self, grades: Table, canvas: Table, gradescope: Table) -> None:
        self._grades, self._canvas, self._gradescope = grades, canvas, gradescope
        self._possible = {part.name: sum(x.points for x in part.lines) for part in parts()}
        self._questions = [question.name for question in homework().questions]
        total = sum(self._possible.values())
        self._out_of = total
        grades.write("student", "name", "email", "status", "total", "possible", *self._questions,
                     "digest", "feedback", "reason")  # fmt: skip
        canvas.write(*_CANVAS, homework().title)
        canvas.write("    Points Possible", "", "", "", "", total)
        titles = [f"{part.title} ({self._possible[part.name]:g} pts)" for part in parts()]
        gradescope.write(*_GRADESCOPE, *titles)

    def add(self, row: Row, result: Result | None, feedback: str) -> None:
        """One student. feedback: the file with what they read, "" where there is none."""
        # Nothing to grade is worth 0; what we failed to grade has no score, never a 0.
        score: float | str = 0.0 if row.status == NOTHING_TO_GRADE else ""
        total = result.total if result else score
        of_part = {part.name: part.score for part in result.parts} if result else {}
        by_question = [
            sum(x for name, x in of_part.items() if homework().question_of(name).name == q)
            if result
            else score
            for q in self._questions
        ]
        digest = result.digest if result else ""
        self._grades.write(row.student, row.name, row.email, row.status, total, self._out_of,
                           *by_question, digest, feedback, row.reason)  # fmt: skip
        self._canvas.write(row.name, row.student, "", row.email, "", total)
        status = "Graded" if result else "Ungraded"
        of_parts = [of_part.get(name, score) for name in self._possible]
        self._gradescope.write(row.name, row.student, row.email, total, self._out_of, status,
                               row.submitted, *of_parts)  # fmt: skip


def _safe(cell: object) -> object:
    """A cell as a spreadsheet shows it: text is never a formula, numbers are short."""
    if isinstance(cell, float):
        return f"{cell:g}"
    if isinstance(cell, str) and cell.lstrip(" \xa0").startswith(_FORMULA):
        return f"'{cell}"
    return cell
