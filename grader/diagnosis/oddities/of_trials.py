"""What the wrong values have in common, where no known mistake fits: an observation, never a guess.

Every statement here holds in all failing cases, and says no more than that: "the result is −1 times
the right one". Which cases fail and which pass says something too.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnosis.oddities.case_traits import diagnose_by_case, diagnose_by_output
from grader.diagnosis.oddities.shapes import of_forms
from grader.diagnosis.oddities.statements import (
    ENOUGH_ENTRIES,
    Statement,
    made,
    made_from_the_right_ones,
    made_in_each_case,
    traits,
)
from grader.diagnosis.pairs import Pair, changes, first_steps, pair_of
from grader.model import Diagnosis
from grader.trials.checks import Run, Trial, worth_more_cases
from grader.trials.mismatch import Mismatch


def diagnose(trial: Trial, others: Sequence[Trial] = ()) -> Diagnosis | None:
    """The first statement that is true of every failing case, most telling first.

    others: the other checks of the part; which cases fail has to be true of theirs as well.
    """
    if not _tried_enough(trial):
        return None
    return (
        of_the_right_values(trial)
        or _of_each_case(trial, others)
        or _of_traits(trial)
        or _of_effects(trial.failures)
        or diagnose_by_case(trial, others)
        or diagnose_by_output([trial, *others])
        or _one_sided(trial.failures)
    )


def of_the_right_values(trial: Trial) -> Diagnosis | None:
    """What the values of every failing case are made from, where it is the right ones or an
    argument."""
    pairs = _pairs(trial)
    steps, changed = first_steps(pairs), changes(pairs)
    return (
        _of_failing_cases(pairs, made(pairs))
        or _of_failing_cases(steps, made_from_the_right_ones(steps))
        or _of_failing_cases(changed, made_from_the_right_ones(changed))
    )


def of_the_forms(trial: Trial, others: Sequence[Trial] = ()) -> Diagnosis | None:
    """What is wrong with the shape or the type in every failing case, of the other checks too where
    one statement holds for all of them."""
    errors, more = _mismatches(trial), [error for other in others for error in _mismatches(other)]
    if len(errors) < len(trial.failures) or not _tried_enough(trial):
        return None
    for alike in (errors + [error for error in more if error.form is not None], errors):
        found = of_forms(alike)
        if found is not None:
            return _about({error.what for error in alike}, found, len(alike))
    return None


def _mismatches(trial: Trial) -> list[Mismatch]:
    return [run.error for run in trial.failures if isinstance(run.error, Mismatch)]


def _of_each_case(trial: Trial, others: Sequence[Trial]) -> Diagnosis | None:
    """By what the values of all checks differ from the right ones, where that depends on the case:
    one check has too few cases to say so."""
    own = _pairs(trial)
    pairs = own and [*own, *(pair for other in others for pair in _pairs(other))]
    for values in (pairs, first_steps(pairs), changes(pairs)):
        idea = _of_failing_cases(values, made_in_each_case(values))
        if idea is not None:
            return idea
    return None


def _of_traits(trial: Trial) -> Diagnosis | None:
    pairs = _pairs(trial)
    return _of_failing_cases(pairs, traits(pairs))


def _pairs(trial: Trial) -> list[Pair]:
    """What came back in the failing cases, beside the right values; nothing where one has none."""
    pairs = [pair for failure in trial.failures if (pair := pair_of(failure)) is not None]
    return pairs if _tried_enough(trial) and len(pairs) == len(trial.failures) else []


def _tried_enough(trial: Trial) -> bool:
    """Whether what the failing cases have in common says something: after some errors no more cases
    are tried."""
    return all(run.error is None or worth_more_cases(run.error) for run in trial.failures)


def _of_failing_cases(pairs: Sequence[Pair], found: Statement | None) -> Diagnosis | None:
    if found is None:
        return None
    return _about({pair.mismatch.what for pair in pairs}, found, len(pairs))


def _about(names: set[str], found: Statement, count: int) -> Diagnosis:
    statement, hint = found
    (name,) = names if len(names) == 1 else ("",)
    about = statement.replace("the result", name, 1) if name else statement
    return Diagnosis(_in_failing_cases(about, count), hint)


def _one_sided(failures: Sequence[Run]) -> Diagnosis | None:
    """Where every wrong answer is wrong in the same direction."""
    errors = [run.error for run in failures if isinstance(run.error, Mismatch)]
    if len(errors) < max(len(failures), ENOUGH_ENTRIES):
        return None
    plain = all(isinstance(each, bool) for error in errors for each in (error.got, error.expected))
    answers = {(error.got, error.expected) for error in errors} if plain else set()
    if len(answers) == 1:
        ((got, expected),) = answers
        title = f"it says {got} where {expected} is right, and never the other way round"
        return Diagnosis(
            _in_failing_cases(title, len(errors)),
            "Is a bound on the wrong side, or does one of several conditions decide alone?",
        )
    return None


def _of_effects(failures: Sequence[Run]) -> Diagnosis | None:
    """What a function changed that it was only to look at, where that is what the check found."""
    effects = {_effect(failure) for failure in failures}
    (effect,) = effects if len(effects) == 1 else ("",)
    if not effect:
        return None
    title = _in_failing_cases(f"{effect} not after the call what it was before", len(failures))
    return Diagnosis(title, "Which line of yours changes that, and what sets it back?")


def _effect(failure: Run) -> str:
    last = failure.calls[-1] if failure.calls else None
    if last is None or pair_of(failure) is not None:
        return ""
    if last.changed:
        return f"{' and '.join(last.changed)} {'is' if len(last.changed) == 1 else 'are'}"
    return "the global random state is" if last.random_state_touched else ""


def _in_failing_cases(statement: str, count: int) -> str:
    where = "In this case" if count == 1 else f"In all {count} failing cases"
    return f"{where} {statement}"
