"""The zip under unmodified Otter: the same points, and nothing of the notebook's runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat

from grader.gradescope.build import PLUGIN, build
from grader.homework import Homework
from grader.homework_toml import NAME
from grader.judge.grading import Judge
from grader.submission import handing_in
from grader.tests.course import FILES, HOMEWORK, ROOT, load

CHEAT = """
import builtins
builtins.judge = judge = lambda test_id: None
open({trace!r}, "w").write("executed")
"""


def homework(folder: Path) -> Path:
    """A submission.zip: some of the solutions, one of them wrong."""
    student = folder / "student"
    shutil.copytree(ROOT / "student" / "notebooks", student / "notebooks")
    shutil.copytree(ROOT / "tests" / "stubs", folder / "tests" / "stubs")
    for name in FILES:
        started = name in ("learning_rates.py", "optimizers.py")
        shutil.copy(ROOT / ("solutions" if started else "student") / name, student)
    with (student / "optimizers.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef sgd(w, dw, config=None):\n    return w + dw, {}\n")
    shutil.copy(ROOT / NAME, folder)
    return handing_in.build(Homework(folder)).path


def with_a_notebook_that_runs(path: Path, trace: Path) -> None:
    """Put a notebook to the top in the place of the cover, and modules that shadow Otter's."""
    cell = nbformat.v4.new_code_cell(CHEAT.format(trace=str(trace)))
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    del files[handing_in.COVER]
    files["hw2.ipynb"] = nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()
    files["sitecustomize.py"] = files["grader/__init__.py"] = cell.source.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_otter_gives_every_question_what_the_judge_gives_and_runs_no_notebook(
    judge: Judge, tmp_path: Path
) -> None:
    autograder = build(HOMEWORK, tmp_path / "autograder.zip")
    path, trace = homework(tmp_path / "homework"), tmp_path / "trace"
    with_a_notebook_that_runs(path, trace)
    done = subprocess.run(
        [Path(sys.executable).with_name("otter"), "run", "-a", autograder, path, "-o", tmp_path],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(PLUGIN)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    otter: dict[str, float] = {}
    for test in json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["tests"]:
        question = test["name"].split()[0]
        otter[question] = otter.get(question, 0) + test.get("score", 0)
    ours = {part.name: part.score for part in judge.grade(load(path)).parts}
    assert {question: otter[question] for question in ours} == ours
    assert ours["q1_gradient_descent"] > 0
    assert ours["q4b_sgd"] < 2
    assert not trace.exists()
