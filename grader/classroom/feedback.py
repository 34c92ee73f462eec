"""What each student reads: the report of what was graded, as it stands after rules and decisions by
hand, with today's points.

Pages are worded from what is kept, and only those that have changed. A class of thousands gets none
by default: they are written when somebody asks for them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from markupsafe import escape

from grader.classroom.executors import Task, Workers
from grader.classroom.here import homework
from grader.classroom.result import Result, unpacked_report, wording
from grader.classroom.runs import Run
from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing
from grader.classroom.store import Store
from grader.classroom.written_half import WrittenHalf
from grader.model import Report, Status
from grader.report.html import as_html
from grader.whole_file import replacing
from grader.written.rubrics import TOTAL
from grader.written.sheet import Sheet
from grader.written.sheet import as_html as written_as_html

MOST_WRITTEN = 5_000
_PLAIN = re.compile(r"[a-z0-9][a-z0-9@._-]{0,79}")
_ODD = re.compile(r"[^A-Za-z0-9@._-]+")
_HEADLINE = re.compile(r'(<p class="hw-score">.*?</p>)', re.DOTALL)


def file_name(student: str) -> str:
    """A file name of a student's own, whatever their id is made of, on any file system."""
    if _PLAIN.fullmatch(student):
        return student
    digest = hashlib.sha256(student.encode()).hexdigest()[:10]
    return f"{_ODD.sub('_', student)[:60].lstrip('.-') or 'student'}-{digest}"


def page(
    result: Result, standing: Standing, run: Run, sheet: Sheet | None = None, *, reveal: bool
) -> str:
    """The page for one student. sheet: what they get for what they wrote. reveal: with the hidden
    checks in full, after the due date."""
    report = as_it_stands(unpacked_report(result), run)
    html = as_html(report, staff=reveal)
    more = _standing(standing, run.scheme)
    if sheet:
        more += f'\n<p><a href="#written">Written answers: {sheet.score}</a></p>'
        whole = standing.written.whole if standing.written else None
        if whole is not None:
            more += f"\n<p>Code and written answers: {whole:g} of {TOTAL} points</p>"
        html = html.replace("</main>", f"{written_as_html(sheet)}\n</main>", 1)
    return _HEADLINE.sub(lambda found: found[1] + more, html, count=1)


def as_it_stands(report: Report, run: Run) -> Report:
    """A report with today's points, and voided checks passed."""
    if not run.scheme.carry:
        report = report.each_for_itself()
    worth = {check.id: check.points for check in run.scheme.checks}
    voided = run.overrides.voided(run.scheme)
    parts = []
    for part in report.parts:
        priced = (
            replace(check, points=worth.get(check.test_id, check.points)) for check in part.checks
        )
        checks = tuple(
            replace(check, status=Status.PASSED, failure=None, carried="")
            if check.test_id in voided
            else check
            for check in priced
        )
        score = sum(check.earned for check in checks)
        possible = sum(check.points for check in checks)
        parts.append(replace(part, score=score, possible=possible, checks=checks))
    return replace(
        report,
        parts=tuple(parts),
        total=sum(part.score for part in parts),
        possible=sum(part.possible for part in parts),
    )


def write(store: Store, pages: Iterable[tuple[Any, Task]], workers: Workers) -> None:
    """Write pages that are stale."""
    for (student, stamp), answer in workers.do(_write_one, pages):
        if answer.error:
            raise RuntimeError(f"the feedback of {student} can't be written: {answer.error}")
        store.data.execute("INSERT OR REPLACE INTO written VALUES (?, ?)", (student, stamp))


def stale(
    store: Store,
    run: Run,
    standings: Iterable[Standing],
    written: WrittenHalf,
    folder: Path,
    *,
    reveal: bool,
) -> Iterator[tuple[Any, Task]]:
    """What is to be done for each page that is not there as it should be."""
    folder.mkdir(parents=True, exist_ok=True)
    known = dict(store.data.execute("SELECT student, stamp FROM written").fetchall())
    for standing in standings:
        if not standing.is_graded:
            continue
        path = folder / f"{file_name(standing.student)}.html"
        sheet = written.sheet(standing)
        stamp = _stamp(standing, run, sheet, reveal)
        if known.get(standing.student) == stamp and path.is_file():
            continue
        result = store.get(standing.key)
        if result is not None:
            yield (standing.student, stamp), (result, standing, run, sheet, reveal, path)


def remove_others(store: Store, standings: Iterable[Standing], folder: Path) -> None:
    """Remove the pages of students who have no result any more; nothing else of the folder."""
    current = {standing.student for standing in standings if standing.is_graded}
    for row in store.data.execute("SELECT student FROM written").fetchall():
        if row["student"] not in current:
            (folder / f"{file_name(row['student'])}.html").unlink(missing_ok=True)
            store.data.execute("DELETE FROM written WHERE student = ?", (row["student"],))


def _stamp(standing: Standing, run: Run, sheet: Sheet | None, reveal: bool) -> str:
    """A fingerprint of all that decides a page."""
    said = [standing.key, standing.total, standing.lines, standing.status, standing.reason, reveal,
            wording(homework()), run.scheme, run.overrides.void, sheet]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:24]


def _write_one(
    result: Result, standing: Standing, run: Run, sheet: Sheet | None, reveal: bool, path: Path
) -> None:
    text = page(result, standing, run, sheet, reveal=reveal)
    with replacing(path) as file:
        file.write(text.encode("utf-8", "replace"))


def _standing(standing: Standing, scheme: Scheme) -> str:
    """What became of the points earned, where something did."""
    lines = list(standing.lines)
    if standing.status == "kept":
        lines.append(f"An earlier grade stands: {standing.reason}.")
    if not lines:
        return ""
    told = "".join(f"\n<li>{escape(line)}</li>" for line in lines)
    total = f"{standing.total:g}" if standing.total is not None else "–"
    return (
        f'\n<section aria-label="What counts">\n<p class="hw-score">'
        f"What counts: {total} of {scheme.points:g} points</p>\n<ul>{told}\n</ul>\n</section>"
    )
