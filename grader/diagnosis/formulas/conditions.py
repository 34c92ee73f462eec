"""Which comparison of some quantities says True and False where a function does.

One quantity, or two that are joined, are compared with a constant or a constant times an argument.
Answers of one bit say little, and cases are drawn where right answers change: a condition is told
only where the quantities are many on both sides, and where no other one as simple says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from grader.diagnosis.formulas.constants import Constant, nicest
from grader.diagnosis.formulas.forms import JOINED, bare, fraction
from grader.diagnosis.formulas.quantities import Quantity
from grader.diagnosis.formulas.search import Formula, entropy, pairs_to_join

_ENOUGH_BITS = 25
_ENOUGH_VALUES = 6
_MOST_QUANTITIES = 50
_MOST_DIGITS = 2
# What is dearer than the simplest by more is no rival.
_RIVALS = 0.5
# Rivals are told apart at so many places elsewhere, where they differ so often.
_ELSEWHERE = 400
_APART = 0.02


class _Condition(NamedTuple):
    """A condition that says what the function says.

    elsewhere: what it says there. is_right: whether another constant would make it right.
    """

    formula: Formula
    elsewhere: np.ndarray
    is_right: bool


class _Places(NamedTuple):
    """Quantities where there are answers, and elsewhere: the arguments of different calls put
    together."""

    here: np.ndarray
    elsewhere: np.ndarray

    def __truediv__(self, other: _Places) -> _Places:
        return _Places(self.here / other.here, self.elsewhere / other.elsewhere)


def simplest(
    answers: np.ndarray, quantities: Sequence[Quantity], right: np.ndarray
) -> Formula | None:
    """The simplest condition that is true where the answers are; None where others are as simple,
    and where it is the right one but for its constant.

    answers: booleans, shape (places,), like the values of the quantities. right: the right ones, 0
        or 1, NaN where they aren't known.
    """
    quantities = quantities[:_MOST_QUANTITIES]
    if not quantities or entropy(answers) < _ENOUGH_BITS:
        return None
    with np.errstate(all="ignore"):
        found = list(_fitting(answers, quantities, right))
    found.sort(key=lambda condition: condition.formula.cost)
    if not found or found[0].is_right:
        return None
    best = found[0]
    rivals = [rival for rival in found if rival.formula.cost <= best.formula.cost + _RIVALS]
    if any(np.mean(rival.elsewhere != best.elsewhere) > _APART for rival in rivals):
        return None
    return best.formula


def _fitting(
    answers: np.ndarray, quantities: Sequence[Quantity], right: np.ndarray
) -> Iterator[_Condition]:
    values = [_of_other_calls(quantity) for quantity in quantities]
    one = _Places(np.ones(1), np.ones(1))
    units = [("", "", 0, one)]
    for quantity, places in zip(quantities, values, strict=True):
        if not quantity.cost and places.here.min() > 0:
            units += [("", quantity.words, 1, places), (quantity.words, "", 1, one / places)]
    stacked = [np.array(side) for side in zip(*values, strict=True)]
    known = np.isfinite(right)
    for joined in JOINED:
        pairs, costs = pairs_to_join(joined, quantities)
        w = _Places(*[joined.join(*side[pairs]) for side in stacked])
        for beside, unit, more, places in units:
            compared = w / places
            for at in np.flatnonzero(_separated(compared.here, answers)):
                found = _threshold(compared.here[at], answers)
                if found is None or quantities[pairs[0, at]].words in (beside, unit):
                    continue
                sign, constant = found
                names = [quantities[place].words for place in pairs[:, at]]
                left = joined.words(*names)
                names = names[: joined.quantities]
                words = f"{bare(fraction([beside, left], []))} {sign} {constant.times(unit)}"
                pieces = joined.above, joined.below, beside, unit, sign, constant.words, *names
                yield _Condition(
                    Formula(words, float(costs[at]) + more + constant.cost, pieces),
                    (compared.elsewhere[at] < constant.value) == (sign in "<≤"),
                    bool(_separated(compared.here[at, known], right[known] > 0)),
                )


def _of_other_calls(quantity: Quantity) -> _Places:
    # The same calls for all that comes from one argument.
    draw = np.random.default_rng(crc32(quantity.source.encode()))
    return _Places(quantity.values, draw.choice(quantity.values, _ELSEWHERE))


def _separated(w: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Whether all values where the answer is True are on one side of all others, if there are both;
    the last axis has the places."""
    if answers.all() or not answers.any():
        return np.zeros(w.shape[:-1], dtype=bool)
    true, false = w[..., answers], w[..., ~answers]
    is_below = true.max(axis=-1) < false.min(axis=-1)
    return np.asarray(is_below | (false.max(axis=-1) < true.min(axis=-1)))


def _threshold(w: np.ndarray, answers: np.ndarray) -> tuple[str, Constant] | None:
    """How w compares with which constant where the answer is True."""
    true, false = w[answers], w[~answers]
    if min(np.unique(true).size, np.unique(false).size) < _ENOUGH_VALUES:
        return None
    is_below = true.max() < false.min()
    low, high = (true.max(), false.min()) if is_below else (false.max(), true.min())
    constant = nicest(low, high, _MOST_DIGITS)
    if constant is None:
        return None
    if is_below:
        return "≤" if constant.value == low else "<", constant
    return "≥" if constant.value == high else ">", constant
