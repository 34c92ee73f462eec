"""Fixtures that stand for a submission's modules, for running the graded tests with plain pytest.

`pytest tests --submission PATH` draws cases live with Hypothesis; `make grade` replays recorded
ones through the same proxies.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.calls.budget import Budget
from grader.calls.proxy import Proxy
from grader.calls.servers import Servers
from grader.calls.session import session_with
from grader.homework import find
from grader.submission import Submission, load
from grader.trials.drawing import live
from grader.trials.properties import property_of

HOMEWORK = find(Path(__file__))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the submission is; the solutions where they are there."""
    default = HOMEWORK.solutions if HOMEWORK.solutions.is_dir() else HOMEWORK.student
    parser.addoption("--submission", default=str(default))


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Fork servers for the whole run."""
    with Servers(HOMEWORK) as servers:
        yield servers


@pytest.fixture(scope="session")
def submission(request: pytest.FixtureRequest) -> Submission:
    """The submission under test."""
    return load(Path(request.config.getoption("--submission")), HOMEWORK)


def pytest_pycollect_makeitem(collector: Any, name: str, obj: Any) -> Any:
    """A graded test takes cases, which pytest knows nothing of: Hypothesis draws them."""
    if not name.startswith("test_") or not inspect.isfunction(obj):
        return None
    if not property_of(obj).strategies and not property_of(obj).expectations:
        return None
    return pytest.Function.from_parent(collector, name=name, callobj=live(HOMEWORK, obj))


def _proxy_fixture(module: str) -> Any:
    @pytest.fixture(name=module)
    def proxy(servers: Servers, submission: Submission) -> Iterator[Proxy]:
        with session_with(submission, servers, module, Budget()) as session:
            yield Proxy(session)

    return proxy


# One for each file that is handed in, by the name that tests have for it.
globals().update({file.module: _proxy_fixture(file.module) for file in HOMEWORK.files})
