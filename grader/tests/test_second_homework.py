"""Another homework, about other things, is graded, explained, released and zipped by the same
engine: functions that share a cache, a class, questions beyond 9."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader.tests.course import ROOT

LAYERS = Path(__file__).parent / "homeworks" / "layers"
QUESTIONS = ["Q2", "Q10", "Q12", "Q13"]


def run(*arguments: str, cwd: Path) -> str:
    """What a module of the engine prints that is run in a folder."""
    done = _done(arguments, cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(*arguments: str, cwd: Path) -> str:
    """The line with which it refuses."""
    done = _done(arguments, cwd)
    assert done.returncode == 2, done.stdout
    return done.stderr


def _done(arguments: tuple[str, ...], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "80", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the homework, with a wrong submission in wrong/."""
    root = tmp_path_factory.mktemp("second") / "layers"
    shutil.copytree(LAYERS, root, ignore=shutil.ignore_patterns("__pycache__", "build"))
    shutil.copytree(root / "solutions", root / "wrong")
    for name, right, wrong in (
        ("affine.py", "x @ w + b", "x @ w"),
        ("affine.py", "dout.sum(axis=0)", "dout.mean(axis=0)"),
        ("dropout.py", "x * kept / (1 - self.rate)", "x * kept"),
    ):
        text = (root / "wrong" / name).read_text(encoding="utf-8")
        assert right in text
        (root / "wrong" / name).write_text(text.replace(right, wrong), encoding="utf-8")
    run("grader", "check", "q2", cwd=root)  # it says that it records cases, once
    return root


def scores(table: str) -> dict[str, float]:
    """The points of each question or part, in the order in which they are shown."""
    rows = re.findall(r"^[✓✗·] +(\w+) +([\d.]+) / ", table, re.MULTILINE)
    rows += [
        (name, n) for n, name in re.findall(r"^([\d.]+)/\S+ points  (\w+),", table, re.MULTILINE)
    ]
    return {name: float(score) for name, score in rows}


def test_its_solution_has_full_marks_in_the_order_of_its_questions(layers: Path) -> None:
    got = scores(run("grader", "grade", "solutions", cwd=layers))
    assert list(got.items()) == list(zip(QUESTIONS, (2, 3, 4.5, 0.5), strict=True))


def test_its_stubs_have_none(layers: Path) -> None:
    assert set(scores(run("grader", "grade", "student", cwd=layers)).values()) == {0}


def test_its_wrong_functions_lose_their_points_and_are_explained(layers: Path) -> None:
    said = run("grader", "grade", "wrong", cwd=layers)
    assert [scores(said)[question] for question in QUESTIONS] == [0, 0, 2.5, 0.5]
    words = " ".join(said.split())
    assert "Your affine_forward matches “without the bias”" in words
    assert "out, cache = affine_forward(" in words
    assert "Your affine_backward matches “mean over the rows”" in words
    assert "dropout.forward(" in words


def test_a_mistake_in_a_class_is_recognised_by_what_its_objects_answer(layers: Path) -> None:
    own = layers / "off"
    shutil.copytree(layers / "solutions", own)
    text = (own / "dropout.py").read_text(encoding="utf-8")
    wrong = text.replace("return x\n", "return x - self.rate * x\n")
    assert wrong != text
    (own / "dropout.py").write_text(wrong, encoding="utf-8")
    words = " ".join(run("grader", "check", "q12", "off", cwd=layers).split())
    assert "Your Dropout matches “scaled when off”" in words


def test_a_short_answer_is_graded_and_explained(layers: Path) -> None:
    own = layers / "short"
    shutil.copytree(layers / "solutions", own)
    (own / "answers.toml").write_text('kept_entry = "x/rate"', encoding="utf-8")
    words = " ".join(run("grader", "check", "q13", "short", cwd=layers).split())
    assert "Your answer matches “share of the dropped”" in words


def test_one_question_is_checked_by_its_number(layers: Path) -> None:
    assert list(scores(run("grader", "check", "q10", "solutions", cwd=layers))) == [
        "q10_affine_backward"
    ]
    assert list(scores(run("grader", "check", "Q12", "solutions", cwd=layers))) == ["q12_dropout"]
    assert "q10_affine_backward" in refused("grader", "check", "q1", cwd=layers)


def test_a_release_derives_what_its_students_get(layers: Path) -> None:
    run("grader", "release", "--force", cwd=layers)
    for name in ("affine.py", "dropout.py", "answers.toml"):
        released = (layers / "student" / name).read_text(encoding="utf-8")
        assert released == (LAYERS / "student" / name).read_text(encoding="utf-8")
        assert released == (LAYERS / "tests" / "stubs" / name).read_text(encoding="utf-8")
        assert "NotImplementedError" in released or 'kept_entry = ""' in released


def test_its_zip_grades_and_explains_by_itself(layers: Path, tmp_path: Path) -> None:
    run("grader.gradescope", "autograder", cwd=layers)
    with zipfile.ZipFile(layers / "dist" / "autograder.zip") as archive:
        archive.extractall(tmp_path)
    judge = tmp_path / "judge"
    assert not (judge / "tests" / "misconceptions").exists()
    report = json.loads(_graded(judge, layers / "wrong"))
    assert (report["total"], report["faults"]) == (3, [])
    assert any("“without the bias”" in idea for idea in report["ideas"])


