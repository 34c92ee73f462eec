"""All that came back is made in one way from what a known function gives: the right one, or a
mistake, which is then not the only one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.diagnosis.beside import beside
from grader.diagnosis.known import Known
from grader.diagnosis.oddities.statements import (
    Statement,
    made_of_every_right_one,
    of_the_right_ones,
)
from grader.diagnosis.oddities.transforms import vary
from grader.diagnosis.pairs import Pair, number_or_array
from grader.diagnosis.same_values import arrays
from grader.model import Diagnosis
from grader.trials.checks import Trial
from grader.trials.mismatch import Mismatch


def diagnose(bank: Sequence[Known], trials: Sequence[Trial]) -> Diagnosis | None:
    """The only mistake that gives, altered in one way, every value of every check of the part."""
    found = [
        (entry, statement)
        for entry in bank
        if entry.slips == 1 and (statement := of_the_right_ones(_pairs(entry, trials))) is not None
    ]
    if len(found) != 1:
        return None
    ((entry, (words, hint)),) = found
    source = f"what “{entry.name}” ({entry.formula}) gives"
    title = f"Your {entry.function_name} returns {words.replace('the right one', source)}"
    return Diagnosis(f"{title}, in all cases of all checks", f"{entry.hint} {hint}", entry.id)


def from_right_answers(right: Known, trials: Sequence[Trial]) -> Statement | None:
    """The one thing that is done to the right answers in all cases of a part's checks; none where
    nothing is left of them: the same is answered to every question, or all signs are others."""
    pairs = _pairs(right, trials)
    if not pairs or not vary([pair.got for pair in pairs]):
        return None
    if all(pair.same_shape and not np.any(pair.got * pair.expected > 0) for pair in pairs):
        return None
    return made_of_every_right_one(pairs)


def _pairs(entry: Known, trials: Sequence[Trial]) -> list[Pair]:
    """Every value that came back beside what the entry gave; none where one isn't a number or an
    array."""
    pairs: list[Pair] = []
    for each in beside(entry, trials):
        got = each and number_or_array(each.call.value)
        given = each and number_or_array(each.given)
        if each is None or got is None or given is None:
            return []
        if any(array.dtype == np.float32 for array in arrays(each.call.value)):
            got = got.astype(np.float32)
        pairs.append(Pair(got, given, Mismatch("", got=each.call.value), (each.call,)))
    return pairs
