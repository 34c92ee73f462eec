"""The formula that a submission's function computes, whatever it should: where one of its
arguments gives every answer in every case of every check of a part."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from grader.diagnosis.formulas import conditions, search
from grader.diagnosis.formulas.quantities import Places, quantities
from grader.diagnosis.formulas.search import Formula, is_right_but_for_a_factor
from grader.diagnosis.pairs import close, number_or_array, pair_of
from grader.model import Call, Diagnosis
from grader.trials.checks import Run, Trial, quiet
from grader.trials.comparing import FLOAT64_TOLERANCE
from grader.trials.mismatch import Mismatch

HINT = "Set it beside the formula of the handout: which of its parts is another one, or missing?"
NOT_KNOWN = np.asarray(np.nan)
_LARGEST_INTEGER = 2.0**53  # beyond it floats leave some out
_SIDES = ("the first number", "the second number")


@quiet()
def diagnose(trials: Sequence[Trial]) -> Diagnosis | None:
    """The formula, if there is one and the answers are wrong somewhere."""
    answered = _answered(trials)
    if not any(_shows_a_wrong_value(run) for trial in trials for run in trial.failures):
        return None
    calls = [call for call, _ in answered]
    values, right = [call.value for call in calls], [known for _, known in answered]
    if not values:
        return None
    if all(map(_is_pair, values)):
        told = _about_both(calls, right)
    else:
        words = _formula(calls, values, right)
        told = f"the result {words}" if words else ""
    return Diagnosis(f"In all {len(calls)} calls {told}", HINT) if told else None


def _is_pair(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == len(_SIDES)
        and all(type(number) in (int, float) for number in value)
    )


def _about_both(calls: Sequence[Call], right: Sequence[np.ndarray]) -> str:
    if all(call.value[0] == call.value[1] for call in calls):
        return "both numbers are the same"
    told = [_side(calls, side, right) for side in range(len(_SIDES))]
    pairs = zip(_SIDES, told, strict=True)
    return " and ".join(f"{name} {words}" for name, words in pairs if words)


def _side(calls: Sequence[Call], side: int, right: Sequence[np.ndarray]) -> str | None:
    """How a sentence about one of two numbers goes on, where it is wrong in some call."""
    values = [call.value[side] for call in calls]
    known = [one[side] if one.shape == (len(_SIDES),) else NOT_KNOWN for one in right]
    wrong = [
        not math.isclose(value, one, rel_tol=FLOAT64_TOLERANCE)
        for value, one in zip(values, known, strict=True)
        if np.isfinite(one)
    ]
    if not any(wrong):
        return None
    return _only_value(values) or _formula(calls, values, known)


def _only_value(values: Sequence[object]) -> str | None:
    return f"is always {values[0]}" if len(set(map(str, values))) == 1 else None


def _shows_a_wrong_value(run: Run) -> bool:
    """Whether numbers came back, or a yes or no, in a place where others were expected."""
    error, pair = run.error, pair_of(run)
    if pair is None:
        kinds = {type(error.got), type(error.expected)} if isinstance(error, Mismatch) else set()
        return kinds == {bool}
    return pair.got.ndim != pair.expected.ndim or (
        pair.same_shape and not close(pair.got, pair.expected)
    )


def _answered(trials: Sequence[Trial]) -> list[tuple[Call, np.ndarray]]:
    """The calls of the function that failed, each with its right value; none where some call should
    have given a value and didn't."""
    failures = [run for trial in trials for run in trial.failures if run.calls]
    name = failures[0].calls[-1].name if failures else ""
    answered = []
    for run in (run for trial in trials for run in trial.runs):
        own = [call for call in run.calls if call.name == name and call.on is None]
        if run.error is not None and any(call.failed for call in own):
            return []
        answered += [(call, _right(call, run)) for call in own if not call.failed]
    return answered


def _right(call: Call, run: Run) -> np.ndarray:
    """What the call should have given, as numbers; NaN where that isn't known."""
    value = numbers(call.value)
    if run.error is None and value is not None:
        return value
    if isinstance(call.value, bool) and isinstance(run.error, Mismatch):
        expected = numbers(run.error.expected)
        return NOT_KNOWN if expected is None else expected
    pair = pair_of(run)
    if pair is None or value is None:
        return NOT_KNOWN
    if value.shape == (len(_SIDES),) and pair.got.ndim == 0:
        which = value == pair.got
        return np.where(which, pair.expected, np.nan) if which.sum() == 1 else NOT_KNOWN
    if pair.same_shape and close(pair.got, value):
        return pair.expected
    if value.shape == pair.expected.shape == (len(_SIDES),) and close(pair.got, np.sort(value)):
        return pair.expected[np.argsort(np.argsort(value))]
    return NOT_KNOWN


def numbers(value: object) -> np.ndarray | None:
    """A value as numbers, yes and no among them; None where it isn't that."""
    return np.asarray(value) if isinstance(value, bool) else number_or_array(value)


def _formula(
    calls: Sequence[Call], values: Sequence[object], right: Sequence[np.ndarray]
) -> str | None:
    """How a sentence about these values goes on."""
    formula = formula_of(calls, values, right)
    return formula and in_words(formula, values)


def in_words(formula: Formula, values: Sequence[object]) -> str:
    """How a sentence about values goes on that have this formula."""
    if isinstance(values[0], bool):
        return f"is True exactly where {formula.words}"
    numbers_alone = isinstance(values[0], int | float)
    return f"{'' if numbers_alone else 'at place i, counted from 0, '}is {formula.words}"


def formula_of(
    calls: Sequence[Call], values: Sequence[object], right: Sequence[np.ndarray]
) -> Formula | None:
    """That of the calls' arguments which gives all these values, and isn't the right one but for a
    factor."""
    answers = [array for array in map(numbers, values) if array is not None]
    kinds = {(array.dtype.kind, array.ndim) for array in answers}
    finite = len(answers) == len(values) and all(np.isfinite(one).all() for one in answers)
    if not finite or len(kinds) != 1:
        return None
    ((kind, dimensions),) = kinds
    if dimensions > 1:
        return None
    if all(type(value) is int for value in values):
        if max(float(abs(answer)) for answer in answers) > _LARGEST_INTEGER:
            return None
        answers = [answer.astype(int) for answer in answers]
    places = Places(answers)
    known = places.entries(
        [
            one if one.shape == answer.shape else np.full(answer.shape, np.nan)
            for one, answer in zip(right, answers, strict=True)
        ]
    )
    if kind == "f" and is_right_but_for_a_factor(places.answers, known):
        return None  # there are other words for that
    simplest = conditions.simplest if kind == "b" else search.simplest
    return simplest(places.answers, quantities(calls, places), known)
