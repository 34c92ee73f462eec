"""What the wrong values have in common, where no known mistake fits: an observation, never a guess.

Every statement here holds in all failing cases, and says no more than that: "the result is −1 times
the right one". Which cases fail and which pass says something too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from grader.diagnosis.case_traits import diagnose_by_case, diagnose_by_output
from grader.diagnosis.pairs import ROUNDING, Pair, constant_factor, pair_of
from grader.diagnosis.relations import RELATIONS
from grader.diagnosis.same_values import arrays
from grader.model import Call, Diagnosis
from grader.trials.checks import Run, Trial, worth_more_cases

# A relation between numbers means something where at least so many entries show it.
ENOUGH_ENTRIES = 3


def diagnose(trial: Trial, others: Sequence[Trial] = ()) -> Diagnosis | None:
    """The first statement that is true of every failing case, most telling first.

    others: the other checks of the part; which cases fail has to be true of theirs as well.
    """
    if any(run.error is not None and not worth_more_cases(run.error) for run in trial.failures):
        return None  # no more cases were tried then: what the others have in common says nothing
    return (
        _of_values(trial.failures)
        or _of_effects(trial.failures)
        or diagnose_by_case(trial, others)
        or diagnose_by_output([trial, *others])
    )


def _of_values(failures: Sequence[Run]) -> Diagnosis | None:
    pairs = [pair for failure in failures if (pair := pair_of(failure)) is not None]
    if len(pairs) < len(failures):
        return None
    entries = np.concatenate([pair.expected.ravel() for pair in pairs])
    # One number again and again may be anything: 0.5 is no half where 1 is always right.
    telling = np.count_nonzero(entries) >= ENOUGH_ENTRIES and np.ptp(entries) > 0
    for relation, hint, needs_entries in RELATIONS:
        if needs_entries and not telling:
            continue
        statements = {relation(pair) for pair in pairs}
        (statement,) = statements if len(statements) == 1 else (None,)
        if statement is not None:
            return Diagnosis(_in_failing_cases(_about(pairs, statement), len(pairs)), hint)
    return _factor_from_the_case(pairs)


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


def _about(pairs: Sequence[Pair], statement: str) -> str:
    """The statement about what was compared, where that was always the same."""
    names = {pair.mismatch.what for pair in pairs}
    (name,) = names if len(names) == 1 else ("",)
    return statement.replace("the result", name, 1) if name else statement


def _in_failing_cases(statement: str, count: int) -> str:
    where = "In this case" if count == 1 else f"In all {count} failing cases"
    return f"{where} {statement}"


def _factor_from_the_case(pairs: Sequence[Pair]) -> Diagnosis | None:
    """A factor that changes from case to case and is one of the arguments, or 1 over it."""
    factors = [constant_factor(pair) for pair in pairs]
    if None in factors or len({round(factor or 0, 9) for factor in factors}) < 3:
        return None
    named = [_numbers(pair.calls[-1]) if pair.calls else {} for pair in pairs]
    for name in named[0]:
        for power, words in ((1, name), (-1, f"1/{name}"), (2, f"{name}²"), (-2, f"1/{name}²"),
                             (0.5, f"√{name}"), (-0.5, f"1/√{name}")):  # fmt: skip
            if all(
                numbers.get(name, 0) > 0
                and math.isclose(abs(factor or 0), numbers[name] ** power, rel_tol=ROUNDING)
                for factor, numbers in zip(factors, named, strict=True)
            ):
                statement = f"the result is {words} times the right one"
                hint = f"Does {name} belong into the formula there, and how often?"
                return Diagnosis(_in_failing_cases(statement, len(pairs)), hint)
    return None


def _numbers(call: Call) -> dict[str, float]:
    """The numbers of a call that a factor may come from: numbers given, and lengths of arrays."""
    numbers: dict[str, float] = {}
    for position, argument in enumerate([*call.args, *call.kwargs.values()], start=1):
        if isinstance(argument, int | float) and not isinstance(argument, bool):
            numbers[f"(argument {position})"] = float(argument)
        elif isinstance(argument, dict):
            numbers |= {
                key: float(item) for key, item in argument.items() if isinstance(item, int | float)
            }
        for array in arrays(argument)[:1]:
            for axis, size in enumerate(array.shape):
                numbers[f"(size of axis {axis} of argument {position})"] = float(size)
    return numbers
