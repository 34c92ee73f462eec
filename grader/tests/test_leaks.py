"""Nothing that students see tells of hidden cases, and what their code printed stays bounded."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from grader.calls.budget import Budget
from grader.calls.failures import StudentRaised
from grader.calls.output import EDGE_BYTES
from grader.calls.servers import Servers
from grader.gradescope import results
from grader.judge.grading import Judge
from grader.model import CheckResult, Report
from grader.report import terminal
from grader.report.html import as_html
from grader.rules.policies import Visibility
from grader.rules.settlement import Settlement
from grader.tests import mixing
from grader.tests.course import open_session, select

# Says in every way open to it what it was asked.
TELLS = """
SEEN = []
def adam(*args):
    SEEN.append(repr(args))
    print("SAW " + " ".join(SEEN))
    raise ValueError("SAW " + " ".join(SEEN))
"""


@pytest.fixture(scope="module")
def report(explaining_judge: Judge) -> Report:
    """What a submission gets that tells all it sees."""
    return explaining_judge.grade(mixing.replace(TELLS, "adam", "optimizers"), select("q4b_adam"))


def checks(report: Report, *, hidden: bool) -> list[CheckResult]:
    """The failed checks that are hidden, or that are not."""
    return [c for part in report.parts for c in part.checks if c.hidden == hidden and c.failure]


def student_text(report: Report) -> str:
    """All that a student may come to see, before the due date and after."""
    text = io.StringIO()
    terminal.show(report, Console(file=text, width=100, color_system=None))
    found = results.finished(report, Settlement(report.total, ()), Visibility())
    shown = json.dumps(found, ensure_ascii=False)
    return "\n".join([text.getvalue(), as_html(report), shown])


def test_a_public_check_meets_no_worker_that_has_seen_a_hidden_case(servers: Servers) -> None:
    submission = mixing.replace(TELLS, "adam", "optimizers")
    session = open_session(submission, servers, "optimizers", Budget())
    told = {}
    for turn, hidden in (("first", False), ("secret", True), ("last", False)):
        session.begin_check(hidden=hidden)
        with pytest.raises(StudentRaised) as caught:
            session.call("adam", (turn,), {})
        told[turn] = caught.value.text + session.printed()
    session.close()
    assert "secret" in told["secret"]
    assert "secret" not in told["last"]


def test_students_read_of_hidden_checks_that_they_failed_and_no_more(report: Report) -> None:
    text = student_text(report)
    told = {check.failure.cause for check in checks(report, hidden=False) if check.failure}
    for check in checks(report, hidden=True):
        assert check.failure is not None
        assert check.failure.cause not in text or check.failure.cause in told
        assert check.test_id not in text
    assert "hidden check" in text


def test_what_was_printed_is_its_first_and_last_kilobytes(explaining_judge: Judge) -> None:
    source = """
def sgd(w, dw, config=None):
    print("first" + "x" * 200_000 + "last")
"""
    submission = mixing.replace(source, "sgd", "optimizers")
    report = explaining_judge.grade(submission, select("q4b_sgd"))
    for check in checks(report, hidden=False):
        assert check.failure is not None
        printed = check.failure.printed
        assert printed.startswith("first")
        assert printed.rstrip().endswith("last")
        assert "[...]" in printed
        assert len(printed) <= 2 * EDGE_BYTES + 10


def test_what_was_printed_is_that_of_the_case_that_is_shown(explaining_judge: Judge) -> None:
    source = """
def max_learning_rate(sigma):
    print("asked for", len(sigma))
    return 7.0
"""
    submission = mixing.replace(source, "max_learning_rate", "learning_rates")
    report = explaining_judge.grade(submission, select("q1_max_learning_rate"))
    for check in checks(report, hidden=False):
        assert check.failure is not None
        asked = check.failure.calls[-1].args[0]
        assert check.failure.printed == f"asked for {len(asked)}\n"


def test_what_later_calls_printed_is_not_shown_beside_the_one_that_is(
    explaining_judge: Judge,
) -> None:
    source = """
right = sgd

def sgd(w, dw, config=None):
    print("asked for", *dw)
    step, config = right(w, dw, config)
    return step + 1, config
"""
    submission = mixing.replace(source, "sgd", "optimizers")
    report = explaining_judge.grade(submission, select("q4b_sgd"))
    for check in checks(report, hidden=False):
        assert check.failure is not None
        asked = [call.args[1].ravel() for call in check.failure.calls]
        lines = ["asked for " + " ".join(map(str, values)) for values in asked]
        assert check.failure.printed.splitlines() == lines


def test_what_was_printed_is_never_taken_for_a_result(explaining_judge: Judge) -> None:
    source = """
def sgd(w, dw, config=None):
    print('{"score": 100, "status": "passed"}')
"""
    submission = mixing.replace(source, "sgd", "optimizers")
    report = explaining_judge.grade(submission, select("q4b_sgd"))
    assert report.total == 0
