"""Does anything in a kit tell what is hidden? It is searched for names of hidden checks, for what
they expect, for lines of the solutions, and for what comes from here."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from grader.authoring.release import secret_lines
from grader.engine import ENGINE
from grader.homework import Homework
from grader.judge.grading import open_recording
from grader.judge.rubric import rubric
from grader.kit.public import kits_recording
from grader.trials.checks import find_test
from grader.trials.properties import property_of
from grader.worker.wire import encode

_SMALL = 16  # bytes: a number, a truth, which stand everywhere
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
    found += [f"{name} is staff's" for name in files if name.startswith(_FOLDERS)]
    return [*found, *_expected_elsewhere(homework)]


def _expected_elsewhere(homework: Homework) -> Iterator[str]:
    """Hidden checks that are answered by what is recorded for public ones."""
    hidden, kits = open_recording(homework), kits_recording(homework)
    shown = {
        encode(value)
        for part, tests in kits.tests.items()
        for test in tests
        for case in (*kits.graded(part, test), *kits.plain(part, test))
        for value in _within(case.arguments)
    }
    for part in rubric(homework):
        for check in part.lines:
            if not check.hidden:
                continue
            names = property_of(find_test(homework, check.test_id)).expectations
            expected = [
                encode(case.arguments[name])
                for case in hidden.graded(part.name, check.test_id)
                for name in names
            ]
            if any(len(each) > _SMALL for each in expected) and shown.issuperset(expected):
                yield f"recorded cases of public checks have all that is expected in {check.test}"


def _within(value: Any) -> Iterator[Any]:
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _within(each)


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
