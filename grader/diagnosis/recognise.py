"""Which idea went wrong: recognised by what the submission returned, never by reading its source.

An entry of the misconception bank is named where it gives what the student's function gave, in
every call of every case of the check, and where it passes every check of the part that passed.
Somebody may have got the special cases right, and the rest wrong: there the cases that fail count.
Calls are repeated as they were sent, so that state which the student carries from call to call is
part of the question and not of the answer. Where no entry fits, `oddities` looks at how
the values differ from the right ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.calls.failures import StudentRaised
from grader.diagnosis import oddities
from grader.diagnosis.bank import Misconception, bank
from grader.diagnosis.case_traits import diagnose_by_output
from grader.diagnosis.likeness import (
    alike,
    fails_alike,
    may_be_alike,
    own_calls,
    passes,
    reproduces,
    undisturbed,
)
from grader.diagnosis.same_values import arrays, keys
from grader.diagnosis.stand_in import StandIn
from grader.model import Diagnosis
from grader.trials.checks import Trial
from grader.worker.wire import Seed

# With more candidates than this the cases say too little to name any.
MOST_ALIKE = 2
# What a mistake has to share with a submission that is right in cases where the mistake isn't: so
# many different values in the cases that fail, and so much of all cases.
ENOUGH_DIFFERENT = 5
MOST_CASES = 2 / 3


def diagnose(part: str, trial: Trial, others: Sequence[Trial] = ()) -> Diagnosis | None:
    """The mistake that reproduces every output of a check that failed, or what the wrong values
    have in common.

    others: the other checks of the part, which may speak against it.
    """
    with undisturbed():
        entries, where = recognised(part, trial, others), _in_cases(len(trial.transcripts))
        if not entries:
            entries = recognised_by_failures(part, trial, others)
            where = _in_cases(len(trial.failures), " that fail")
    if 1 <= len(entries) <= MOST_ALIKE:
        return _named(entries, where)
    return oddities.diagnose(trial, others)


def recognised(part: str, trial: Trial, others: Sequence[Trial]) -> list[Misconception]:
    """The entries of the bank that can't be told from the submission."""
    entries = [entry for entry in bank() if entry.part == part]
    passed = [other for other in others if not other.failures]
    failed = [other for other in others if other.failures]
    draws = any(map(_draws, [trial, *others]))

    def shows(entry: Misconception, other: Trial) -> bool:
        return _fits(entry, other) or (draws and may_be_alike(entry, other))

    exact = [entry for entry in entries if _fits(entry, trial) and fails_alike(entry, trial)]
    if not _says_much(trial):
        # A few words (yes and no, small counts) fit many mistakes: there all checks must fit.
        exact = [entry for entry in exact if all(shows(entry, other) for other in others)]
    if diagnose_by_output([trial, *others]):
        exact = [entry for entry in exact if _fits(entry, trial, to_the_last_digit=True)]
    fitting = (
        _narrowed(exact, trial, others)
        if exact or not draws
        else [entry for entry in entries if alike(entry, trial)]
    )
    fitting = [entry for entry in fitting if all(passes(entry, other) for other in passed)]
    # In the few cases of one check two mistakes may come to the same: half of the other checks that
    # fail have to show this one.
    enough = len(failed) / 2
    return [e for e in fitting if sum(shows(e, other) for other in failed) >= enough]


def recognised_by_failures(part: str, trial: Trial, others: Sequence[Trial]) -> list[Misconception]:
    """The entries that give what the submission gave in every case that fails (of the check, and of
    half of the others that fail) and in most cases of all: those that do so most often."""
    trials = [trial, *others]
    failed = [other for other in others if other.failures]
    if len(_different_failures(trials)) < ENOUGH_DIFFERENT or not trial.transcripts:
        return []

    def shows(entry: Misconception, one: Trial) -> bool:
        return _fits_failures(entry, one) and fails_alike(entry, one)

    agreeing = {
        entry.id: _agreement(entry, trials)
        for entry in bank()
        if entry.part == part
        and shows(entry, trial)
        and sum(shows(entry, other) for other in failed) >= len(failed) / 2
    }
    most = max([MOST_CASES, *agreeing.values()])
    return [entry for entry in bank() if agreeing.get(entry.id, 0) >= most]


def _different_failures(trials: Sequence[Trial]) -> set[str]:
    """What came back in the cases that fail; yes, no and None are too few words to count."""
    calls = [call for one in trials for failure in one.failures for call in failure.transcript]
    plain = (bool, type(None))
    return {repr(call.value) for call in calls if not call.failed and type(call.value) not in plain}


def _fits_failures(entry: Misconception, trial: Trial) -> bool:
    """Whether an entry gives what the submission gave in the last call of each case that fails; an
    earlier call may be a special case."""
    raised = trial.raised()
    return raised is not None and all(
        reproduces(entry, failure.transcript[-1:], raised) for failure in trial.failures
    )


def _agreement(entry: Misconception, trials: Sequence[Trial]) -> float:
    """The share of all cases in which an entry gives what the submission gave."""
    agreed = [
        reproduces(entry, case, trial.raised() or {})
        for trial in trials
        for case in trial.transcripts
    ]
    return sum(agreed) / len(agreed)


def _narrowed(
    entries: list[Misconception], trial: Trial, others: Sequence[Trial]
) -> list[Misconception]:
    """Where several fit: those that fit the other checks too, then those with the same keys."""
    if len(entries) > 1:
        everywhere = [entry for entry in entries if all(_fits(entry, other) for other in others)]
        entries = everywhere or entries
    if len(entries) > 1:
        # What a config may leave out counts only where it is all that tells entries apart.
        to_the_key = [entry for entry in entries if _returns_the_same_keys(entry, trial)]
        entries = to_the_key or entries
    return entries


def _fits(entry: Misconception, trial: Trial, *, to_the_last_digit: bool = False) -> bool:
    raised = trial.raised()
    if raised is None:
        return False
    return all(
        reproduces(entry, case, raised, to_the_last_digit=to_the_last_digit)
        for case in trial.failing_first()
    )


def _says_much(trial: Trial) -> bool:
    """Whether there are several cases, and their outputs numbers with many digits, or arrays."""
    if len(trial.transcripts) == 1:
        return False
    values = [call.value for case in trial.transcripts for call in case if not call.failed]
    return any(arrays(value) or _has_digits(value) for value in values)


def _has_digits(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_has_digits, value))
    return isinstance(value, float) and value != np.round(value, 3)


def _draws(trial: Trial) -> bool:
    """Whether the function is given generators to draw from."""
    return any(
        isinstance(argument, Seed)
        for case in trial.transcripts
        for call in case
        for argument in [*call.args, *call.kwargs.values()]
    )


def _returns_the_same_keys(entry: Misconception, trial: Trial) -> bool:
    stand_in = StandIn(entry)
    for case in trial.transcripts:
        stand_in.begin_case()
        for call in own_calls(entry, case):
            try:
                value = stand_in.call(call.name, call.args, call.kwargs).value
            except StudentRaised:
                continue
            if keys(value) != keys(call.value):
                return False
    return True


def _in_cases(cases: int, which: str = "") -> str:
    return "in this case" if cases == 1 else f"on all {cases} cases{which}"


def _named(entries: list[Misconception], where: str) -> Diagnosis:
    ideas = " or ".join(f"“{entry.name}” ({entry.formula})" for entry in entries)
    either = "either " if len(entries) > 1 else ""
    title = f"Your {entries[0].function_name} matches {either}{ideas} {where}"
    hints = dict.fromkeys(entry.hint for entry in entries)
    return Diagnosis(title, " ".join(hints), entries[0].id)
