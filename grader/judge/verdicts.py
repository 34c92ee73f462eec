"""What the trial of a check means: its status, and the failure that a report shows.

What is shown is the smallest failing case, found by Hypothesis within a budget of runs (not of
time, so that two runs say the same).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader import model
from grader.calls.failures import CallFailed, NoWorker, OutOfBudget, StudentRaised, TimedOut
from grader.calls.session import Session
from grader.display.case_code import ending_with
from grader.judge.short_numbers import with_short_numbers
from grader.model import Status
from grader.trials.checks import CaseFailure, Check, Trial, worth_more_cases
from grader.trials.comparing import Mismatch
from grader.trials.shrink import shrink

SHRINK_RUNS = 150


def verdict(
    trial: Trial, session: Session, *, explained: bool
) -> tuple[Status, model.Failure | None]:
    """What a trial means; where explained, of the smallest case that fails."""
    if not trial.failures:
        return Status.PASSED, None
    first = trial.failures[0].error
    if isinstance(first, StudentRaised) and first.not_started:
        status = Status.NOT_STARTED
    else:
        status = Status.FAILED
    if not explained:
        return status, explain(trial.failures[0], session)
    smallest = smallest_failure(trial.check, trial.failures, session)
    return status, replace(
        with_short_numbers(explain(smallest, session), session),
        cases_failed=len(trial.failures),
        cases_run=len(trial.cases),
    )


def smallest_failure(
    check: Check, failures: Sequence[CaseFailure], session: Session
) -> CaseFailure:
    """The smallest failing case: the recorded ones, and what Hypothesis makes of them in
    SHRINK_RUNS runs."""
    smallest = min(failures, key=_size)
    if not hasattr(check.test, "hypothesis") or not worth_more_cases(smallest.error):
        return smallest
    kind = _kind(smallest.error)
    for failure in shrink(check, session, SHRINK_RUNS):
        if _kind(failure.error) == kind and _size(failure) < _size(smallest):
            smallest = failure
    return smallest


def explain(failure: CaseFailure, session: Session) -> model.Failure:
    """What a report shows of a failing case."""
    error = failure.error
    calls = failure.transcript
    if isinstance(error, Mismatch):
        calls = ending_with(calls, error.got)
        return model.Failure(
            str(error), calls, error.expected, error.got, error.worst, printed=session.printed()
        )
    if error is session.load_failure:
        text = f"{error}".removeprefix("raised ")
        trace = error.trace if isinstance(error, StudentRaised) else ""
        return model.Failure(
            f"your file could not be loaded: {text}", trace=trace, printed=session.printed(),
            timed_out=isinstance(error, TimedOut | OutOfBudget), loaded=False,
        )  # fmt: skip
    if isinstance(error, StudentRaised):
        return model.Failure(
            f"your code {error}", calls, trace=error.trace, printed=session.printed()
        )
    if isinstance(error, CallFailed):
        return model.Failure(
            str(error),
            calls,
            printed=session.printed(),
            timed_out=isinstance(error, TimedOut | OutOfBudget),
            ours=isinstance(error, NoWorker),
        )
    if isinstance(error, AssertionError):
        return model.Failure(
            str(error) or "the property does not hold", calls, printed=session.printed()
        )
    return model.Failure(
        f"the result could not be judged ({type(error).__name__}: {error})",
        calls,
        printed=session.printed(),
    )


def _kind(error: Exception) -> str:
    return error.kind if isinstance(error, StudentRaised) else type(error).__name__


def _size(failure: CaseFailure) -> tuple[int, int, int]:
    """Smaller is easier to read: fewer calls, fewer numbers, shorter numbers."""
    return len(failure.transcript), _count(failure.case), len(repr(failure.case))


def _count(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, dict):
        return sum(_count(item) for item in value.values())
    if isinstance(value, list):
        return 1 + sum(_count(item) for item in value)
    return sum(_count(array) for array in value.parameters) if hasattr(value, "parameters") else 1
