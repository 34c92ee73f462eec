"""The leaderboard: how well the judge's own training of a submission's BEST_MODEL went.

The student's file gives the hyperparameters and nothing else; network, data, optimizers and
accuracy are ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.calls.failures import CallFailed
from grader.model import Report, Status
from tests.retraining import result_of

_PART = "q4c_best_model"


def entries(report: Report, constant: Callable[[str, str], Any]) -> list[dict[str, Any]]:
    """Gradescope's leaderboard entries; none where the check that BEST_MODEL is complete failed.

    constant: the value of a name in a submitted file.
    """
    checks = [check for part in report.parts if part.name == _PART for check in part.checks]
    if not checks or checks[0].status is not Status.PASSED:
        return []
    try:
        # Trained when it was graded: another value than then earns no entry.
        result = result_of(constant("training", "BEST_MODEL"))
    except CallFailed:
        return []
    if result is None:
        return []
    found: list[dict[str, Any]] = [
        {"name": "Validation accuracy", "value": round(result.val_accuracy, 4), "order": "desc"}
    ]
    if result.steps_to_bar is not None:
        found.append({"name": "Steps to the bar", "value": result.steps_to_bar, "order": "asc"})
    return found
