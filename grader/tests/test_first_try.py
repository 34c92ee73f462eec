"""The worker that all parts of a file share: it saves time, and takes nothing from anybody."""

from __future__ import annotations

import dataclasses

import pytest

from grader.calls.worker import ForkServer, Worker
from grader.judge.first_try import FirstTry
from grader.judge.grading import Judge
from grader.judge.questions import select
from grader.model import Report
from grader.report.markdown import as_markdown
from grader.tests import mixing
from grader.trials.checks import load_check

# Adam is the first part of the file, SGD a later one.
RIGHT_ONCE_ADAM_WAS_ASKED = """
left = []
_adam, _sgd = adam, sgd

def adam(w, dw, config=None):
    left.append("of adam")
    return _adam(w, dw, config)

def sgd(w, dw, config=None):
    return _sgd(w, dw, config) if left else (w, {})
"""
WRONG_ONCE_ADAM_WAS_ASKED = RIGHT_ONCE_ADAM_WAS_ASKED.replace("if left", "if not left")
WRONG = {
    "values": "def sgd(w, dw, config=None):\n    return w + 1e-2 * dw, {'learning_rate': 1e-2}",
    "an exception": "def adam(w, dw, config=None):\n    print('here')\n    return w / 'two'",
    "an exception at the top": "raise RuntimeError",
    "not started": "def sgd_momentum(w, dw, config=None):\n    raise NotImplementedError",
    "no Python": "def sgd(w, dw, config=None) return w",
}
REMEMBERS = """
SEEN = []

def adam(*args):
    SEEN.append("of adam")
    raise ValueError

def sgd(*args):
    print(*SEEN)
    raise ValueError(*SEEN)
"""
HANGS = """
def adam(w, dw, config=None):
    while True:
        pass
"""


def with_source(source: str) -> mixing.Submission:
    """The solutions with more at the end of optimizers.py."""
    files = dict(mixing.solutions().files)
    files["optimizers.py"] += f"\n\n{source}"
    return dataclasses.replace(mixing.solutions(), files=files)


def grade(judge: Judge, source: str) -> Report:
    return judge.grade(with_source(source), select("q4b"))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """The workers that are started from here on."""
    started: list[Worker] = []
    start = Worker.__init__

    def remember(worker: Worker, *args: object) -> None:
        started.append(worker)
        start(worker, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Worker, "__init__", remember)
    return started


def test_what_is_right_needs_one_worker_for_all_parts_of_a_file(
    judge: Judge, workers: list[Worker]
) -> None:
    report = judge.grade(mixing.solutions(), select("q4b"))
    assert report.total == report.possible
    assert len(workers) == 1
    assert not workers[0].alive


def test_what_is_right_needs_a_worker_without_torch_and_one_with_it(
    judge: Judge, workers: list[Worker]
) -> None:
    with ForkServer() as server:
        report = Judge(server, judge.cases).grade(mixing.solutions())
    assert report.total == report.possible
    assert ["torch" in worker.libraries for worker in workers] == [False, True]
    assert not any(worker.alive for worker in workers)


def test_a_file_that_may_keep_something_costs_the_other_files_nothing(
    judge: Judge, workers: list[Worker]
) -> None:
    parts = select("q4b_sgd_momentum.1") + select("q4c_mean_gradient_norm")
    report = judge.grade(with_source(RIGHT_ONCE_ADAM_WAS_ASKED), parts)
    assert report.total == report.possible
    # Asked whether it keeps anything, graded on its own, and the other file.
    assert len(workers) == 3


def test_a_file_that_hangs_leaves_the_next_one_a_worker_of_its_own(
    judge: Judge, workers: list[Worker]
) -> None:
    parts = select("q4b_adam.1") + select("q4c_mean_gradient_norm")
    adam, norm = judge.grade(with_source(HANGS), parts).parts
    assert (adam.score, norm.score) == (0, norm.possible)
    assert len(workers) == 3


@pytest.mark.parametrize(
    ("source", "sgd"), [(RIGHT_ONCE_ADAM_WAS_ASKED, False), (WRONG_ONCE_ADAM_WAS_ASKED, True)]
)
def test_what_one_part_leaves_behind_changes_no_other_part(
    source: str, sgd: bool, judge: Judge
) -> None:
    scores = {part.name: part.score for part in grade(judge, source).parts}
    assert scores.pop("q4b_sgd") == 2.0 * sgd
    assert sum(scores.values()) == 15.0


@pytest.mark.parametrize("source", WRONG.values(), ids=WRONG)
def test_feedback_is_that_of_workers_of_the_parts_own(
    source: str, explaining_judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = grade(explaining_judge, source)
    monkeypatch.setattr(FirstTry, "trial", lambda *_: None)
    assert as_markdown(report) == as_markdown(grade(explaining_judge, source))
    assert report.total < report.possible


def test_feedback_on_one_part_tells_nothing_of_another_part(explaining_judge: Judge) -> None:
    report = grade(explaining_judge, REMEMBERS)
    failures = [check.failure for part in report.parts for check in part.checks if check.failure]
    assert any("ValueError" in failure.cause for failure in failures)
    assert not any("of adam" in failure.cause + failure.printed for failure in failures)


def test_what_hangs_is_tried_once_and_then_has_its_part_s_own_time(
    judge: Judge, workers: list[Worker]
) -> None:
    shared = FirstTry(with_source(HANGS), judge.server)
    for line in select("q4b_adam")[0].lines:
        assert shared.trial(load_check(line.test_id), judge.cases.of(line.test_id)) is None
    assert len(workers) == 1
    report = judge.grade(with_source(HANGS), select("q4b"))
    assert {part.name for part in report.parts if part.score < part.possible} == {"q4b_adam"}
    failure = report.parts[0].checks[0].failure
    assert failure is not None
    assert failure.cause == f"timed out after {judge.budget.call:g} s on this input"
