"""Which idea went wrong: recognised by what the submission returned, never by reading its source.

A known mistake is named where it answered what the student's function answered, in every call of
every case of the check, and where it passes every check of the part that passed. Somebody may have
got the special cases right, and the rest wrong: there the cases that fail count. Somebody may have
made two mistakes: there counts what a check compares, which may show one of them alone. What the
mistakes answer was recorded with the cases; nothing of them runs here. Where none fits, the
homework may describe what came back, and `oddities` looks at how it differs from what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grader.diagnosis.abridged import abridged
from grader.diagnosis.formulas import of_answers
from grader.diagnosis.known import Known
from grader.diagnosis.matching import (
    alike,
    draws,
    fails_alike,
    fits,
    found_alike,
    may_be_alike,
    outcomes,
    own_calls,
    passes,
    shares_most_values,
    values_shared,
)
from grader.diagnosis.oddities import altered, of_trials
from grader.diagnosis.oddities.case_traits import diagnose_by_output
from grader.diagnosis.same_values import keys
from grader.diagnosis.slips import simplest
from grader.diagnosis.special_cases import recognised_by_failures
from grader.diagnosis.telling import says_much, shows_telling_numbers
from grader.model import Call, Diagnosis
from grader.trials.checks import Trial, quiet
from grader.trials.mismatch import Mismatch
from grader.worker import wire

# With more candidates than this the cases say too little to name any.
MOST_ALIKE = 2
# By a check's name: what is wrong with all that came back in its part, in the homework's own words.
Describers = Mapping[str, Callable[[Sequence[Call]], Diagnosis | None]]


@quiet()
def diagnose(
    bank: Sequence[Known],
    trial: Trial,
    others: Sequence[Trial] = (),
    whole: Callable[[], Diagnosis | None] | None = None,
    describers: Describers | None = None,
) -> Diagnosis | None:
    """The mistake that reproduces every output of a check that failed, or what the wrong values
    have in common.

    bank: the known mistakes of the part. others: its other checks, which may speak against one.
    whole: what is said of all that the part answers, where that has been looked for already.
    """
    told = next((idea for run in trial.failures if (idea := _told(run.error))), None)
    if told is not None:
        return told
    entries, where = recognised(bank, trial, others), _in_cases(len(trial.runs))
    if not entries:
        entries = recognised_by_failures(bank, trial, others)
        where = _in_cases(len(trial.failures), " that fail")
    if not entries:
        entries = recognised_by_what_is_compared(bank, trial, others)
        where = "in all that this check compares"
    entries = simplest(entries)
    if 1 <= len(entries) <= MOST_ALIKE:
        return _named(entries, where)
    return (
        of_trials.of_the_right_values(trial)
        or (whole() if whole else of_all_answers(bank, [trial, *others]))
        or of_trials.of_the_forms(trial, others)
        or _described(describers or {}, [trial, *others])
        or of_trials.diagnose(trial, others)
    )


def of_all_answers(bank: Sequence[Known], trials: Sequence[Trial]) -> Diagnosis | None:
    """What is true of all that a part answers."""
    return of_answers.diagnose(trials) or altered.diagnose(bank, trials)


def _described(describers: Describers, trials: Sequence[Trial]) -> Diagnosis | None:
    """What the homework says of the first of these checks, by all that came back."""
    describe = describers.get(trials[0].check.name)
    calls = [call for trial in trials for run in trial.runs for call in run.calls]
    return describe(calls) if describe is not None else None


def _told(error: Exception | None) -> Diagnosis | None:
    """The idea that the test itself recognised."""
    return error.idea if isinstance(error, Mismatch) else None


def named(entries: Sequence[Known], trial: Trial) -> Diagnosis | None:
    """The sentence for mistakes that a submission can't be told from; None where they are many."""
    if len(entries) > MOST_ALIKE:
        return None
    whole = all(fits(entry, trial) for entry in entries)
    cases = trial.runs if whole else trial.failures
    return _named(entries, _in_cases(len(cases), "" if whole else " that fail"))


