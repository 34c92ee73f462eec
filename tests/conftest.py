"""Fixtures that stand for a submission's modules, for running the graded tests with plain pytest.

`pytest tests --submission PATH` draws cases live with Hypothesis; `make grade` replays recorded
ones through the same proxies.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.calls.budget import Budget
from grader.calls.proxy import Proxy
from grader.calls.session import Session
from grader.calls.worker import ForkServer
from grader.homework import find
from grader.submission import Submission, load
from grader.trials.drawing import BEGINS_ITS_CASES, live
from grader.trials.properties import property_of
from grader.worker import wire

HOMEWORK = find(Path(__file__))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the submission is; the solutions where they are there."""
    default = HOMEWORK.solutions if HOMEWORK.solutions.is_dir() else HOMEWORK.student
    parser.addoption("--submission", default=str(default))


@pytest.fixture(scope="session")
def server() -> Iterator[ForkServer]:
    """One fork server for the whole run."""
    with ForkServer(HOMEWORK) as server:
        yield server


@pytest.fixture(scope="session")
def submission(request: pytest.FixtureRequest) -> Submission:
    """The submission under test."""
    return load(Path(request.config.getoption("--submission")), HOMEWORK)


@contextlib.contextmanager
def _each_example_is_a_case(test: Any, session: Session, module: str) -> Iterator[None]:
    """Begin a case for each of Hypothesis's examples, with the values as the wire carries them."""
    handle = getattr(test, "hypothesis", None)
    if handle is None or hasattr(test, BEGINS_ITS_CASES):
        yield
        return
    inner = handle.inner_test

    @functools.wraps(inner)
    def one_case(**case: Any) -> None:
        student = case.pop(module)
        session.begin_case()
        inner(student, **wire.normalize(case))

    handle.inner_test = one_case
    try:
        yield
    finally:
        handle.inner_test = inner


def pytest_pycollect_makeitem(collector: Any, name: str, obj: Any) -> Any:
    """A graded test takes cases, which pytest knows nothing of: Hypothesis draws them."""
    if not name.startswith("test_") or not inspect.isfunction(obj):
        return None
    if not property_of(obj).strategies and not property_of(obj).expectations:
        return None
    return pytest.Function.from_parent(collector, name=name, callobj=live(HOMEWORK, obj))


def _proxy_fixture(module: str) -> Any:
    @pytest.fixture(name=module)
    def proxy(
        request: pytest.FixtureRequest, server: ForkServer, submission: Submission
    ) -> Iterator[Proxy]:
        session = Session(submission, server, module, Budget())
        session.begin_check()
        session.begin_case()
        with (
            contextlib.closing(session),
            _each_example_is_a_case(request.function, session, module),
        ):
            yield Proxy(session)

    return proxy


# One for each file that is handed in, by the name that tests have for it.
globals().update({file.module: _proxy_fixture(file.module) for file in HOMEWORK.files})
