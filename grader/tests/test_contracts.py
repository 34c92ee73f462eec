"""What may import what: the rooms' contract, and what a judge of NumPy functions never loads."""

from __future__ import annotations

import subprocess
import sys

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from grader.tests.course import ROOT

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
