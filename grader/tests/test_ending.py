"""How a command ends that is stopped at an awkward moment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.ending import STOPPED
from grader.tests.course import ROOT
from grader.whole_file import replacing

INTERRUPTED = """
from grader.ending import end

def command():
    exec("import os, signal; os.kill(os.getpid(), signal.SIGINT); [0 for _ in range(10**7)]")

end(command)
"""


def test_an_interrupt_within_code_made_from_text_still_ends_with_the_status(tmp_path: Path) -> None:
    (tmp_path / "interrupted.py").write_text(INTERRUPTED)
    done = subprocess.run(
        [sys.executable, "-m", "interrupted"],
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == STOPPED
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_command_can_be_stopped_before_anything_that_takes_long_is_imported() -> None:
    code = "import sys; import grader.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = done.stdout.split()
    assert [name for name in modules if name.startswith("grader")] == [
        "grader",
        "grader.ending",
        "grader.__main__",
    ]
    assert not {"argparse", "numpy", "rich"} & set(modules)


def moved_and_interrupted(path: Path) -> None:
    """Write a file, and be interrupted when it has just been moved to its place."""
    with replacing(path) as file:
        file.write(b"{}")
        next(path.parent.iterdir()).rename(path)
        raise KeyboardInterrupt


def test_an_interrupt_once_a_file_is_in_its_place_is_told_as_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        moved_and_interrupted(tmp_path / "results.json")
    assert (tmp_path / "results.json").read_bytes() == b"{}"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_who_closes_a_stream_hears_nothing_and_gets_the_status(closed: str) -> None:
    code = (
        "from grader.ending import end; import sys; end(lambda: print('x', file=sys.stderr) or 7)"
    )
    command = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 7
    assert "Traceback" not in done.stderr
