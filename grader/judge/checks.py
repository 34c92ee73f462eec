"""One check: replay its recorded cases against a submission and say how it went.

A failing case is recorded with its calls; every failure counts against this check alone and fails
closed. What is shown is the smallest failing case, found by Hypothesis within a budget of runs (not
of time, so that two runs say the same).
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis.errors import UnsatisfiedAssumption

from grader.judge.cases import Case, module_name
from grader.judge.failures import CallFailed, NoWorker, OutOfBudget, StudentRaised, TimedOut
from grader.judge.precedents import Precedents
from grader.judge.session import Proxy, Session
from grader.judge.short_numbers import with_short_numbers
from grader.judge.transcript import AskedOtherwise
from grader.report import model
from grader.report.case_code import ending_with
from grader.report.model import Call, Status
from tests.comparing import Mismatch

SHRINK_RUNS = 150


@dataclass(frozen=True)
class Check:
    """A graded test: its pytest id, the sentence that students read, the function behind it."""

    test_id: str
    sentence: str
    module: str
    test: Callable[..., Any]

    @property
    def body(self) -> Callable[..., Any]:
        """The test as written, without Hypothesis around it."""
        handle = getattr(self.test, "hypothesis", None)
        return handle.inner_test if handle else self.test


@dataclass(frozen=True)
class CaseFailure:
    """One case that failed, with the calls that led there."""

    case: dict[str, Any]
    error: Exception
    transcript: tuple[Call, ...]


@dataclass(frozen=True)
class Trial:
    """How a check went: its cases, those that failed, and the calls of each."""

    check: Check
    cases: Sequence[Case]
    failures: Sequence[CaseFailure]
    transcripts: Sequence[Sequence[Call]]

    def raised(self) -> dict[int, StudentRaised] | None:
        """The exception of each call that raised one; None where a call failed otherwise."""
        raised: dict[int, StudentRaised] = {}
        for failure in self.failures:
            if not isinstance(failure.error, CallFailed) or not failure.transcript:
                continue
            if not isinstance(failure.error, StudentRaised):
                return None
            raised[id(failure.transcript[-1])] = failure.error
        return raised

    def failing_first(self) -> list[Sequence[Call]]:
        """The cases; those that failed say most."""
        failing = {id(failure.transcript[-1]) for failure in self.failures if failure.transcript}
        return sorted(self.transcripts, key=lambda case: not case or id(case[-1]) not in failing)


def load_check(test_id: str) -> Check:
    """Find a graded test by its pytest id."""
    path, _, name = test_id.partition("::")
    test = getattr(importlib.import_module(module_name(path)), name)
    body = test.hypothesis.inner_test if hasattr(test, "hypothesis") else test
    module = body.__code__.co_varnames[0]
    sentence = (test.__doc__ or name.replace("_", " ")).strip().splitlines()[0]
    return Check(test_id, sentence, module, test)


def replay(
    check: Check,
    cases: Iterable[Case],
    session: Session,
    precedents: Precedents | None = None,
    *,
    to_the_end: bool,
) -> Trial:
    """Run the recorded cases: all that can teach something, or up to the first that fails."""
    ran: list[Case] = []
    failures: list[CaseFailure] = []
    transcripts: list[Sequence[Call]] = []
    with _quiet():
        for case in cases:
            failure = _try(check, case, session, precedents)
            ran.append(case)
            transcripts.append(session.transcript)
            if failure is None:
                continue
            failures.append(failure)
            if not to_the_end or not _worth_more_cases(failure.error):
                break
    return Trial(check, ran, failures, transcripts)


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


def run_case(check: Check, case: dict[str, Any], session: Session) -> CaseFailure | None:
    """Run one case; what went wrong, or None."""
    with _quiet():
        session.begin_case()
        return _run(check, case, session)


def _try(
    check: Check, case: Case, session: Session, precedents: Precedents | None
) -> CaseFailure | None:
    session.begin_case()
    if precedents is None:
        return _run(check, case.arguments, session)
    if precedents.apply(case.digest, session.ask):
        return None
    try:
        failure = _run(check, case.arguments, session)
    except AskedOtherwise:
        # A sum may differ in its last bit by where its numbers lie in memory.
        session.begin_case()
        return _run(check, case.arguments, session)
    if failure is None:
        precedents.add(case.digest, session.transcript.exchanges)
    return failure


def _run(check: Check, case: dict[str, Any], session: Session) -> CaseFailure | None:
    try:
        check.body(Proxy(session), **case)
    except UnsatisfiedAssumption:
        return None
    except AskedOtherwise:
        raise
    except Exception as error:  # a test that stumbles over an odd value fails closed
        return CaseFailure(case, error, tuple(session.transcript))
    return None


@contextmanager
def _quiet() -> Iterator[None]:
    """What a test computes with an odd value is nothing to warn about."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def smallest_failure(
    check: Check, failures: Sequence[CaseFailure], session: Session
) -> CaseFailure:
    """The smallest failing case: the recorded ones, and what Hypothesis makes of them in
    SHRINK_RUNS runs."""
    smallest = min(failures, key=_size)
    if not hasattr(check.test, "hypothesis") or not _worth_more_cases(smallest.error):
        return smallest
    from grader.judge.shrink import shrink

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


def _worth_more_cases(error: Exception) -> bool:
    """Whether more cases can teach more: wrong values and exceptions do, a hang or a missing
    function doesn't."""
    if isinstance(error, StudentRaised):
        return not error.not_started and bool(error.trace) and error.kind != "SyntaxError"
    return not isinstance(error, CallFailed)


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
