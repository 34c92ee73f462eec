"""Whatever a submission returns, and however often, the judge keeps little of it."""

from __future__ import annotations

import dataclasses
import pickle
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from grader.calls.transcript import MOST_BYTES, Exchange, Transcript
from grader.judge.grading import Judge
from grader.judge.verdicts import MOST_BYTES as MOST_SHOWN
from grader.judge.verdicts import bounded
from grader.model import Call, Failure, Report
from grader.submission import Submission
from grader.tests.course import select
from grader.tests.mixing import replace, solutions
from grader.worker import messages, wire

QUESTION = "q4b_adam"
# A case may hold some calls at once, and what is kept of all cases is a few megabytes.
MOST_MEGABYTES = 120
WIDE = """
def adam(w, dw, config=None):
    return np.arange(900_000.0) + 0.25, {}
"""
MANY = """
def adam(w, dw, config=None):
    return {f"key{i}": [] for i in range(4000)}, {}
"""
PAD = """
_right = adam
def adam(w, dw, config=None):
    w, config = _right(w, dw, config)
    return w, {**config, "pad": np.zeros(275_000)}
"""


def padded() -> Submission:
    """Right answers with ballast."""
    files = {**solutions().files}
    files["optimizers.py"] += PAD
    return dataclasses.replace(solutions(), files=files)


def wrong(text: str) -> Submission:
    """The solutions with another adam."""
    return replace(text, "adam", "optimizers")


@pytest.mark.parametrize(
    ("answers", "passes"),
    [(padded, True), (lambda: wrong(WIDE), False), (lambda: wrong(MANY), False)],
    ids=["right with ballast", "large and wrong", "many small objects"],
)
def test_the_judge_stays_small(
    answers: Callable[[], Submission], passes: bool, explaining_judge: Judge
) -> None:
    submission = answers()
    explaining_judge.grade(solutions(), select(QUESTION))  # what is loaded once
    tracemalloc.start()
    report = explaining_judge.grade(submission, select(QUESTION))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (report.total == report.possible) == passes
    assert report.faults == ()
    assert peak < MOST_MEGABYTES << 20
    assert largest_failure(report) < 2 * MOST_SHOWN


def largest_failure(report: Report) -> int:
    """The bytes of the largest failure in a report, as a class keeps it."""
    checks = [check for part in report.parts for check in part.checks]
    return max(len(pickle.dumps(check)) for check in checks)


def test_a_value_that_is_too_large_is_named_and_its_check_told(explaining_judge: Judge) -> None:
    (part,) = explaining_judge.grade(wrong(WIDE), select(QUESTION)).parts
    failures = [check.failure for check in part.checks if check.failure is not None]
    assert failures
    for failure in failures:
        assert "900000" in failure.cause
        assert isinstance(failure.got, wire.Handle)
        assert failure.got.type_name == "value of shape (900000,), too large to show"


def test_a_small_answer_is_shown_whatever_it_was_computed_from() -> None:
    call = Call("f", (np.zeros(1 << 20),), {}, 0.5)
    failure = bounded(Failure("it differs", (call,), 1.0, 0.5))
    assert failure.calls == ()
    assert failure.got == 0.5


def test_of_a_case_that_is_too_large_no_call_is_kept() -> None:
    transcript = Transcript()
    request = wire.encode(messages.Call("f", [np.zeros(1 << 17)], {}))
    for _ in range(2 * MOST_BYTES // len(request)):
        transcript.add(Exchange(request, wire.encode(messages.Value(1))))
    assert len(transcript.exchanges) < MOST_BYTES // len(request)
    assert transcript.size > MOST_BYTES
