"""The homework of this repository, as tests of the engine use it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from grader.calls.budget import Account, Budget
from grader.calls.loaded import LoadedFiles
from grader.calls.servers import Servers
from grader.calls.session import Session
from grader.homework import find
from grader.judge import rubric, selecting
from grader.judge.grading import open_recording
from grader.judge.rubric import Part
from grader.submission import Submission
from grader.submission import load as load_for
from grader.trials.checks import Check, load_check
from grader.trials.recording import Case, Recording

HOMEWORK = find(Path(__file__))
ROOT = HOMEWORK.root
FILES = HOMEWORK.file_names
MODULES = HOMEWORK.modules


def load(path: Path) -> Submission:
    """A submission to it."""
    return load_for(path, HOMEWORK)


def submission(
    name: str,
    files: Mapping[str, str],
    notes: tuple[str, ...] = (),
    refused: Mapping[str, str] | None = None,
) -> Submission:
    """A submission to it that lies nowhere."""
    return Submission(name, files, HOMEWORK, notes, refused or {})


def parts() -> tuple[Part, ...]:
    """Its rubric."""
    return rubric.rubric(HOMEWORK)


def select(question: str) -> tuple[Part, ...]:
    """The parts that a question names."""
    return selecting.select(parts(), question)


def find_check(test_id: str) -> Check:
    """One of its checks."""
    return load_check(HOMEWORK, test_id)


@cache
def recording() -> Recording:
    """Its recorded cases."""
    return open_recording(HOMEWORK)


def cases(test_id: str) -> tuple[Case, ...]:
    """The cases that a check is graded on."""
    part = next(p.name for p in parts() if any(line.test_id == test_id for line in p.lines))
    return recording().graded(part, test_id)


def open_session(
    of: Submission,
    servers: Servers,
    module: str,
    budget: Budget | None = None,
    account: Account | None = None,
) -> Session:
    """A session by itself, whose file nobody else has loaded."""
    return _Alone(LoadedFiles(of, servers), module, budget or Budget(), account)


class _Alone(Session):
    def close(self) -> None:
        super().close()
        self._files.close()
