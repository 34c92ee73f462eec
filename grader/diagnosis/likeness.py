"""Whether a misconception does what the submission did: to the last digit, or by distribution."""

from __future__ import annotations

import random
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from grader.calls.failures import StudentRaised
from grader.diagnosis.bank import Misconception
from grader.diagnosis.same_values import (
    ENOUGH_TO_TELL,
    arrays,
    paired_arrays,
    same,
    same_distribution,
)
from grader.diagnosis.stand_in import StandIn
from grader.model import Call

if TYPE_CHECKING:
    from grader.trials.checks import CaseFailure, Check, Trial

MOST_FAILURES = 8


def own_calls(entry: Misconception, case: Sequence[Call]) -> list[Call]:
    """The calls of the entry's function: what a check asks of the student's other functions says
    nothing about this one."""
    return [call for call in case if call.name == entry.function_name]


def reproduces(
    entry: Misconception,
    case: Sequence[Call],
    raised: Mapping[int, StudentRaised],
    *,
    to_the_last_digit: bool = False,
) -> bool:
    """Whether the entry gives in every call of a case what the submission gave."""
    stand_in = StandIn(entry)
    stand_in.begin_case()
    own = own_calls(entry, case)
    return bool(own) and all(
        _repeats(stand_in, call, raised.get(id(call)), to_the_last_digit) for call in own
    )


def _repeats(
    stand_in: StandIn, call: Call, raised: StudentRaised | None, to_the_last_digit: bool
) -> bool:
    try:
        reply = stand_in.call(call.name, call.args, call.kwargs)
    except StudentRaised as error:
        return raised is not None and (error.kind, error.text) == (raised.kind, raised.text)
    if call.failed or (to_the_last_digit and call.value != reply.value):
        return False
    return same(call.value, reply.value, call)


def fails_alike(entry: Misconception, trial: Trial) -> bool:
    """Whether the check fails with the entry in the submission's place: a mistake that has no
    effect in these cases explains nothing. Where side effects are looked for, it must be the same
    one."""
    for failure in trial.failures[:MOST_FAILURES]:
        other = failure_with(entry, failure.case, trial.check)
        if other is None:
            return False
        observed = any(call.changed is not None for call in failure.transcript)
        if observed and _gist(other.error) != _gist(failure.error):
            return False
    return True


def passes(entry: Misconception, trial: Trial) -> bool:
    """Whether the check passes with the entry in the submission's place."""
    return all(failure_with(entry, case.arguments, trial.check) is None for case in trial.cases)


def failure_with(entry: Misconception, case: dict[str, Any], check: Check) -> CaseFailure | None:
    """How a case of the check goes with the entry in the submission's place."""
    from grader.calls.session import Session
    from grader.trials.checks import run_case

    return run_case(check, case, cast(Session, StandIn(entry)))


def alike(entry: Misconception, trial: Trial) -> bool:
    """Whether an entry that draws random numbers fails as the submission does, with values of the
    same distribution: of so many values that they tell, or with the same effect on the global
    random state."""
    calls = [call for case in trial.transcripts for call in case]
    sizes: Counter[tuple[int, ...]] = Counter()
    for array in arrays([call.value for call in calls if not call.failed]):
        sizes[array.shape] += array.size
    touching = any(call.random_state_touched for call in calls)
    telling = touching or max(sizes.values(), default=0) >= ENOUGH_TO_TELL
    return telling and may_be_alike(entry, trial)


def may_be_alike(entry: Misconception, trial: Trial) -> bool:
    """The same, where the values may be so few that nothing speaks against it."""
    for failure in trial.failures:
        other = failure_with(entry, failure.case, trial.check)
        if other is None or _gist(other.error) != _gist(failure.error):
            return False
    # Arrays of one shape are pooled: what many calls drew tells more.
    pools: dict[tuple[int, ...], list[tuple[np.ndarray, np.ndarray]]] = {}
    for case in trial.transcripts:
        pairs = _drawn_pairs(entry, case)
        if pairs is None:
            return False
        for pair in pairs:
            pools.setdefault(pair[0].shape, []).append(pair)
    return all(_same_draws(*zip(*pool, strict=True)) for pool in pools.values())


def _drawn_pairs(
    entry: Misconception, case: Sequence[Call]
) -> list[tuple[np.ndarray, np.ndarray]] | None:
    """What the submission drew in a case beside what the entry draws; None where results differ in
    form."""
    stand_in = StandIn(entry)
    stand_in.begin_case()
    drawn = []
    for call in own_calls(entry, case):
        try:
            reply = stand_in.call(call.name, call.args, call.kwargs)
        except StudentRaised:
            return None
        pairs = None if call.failed else paired_arrays(call.value, reply.value)
        if pairs is None:
            return None
        drawn += pairs
    return drawn


def _same_draws(got: Sequence[np.ndarray], other: Sequence[np.ndarray]) -> bool:
    """Whether the same of them are repetitions, and the others of one distribution."""
    repeats = _repeats_of(got)
    if repeats != _repeats_of(other):
        return False
    new = sorted(set(repeats))
    return same_distribution(np.array([got[i] for i in new]), np.array([other[i] for i in new]))


def _repeats_of(drawn: Sequence[np.ndarray]) -> list[int]:
    """For each array the first that equals it."""
    firsts: dict[bytes, int] = {}
    return [firsts.setdefault(array.tobytes(), position) for position, array in enumerate(drawn)]


def _gist(error: Exception) -> str:
    """A message without its numbers, which differ from draw to draw."""
    words = str(error).replace("e-", "").replace("e+", "")
    return "".join(character for character in words if character.isalpha())


@contextmanager
def undisturbed() -> Iterator[None]:
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
