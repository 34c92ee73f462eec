"""What goes wrong on our side: staff read of it with its traceback, and nobody loses a point."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.tests import commands
from grader.tests.course import HOMEWORK, ROOT

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
