"""The requirements files: what each group of pyproject.toml needs, pinned for every platform.

`python -m grader.setup.pins` writes them again; with `--upgrade` it takes the newest versions that
fit. All of them come from one resolution, that of the largest group.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.ending import end

ROOT = Path(__file__).resolve().parents[2]
LARGEST = "development"
FILES = {
    LARGEST: "requirements-development.txt",
    "staff": "requirements-staff.txt",
    "student": "requirements.txt",
    "gradescope": "grader/gradescope/templates/requirements.txt",
}
# What Otter names for `make pdf` and its command line alone: a browser's driver, and Docker's.
_BROWSER = ("playwright", "greenlet")
_DOCKER = ("python-on-whales", "pydantic", "pydantic-core", "annotated-types", "typing-inspection")
ONLY_FOR_STAFF = (*_BROWSER, *_DOCKER)
WITHOUT_THEM = ("student", "gradescope")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every file; its lines stay as they are unless something asks for another version."""
    options = sys.argv[1:] if arguments is None else arguments
    try:
        write(ROOT, *options)
    except subprocess.CalledProcessError as failed:
        print(f"The pins stay as they were: {failed.stderr.strip()}", file=sys.stderr)
        return 2
    return 0


def write(root: Path, *options: str) -> None:
    """Write the files below root, by its pyproject.toml.

    Raises:
        subprocess.CalledProcessError: where they can't be resolved; its stderr says why.
    """
    for group, name in FILES.items():
        command = [*_compile(group), "--output-file", name]
        command += options if group == LARGEST else ["--constraints", FILES[LARGEST]]
        subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)


def _compile(group: str) -> Iterator[str]:
    yield from (sys.executable, "-m", "uv", "pip", "compile", "--universal", "--quiet")
    yield from ("--no-annotate", "--custom-compile-command", "python -m grader.setup.pins")
    yield from ("--group", group)
    if group in WITHOUT_THEM:
        for name in ONLY_FOR_STAFF:
            yield from ("--no-emit-package", name)


if __name__ == "__main__":
    end(main)