def test_its_zip_runs_as_on_gradescope(layers: Path) -> None:
    run("grader.gradescope", "autograder", cwd=layers)
    said = run("grader.gradescope", "emulate", "wrong", "--here", cwd=layers)
    assert "score 3 / 10" in said
    assert "“without the bias”" in (layers / "emulation.html").read_text(encoding="utf-8")


def test_its_class_is_graded(layers: Path) -> None:
    for student, files in {"ada": "solutions", "bob": "wrong"}.items():
        shutil.copytree(layers / files, layers / "class" / student)
    (layers / "class" / "cyd").mkdir()
    run("grader", "class", "class", "--jobs", "1", "--output", "graded", cwd=layers)
    with (layers / "graded" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert [rows[student]["total"] for student in ("ada", "bob", "cyd")] == ["10", "3", "0"]
    assert [rows["bob"][question] for question in QUESTIONS] == ["0", "0", "2.5", "0.5"]
    page = (layers / "graded" / "class.html").read_text(encoding="utf-8")
    assert "Layers: the class" in page
    assert "without the bias" in page


def _graded(judge: Path, submission: Path) -> str:
    program = """
import json, sys
from pathlib import Path
from grader.homework import find
from grader.judge.opening import open_judge
from grader.submission import load

homework = find()
with open_judge(homework) as (judge, chosen):
    report = judge.grade(load(Path(sys.argv[1]), homework))
checks = [check for part in report.parts for check in part.checks if check.failure]
ideas = [check.failure.diagnosis.title for check in checks if check.failure.diagnosis]
print(json.dumps({"total": report.total, "ideas": ideas, "faults": report.faults}))
"""
    return subprocess.run(
        [sys.executable, "-c", program, str(submission)],
        cwd=judge,
        env=os.environ | {"PYTHONPATH": str(judge)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    ("said", "instead", "told"),
    [
        ("expecting(output=", "expecting(out=", "missing a required argument: 'output'"),
        ("expecting(output=", "expecting(affine=", "multiple values for argument 'affine'"),
        ("oracles.output(layer)", "oracles.outputs(layer)", "has no attribute 'outputs'"),
    ],
)
def test_a_test_that_can_not_be_recorded_is_told_and_costs_nobody_a_point(
    said: str, instead: str, told: str, tmp_path: Path
) -> None:
    root = _with_a_slip("tests/test_affine.py", said, instead, tmp_path)
    assert told in refused("grader", "check", "q2", cwd=root)


@pytest.mark.parametrize(
    ("file", "said", "instead", "told"),
    [
        (
            "tests/rubric/q2_affine_forward.py", "::test_affine_forward", "::test_forward",
            "tests/rubric/q2_affine_forward.py: there is no test "
            "tests/test_affine.py::test_forward_is_a_product_and_a_sum",
        ),
        (
            "tests/rubric/q2_affine_forward.py", ", points=2", "",
            "tests/rubric/q2_affine_forward.py, line 8: graded() missing 1 required keyword-only "
            "argument: 'points'",
        ),
        (
            "homework.toml", "[[questions]]\nname = \"Q2\"",
            "[hooks]\nkinds = \"kinds:KINDS\"\n[[questions]]\nname = \"Q2\"",
            "homework.toml: hooks.kinds: there is no KINDS in tests/kinds.py",
        ),
    ],
)  # fmt: skip
def test_a_name_that_stands_for_nothing_is_told_in_a_line(
    file: str, said: str, instead: str, told: str, tmp_path: Path
) -> None:
    root = _with_a_slip(file, said, instead, tmp_path)
    assert refused("grader", "check", "q2", cwd=root) == f"{told}\n"


def test_a_mistake_of_a_part_that_is_not_there_stops_whoever_grades_for_good(
    tmp_path: Path,
) -> None:
    file = "tests/misconceptions/layers.py"
    root = _with_a_slip(file, "q2_affine_forward", "q2_forward", tmp_path)
    told = refused("grader.authoring.misconceptions", cwd=root)
    assert "affine_forward-without-the-bias: homework.toml has no part q2_forward" in told


def _with_a_slip(file: str, said: str, instead: str, tmp_path: Path) -> Path:
    root = tmp_path / "mine"
    shutil.copytree(LAYERS, root, ignore=shutil.ignore_patterns("__pycache__", "build"))
    text = (root / file).read_text(encoding="utf-8")
    assert said in text
    (root / file).write_text(text.replace(said, instead), encoding="utf-8")
    return root


def test_a_new_homework_starts_as_a_copy_that_grades(tmp_path: Path) -> None:
    run("grader.authoring.new_homework", "mine", cwd=tmp_path)
    assert set(scores(run("grader", "check", "q2", "solutions", cwd=tmp_path / "mine"))) == {
        "q2_affine_forward"
    }
    again = subprocess.run(
        [sys.executable, "-m", "grader.authoring.new_homework", "mine"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == "mine is there already: give a folder that is not\n"
