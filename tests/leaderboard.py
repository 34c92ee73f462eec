"""The leaderboard: how well the judge's own training of a submission's BEST_MODEL went.

The student's file gives the hyperparameters and nothing else; network, data, update rules and
accuracy are ours.
"""

from __future__ import annotations

from typing import Any

from grader.calls.failures import CallFailed
from grader.calls.session import session_with
from grader.judge.grading import Judge
from grader.model import Report, Status
from grader.submission import Submission

_PART = "q4c_best_model"
_TRAINED = "tests/test_q4_training.py::test_best_model_trains_above_the_bar"


def entries(submission: Submission, report: Report, judge: Judge) -> list[dict[str, Any]]:
    """Gradescope's leaderboard entries; none where the check that BEST_MODEL is complete failed."""
    # The graded test has trained the same values already: what it remembers makes this free.
    from tests.test_q4_training import train

    checks = [check for part in report.parts if part.name == _PART for check in part.checks]
    if not checks or checks[0].status is not Status.PASSED:
        return []
    try:
        with session_with(submission, judge.servers, "training", judge.budget) as session:
            (case,) = judge.recording.graded(_PART, _TRAINED)
            result = train(session.constant("BEST_MODEL"), case.arguments["start"])
    except (CallFailed, ValueError, TypeError, AttributeError):
        # A value out of range, or another one than at the check: no entry, whatever it is.
        return []
    found: list[dict[str, Any]] = [
        {"name": "Validation accuracy", "value": round(result.val_accuracy, 4), "order": "desc"}
    ]
    if result.steps_to_bar is not None:
        found.append({"name": "Steps to the bar", "value": result.steps_to_bar, "order": "asc"})
    return found
