"""Mistakes that somebody makes who got the special cases right: what fails shows them, and nothing
else does."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnosis.known import Known, Outcome
from grader.diagnosis.matching import (
    fails_alike,
    outcomes,
    own_calls,
    reproduces,
    same_answer,
)
from grader.diagnosis.telling import different_failures
from grader.model import Call
from grader.trials.checks import Trial

# What a mistake has to share with a submission that is right in cases where the mistake isn't: so
# many different values in the cases that fail, and so much of all cases.
ENOUGH_DIFFERENT = 5
MOST_CASES = 2 / 3


def recognised_by_failures(
    bank: Sequence[Known], trial: Trial, others: Sequence[Trial]
) -> list[Known]:
    """The entries that give what the submission gave in every case that fails (of the check, and of
    half of the others that fail, where the rest are of another kind: none of their cases fits) and
    in most cases of all: those that do so most often."""
    trials = [trial, *others]
    failed = [other for other in others if not other.passed]
    if len(different_failures(trials)) < ENOUGH_DIFFERENT:
        return []

    def shows(entry: Known) -> bool:
        if not fails_alike(entry, trial) or _share_of_failures(entry, trial) < 1:
            return False
        shares = [_share_of_failures(entry, other) for other in failed]
        return set(shares) <= {0, 1} and sum(shares) >= len(failed) / 2

    agreeing = {entry.id: _agreement(entry, trials) for entry in bank if shows(entry)}
    most = max([MOST_CASES, *agreeing.values()])
    return [entry for entry in bank if agreeing.get(entry.id, 0) >= most]


def all_that_fails(bank: Sequence[Known], right: Known, trials: Sequence[Trial]) -> list[Known]:
    """The single mistakes that are all that is wrong: in every case that fails each answer is the
    mistake's or the right one, and in most cases of all it is the mistake's."""
    if len(different_failures(trials)) < ENOUGH_DIFFERENT:
        return []
    return [
        entry
        for entry in bank
        if entry.slips == 1
        and all(_explains_failures(entry, right, trial) for trial in trials)
        and _agreement(entry, trials) >= MOST_CASES
    ]


def _explains_failures(entry: Known, right: Known, trial: Trial) -> bool:
    found = zip(trial.runs, outcomes(entry, trial), outcomes(right, trial), strict=False)
    failed = [each for each in found if each[0].error is not None]
    return len(failed) == len(trial.failures) and all(
        wrong.failed and _is_either(own_calls(entry, run), (entry, wrong), (right, known))
        for run, wrong, known in failed
    )


def _is_either(calls: Sequence[Call], *given: tuple[Known, Outcome]) -> bool:
    """Whether each call has the answer that one of these gave."""
    return all(len(calls) <= len(outcome.answers) for _, outcome in given) and all(
        any(same_answer(known, call, outcome.answers[number]) for known, outcome in given)
        for number, call in enumerate(calls)
    )


def _share_of_failures(entry: Known, trial: Trial) -> float:
    """In how many of the cases that fail an entry fails with what the submission gave in the last
    call; an earlier one may be a special case."""
    found = outcomes(entry, trial)
    if len(found) < len(trial.runs):
        return 0
    fitting = [
        outcome.failed and reproduces(entry, run, outcome, last=True)
        for run, outcome in zip(trial.runs, found, strict=False)
        if run.error is not None
    ]
    return sum(fitting) / len(fitting)


def _agreement(entry: Known, trials: Sequence[Trial]) -> float:
    """The share of all cases in which an entry gives what the submission gave."""
    agreed = [
        reproduces(entry, run, outcome)
        for trial in trials
        for run, outcome in zip(trial.runs, outcomes(entry, trial), strict=False)
    ]
    return sum(agreed) / max(len(agreed), 1)
