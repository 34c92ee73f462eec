"""Fixtures that stand for a submission's modules, for running the graded tests with plain pytest.

`pytest tests --submission PATH` draws cases live with Hypothesis; `make grade` replays recorded
ones through the same proxies.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.calls.budget import Budget
from grader.calls.proxy import Proxy
from grader.calls.session import Session
from grader.calls.worker import ForkServer
from grader.submission import Submission, load
from grader.worker import wire

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the submission is; the solutions where they are there."""
    default = ROOT / "solutions"
    parser.addoption("--submission", default=str(default if default.is_dir() else ROOT / "student"))


@pytest.fixture(scope="session")
def server() -> Iterator[ForkServer]:
    """One fork server for the whole run."""
    with ForkServer() as server:
        yield server


@pytest.fixture(scope="session")
def submission(request: pytest.FixtureRequest) -> Submission:
    """The submission under test."""
    return load(Path(request.config.getoption("--submission")))


@contextlib.contextmanager
def _each_example_is_a_case(test: Any, session: Session, module: str) -> Iterator[None]:
    """Begin a case for each of Hypothesis's examples, with the values as the wire carries them."""
    handle = getattr(test, "hypothesis", None)
    if handle is None:
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


learning_rates = _proxy_fixture("learning_rates")
step_sizes = _proxy_fixture("step_sizes")
features = _proxy_fixture("features")
initialization = _proxy_fixture("initialization")
optimizers = _proxy_fixture("optimizers")
training = _proxy_fixture("training")
process = _proxy_fixture("process")
