"""Whether all that a submission answered in a part is one known mistake, and no more than that.

What is right apart from one slip can then be told from what is wrong in itself. Every case of every
check of the part has to say so: the answers are the mistake's, and they fail where the mistake
fails and nowhere else. Where no mistake does so, somebody may have made one and got the special
cases right: then the answers are the mistake's in every case that fails, and in most of all.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnosis.known import Known
from grader.diagnosis.matching import (
    alike,
    draws,
    fails_alike,
    fits,
    may_be_alike,
    outcomes,
    reproduces,
)
from grader.trials.checks import Trial

# What has to be shared with a mistake by who is right in special cases: so many different values in
# the cases that fail, and so much of all cases.
ENOUGH_DIFFERENT = 5
MOST_CASES = 2 / 3


def single_slips(bank: Sequence[Known], trials: Sequence[Trial]) -> list[Known]:
    """The mistakes that the submission can't be told from, in any case of the part's checks."""
    random = any(map(draws, trials))
    slips = [entry for entry in bank if _is_all(entry, trials, random)]
    return slips if slips or random else _but_for_special_cases(bank, trials)


def _but_for_special_cases(bank: Sequence[Known], trials: Sequence[Trial]) -> list[Known]:
    """The mistakes that the submission answers like in every case that it fails, and most often in
    all of them."""
    calls = [call for trial in trials for run in trial.failures for call in run.calls]
    words = (bool, type(None))  # that are too few to tell
    values = {repr(call.value) for call in calls if type(call.value) not in words}
    if len(values) < ENOUGH_DIFFERENT:
        return []
    shares = {entry.id: _share(entry, trials) for entry in bank}
    most = max([MOST_CASES, *shares.values()])
    return [entry for entry in bank if shares[entry.id] >= most]


def _share(entry: Known, trials: Sequence[Trial]) -> float:
    """In how much of all cases a mistake answers as the submission; 0 where it does not in one that
    fails."""
    same = []
    for trial in trials:
        found = outcomes(entry, trial)
        if len(found) != len(trial.runs):
            return 0
        for run, outcome in zip(trial.runs, found, strict=True):
            same.append(reproduces(entry, run, outcome))
            if run.error is not None and not (same[-1] and outcome.failed):
                return 0
    return sum(same) / max(len(same), 1)


def _is_all(entry: Known, trials: Sequence[Trial], random: bool) -> bool:
    if not all(_ends_alike(entry, trial) and fails_alike(entry, trial) for trial in trials):
        return False
    exact = [fits(entry, trial) for trial in trials]
    if all(exact):
        return True
    return (
        random
        and all(fit or may_be_alike(entry, trial) for fit, trial in zip(exact, trials, strict=True))
        and any(alike(entry, trial) for trial in trials if not trial.passed)
    )


def _ends_alike(entry: Known, trial: Trial) -> bool:
    """Whether the same cases fail, of all that there are."""
    found = outcomes(entry, trial)
    return len(found) == len(trial.runs) and all(
        outcome.failed == (run.error is not None)
        for run, outcome in zip(trial.runs, found, strict=True)
    )
