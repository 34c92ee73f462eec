"""The tables that staff read: grades, files, changes, checks, sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.classroom.changes import Change
from grader.classroom.feedback import file_name
from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing
from grader.classroom.statistics import CheckStatistics, Scores
from grader.classroom.written_half import WrittenHalf
from grader.spreadsheet import table


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


def write_checks(
    path: Path, checks: Iterable[CheckStatistics], sentences: Mapping[str, str]
) -> None:
    """checks.csv: how each check went. sentences: what each says, by its id."""
    with table(path) as rows:
        rows.write("check", "says", "hidden", "points", "graded", "passed", "failed",
                   "apart from one slip", "timed out", "not started", "tells apart",
                   "mean seconds", "look at it")  # fmt: skip
        for one in checks:
            value = one.discrimination
            rows.write(
                one.name, sentences.get(one.id, ""), one.hidden, one.points, one.graded,
                one.codes["p"], one.codes["f"], one.codes["a"], one.codes["t"], one.codes["n"],
                "" if value is None else round(value, 3), round(one.mean_seconds, 4), one.remark,
            )  # fmt: skip


def write_sections(path: Path, sections: Mapping[str, Scores]) -> None:
    """sections.csv: the scores of each section."""
    with table(path) as rows:
        rows.write("section", "students with a score", "mean", "median", "lowest", "highest")
        for section, scores in sorted(sections.items()):
            rows.write(section or "none", scores.number, scores.mean, scores.quantile(0.5),
                       min(scores.counts), max(scores.counts))  # fmt: skip
