"""The same verdicts, or one clear line, whatever the environment that a command is called from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from grader.setup.environment import SETS, Environment
from grader.tests.course import ROOT

Call = Callable[..., subprocess.CompletedProcess[bytes]]

PASSED = ["2/2", "points", "q4b_sgd,", "passed"]
SETTINGS = [
    {},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "gbk"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONSAFEPATH": "1"},
    {"PYTHONPATH": "ELSEWHERE"},
    {"PYTHONWARNINGS": "error"},
    {"PYTHONDEVMODE": "1"},
    {"PYTHONOPTIMIZE": "2"},
    {"PYTHONHASHSEED": "7"},
    {"PYTHONNOUSERSITE": "1"},
]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """`python hw.py …` in an environment of these packages, which lies below a folder that ASCII
    can't spell."""
    folder = tmp_path / "übung" / "venv"
    environment = Environment(folder)
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    environment.python.chmod(0o755)
    pins = environment._digest("development")
    (folder / "ready").write_text(
        json.dumps({"set": list(SETS)[-1], "pins": pins, "python": sys.executable})
    )

    def run(
        *arguments: str, stdout: IO[Any] | int = subprocess.PIPE, **settings: str
    ) -> subprocess.CompletedProcess[bytes]:
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        return subprocess.run(
            [sys.executable, str(ROOT / "hw.py"), *arguments],
            env=surroundings | {"HOMEWORK_VENV": str(folder), "COLUMNS": "80"} | settings,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
        )

    return run


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: "-".join(settings) or "none")
def test_a_check_says_the_same_whatever_is_set(
    settings: dict[str, str], call: Call, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    for name in ("numpy", "grader"):
        (elsewhere / name).mkdir(parents=True)
        (elsewhere / name / "__init__.py").write_text("raise SystemExit('not the one meant')\n")
    settings = {k: v.replace("ELSEWHERE", str(elsewhere)) for k, v in settings.items()}
    done = call("check", "q4b_sgd", "solutions", **settings)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode("ascii", errors="ignore").splitlines()
    assert [line.split()[:4] for line in lines if "q4b_sgd," in line] == [PASSED]


def test_marks_that_an_encoding_lacks_are_told_apart(call: Call, tmp_path: Path) -> None:
    (tmp_path / "optimizers.py").write_text("def sgd(w, dw, config=None):\n    return w, {}\n")
    done = call("check", "q4b", str(tmp_path), PYTHONIOENCODING="ascii")
    text = done.stdout.decode("ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "?  q4b" not in text
    assert "x  q4b_sgd" in text


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux's")
def test_an_output_that_takes_nothing_more_is_one_line(call: Call) -> None:
    with open("/dev/full", "wb") as full:
        done = call("check", "q4b_sgd", "solutions", stdout=full)
    assert done.returncode == 2
    assert done.stderr == b"what this prints: can't be written (No space left on device)\n"
