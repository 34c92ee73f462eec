"""A check: a graded test, tried on its recorded cases, and how a submission fared in each.

A failing case keeps its calls; every failure counts against this check alone and fails closed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np

from grader.calls.failures import CallFailed, OutOfBudget, StudentRaised, TimedOut
from grader.calls.proxy import Caller, Proxy, let_go
from grader.homework import Homework
from grader.model import Call
from grader.trials.mismatch import Mismatch
from grader.trials.recording import Case

# Before the name of a part, the id of its picture's example.
PICTURES = "pictures"


@dataclass(frozen=True)
class Check:
    """A graded test: its pytest id, the sentence that students read, the function behind it.

    module: the submitted file that its first argument stands for.
    """

    test_id: str
    sentence: str
    module: str
    test: Callable[..., Any]

    @property
    def name(self) -> str:
        """The test function's name."""
        return self.test_id.rpartition("::")[2]


@dataclass(frozen=True)
class Run:
    """One case, the calls that it led to, and what went wrong, if anything did."""

    case: Case
    calls: Sequence[Call]
    error: Exception | None = None

    @property
    def raised(self) -> StudentRaised | None:
        """What the last call raised, where the student's code ended the case so."""
        return self.error if isinstance(self.error, StudentRaised) else None


@dataclass(frozen=True)
class Trial:
    """How a check went, run by run.

    is_whole: False where some calls were too large to be kept.
    """

    check: Check
    runs: tuple[Run, ...]
    is_whole: bool = True

    @cached_property
    def failures(self) -> tuple[Run, ...]:
        """The runs in which something went wrong."""
        return tuple(run for run in self.runs if run.error is not None)

    @property
    def late(self) -> bool:
        """Whether time ran out before anything else went wrong."""
        return bool(self.failures) and isinstance(self.failures[0].error, TimedOut | OutOfBudget)

    @property
    def passed(self) -> bool:
        """Whether nothing went wrong."""
        return not self.failures


@cache
def load_check(homework: Homework, test_id: str) -> Check:
    """Find a graded test by its pytest id."""
    path, _, name = test_id.partition("::")
    test = getattr(homework.load(module_name(path)), name)
    module = test.__code__.co_varnames[0]
    sentence = (test.__doc__ or name.replace("_", " ")).strip().splitlines()[0]
    return Check(test_id, sentence, module, test)


def find_test(homework: Homework, test_id: str) -> Callable[..., Any]:
    """The function behind a pytest id, or behind the id of a part's picture."""
    path, _, name = test_id.partition("::")
    if path == PICTURES:
        return cast(Callable[..., Any], homework.hook("pictures")[name])
    return cast(Callable[..., Any], getattr(homework.load(module_name(path)), name))


def module_name(path: str) -> str:
    """tests/hidden/test_q1.py -> tests.hidden.test_q1."""
    return ".".join(Path(path).with_suffix("").parts)


def replay(check: Check, cases: Iterable[Case], caller: Caller, *, to_the_end: bool) -> Trial:
    """Run the recorded cases: all that can teach something, or up to the first that fails.

    What is too large to be kept is let go where it passed, and the last where it failed.
    """
    runs: list[Run] = []
    is_whole = True
    for case in cases:
        run = run_case(check, case, caller)
        has_room = caller.has_room()
        is_whole = is_whole and has_room
        runs.append(run if has_room or run.error is not None else Run(case, ()))
        if run.error is not None and not (to_the_end and has_room and worth_more_cases(run.error)):
            break
    return Trial(check, tuple(runs), is_whole)


def run_case(check: Check, case: Case, caller: Caller) -> Run:
    """Run one case."""
    caller.begin_case()
    error: Exception | None = None
    with quiet():
        try:
            check.test(Proxy(caller), **case.arguments)
        except Exception as failure:  # a test that stumbles over an odd value fails closed
            error = failure
    if isinstance(error, Mismatch):
        # Whoever explains it measures what came back: that would call the submission again.
        error.got = let_go(error.got)
    return Run(case, caller.transcript, error)


def worth_more_cases(error: Exception) -> bool:
    """Whether more cases can teach more: wrong values and exceptions do, a hang or a missing
    function doesn't."""
    if isinstance(error, StudentRaised):
        return not error.not_started and bool(error.trace) and error.kind != "SyntaxError"
    return not isinstance(error, CallFailed)


@contextmanager
def quiet() -> Iterator[None]:
    """What a test or a mistake computes with an odd value is nothing to warn about."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
