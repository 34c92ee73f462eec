"""What the command says and leaves behind where it is called in a way that it can't follow, or is
interrupted."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from grader.tests.commands import run
from grader.tests.course import ROOT


def require_one_line(done: subprocess.CompletedProcess[str]) -> None:
    """Exit status 2, and one line that says why."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "kind", ["missing", "not a zip", "empty zip", "empty folder", "other files", "a pipe"]
)
def test_bad_input_gives_one_line_and_status_2(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "submission.zip"
    match kind:
        case "not a zip":
            path.write_text("hello")
        case "empty zip":
            zipfile.ZipFile(path, "w").close()
        case "empty folder":
            path.mkdir()
        case "other files":
            path.mkdir()
            (path / "notes.txt").write_text("hello")
        case "a pipe":
            os.mkfifo(path)
    done = run("grade", path, "--results", tmp_path / "results.json")
    require_one_line(done)
    assert not (tmp_path / "results.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [[], ["frobnicate"], ["check"], ["grade", "one", "two"], ["check", "q4b", "nowhere"]],
)
def test_a_command_that_is_none_gives_one_line_and_status_2(arguments: list[str]) -> None:
    require_one_line(run(*arguments))


def test_results_that_can_not_be_written_give_one_line_and_status_2(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no_such_folder" / "results.json"):
        require_one_line(run("grade", ROOT / "student", "--results", place))
    assert list(tmp_path.iterdir()) == []


def test_make_check_without_a_question_says_what_to_add() -> None:
    done = subprocess.run(
        ["make", "--silent", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "make check Q=q1" in done.stderr


def test_an_interrupt_ends_everything_and_leaves_a_whole_results_file(tmp_path: Path) -> None:
    target = tmp_path / "results.json"
    arguments = ["grade", "solutions", "--results", str(target)]
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", *arguments],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    while not (target.exists() and "checks were run" in target.read_text(encoding="utf-8")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, len(said.strip().splitlines())) == (130, 1)
    assert "did not come to its end" in json.loads(target.read_text(encoding="utf-8"))["output"]


def test_an_unknown_question_gives_one_line_and_status_2() -> None:
    done = run("check", "q9_nothing")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Q4 or Q5, a function, a file" in done.stderr


def test_work_in_student_is_never_graded_for_somebody_else(tmp_path: Path) -> None:
    """A checkout whose student/ is filled in grades a hand-in of one file by that file alone."""
    checkout = tmp_path / "checkout"
    for name in ("grader", "tests"):
        (checkout / name).parent.mkdir(exist_ok=True)
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "student", checkout / "student")
    shutil.copy(ROOT / "homework.toml", checkout)
    (checkout / "build").symlink_to(ROOT / "build")
    shutil.copy(ROOT / "homework.toml", checkout)
    for solution in (ROOT / "solutions").glob("*.*"):
        shutil.copy(solution, checkout / "student")
    handed_in = tmp_path / "handed_in"
    handed_in.mkdir()
    shutil.copy(ROOT / "solutions" / "learning_rates.py", handed_in)
    checked = [
        run("check", question, handed_in, cwd=checkout, root=checkout).stdout
        for question in ("q4b", "q5", "q1_is_stable")
    ]
    own = run("check", "q5", cwd=checkout, root=checkout)
    assert "0 / 17" in checked[0]
    assert "0/5 points" in checked[1]
    assert "1.25/1.25 points" in checked[2]
    assert "5/5 points" in own.stdout
