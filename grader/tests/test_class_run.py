"""A whole class, end to end: the grades of `make grade`, whatever happens to the run."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.classroom import grade
from grader.classroom.result import grader_version
from grader.classroom.store import NAME
from grader.homework import Homework
from grader.judge.grading import Judge
from grader.model import Report
from grader.submission import Submission
from grader.tests.course import ROOT, load
from grader.tests.hand_ins import hostile, only, right, write_zip, wrong
from grader.tests.test_second_homework import LAYERS

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


def results(output: Path) -> set[tuple[str, float]]:
    """The results that there are, each with the time that it took; none while nobody can tell.

    A copy is read: the run has the store for itself.
    """
    with tempfile.TemporaryDirectory() as name:
        with contextlib.suppress(FileNotFoundError):
            for suffix in ("", "-wal"):
                shutil.copy(output / f"{NAME}{suffix}", name)
        try:
            with closing(sqlite3.connect(Path(name) / NAME)) as data:
                return set(data.execute("SELECT key, seconds FROM result"))
        except sqlite3.DatabaseError:
            return set()


def wait_for_results(output: Path, count: int, run: subprocess.Popen[str]) -> None:
    """Until so many results are there, or the run has ended."""
    until = time.monotonic() + PATIENCE
    while len(results(output)) < count and run.poll() is None and time.monotonic() < until:
        time.sleep(0.05)


def wait_for_log(output: Path, size: int, run: subprocess.Popen[str]) -> None:
    """Until the store's log has so many bytes, or the run has ended."""
    log = output / f"{NAME}-wal"
    until = time.monotonic() + PATIENCE
    while run.poll() is None and time.monotonic() < until:
        if log.is_file() and log.stat().st_size >= size:
            return
        time.sleep(0.005)


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
        text = (undisturbed / "feedback" / f"{student}.html").read_text(encoding="utf-8")
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
    kept = results(tmp_path)

    stopped = start(submissions, tmp_path, "--jobs", "2")
    wait_for_results(tmp_path, len(kept) + 1, stopped)
    started = descendants(stopped.pid)
    os.killpg(stopped.pid, signal.SIGINT)
    _, said = stopped.communicate(timeout=PATIENCE)
    assert stopped.returncode == 130
    assert "Traceback" not in said
    assert said.splitlines()[-1].startswith("stopped; every result so far is in")
    assert are_gone(started)
    kept |= results(tmp_path)

    assert grade_class(submissions, tmp_path) == 0
    assert kept
    assert kept <= results(tmp_path)
    require_equal_tables(tmp_path, undisturbed)


def require_equal_tables(output: Path, undisturbed: Path) -> None:
    """Two runs have the same tables."""
    for name in ("grades.csv", "canvas.csv", "gradescope.csv", "files.csv", "changes.csv"):
        assert (output / name).read_bytes() == (undisturbed / name).read_bytes(), name


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_killed_at_any_moment_of_reading_settling_and_writing_it_ends_the_same(
    submissions: Path, undisturbed: Path, tmp_path: Path
) -> None:
    # With all results there, what is left of a run is over before it could be met by chance.
    shutil.copytree(undisturbed, tmp_path / "out")
    for number in range(8):
        killed = start(submissions, tmp_path / "out", "--jobs", "1")
        wait_for_log(tmp_path / "out", (number + 1) * 12_000, killed)
        time.sleep(0.05 * (number % 3))
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
    assert grade_class(submissions, tmp_path / "out") == 0
    require_equal_tables(tmp_path / "out", undisturbed)


def test_a_second_run_grades_only_what_changed(tmp_path: Path) -> None:
    for student in ("eve", "fay"):
        write_zip(tmp_path / "class" / f"{student}.zip", CLASS[student])
    assert grade_class(tmp_path / "class", tmp_path / "out") == 0
    before = results(tmp_path / "out")
    write_zip(tmp_path / "class" / "fay.zip", hostile())
    assert grade_class(tmp_path / "class", tmp_path / "out") == 0
    after = results(tmp_path / "out")
    assert len(before) == 2
    assert before < after
    assert len(after) == 3
    assert totals(tmp_path / "out")["fay"] == "0"


