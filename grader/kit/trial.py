"""A kit where there is nothing else: unpacked into an empty folder, set up and graded, with the
stubs and with the solutions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader.homework import Homework
from grader.judge.rubric import rubric
from grader.kit.needed import KitError

# Nothing of this project's own settings and places may help it.
_KEPT = frozenset({"PATH", "HOME", "SYSTEMROOT", "TEMP", "TMPDIR", "LD_LIBRARY_PATH", "LANG"})
_KEPT_ALL_OF = ("PIP_", "UV_", "SSL_")
_TOTAL = re.compile(r"total +([\d.]+) / ([\d.]+)")


def grades_by_itself(homework: Homework, files: Mapping[str, bytes], *, sets_up: bool) -> str:
    """Grade in an empty folder; a line that says what came out.

    sets_up: whether to make an environment there, as a student's first call does, or to use this
        one.

    Raises:
        KitError: where that doesn't give 0 points to the stubs, or not all that can be checked
            there to the solutions.
    """
    parts = rubric(homework)
    possible = sum(part.possible for part in parts)
    here = sum(line.points for part in parts for line in part.lines if not line.hidden)
    with tempfile.TemporaryDirectory() as temporary:
        # A space and a letter that ASCII hasn't: folders are called like that.
        root = Path(temporary) / "the kït"
        write(files, root)
        stubs = _graded(root, sets_up)
        for name in homework.file_names:
            shutil.copy(homework.solutions / name, root / "student")
        solved = _graded(root, sets_up)
    if stubs != (0, possible) or solved != (here, possible):
        raise KitError(
            f"in an empty folder the stubs have {stubs[0]:g} of {stubs[1]:g} points and the "
            f"solutions {solved[0]:g} of {solved[1]:g}; it should be 0 and {here:g} of {possible:g}"
        )
    return f"graded in an empty folder: stubs 0, solutions {here:g} of {possible:g} points"


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a kit below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def surroundings() -> dict[str, str]:
    """The variables that a kit is tried with."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith(_KEPT_ALL_OF)
    }


def _graded(root: Path, sets_up: bool) -> tuple[float, float]:
    command = ["hw.py", "grade"] if sets_up else ["-m", "grader", "grade"]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    total = _TOTAL.search(done.stdout)
    if done.returncode or not total:
        raise KitError(f"the kit doesn't grade in an empty folder:\n{done.stdout.strip()}")
    return float(total[1]), float(total[2])
