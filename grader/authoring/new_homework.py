"""A new homework to start from: `python -m grader.authoring.new_homework FOLDER` copies a small and
complete one, with functions, a class, an oracle, misconceptions and a rubric.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.ending import UsageError, end

SKELETON = Path(__file__).resolve().parents[1] / "tests" / "homeworks" / "layers"


def main(arguments: Sequence[str] | None = None) -> int:
    """Copy the skeleton; its exit status."""
    names = sys.argv[1:] if arguments is None else list(arguments)
    if len(names) != 1:
        raise UsageError("Which folder? For instance make new-homework NAME=../homework3")
    copy_to(Path(names[0]))
    print(f"{names[0]} is a homework now; docs/new-homework.md says what to change first")
    return 0


def copy_to(folder: Path) -> None:
    """Copy the skeleton to a folder that is not there yet.

    Raises:
        UsageError: where there is something already, or the folder can't be written.
    """
    if folder.exists():
        raise UsageError(f"{folder} is there already: give a folder that is not")
    try:
        shutil.copytree(SKELETON, folder, ignore=shutil.ignore_patterns("__pycache__", "build"))
    except OSError as error:
        raise UsageError(f"{folder} can't be written: {error.strerror}") from None


if __name__ == "__main__":
    end(main)
