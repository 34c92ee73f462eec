"""One warm judge for every test of the grader: fork server and recorded cases are loaded once."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from grader.calls.budget import Budget
from grader.calls.worker import ForkServer
from grader.judge.grading import Judge
from grader.tests.course import HOMEWORK, recording


@pytest.fixture(scope="session", autouse=True)
def _heed_interrupts() -> None:
    """A shell's background job ignores Ctrl-C, and so would the commands that tests interrupt."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def server() -> Iterator[ForkServer]:
    """A fork server with torch loaded."""
    with ForkServer(HOMEWORK) as server:
        server.preload({"torch"})
        yield server


@pytest.fixture(scope="session")
def judge(server: ForkServer) -> Judge:
    """A judge that explains nothing: scores alone. A busy machine meets its deadlines too."""
    return Judge(
        HOMEWORK, server, recording(), Budget(call=5.0, check=10.0, part=20.0), explain=False
    )


@pytest.fixture(scope="session")
def explaining_judge(server: ForkServer) -> Judge:
    """A judge that looks for the smallest case and the idea behind a failure."""
    return Judge(HOMEWORK, server, recording(), Budget(call=5.0, check=10.0, part=20.0))
