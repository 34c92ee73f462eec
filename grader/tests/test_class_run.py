"""A whole class, end to end: the grades of `make grade`, whatever happens to the run."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.classroom import grade
from grader.judge.grading import Judge
from grader.model import Report
from grader.submission import Submission
from grader.tests.course import ROOT, load
from grader.tests.hand_ins import hostile, only, right, write_zip, wrong

CLASS = {
    "ann": right("ann"),
    "bob": wrong(),
    "cem": hostile(),
    "dee": {},
    "eve": only("step_sizes.py"),
    "fay": only("initialization.py"),
}
PATIENCE = 120.0


def write_class(folder: Path) -> Path:
    """A folder with a zip for each student."""
    for student, files in CLASS.items():
        write_zip(folder / f"{student}.zip", files)
    return folder


def grade_class(submissions: Path, output: Path) -> int:
    """Grade in this process."""
    return main(["class", str(submissions), "--output", str(output), "--jobs", "1"])


def start(submissions: Path, output: Path, *options: str) -> subprocess.Popen[str]:
    """`python -m grader class` in a process group of its own."""
    command = [sys.executable, "-m", "grader", "class", str(submissions), "--output", str(output)]
    return subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def totals(output: Path) -> dict[str, str]:
    """The total of each student in grades.csv."""
    with (output / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row["total"] for row in csv.DictReader(file)}


def results(output: Path) -> dict[str, int]:
    """The results that there are, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in output.glob("results/*/*.gz")}


def wait_for_results(output: Path, count: int, run: subprocess.Popen[str]) -> None:
    """Until so many results are there, or the run has ended."""
    until = time.monotonic() + PATIENCE
    while len(results(output)) < count and run.poll() is None and time.monotonic() < until:
        time.sleep(0.02)


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those that these have."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for children in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                new = set(map(int, children.read_text().split())) - found
            except OSError:
                continue
            found |= new
            waiting += new
    return found


def are_gone(processes: set[int]) -> bool:
    """Whether all of these have ended before long."""
    until = time.monotonic() + PATIENCE
    while alive := {pid for pid in processes if _lives(pid)}:
        if time.monotonic() > until:
            return not alive
        time.sleep(0.05)
    return True


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class: right, wrong, hostile, empty, begun."""
    return write_class(tmp_path_factory.mktemp("submissions"))


@pytest.fixture(scope="module")
def undisturbed(submissions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run that nobody disturbed has written."""
    output = tmp_path_factory.mktemp("undisturbed")
    assert grade_class(submissions, output) == 0
    return output


def test_scores_equal_those_of_grading_one_by_one(
    submissions: Path, undisturbed: Path, explaining_judge: Judge
) -> None:
    found = totals(undisturbed)
    assert list(found) == list(CLASS)
    for student in CLASS.keys() - {"dee"}:
        report = explaining_judge.grade(load(submissions / f"{student}.zip"))
        assert found[student] == f"{report.total:g}", student
    assert found["dee"] == "0"
    assert float(found["bob"]) < float(found["ann"]) == 100


def test_everybody_gets_feedback_that_names_nobody_else(undisturbed: Path) -> None:
    for student in CLASS.keys() - {"dee"}:
        for suffix in ("md", "html"):
            text = (undisturbed / "feedback" / f"{student}.{suffix}").read_text(encoding="utf-8")
            assert "your submission" in text
            assert ".zip" not in text


def test_the_page_counts_the_misconception_with_its_hint(undisturbed: Path) -> None:
    page = (undisturbed / "class.html").read_text(encoding="utf-8")
    assert "Ideas that went wrong" in page
    assert "uphill" in page


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_run_that_is_killed_and_stopped_ends_with_the_same_grades(
    submissions: Path, undisturbed: Path, tmp_path: Path
) -> None:
    killed = start(submissions, tmp_path, "--jobs", "2")
    wait_for_results(tmp_path, 1, killed)
    started = descendants(killed.pid)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert are_gone(started)

    stopped = start(submissions, tmp_path, "--jobs", "2")
    wait_for_results(tmp_path, len(results(tmp_path)) + 1, stopped)
    started, kept = descendants(stopped.pid), results(tmp_path)
    os.killpg(stopped.pid, signal.SIGINT)
    _, said = stopped.communicate(timeout=PATIENCE)
    assert stopped.returncode == 130
    assert "Traceback" not in said
    assert said.splitlines()[-1].startswith("stopped; every result so far is in")
    assert are_gone(started)

    assert grade_class(submissions, tmp_path) == 0
    assert kept.items() <= results(tmp_path).items()
    for name in ("grades.csv", "canvas.csv", "gradescope.csv"):
        assert (tmp_path / name).read_bytes() == (undisturbed / name).read_bytes()


def test_a_second_run_grades_only_what_changed(tmp_path: Path) -> None:
    for student in ("eve", "fay"):
        write_zip(tmp_path / "class" / f"{student}.zip", CLASS[student])
    assert grade_class(tmp_path / "class", tmp_path / "out") == 0
    before = results(tmp_path / "out")
    write_zip(tmp_path / "class" / "fay.zip", hostile())
    assert grade_class(tmp_path / "class", tmp_path / "out") == 0
    after = results(tmp_path / "out")
    assert len(before) == 2
    assert before.items() < after.items()
    assert len(after) == 3
    assert totals(tmp_path / "out")["fay"] == "0"


def test_a_grader_that_fails_takes_no_grade_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write_zip(tmp_path / "class" / "eve.zip", CLASS["eve"])
    assert grade_class(tmp_path / "class", tmp_path / "out") == 0
    before = totals(tmp_path / "out")

    def broken(submission: Submission) -> Report:
        raise OSError("no process can be started")

    monkeypatch.setattr(grade, "grader_version", lambda: "a later one")
    monkeypatch.setattr(grade, "_graded", broken)
    assert grade_class(tmp_path / "class", tmp_path / "out") == 1
    assert totals(tmp_path / "out") == before
    assert "kept" in (tmp_path / "out" / "grades.csv").read_text(encoding="utf-8-sig")
    assert "call again" in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [["no/such/folder"], [".", "--jobs", "0"]])
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    try:
        status: object = main(["class", *arguments, "--output", str(tmp_path / "out")])
    except SystemExit as refused:
        status = refused.code
    assert status == 2
    assert "Traceback" not in capfd.readouterr().err


def test_hand_ins_with_nothing_to_grade_are_counted_at_the_end(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ann.zip").write_bytes(b"no zip")
    write_zip(tmp_path / "class" / "bob.zip", {})
    assert grade_class(tmp_path / "class", tmp_path / "out") == 0
    assert "2 with nothing to grade: grades.csv says why" in capfd.readouterr().err
