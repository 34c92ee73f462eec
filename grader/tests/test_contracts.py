"""What may import what: the rooms' contract, and what a judge of NumPy functions never loads."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from grader.tests.course import HOMEWORK, ROOT

# Each of them takes longer to import than grading a function does.
SLOW = ("torch", "scipy", "otter", "pandas", "matplotlib", "hypothesis", "nbformat", "IPython")
ASK = """
import sys
from grader.desk.staff import main
status = main(sys.argv[1:])
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
sys.exit(status)
"""


def test_every_room_imports_only_the_rooms_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports() == EXIT_STATUS_SUCCESS


@pytest.mark.fast
def test_the_engine_names_nothing_of_this_homework() -> None:
    names = {HOMEWORK.title, *HOMEWORK.file_names, *HOMEWORK.preload}
    names |= {name for part in HOMEWORK.parts for name in (part.name, part.function) if name}
    a_name = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, sorted(names)))})(?!\w)")
    own_tests = ROOT / "grader" / "tests"
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in (ROOT / "grader").rglob("*")
        if path.suffix in {".py", ".html", ".j2", ".toml", ".sh", ".json", ".css", ".js"}
        and not path.is_relative_to(own_tests)
    }
    assert len(texts) > 100
    assert {path.name: found[0] for path in texts if (found := a_name.search(texts[path]))} == {}


@pytest.mark.parametrize("question", ["q1", "q2", "q4b_adam"])
@pytest.mark.parametrize("submission", ["solutions", "student"])
def test_a_check_of_numpy_functions_loads_nothing_slow(question: str, submission: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK, "check", question, submission],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.rpartition("LOADED")[2].split()
    assert "numpy" in loaded
    assert not set(SLOW) & set(loaded)
