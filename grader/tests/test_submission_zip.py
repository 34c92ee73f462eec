"""The zip that is handed in: all that is graded and nothing else, once it parses."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from grader.homework import Homework
from grader.homework_toml import NAME
from grader.submission.handing_in import COVER, HandedIn, NotReady, main
from grader.submission.handing_in import build as build_for
from grader.tests.course import FILES, HOMEWORK, ROOT, load


@pytest.fixture
def homework(tmp_path: Path) -> Path:
    """A folder with the files that students are given."""
    shutil.copytree(ROOT / "student" / "notebooks", tmp_path / "student" / "notebooks")
    for name in FILES:
        shutil.copy(HOMEWORK.stubs / name, tmp_path / "student")
    shutil.copytree(HOMEWORK.stubs, tmp_path / "tests" / "stubs")
    shutil.copy(ROOT / NAME, tmp_path)
    return tmp_path


def build(folder: Path) -> HandedIn:
    """The zip of the homework in a folder."""
    return build_for(Homework(folder))


def fill_in(homework: Path) -> None:
    """Put the solutions in the place of the stubs."""
    for name in FILES:
        shutil.copy(ROOT / "solutions" / name, homework / "student")


def test_it_holds_the_graded_files_the_notebooks_and_one_cover(homework: Path) -> None:
    (homework / "student" / "notes.txt").write_text("not graded")
    with zipfile.ZipFile(build(homework).path) as archive:
        names = archive.namelist()

    notebooks = [f"student/notebooks/{name}" for name in HOMEWORK.notebooks]
    assert set(names) == {COVER, *(f"student/{name}" for name in FILES), *notebooks}


def test_otter_finds_exactly_one_script_or_notebook_at_the_top(homework: Path) -> None:
    top = [name for name in build(homework).names if "/" not in name]

    assert [name for name in top if name.endswith((".py", ".ipynb"))] == [COVER]


def test_the_grader_reads_from_it_what_was_put_in(homework: Path) -> None:
    fill_in(homework)
    handed_in = load(build(homework).path)

    assert handed_in.notes == ()
    assert handed_in.digest == load(homework / "student").digest


def test_the_same_files_give_the_same_zip(homework: Path) -> None:
    first = build(homework).path.read_bytes()
    (homework / "student" / "features.py").touch()

    assert build(homework).path.read_bytes() == first


def test_every_stub_is_named_as_not_started(homework: Path) -> None:
    warnings = "\n".join(build(homework).warnings)

    assert "not started: student/optimizers.py: sgd, sgd_momentum, rmsprop, adam" in warnings
    assert "MATCHED_SGD_LEARNING_RATE, BEST_MODEL" in warnings
    assert "not started: student/process.toml: hours" in warnings.splitlines()
    assert "not started: student/answers.toml: stability_bound, at_the_bound, " in warnings
    assert "q1_learning_rates.ipynb: 7 written answers" in warnings


def test_filled_in_files_are_not_warned_about(homework: Path) -> None:
    fill_in(homework)

    assert not [line for line in build(homework).warnings if ".ipynb" not in line]


def test_a_notebook_that_was_answered_and_run_up_to_its_last_cell_is_not_warned_about(
    homework: Path,
) -> None:
    path = homework / "student" / "notebooks" / HOMEWORK.notebooks[0]
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"][:-1]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1
        elif "Type your answer" in "".join(cell["source"]):
            cell["source"] = ["For every η below 1/σ²."]
    path.write_text(json.dumps(notebook))

    assert not [line for line in build(homework).warnings if HOMEWORK.notebooks[0] in line]


def test_work_above_a_leftover_raise_is_not_called_unstarted(homework: Path) -> None:
    path = homework / "student" / "optimizers.py"
    lines = path.read_text().splitlines(keepends=True)
    left_over = next(at for at, line in enumerate(lines) if "raise NotImplementedError" in line)
    path.write_text("".join([*lines[:left_over], "    return w, config\n", *lines[left_over:]]))

    said = "\n".join(build(homework).warnings)
    assert "sgd_momentum" in said
    assert "optimizers.py: sgd," not in said


def test_a_stub_with_another_docstring_or_from_windows_is_not_started(homework: Path) -> None:
    path = homework / "student" / "optimizers.py"
    text = path.read_text().replace("Plain stochastic", "My stochastic").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert any("optimizers.py: sgd," in line for line in build(homework).warnings)


def test_a_notebook_in_the_older_format_or_without_counts_is_taken(homework: Path) -> None:
    name = HOMEWORK.notebooks[0]
    path = homework / "student" / "notebooks" / name
    cells = [{"cell_type": "code", "input": "x = 1", "prompt_number": 1}]
    path.write_text(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}))
    assert not [line for line in build(homework).warnings if name in line]

    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "x = 1"}]}))
    assert any(f"{name}: 1 cell not run" in line for line in build(homework).warnings)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("optimizers.py", "def sgd(:\n", "student/optimizers.py, line 1: invalid syntax"),
        ("process.toml", "hours =\n", "student/process.toml can't be read"),
        ("notebooks/q2_step_sizes.ipynb", "{", "q2_step_sizes.ipynb can't be read"),
        ("notebooks/q2_step_sizes.ipynb", "[]", "q2_step_sizes.ipynb can't be read"),
    ],
)
def test_a_file_that_doesnt_parse_is_named_and_no_zip_is_written(
    homework: Path, name: str, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (homework / "student" / name).write_text(text)

    assert main(Homework(homework)) == 2
    assert says in capsys.readouterr().err
    assert not list(homework.glob("submission*"))


def test_a_place_that_cant_be_written_is_named_and_another_one_taken(
    homework: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (homework / "submission.zip").mkdir()
    assert main(Homework(homework)) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"nothing written: {homework / 'submission.zip'} can't be written")
    assert "make submission ZIP=folder/submission.zip" in said
    assert len(said.splitlines()) == 1

    elsewhere = str(tmp_path / "elsewhere.zip")
    assert main(Homework(homework), elsewhere) == 0
    assert f"wrote {elsewhere}:" in capsys.readouterr().out
    assert zipfile.is_zipfile(elsewhere)


def test_a_function_that_is_no_python_is_told_and_the_rest_handed_in(homework: Path) -> None:
    path = homework / "student" / "optimizers.py"
    text = path.read_text().replace("def sgd(", "def sgd((", 1)
    path.write_text(text)
    line = text[: text.index("def sgd((")].count("\n") + 1

    warnings = [line for line in build(homework).warnings if line.startswith("left out: ")]
    assert len(warnings) == 1
    assert warnings[0].startswith(f"left out: student/optimizers.py: sgd (line {line}: ")


def test_where_no_zip_is_written_an_older_one_is_kept_and_called_older(
    homework: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = build(homework).path
    before = path.read_bytes()
    os.utime(path, (1_000_036_800, 1_000_036_800))
    (homework / "student" / "features.py").write_text("def build_mlp(:\n")

    assert main(Homework(homework)) == 2
    said = capsys.readouterr().err.strip()
    assert "submission.zip that is there is an older one, of 09 September 2001" in said
    assert len(said.splitlines()) == 1
    assert path.read_bytes() == before


def test_a_missing_file_is_named(homework: Path) -> None:
    (homework / "student" / "features.py").unlink()

    with pytest.raises(NotReady, match=r"features\.py is missing"):
        build(homework)


def test_a_file_in_another_encoding_is_named(homework: Path) -> None:
    (homework / "student" / "features.py").write_bytes("x = 1\n# größe".encode("latin-1"))

    with pytest.raises(NotReady, match=r"features\.py is not UTF-8 text \(line 2\)"):
        build(homework)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_an_encoding_that_it_says_is_handed_in_as_utf_8(
    homework: Path, encoding: str
) -> None:
    path = homework / "student" / "features.py"
    text = f"# coding: {encoding}\n# größe\n{path.read_text(encoding='utf-8')}"
    text = text.encode("latin-1", "ignore").decode("latin-1")
    path.write_bytes(text.encode(encoding))

    assert load(build(homework).path).files["features.py"] == text
