"""One check: replay its recorded cases against a submission and say how it went.

A failing case is recorded with its calls; every failure counts against this check alone and fails
closed.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis.errors import UnsatisfiedAssumption

from grader.calls.failures import CallFailed, StudentRaised
from grader.calls.proxy import Proxy
from grader.calls.session import Session
from grader.calls.transcript import AskedOtherwise
from grader.model import Call
from grader.trials.cases import Case, module_name
from grader.trials.precedents import Precedents


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
            if not to_the_end or not worth_more_cases(failure.error):
                break
    return Trial(check, ran, failures, transcripts)


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
        session.transcript.require_all_taken()
    except AskedOtherwise:
        # A sum may differ in its last bit by where its numbers lie in memory.
        session.begin_case()
        failure = _run(check, case.arguments, session)
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


def worth_more_cases(error: Exception) -> bool:
    """Whether more cases can teach more: wrong values and exceptions do, a hang or a missing
    function doesn't."""
    if isinstance(error, StudentRaised):
        return not error.not_started and bool(error.trace) and error.kind != "SyntaxError"
    return not isinstance(error, CallFailed)
