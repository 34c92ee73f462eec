"""What the trial of a check means: its status, and the failure that a report shows.

What is shown is the case that is easiest to read of those that fail: a recorded one, or one of the
plain cases that were recorded to explain by.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from grader import model
from grader.calls.failures import CallFailed, NoWorker, OutOfBudget, StudentRaised, TimedOut
from grader.calls.output import EDGE_BYTES
from grader.calls.session import Session
from grader.display.case_code import ending_with
from grader.model import Status
from grader.trials.checks import Run, Trial, run_case, worth_more_cases
from grader.trials.mismatch import Mismatch
from grader.trials.recording import Case
from grader.worker import wire

MOST_BYTES = 256 << 10  # of the values of one failure


def status_of(trial: Trial) -> Status:
    """How the check stands."""
    if trial.passed:
        return Status.PASSED
    first = trial.failures[0].raised
    return Status.NOT_STARTED if first is not None and first.not_started else Status.FAILED


def failure_of(trial: Trial, session: Session) -> model.Failure:
    """Why a check failed, by the first case that did."""
    return describe(trial.failures[0], session)


def explained(trial: Trial, plain: tuple[Case, ...], session: Session) -> model.Failure:
    """Why a check failed, by the failing case that is easiest to read."""
    return replace(
        describe(easiest_failure(trial, plain, session), session),
        cases_failed=len(trial.failures),
        cases_run=len(trial.runs),
    )


def easiest_failure(trial: Trial, plain: tuple[Case, ...], session: Session) -> Run:
    """The first of the plain cases that fails in the same way, or the smallest recorded one."""
    smallest = min(trial.failures, key=lambda run: (len(run.calls), run.case.size))
    error = smallest.error
    assert error is not None, "it is a failure"
    if not worth_more_cases(error):
        return smallest
    kind, longest = _kind(error), len(smallest.calls)
    if smallest.case.is_degenerate:
        longest = 2 * longest  # reading more is the lesser evil
    for case in plain:
        run = run_case(trial.check, case, session)
        if run.error is not None and not worth_more_cases(run.error):
            break  # it takes too long, or its process has died: no more of that
        if run.error is not None and _kind(run.error) == kind and len(run.calls) <= longest:
            return run
    return smallest


def describe(run: Run, session: Session) -> model.Failure:
    """What a report shows of a failing case."""
    failure = bounded(_described(run, session))
    left_out = dict.fromkeys(name for call in run.calls for name in call.left_out)
    if not left_out:
        return failure
    cause = f"{failure.cause} (a dict has keys that can't be looked at: {', '.join(left_out)})"
    return replace(failure, cause=cause)


def bounded(failure: model.Failure) -> model.Failure:
    """The failure with a submission's values only where they are not too large to show."""
    size = sum(map(_size_of_call, failure.calls), _size(failure.got))
    if size <= MOST_BYTES:
        return failure
    got = failure.got
    if _size(got) > MOST_BYTES:
        shape = f" of shape {got.shape}" if isinstance(got, np.ndarray) else ""
        got = wire.Handle(f"value{shape}, too large to show")
    last = [replace(call, value=None) for call in failure.calls[-1:]]
    calls = tuple(call for call in last if _size_of_call(call) <= MOST_BYTES)
    return replace(failure, calls=calls, got=got)


def _size_of_call(call: model.Call) -> float:
    return _size([list(call.args), call.kwargs, call.value])


def _size(value: Any) -> float:
    """What a value takes in a report, in bytes."""
    try:
        return len(wire.encode(value))
    except wire.WireError:  # too large to be sent again
        return math.inf


def _described(run: Run, session: Session) -> model.Failure:
    error, printed = run.error, session.printed(run.calls)
    calls = tuple(replace(call, parameters=session.parameters(call.name)) for call in run.calls)
    if isinstance(error, Mismatch):
        shown = ending_with(calls, error.got)
        if len(shown) < len(calls):  # of a long output the beginning alone is kept whole
            printed = printed[: min(shown[-1].printed, EDGE_BYTES)]
        return model.Failure(
            str(error), shown, error.expected, error.got, error.worst, error.look, printed=printed
        )
    late = isinstance(error, TimedOut | OutOfBudget)
    if isinstance(error, NoWorker):
        return model.Failure(str(error), calls, printed=printed, ours=True)
    if error is session.load_failure:
        trace = error.trace if isinstance(error, StudentRaised) else ""
        cause = f"your file could not be loaded: {f'{error}'.removeprefix('raised ')}"
        return model.Failure(cause, trace=trace, printed=printed, timed_out=late, loaded=False)
    if isinstance(error, StudentRaised):
        return model.Failure(f"your code {error}", calls, trace=error.trace, printed=printed)
    if isinstance(error, CallFailed):
        return model.Failure(str(error), calls, printed=printed, timed_out=late)
    if isinstance(error, AssertionError):
        cause = str(error) or "the property does not hold"
    else:
        cause = f"the result could not be judged ({type(error).__name__}: {error})"
    return model.Failure(cause, calls, printed=printed)


def _kind(error: Exception) -> str:
    return error.kind if isinstance(error, StudentRaised) else type(error).__name__
