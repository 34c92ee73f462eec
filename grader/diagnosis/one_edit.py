"""Answers whose formula is the right one but for one piece: another quantity, another constant,
another sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.diagnosis.beside import beside
from grader.diagnosis.formulas.of_answers import HINT, NOT_KNOWN, formula_of, in_words, numbers
from grader.diagnosis.known import Known
from grader.diagnosis.oddities.statements import Statement
from grader.trials.checks import Trial


def one_edit(right: Known, trials: Sequence[Trial]) -> Statement | None:
    """What all answers of a part are, in every case of every check."""
    calls, given, known = [], [], []
    for each in beside(right, trials):
        array = each and numbers(each.given)
        if each is None or array is None:
            return None
        calls.append(each.call)
        given.append(each.given)
        known.append(array)
    values = [call.value for call in calls]
    formula = formula_of(calls, values, known) if calls else None
    wanted = formula and formula_of(calls, given, [NOT_KNOWN] * len(calls))
    if formula is None or wanted is None:
        return None
    # In any order: a sum is one however it is written.
    pieces, others = Counter(formula.pieces), Counter(wanted.pieces)
    if (pieces - others).total() != 1 or (others - pieces).total() != 1:
        return None
    return f"the result {in_words(formula, values)}", HINT
