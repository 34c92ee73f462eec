"""The tables of a class: grades, files, changes.

Names and ids come from students. A spreadsheet must show them and never run them, so whatever it
would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from grader.classroom.changes import Change
from grader.classroom.feedback import file_name
from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing
from grader.classroom.written_half import WrittenHalf
from grader.whole_file import replacing

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Table:
    """Rows of a CSV file; what is in them is data."""

    def __init__(self, file: IO[str]) -> None:
        self._rows = csv.writer(file)

    def write(self, *cells: object) -> None:
        """One row."""
        self._rows.writerow([safe(cell) for cell in cells])


@contextmanager
def table(path: Path, encoding: str = "utf-8-sig") -> Iterator[Table]:
    """A table that appears whole when the block ends, and not at all where that fails.

    It begins with a mark, or Excel takes it for something else than UTF-8.
    """
    with replacing(path) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="", errors="replace")
        yield Table(text)
        text.flush()
        text.detach()


def write_grades(
    path: Path,
    scheme: Scheme,
    standings: Iterable[Standing],
    written: WrittenHalf,
    *,
    with_feedback: bool,
) -> None:
    """grades.csv: everybody of the roster and everybody who handed in."""
    with table(path) as rows:
        rows.write("student", "name", "email", "section", "status", "total", "possible",
                   *scheme.questions, "submitted", "days late", "digest", "grader", "feedback",
                   "reason", "what touched the score", *written.columns)  # fmt: skip
        for one in standings:
            feedback = f"feedback/{file_name(one.student)}.html"
            rows.write(
                one.student, one.name, one.email, one.section, one.status, points(one.total),
                scheme.points, *by_question(one, scheme), one.submitted, one.days_late or "",
                one.digest, one.grader, feedback if one.is_graded and with_feedback else "",
                one.reason, " | ".join(one.lines), *written.cells(one),
            )  # fmt: skip


def write_files(path: Path, rows_of_files: Iterable[tuple[str, str, str]]) -> None:
    """files.csv: every file of the export, whose it is, what became of it."""
    with table(path) as rows:
        rows.write("file", "student", "what became of it")
        for row in rows_of_files:
            rows.write(*row)


def write_changes(path: Path, changes: Iterable[Change]) -> int:
    """changes.csv: what is different from the run before; how many people it touches."""
    count = 0
    with table(path) as rows:
        rows.write("student", "name", "before", "now", "why")
        for change in changes:
            count += 1
            rows.write(change.student, change.name, points(change.before), points(change.after),
                       " | ".join(change.reasons))  # fmt: skip
    return count


def by_question(standing: Standing, scheme: Scheme) -> list[float | str]:
    """What was earned in each question; "" where nothing was graded."""
    if not standing.is_graded:
        return ["" if standing.total is None else 0.0] * len(scheme.questions)
    return [
        sum(standing.earned.get(part.name, 0.0) for part in scheme.parts if part.question == name)
        for name in scheme.questions
    ]


def points(total: float | None) -> float | str:
    """A score in a cell; "" where there is none."""
    return "" if total is None else total


def safe(cell: object) -> object:
    """A cell as a spreadsheet shows it: text is never a formula, numbers are short."""
    if isinstance(cell, float):
        return f"{cell:g}"
    if isinstance(cell, str) and len(cell) > 1 and cell.lstrip(" \xa0").startswith(_FORMULA):
        return f"'{cell}"
    return cell