def recognised(bank: Sequence[Known], trial: Trial, others: Sequence[Trial]) -> list[Known]:
    """The entries of the bank that can't be told from the submission."""
    passed = [other for other in others if other.passed]
    failed = [other for other in others if not other.passed]
    random = any(map(draws, [trial, *others]))

    def shows(entry: Known, other: Trial) -> bool:
        return fits(entry, other) or (random and may_be_alike(entry, other))

    exact = [entry for entry in bank if fails_alike(entry, trial) and fits(entry, trial)]
    if not says_much(trial):
        # A few words (yes and no, small counts) fit many mistakes: there all checks must fit. Of
        # what passed that is asked below: an error that is wanted may have any message.
        exact = [entry for entry in exact if all(shows(entry, other) for other in failed)]
    if diagnose_by_output([trial, *others]):
        exact = [entry for entry in exact if fits(entry, trial, to_the_last_digit=True)]
    fitting = (
        _narrowed(exact, trial, others)
        if exact or not random
        else [entry for entry in bank if alike(entry, trial)]
    )
    fitting = [entry for entry in fitting if all(passes(entry, other) for other in passed)]
    if random:
        # A check may end at the first draws that are wrong: those that passed have drawn more.
        fitting = [entry for entry in fitting if all(shows(entry, other) for other in passed)]
    # In the few cases of one check two mistakes may come to the same: half of the other checks that
    # fail have to show this one.
    enough = len(failed) / 2
    return [e for e in fitting if sum(shows(e, other) for other in failed) >= enough]


def recognised_by_what_is_compared(
    bank: Sequence[Known], trial: Trial, others: Sequence[Trial]
) -> list[Known]:
    """The entries of which the check saw what it saw of the submission: those that share most with
    it in all checks."""
    if not shows_telling_numbers(trial):
        return []
    passed = [other for other in others if other.passed]
    failed = [other for other in others if not other.passed]

    def shows(entry: Known) -> bool:
        # By chance one check may see the same of two mistakes; two checks don't.
        again = not failed or any(found_alike(entry, other) for other in failed)
        return again and all(passes(entry, other) for other in passed)

    shared = {
        entry.id: values_shared(entry, [trial, *others])
        for entry in bank
        # A path that leaves the right one alike and goes on elsewhere is another mistake's.
        if found_alike(entry, trial) and shares_most_values(entry, trial) and shows(entry)
    }
    most = max(shared.values(), default=0)
    return [entry for entry in bank if shared.get(entry.id, -1) == most]


def _narrowed(entries: list[Known], trial: Trial, others: Sequence[Trial]) -> list[Known]:
    """Where several fit: those that fit the other checks too, then those with the same keys."""
    if len(entries) > 1:
        everywhere = [entry for entry in entries if all(fits(entry, other) for other in others)]
        entries = everywhere or entries
    if len(entries) > 1:
        # What a dict may leave out counts only where it is all that tells entries apart.
        to_the_key = [entry for entry in entries if _returns_the_same_keys(entry, trial)]
        entries = to_the_key or entries
    return entries


def _returns_the_same_keys(entry: Known, trial: Trial) -> bool:
    return all(
        answer.raised is not None or keys(wire.decode(answer.value)) == keys(abridged(call.value))
        for run, outcome in zip(trial.runs, outcomes(entry, trial), strict=False)
        for call, answer in zip(own_calls(entry, run), outcome.answers, strict=False)
    )


def _in_cases(cases: int, which: str = "") -> str:
    return "in this case" if cases == 1 else f"on all {cases} cases{which}"


def _named(entries: Sequence[Known], where: str) -> Diagnosis:
    if not entries[0].formula:
        where = f"{where[0].upper()}{where[1:]} {entries[0].name}"
        return Diagnosis(where, entries[0].hint, entries[0].id)
    ideas = " or ".join(f"“{entry.name}” ({entry.formula})" for entry in entries)
    either = "either " if len(entries) > 1 else ""
    title = f"Your {entries[0].function_name} matches {either}{ideas} {where}"
    hints = dict.fromkeys(entry.hint for entry in entries)
    return Diagnosis(title, " ".join(hints), entries[0].id)
