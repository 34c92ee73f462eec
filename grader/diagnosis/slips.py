"""Whether all that a submission answered in a part is one known mistake, and no more than that.

What is right apart from one slip can then be told from what is wrong in itself. Every case of every
check of the part has to say so: the answers are the mistake's, and they fail where the mistake
fails and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from grader.diagnosis.known import Known, KnownMistakes, Outcome
from grader.diagnosis.matching import alike, draws, fails_alike, fits, may_be_alike, outcomes
from grader.diagnosis.oddities.altered import from_right_answers
from grader.diagnosis.one_edit import one_edit
from grader.diagnosis.special_cases import all_that_fails
from grader.trials.checks import Trial, quiet


def only_slips(known: KnownMistakes, trials: Sequence[Trial]) -> list[Known]:
    """The single mistakes that are all that is wrong in a part: known ones, those of somebody who
    got the special cases right, or else the one thing that is done to the right answers."""
    found = single_slips(known.entries, trials)
    if found or known.right is None:
        return found
    found = all_that_fails(known.entries, known.right, trials) or _nameless(known.right, trials)
    return [_as_seen(entry, trials) for entry in found]


def _nameless(right: Known, trials: Sequence[Trial]) -> list[Known]:
    """What is done to all right answers, or the one piece of their formula that is another, as a
    mistake."""
    statement = from_right_answers(right, trials) or one_edit(right, trials)
    if statement is None:
        return []
    words, hint = statement
    words = words.replace("-", "−")  # a hyphen in an id is a space
    return [msgspec.structs.replace(right, id=f"{right.function_name}-{words}", hint=hint)]


def _as_seen(entry: Known, trials: Sequence[Trial]) -> Known:
    """The mistake as one that fails where these answers do."""
    outcomes = {
        trial.check.test_id: tuple(Outcome((), run.error is not None) for run in trial.runs)
        for trial in trials
    }
    return msgspec.structs.replace(entry, outcomes=outcomes)


@quiet()
def single_slips(bank: Sequence[Known], trials: Sequence[Trial]) -> list[Known]:
    """The mistakes that the submission can't be told from, in any case of the part's checks: of
    several those that are put together of the fewest."""
    random = any(map(draws, trials))
    for count in sorted({entry.slips for entry in bank}):
        found = [entry for entry in bank if entry.slips == count and _is_all(entry, trials, random)]
        if found:
            return found
    return []


def simplest(entries: Sequence[Known]) -> list[Known]:
    """Of several that fit, those that are put together of the fewest mistakes."""
    fewest = min((entry.slips for entry in entries), default=0)
    return [entry for entry in entries if entry.slips == fewest]


def _is_all(entry: Known, trials: Sequence[Trial], random: bool) -> bool:
    if not all(_ends_alike(entry, trial) and fails_alike(entry, trial) for trial in trials):
        return False
    if not random:
        return all(fits(entry, trial) for trial in trials)
    exact = [fits(entry, trial) for trial in trials]
    return all(exact) or (
        all(fit or may_be_alike(entry, trial) for fit, trial in zip(exact, trials, strict=True))
        and any(alike(entry, trial) for trial in trials if not trial.passed)
    )


def _ends_alike(entry: Known, trial: Trial) -> bool:
    """Whether the same cases fail, of all that there are."""
    found = outcomes(entry, trial)
    return len(found) == len(trial.runs) and all(
        outcome.failed == (run.error is not None)
        for run, outcome in zip(trial.runs, found, strict=True)
    )
