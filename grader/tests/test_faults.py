"""What goes wrong on our side: staff read of it with its traceback, and nobody loses a point."""

from __future__ import annotations

import csv
import html
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.tests import commands
from grader.tests.course import HOMEWORK, ROOT

LAYERS = ROOT / "grader" / "tests" / "homeworks" / "layers"
ENDS = """
from grader.diagnosis.bank import misconception


@misconception(part="q2_affine_forward", formula="none", hint="Why does it end?")
def affine_forward__ends(x, w, b):
    raise SystemExit("ended")
"""
BUG = "\n\ndef slowest_dimension(sigma, learning_rate):\n    return len(sigma) - 1\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This homework in another place, with a wrong submission in submission/."""
    root = tmp_path_factory.mktemp("copy") / "homework"
    left_out = shutil.ignore_patterns("__pycache__", "right_answers")
    for name in ("tests", "student", "solutions"):
        shutil.copytree(ROOT / name, root / name, ignore=left_out)
    shutil.copyfile(ROOT / "homework.toml", root / "homework.toml")
    shutil.copytree(HOMEWORK.solutions, root / "submission")
    with (root / "submission" / "learning_rates.py").open("a", encoding="utf-8") as file:
        file.write(BUG)
    check(root)  # it says that it records cases, once
    return root


def check(copy: Path) -> str:
    """What a check of the wrong function prints."""
    done = commands.run("check", "q1_slowest_dimension", "submission", cwd=copy)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("line", ["import a_module_that_is_not_there", "def broken(:", "1 / 0"])
def test_a_mistake_that_cant_be_loaded_is_told_and_silences_no_other(copy: Path, line: str) -> None:
    before = check(copy)
    assert "fault" not in before
    broken = copy / "tests" / "misconceptions" / "q1_broken.py"
    broken.write_text(f"{line}\n", encoding="utf-8")
    after = check(copy)
    broken.unlink()
    said = after.removeprefix(before)
    assert after != said, "the report itself is another"
    assert "The grader's own fault, no point was lost" in said
    assert "q1_broken.py" in said
    assert "Traceback" in said


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    """The small homework in another place, and a class of two whose answers are wrong."""
    root = tmp_path / "layers"
    shutil.copytree(LAYERS, root, ignore=shutil.ignore_patterns("__pycache__", "build"))
    for student in ("ada", "bob"):  # who hand in different files
        shutil.copytree(root / "solutions", root / "class" / student)
        file = root / "class" / student / "affine.py"
        text = file.read_text(encoding="utf-8").replace("x @ w + b", "x @ w")
        file.write_text(f"{text}# {student}\n", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("grader", "class class --jobs 1"),
        ("grader", "grade solutions --staff"),
        ("grader.gradescope", "autograder"),
    ],
)
def test_no_run_for_staff_begins_with_a_mistake_that_cant_be_loaded(
    layers: Path, module: str, command: str
) -> None:
    broken = layers / "tests" / "misconceptions" / "broken.py"
    broken.write_text("1 / 0\n", encoding="utf-8")
    done = commands.run(*command.split(), cwd=layers, module=module)
    assert (done.returncode, done.stdout) == (2, "")
    assert "misconceptions/broken.py can't be loaded" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert not (layers / "dist").exists()


def scores(grades: Path) -> dict[str, str]:
    """Each student's total."""
    with grades.open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row["total"] for row in csv.DictReader(file)}


def test_a_class_run_tells_each_fault_of_ours_and_nobody_loses_a_point(layers: Path) -> None:
    grade = ("class", "class", "--jobs", "1", "--output")
    commands.run(*grade, "before", cwd=layers)
    # It loads, and ends the process that records what it answers.
    bank = layers / "tests" / "misconceptions" / "layers.py"
    bank.write_text(ENDS, encoding="utf-8")
    done = commands.run(*grade, "after", cwd=layers)
    fault = "known mistakes of q2_affine_forward can't be recorded"
    assert done.returncode == 0, done.stderr
    assert f"no point was lost (2 students): {fault}" in done.stderr
    assert "2 students: 2 graded" in done.stderr
    assert fault in (layers / "after" / "faults.txt").read_text(encoding="utf-8")
    page = (layers / "after" / "class.html").read_text(encoding="utf-8")
    assert html.escape(fault, quote=True).replace("&#x27;", "&#39;") in page
    before, after = (scores(layers / folder / "grades.csv") for folder in ("before", "after"))
    assert before == after == {"ada": "8", "bob": "8"}
    bank.unlink()
    commands.run(*grade, "after", cwd=layers)
    assert not (layers / "after" / "faults.txt").exists()


@pytest.mark.parametrize(
    ("suffix", "room", "said"),
    [
        ("known", 512, ".known: can't be written (File too large)"),
        ("known", 0, "temporary files: can't be written (No usable temporary directory"),
    ],
)
def test_without_room_on_the_disk_nothing_is_graded_and_one_line_says_why(
    layers: Path, suffix: str, room: int, said: str
) -> None:
    check = ("check", "q2_affine_forward", "class/ada")
    before = commands.run(*check, cwd=layers).stdout
    for recorded in layers.glob(f"build/recordings/*/q2_affine_forward*.{suffix}"):
        recorded.unlink()
    # No file may have more bytes, as on a disk that is full.
    limited = f"import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, {room, room})"
    done = subprocess.run(
        [sys.executable, "-c", f"{limited}; runpy.run_module('grader', None, '__main__')", *check],
        cwd=layers,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert commands.run(*check, cwd=layers).stdout.splitlines()[-3:] == before.splitlines()[-3:]


def test_a_test_that_is_broken_is_our_fault_and_no_verdict(layers: Path) -> None:
    test = layers / "tests" / "test_affine.py"
    text = test.read_text(encoding="utf-8")
    assert "    assert_close(" in text
    test.write_text(text.replace("    assert_close(", "    asert_close("), encoding="utf-8")
    done = commands.run("class", "class", "--jobs", "1", "--output", "out", cwd=layers)
    assert done.returncode == 1, done.stderr
    assert "could not be graded this time" in done.stderr
    assert "asert_close" in (layers / "out" / "faults.txt").read_text(encoding="utf-8")
    assert scores(layers / "out" / "grades.csv") == {"ada": "", "bob": ""}
