"""Progress across runs: told to students, and never a reason to fail."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import pytest

from grader.model import CheckResult, Failure, PartResult, Progress, Report, Status
from grader.report.html import as_html
from grader.report.progress import with_progress
from grader.tests.course import parts
from grader.tests.test_renderers import in_terminal

PART = next(part for part in parts() if part.name == "q4b_sgd")
FOLDER = Path("student")


def report(*passed: bool, hidden: bool = False) -> Report:
    """A report of q4b_sgd in which these of its checks passed."""
    lines = [line for line in PART.lines if line.hidden == hidden]
    checks = tuple(
        CheckResult(
            line.test_id, "a sentence", Status.PASSED if good else Status.FAILED, 1, hidden,
            None if good else Failure("wrong"), label=PART.label(line),
        )
        for line, good in zip(lines, passed, strict=False)
    )  # fmt: skip
    return Report("someone", "0" * 64, 0, 2, (PartResult(PART.name, PART.title, 0, 2, checks),))


def test_the_second_run_says_what_is_newly_passing_and_newly_failing(tmp_path: Path) -> None:
    assert with_progress(report(True, False), FOLDER, tmp_path).progress == Progress()
    second = with_progress(report(False, True), FOLDER, tmp_path)
    for shown in (in_terminal(second), as_html(second)):
        assert "1 newly passing: q4b_sgd.2" in shown
        assert "1 newly failing: q4b_sgd.1" in shown
    assert with_progress(report(False, True), FOLDER, tmp_path).progress == Progress()


def test_each_submission_is_compared_with_itself(tmp_path: Path) -> None:
    with_progress(report(True, True), FOLDER, tmp_path)
    assert with_progress(report(False, False), Path("another"), tmp_path).progress == Progress()


def test_of_hidden_checks_nothing_is_told(tmp_path: Path) -> None:
    with_progress(report(True, hidden=True), FOLDER, tmp_path)
    assert with_progress(report(False, hidden=True), FOLDER, tmp_path).progress == Progress()


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'{"format": 0, "passed": {}}', b'{"passed": [1]}',
     b'{"format": 1, "passed": {"x": "y"}}', b'{"format": 1, "passed": {}, "more": 1}'],
)  # fmt: skip
def test_a_damaged_or_old_file_counts_as_no_run_before(tmp_path: Path, damaged: bytes) -> None:
    with_progress(report(True, True), FOLDER, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damaged)
    assert with_progress(report(False, True), FOLDER, tmp_path).progress == Progress()
    again = with_progress(report(True, True), FOLDER, tmp_path)
    assert again.progress.newly_passing, "the file has been written anew"


def test_where_nothing_can_be_kept_the_report_is_as_it_was(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    in_the_way.chmod(stat.S_IRUSR)
    plain = report(True)
    assert with_progress(plain, FOLDER, in_the_way) == plain


def test_progress_does_not_make_two_reports_different() -> None:
    moved = dataclasses.replace(report(True), progress=Progress(("x",), ()))
    assert moved == report(True)
