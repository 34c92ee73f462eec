"""`make watch` looks at what a save has changed, whatever state the file is in."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from rich.console import Console

from grader.desk.watch import Watch, Watched, changed_parts, told
from grader.judge.grading import Judge
from grader.model import Status
from grader.tests.course import FILES, ROOT, parts

SGD = "    return w - learning_rate * dw, config"
OPTIMIZERS = (ROOT / "solutions" / "optimizers.py").read_text(encoding="utf-8")
ALL_RULES = {part.name for part in parts() if part.stated.file == "optimizers.py"}


def changed(file: str, old: str, new: str) -> set[str]:
    """The parts that a change of a file can matter to."""
    return changed_parts([part for part in parts() if part.stated.file == file], old, new)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student's folder with every question solved."""
    for name in FILES:
        (tmp_path / name).write_text((ROOT / "solutions" / name).read_text(encoding="utf-8"))
    return tmp_path


def test_a_changed_function_is_its_own_part_alone() -> None:
    assert SGD in OPTIMIZERS
    assert changed("optimizers.py", OPTIMIZERS, OPTIMIZERS) == set()
    edited = OPTIMIZERS.replace(SGD, SGD.replace("-", "+"))
    assert changed("optimizers.py", OPTIMIZERS, edited) == {"q4b_sgd"}


def test_who_calls_what_has_changed_is_looked_at_again() -> None:
    old = (
        "def convergence_factors(s, r):\n    return 1\n"
        "def is_stable(s, r):\n    return max(map(convergence_factors, s)) < 1\n"
        "def max_learning_rate(s):\n    return is_stable(s, 1)\n"
        "def slowest_dimension(s, r):\n    # not by convergence_factors\n    return 0\n"
    )
    affected = {"q1_convergence_factors", "q1_is_stable", "q1_max_learning_rate"}
    assert changed("learning_rates.py", old, old.replace("return 1", "return 2")) == affected


@pytest.mark.parametrize("change", ["import math\n", "def helper():\n    return 1\n", "RATE = 1\n"])
def test_what_stands_around_the_functions_matters_to_all_of_them(change: str) -> None:
    assert changed("optimizers.py", OPTIMIZERS, change + OPTIMIZERS) == ALL_RULES


def test_every_file_has_parts_that_look_at_it() -> None:
    for name in FILES:
        assert changed(name, "", "x = 1"), name


def test_a_file_that_is_missing_or_empty_for_a_moment_is_waited_for(folder: Path) -> None:
    watched = Watched(folder, parts())
    watched.changes()
    path = folder / "optimizers.py"
    path.unlink()
    assert watched.changes() == []
    path.write_text("")
    assert watched.changes() == []
    path.write_text(OPTIMIZERS)
    assert watched.changes() == []
    path.write_text(OPTIMIZERS.replace(SGD, "    return"))
    assert [part.name for part in watched.changes()] == ["q4b_sgd"]


def test_a_file_that_does_not_load_is_told_once_and_looked_at_again(
    folder: Path, judge: Judge
) -> None:
    output = io.StringIO()
    watch = Watch(folder, judge, Console(file=output, width=80), staff=False)
    watched = watch._watched
    watched.changes()
    path = folder / "optimizers.py"
    path.write_text("def sgd(:\n")
    watch.check(watched.changes())
    assert output.getvalue().count("your file could not be loaded: SyntaxError") == 1
    assert watched.unsettled == ALL_RULES
    path.write_text(OPTIMIZERS)
    watch.check(watched.changes())
    assert watched.unsettled == set()
    assert "17 / 17" in output.getvalue()


def test_what_has_not_been_started_is_not_told(folder: Path, judge: Judge) -> None:
    stub = (ROOT / "student" / "optimizers.py").read_text(encoding="utf-8")
    (folder / "optimizers.py").write_text(stub)
    watched = Watched(folder, parts())
    from grader.tests.course import load

    report = judge.grade(load(folder), [p for p in watched.changes() if p.name in ALL_RULES])
    assert {part.status for part in report.parts} == {Status.NOT_STARTED}
    assert told(report).parts == ()


def test_a_save_by_renaming_is_answered_and_ctrl_c_ends_without_a_trace(folder: Path) -> None:
    # A shell may have told its background jobs to ignore Ctrl-C.
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "watch", str(folder)],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "80", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    stuck = threading.Timer(120, process.kill)
    stuck.start()
    assert process.stdout is not None
    try:
        seen = []
        for line in process.stdout:
            seen.append(line)
            if line.startswith("watching"):
                saver = threading.Thread(target=_save_by_renaming, args=(folder, process))
                saver.start()
            if " points" in line:
                process.send_signal(signal.SIGINT)
        text = "".join(seen)
        assert process.wait() == 0, text
        assert "q4b_sgd" in text
        assert "q4b_adam" not in text
        assert "Traceback" not in text
    finally:
        stuck.cancel()
        process.kill()
        process.wait()
        process.stdout.close()


def _save_by_renaming(folder: Path, process: subprocess.Popen[str]) -> None:
    """Save sgd with other spaces until somebody has noticed: watching begins a moment after it is
    announced."""
    for attempt in range(1, 100):
        new = folder / ".optimizers.py.swp"
        new.write_text(OPTIMIZERS.replace(SGD, SGD + " " * attempt))
        new.replace(folder / "optimizers.py")
        try:
            process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            continue
        return
