"""Adding a question is what the README says: its snippets, put in their files, are graded."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from grader.authoring.release import release
from grader.tests.course import ROOT

SECTION = (ROOT / "README.md").read_text(encoding="utf-8").partition("### Add a question")[2]
# What is said in words stands above these lines.
ABOVE = {
    "tests/oracles/update_rules.py": "UPDATE_RULES: dict",
    "homework.toml": '    { name = "q4c_mean_gradient_norm"',
}


def snippets() -> dict[str, str]:
    """The snippet of each step that has one, by the file that it goes to."""
    steps = re.split(r"^\d+\. ", SECTION, flags=re.MULTILINE)[1:]
    return {
        re.findall(r"`([\w/]+\.\w+)`", step)[0]: dedent(code[1])
        for step in steps
        if (code := re.search(r"   ```\w+\n(.*?)   ```", step, re.DOTALL))
    }


def put(path: Path, snippet: str, above: str) -> None:
    """Write a snippet to a new file, to the end of one, or above a line of it."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    start, end = text.split(above, 1) if above else (text, "")
    path.write_text(f"{start}\n\n{snippet}\n\n{above}{end}", encoding="utf-8")


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the homework with the README's question, released."""
    root = tmp_path_factory.mktemp("homework")
    for name in ("student", "solutions", "tests"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "homework.toml", root)
    for name, snippet in snippets().items():
        put(root / name, snippet, ABOVE.get(name, ""))
    rules = root / "tests" / "oracles" / "update_rules.py"
    entry = '    "adam": adam,\n'
    text = rules.read_text(encoding="utf-8")
    assert entry in text
    rules.write_text(text.replace(entry, f'{entry}    "lion": lion,\n'), encoding="utf-8")
    release(root)
    return root


def check(homework: Path, submission: Path) -> str:
    """What `grader check q4b_lion` says of a submission."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", "check", "q4b_lion", str(submission)],
        cwd=homework,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def with_lion(homework: Path, folder: Path, name: str) -> Path:
    """The solutions with another lion, that of a snippet."""
    code = snippets()[name]
    function = code[code.index("def lion__") :]
    shutil.copytree(homework / "solutions", folder, dirs_exist_ok=True)
    file = folder / "optimizers.py"
    other = function[len("def ") : function.index("(")]
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n\n{function}\n\nlion = {other}\n", encoding="utf-8")
    return folder


def test_the_solution_has_full_marks(homework: Path) -> None:
    assert "1/1 points" in check(homework, homework / "solutions")


def test_the_stub_is_not_started(homework: Path) -> None:
    assert "not started" in check(homework, homework / "student")


def test_the_misconception_is_told_its_hint(homework: Path, tmp_path: Path) -> None:
    said = check(homework, with_lion(homework, tmp_path, "tests/misconceptions/q4/lion.py"))

    assert "0/1 points" in said
    assert "What does Lion keep of the momentum's entries?" in said


def test_the_right_answer_keeps_full_marks(homework: Path, tmp_path: Path) -> None:
    said = check(homework, with_lion(homework, tmp_path, "tests/right_answers/q4_optimizers.py"))

    assert "1/1 points" in said
