"""The engine's own files: where they are, and which of them grade, for whoever packs these."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[1]
# Neither its tests nor what only some who have it use: verbs, platforms, staff's rooms.
GRADES = (
    "grader/__init__.py", "grader/ending.py", "grader/engine.py", "grader/homework.py",
    "grader/homework_toml.py", "grader/model.py", "grader/pages.py", "grader/whole_file.py",
    "grader/answers", "grader/calls", "grader/diagnosis", "grader/display", "grader/judge",
    "grader/report", "grader/submission", "grader/trials", "grader/worker",
)  # fmt: skip


def files_below(
    root: Path, names: Iterable[str], suffixes: Collection[str]
) -> Iterator[tuple[str, Path]]:
    """The files with these names or, with one of the suffixes, below folders of these names: by
    name from the root, and where they are. What a run leaves behind is none of them."""
    for name in names:
        start = root / name
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            inside = path.relative_to(root)
            is_left_over = any(part.startswith((".", "__pycache__")) for part in inside.parts)
            if path.is_file() and not is_left_over and (path == start or path.suffix in suffixes):
                yield inside.as_posix(), path
