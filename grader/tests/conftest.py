"""One warm judge for every test of the grader: fork servers and recorded cases are loaded once."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from grader.calls.budget import Budget
from grader.calls.servers import Servers
from grader.judge.grading import Judge
from grader.tests.course import HOMEWORK, recording

# The same draws for everyone, nothing stored, no clock.
settings.register_profile("engine", derandomize=True, database=None, deadline=None)
settings.load_profile("engine")


collect_ignore = ["homeworks"]  # another homework's tests are for its own submissions

# Whole classes, sets of submissions, notebooks, environments: what an edit seldom needs.
SLOW = frozenset(
    {
        "attacks", "homework2", "homeworks", "test_budgets", "test_checks_have_power",
        "test_class_cluster", "test_class_executors", "test_class_similarity", "test_class_run",
        "test_confinement", "test_contracts", "test_diagnosis", "test_doctor", "test_experiments",
        "test_faults", "test_follow_through", "test_generic_diagnosis", "test_gradescope_emulate",
        "test_gradescope_otter", "test_gradescope_run", "test_gradescope_zip", "test_grading",
        "test_kit", "test_leaks", "test_misconceptions", "test_mutants", "test_notebooks",
        "test_pdf", "test_pictures", "test_pins", "test_plain_workers", "test_plots",
        "test_release", "test_right_answers", "test_second_homework", "test_setup",
        "test_statistics", "test_unfilled_memory", "test_watch",
    }
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make test-fast` runs."""
    for item in items:
        if not SLOW & {item.path.stem, item.path.parent.name}:
            item.add_marker(pytest.mark.fast)


@pytest.fixture(scope="session", autouse=True)
def _heed_interrupts() -> None:
    """A shell's background job ignores Ctrl-C, and so would the commands that tests interrupt."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Fork servers, one of them with torch loaded."""
    with Servers(HOMEWORK) as servers:
        servers.start({"torch"})
        yield servers


@pytest.fixture(scope="session")
def judge(servers: Servers) -> Judge:
    """A judge that explains nothing: scores alone. A busy machine meets its deadlines too."""
    return Judge(
        HOMEWORK, servers, recording(), Budget(call=5.0, check=10.0, part=20.0), explain=False
    )


@pytest.fixture(scope="session")
def explaining_judge(servers: Servers) -> Judge:
    """A judge that looks for the smallest case and the idea behind a failure."""
    return Judge(HOMEWORK, servers, recording(), Budget(call=5.0, check=10.0, part=20.0))
