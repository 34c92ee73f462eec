"""Does anything in a kit tell what is hidden? It is searched for names of hidden checks, for lines
of the solutions, and for what comes from here."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from grader.authoring.release import secret_lines
from grader.engine import ENGINE
from grader.homework import Homework
from grader.judge.rubric import rubric

_FOLDERS = ("tests/hidden", "tests/oracles", "tests/misconceptions", "tests/right_answers")


def what_tells(homework: Homework, files: Mapping[str, bytes]) -> list[str]:
    """A line for each thing that nobody outside of the staff should read, and where it stands."""
    secrets = {text.encode(): what for text, what in _secrets(homework)}
    found = [
        f"{name} has {what}: {secret.decode()}"
        for name, data in files.items()
        for secret, what in secrets.items()
        if secret in data
    ]
    return found + [f"{name} is staff's" for name in files if name.startswith(_FOLDERS)]


@cache
def _engine() -> str:
    """The engine's own text: a line that it has as well says nothing about a homework."""
    engine = ENGINE / "grader"
    files = (x for x in engine.rglob("*.py") if x.relative_to(engine).parts[0] != "tests")
    return "".join(file.read_text(encoding="utf-8") for file in files)


def _secrets(homework: Homework) -> Iterator[tuple[str, str]]:
    for part in rubric(homework):
        for check in part.lines:
            if check.hidden:
                yield check.test, "the name of a hidden check"
    for path in homework.solutions.glob("*.py"):
        for line in secret_lines(path):
            if line not in _engine():
                yield line, "a line of the solutions"
    for place in {str(ENGINE), str(homework.root), str(Path.home())} - {"/root", "/"}:
        yield place, "a path of this machine"
    if (user := getpass.getuser()) not in ("root", "runner"):
        yield f"/home/{user}", "a path of this machine"
