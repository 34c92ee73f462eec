"""What staff get of a class: tables, a feedback file for each student, class.html.

Students are gone through once, each result is read once, and nothing is kept of it but counts.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from grader.classroom.outcome import KEPT, NOT_GRADED
from grader.classroom.page import Page
from grader.classroom.roster import Roster, Row
from grader.classroom.store import Result, Store, replacing
from grader.classroom.tables import Table, Tables

_PLAIN = re.compile(r"[a-z0-9][a-z0-9@._-]{0,79}")
_ODD = re.compile(r"[^A-Za-z0-9@._-]+")


def write_outputs(roster: Roster, store: Store, folder: Path) -> int:
    """Write everything; how many students have to be graded again."""
    again = 0
    with ExitStack() as stack:
        tables = Tables(
            *(
                stack.enter_context(Table(folder / f"{name}.csv"))
                for name in ("grades", "canvas", "gradescope")
            )
        )
        page = stack.enter_context(Page(folder / "class.html"))
        for row in roster.rows():
            result = store.get(row.key) if row.key else None
            if row.key and result is None:
                row = replace(row, status=NOT_GRADED, reason="its result has gone; call again")
            feedback = _write_feedback(folder / "feedback", row, result)
            tables.add(row, result, feedback)
            page.add(row, result, feedback)
            again += row.status in (NOT_GRADED, KEPT) or bool(result and result.trouble)
    return again


def _write_feedback(folder: Path, row: Row, result: Result | None) -> str:
    """The name of the file with what a student reads; beside it the same as Markdown."""
    if result is None:
        return ""
    name = file_name(row.student)
    for text, suffix in ((result.markdown, "md"), (result.html, "html")):
        with replacing(folder / f"{name}.{suffix}") as file:
            file.write(text.encode("utf-8", "replace"))
    return f"feedback/{name}.html"


def file_name(student: str) -> str:
    """A file name of a student's own, whatever their id is made of, on any file system."""
    if _PLAIN.fullmatch(student):
        return student
    digest = hashlib.sha256(student.encode()).hexdigest()[:10]
    return f"{_ODD.sub('_', student)[:60].lstrip('.-') or 'student'}-{digest}"
