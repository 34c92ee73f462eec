"""Which of the engine's files grade, for those who send them along with a homework: to students, to
Gradescope, to the machines of a cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[1]
GRADES = (
    *("grader/__init__.py", "grader/ending.py", "grader/engine.py", "grader/homework.py"),
    *("grader/homework_toml.py", "grader/model.py", "grader/pages.py", "grader/whole_file.py"),
    *("grader/answers", "grader/calls", "grader/diagnosis", "grader/display", "grader/judge"),
    *("grader/report", "grader/submission", "grader/trials", "grader/worker"),
)


def files(
    root: Path, names: Iterable[str], suffixes: Collection[str] = ()
) -> Iterator[tuple[str, Path]]:
    """The files that are named, and in folders that are named those with these suffixes: each by
    its name below root, with its path."""
    for name in names:
        start = root / name
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            inside = path.relative_to(root)
            is_left_over = any(part.startswith((".", "__pycache__")) for part in inside.parts)
            if path.is_file() and not is_left_over and (path == start or path.suffix in suffixes):
                yield inside.as_posix(), path
