"""Which idea went wrong: recognised by what the submission returned, never by reading its source.

An entry of the misconception bank is named where it gives what the student's function gave, in
every call of every case that ran, those of the checks that passed before included. Calls are
repeated as they were sent, so that state which the student carries from call to call is part of the
question and not of the answer. Where no entry fits, `generic_diagnosis` looks at how the values
differ from the right ones.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import numpy as np

from grader.judge import generic_diagnosis
from grader.judge.failures import StudentRaised
from grader.judge.same_values import keys, same, same_distribution
from grader.judge.stand_in import StandIn
from grader.misconceptions import Misconception, bank
from grader.report.model import Call, Diagnosis
from grader.worker.wire import Seed

if TYPE_CHECKING:
    from grader.judge.checks import CaseFailure, Check

Transcripts = Sequence[tuple[Call, ...]]
# With more candidates than this the cases say too little to name any.
MOST_ALIKE = 2
MOST_FAILURES = 8


def diagnose(
    part: str,
    failures: list[CaseFailure],
    transcripts: list[tuple[Call, ...]],
    check: Check | None = None,
    passed: Transcripts = (),
) -> Diagnosis | None:
    """The mistake that reproduces every output of a check, or what the wrong values have in common.

    check: where it is given, entries that draw random numbers may match by distribution.
    passed: cases of checks that passed, which the mistake must reproduce as well.
    """
    with _undisturbed():
        entries = recognised(part, failures, transcripts, check, passed)
    if 1 <= len(entries) <= MOST_ALIKE:
        return _named(entries, len(transcripts))
    return generic_diagnosis.diagnose(failures, transcripts)


def recognised(
    part: str,
    failures: list[CaseFailure],
    transcripts: Transcripts,
    check: Check | None = None,
    passed: Transcripts = (),
) -> list[Misconception]:
    """The entries of the bank that can't be told from the submission."""
    entries = [entry for entry in bank() if entry.part == part]
    raised = _raised_by_call(failures)
    if not entries or raised is None:
        return []
    failing = {id(failure.transcript[-1]) for failure in failures if failure.transcript}
    # The failing cases say most, so they go first.
    cases = sorted(transcripts, key=lambda case: not case or id(case[-1]) not in failing)
    exact = [entry for entry in entries if all(_reproduces(entry, case, raised) for case in cases)]
    if check is not None:
        exact = [entry for entry in exact if _fails_too(entry, failures, check)]
    exact = [entry for entry in exact if all(_reproduces(entry, case, {}) for case in passed)]
    if len(exact) > 1:
        # What a config may leave out counts only where it is all that tells entries apart.
        to_the_key = [entry for entry in exact if _returns_the_same_keys(entry, cases)]
        exact = to_the_key or exact
    if exact or check is None or not _draws(transcripts):
        return exact
    return [entry for entry in entries if _alike(entry, failures, cases, check)]


def _named(entries: list[Misconception], cases: int) -> Diagnosis:
    everywhere = "in this case" if cases == 1 else f"on all {cases} cases"
    ideas = " or ".join(f"“{entry.name}” ({entry.formula})" for entry in entries)
    either = "either " if len(entries) > 1 else ""
    title = f"Your {entries[0].function_name} matches {either}{ideas} {everywhere}"
    hints = dict.fromkeys(entry.hint for entry in entries)
    return Diagnosis(title, " ".join(hints), entries[0].handout, entries[0].id)


def _raised_by_call(failures: list[CaseFailure]) -> dict[int, StudentRaised] | None:
    """The exception of each call that raised one; None where a call failed for another reason."""
    raised: dict[int, StudentRaised] = {}
    for failure in failures:
        if failure.transcript and failure.transcript[-1].failed:
            if not isinstance(failure.error, StudentRaised):
                return None
            raised[id(failure.transcript[-1])] = failure.error
    return raised


def _reproduces(
    entry: Misconception, case: tuple[Call, ...], raised: dict[int, StudentRaised]
) -> bool:
    """Whether the entry does in every call of a case what the submission did."""
    stand_in = StandIn(entry)
    stand_in.begin_case()
    own = _own(entry, case)
    return bool(own) and all(_repeats(stand_in, call, raised.get(id(call))) for call in own)


def _own(entry: Misconception, case: tuple[Call, ...]) -> list[Call]:
    """The calls of the entry's function: what a check asks of the student's other functions says
    nothing about this one."""
    return [call for call in case if call.name == entry.function_name]


def _repeats(stand_in: StandIn, call: Call, raised: StudentRaised | None) -> bool:
    try:
        reply = stand_in.call(call.name, call.args, call.kwargs)
    except StudentRaised as error:
        return raised is not None and (error.kind, error.text) == (raised.kind, raised.text)
    return not call.failed and same(call.value, reply.value, call)


def _draws(transcripts: Transcripts) -> bool:
    """Whether the function is given generators to draw from."""
    return any(
        isinstance(argument, Seed)
        for case in transcripts
        for call in case
        for argument in [*call.args, *call.kwargs.values()]
    )


def _fails_too(entry: Misconception, failures: list[CaseFailure], check: Check) -> bool:
    """Whether the check fails with the entry in the submission's place: a mistake that has no
    effect in these cases explains nothing. Where side effects are looked for, it must be the same
    one."""
    from grader.judge.checks import run_case
    from grader.judge.session import Session

    for failure in failures[:MOST_FAILURES]:
        other = run_case(check, failure.case, cast(Session, StandIn(entry)))
        if other is None:
            return False
        observed = any(call.changed is not None for call in failure.transcript)
        if observed and _gist(other.error) != _gist(failure.error):
            return False
    return True


def _returns_the_same_keys(entry: Misconception, cases: Transcripts) -> bool:
    stand_in = StandIn(entry)
    for case in cases:
        stand_in.begin_case()
        for call in _own(entry, case):
            try:
                value = stand_in.call(call.name, call.args, call.kwargs).value
            except StudentRaised:
                continue
            if keys(value) != keys(call.value):
                return False
    return True


def _alike(
    entry: Misconception, failures: list[CaseFailure], cases: Transcripts, check: Check
) -> bool:
    """Whether an entry that draws random numbers fails as the submission does, with values of the
    same distribution."""
    from grader.judge.checks import run_case
    from grader.judge.session import Session

    for failure in failures:
        other = run_case(check, failure.case, cast(Session, StandIn(entry)))
        if other is None or _gist(other.error) != _gist(failure.error):
            return False
    return all(_alike_in_case(entry, case) for case in cases)


def _alike_in_case(entry: Misconception, case: tuple[Call, ...]) -> bool:
    stand_in = StandIn(entry)
    stand_in.begin_case()
    for call in _own(entry, case):
        if call.failed:
            return False
        try:
            reply = stand_in.call(call.name, call.args, call.kwargs)
        except StudentRaised:
            return False
        if not same_distribution(call.value, reply.value):
            return False
    return True


def _gist(error: Exception) -> str:
    """A message without its numbers, which differ from draw to draw."""
    return "".join(character for character in str(error) if character.isalpha())


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Entries warn, divide by zero and may draw from global generators; the judge must not feel
    it."""
    torch = sys.modules.get("torch")
    states = random.getstate(), np.random.get_state(), torch and torch.get_rng_state()
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        if torch:
            torch.set_rng_state(states[2])