def test_a_grader_that_fails_takes_no_grade_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write_zip(tmp_path / "class" / "eve.zip", CLASS["eve"])
    assert grade_class(tmp_path / "class", tmp_path / "out") == 0
    before = totals(tmp_path / "out")

    def broken(submission: Submission, root: Path) -> Report:
        raise OSError("no process can be started")

    monkeypatch.setattr(grade, "grader_version", lambda root: "a later one")
    monkeypatch.setattr(grade, "_graded", broken)
    assert grade_class(tmp_path / "class", tmp_path / "out") == 1
    assert totals(tmp_path / "out") == before
    assert "kept" in (tmp_path / "out" / "grades.csv").read_text(encoding="utf-8-sig")
    assert "call again" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("said", "instead", "is_another"),
    [
        ('function = "Dropout"', 'function = "Dropout", state = ["train"]', True),
        ('function = "Dropout"', 'function = "Dropout", free_signs = true', True),
        ('function = "Dropout"', 'function = "Drop"', True),
        ('"affine.py" }', '"affine.py", libraries = ["torch"] }', True),
        ("seed = 7", 'seed = 7\npreload = ["shapes"]', True),
        ('title = "Dropout"', 'title = "Dropping"', False),
        ('place = "Q12"', 'place = "Q12(a)"', False),
    ],
)
def test_what_homework_toml_says_makes_another_grader_where_it_decides_a_verdict(
    tmp_path: Path, said: str, instead: str, is_another: bool
) -> None:
    shutil.copytree(LAYERS, tmp_path / "layers")
    before = grader_version(Homework(tmp_path / "layers"), "cases", "asked")
    stated = tmp_path / "layers" / "homework.toml"
    text = stated.read_text(encoding="utf-8")
    assert said in text
    stated.write_text(text.replace(said, instead, 1), encoding="utf-8")
    after = grader_version(Homework(tmp_path / "layers"), "cases", "asked")
    assert (after != before) == is_another


@pytest.mark.parametrize(
    "arguments", [["no/such/folder"], [".", "--jobs", "0"], [], ["--runs"], ["--restore", "3"]]
)
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
    said = capfd.readouterr().err
    assert "2 students: 2 nothing to grade" in said
    assert "grades.csv says why, files.csv what became of each file" in said


def test_an_earlier_run_can_be_listed_and_restored_and_one_page_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for first in ("step_sizes.py", "initialization.py"):
        write_zip(tmp_path / "class" / "eve.zip", only(first))
        assert grade_class(tmp_path / "class", tmp_path / "out") == 0
    output = ["--output", str(tmp_path / "out")]
    assert totals(tmp_path / "out")["eve"] != "12.25"
    assert main(["class", "--runs", *output]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 2
    assert main(["class", "--restore", "1", "--jobs", "1", *output]) == 0
    assert totals(tmp_path / "out")["eve"] == "12.25"
    (tmp_path / "out" / "feedback" / "eve.html").unlink()
    assert main(["feedback", "eve", *output]) == 0
    assert "12.25/100 points" in (tmp_path / "out" / "feedback" / "eve.html").read_text()
    assert main(["feedback", "zed", *output]) == 2


def test_roster_rules_and_decisions_are_taken_from_files(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_zip(tmp_path / "class" / "eve.zip", CLASS["eve"])
    texts = {
        "roster.csv": "name,sid,section\nEve,eve,A\nFay,fay,B\n",
        "policies.toml": "[pass_fail]\npoints = 10\n",
        "overrides.toml": '[[adjust]]\nstudent = "eve"\npoints = -5\nreason = "late slip"\n'
        'by = "Tess"\non = 2026-09-20\n',
    }
    options = []
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        options += [f"--{name.partition('.')[0]}", str(tmp_path / name)]
    command = ["class", str(tmp_path / "class"), "--output", str(tmp_path / "out"), "--jobs", "1"]
    assert main([*command, *options]) == 0
    assert totals(tmp_path / "out") == {"eve": "95", "fay": ""}
    (tmp_path / "policies.toml").write_text("[pass_fail]\npoints = 700\n")
    assert main([*command, *options]) == 2
    assert "is 700, and there are 100" in capfd.readouterr().err
