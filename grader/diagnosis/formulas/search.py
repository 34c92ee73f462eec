"""Which formula of some quantities gives every one of a function's answers.

The simplest of the forms in `forms` is told for which the bounds that the answers set to its
constant leave room; and none where the answers say so little that chance may find one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from grader.diagnosis.formulas.constants import Constant, nicest
from grader.diagnosis.formulas.forms import FORMS, JOINED, Form, Joined, bare, fraction
from grader.diagnosis.formulas.quantities import Quantity

_ROUNDING = 1e-9
_BITS_OF_A_DIGIT = math.log2(10)
# By how much the answers have to say more than which of all formulas it is: chance finds one in
# fewer than a million parts.
_MARGIN_BITS = 20
# Two answers are on some curve of every family.
_FEWEST = 3
# So many right answers say which formula is the right one.
_ENOUGH_KNOWN = 3
# Right answers may be known as roughly as a check asks for them.
_NEAR = 1e-2
# By the kind of the answers (floats, integers): so many quantities, the simplest, are joined; each
# form is tried at so many places first; a constant has so many digits.
_MOST_QUANTITIES = {"f": 75, "i": 45}
_FIRST_PLACES = {"f": 2, "i": 4}
_MOST_DIGITS = {"f": 6, "i": 2}
_AT_ONCE = 256
_POWERS_OF_E = re.compile(r"exp\(([^()]*)\) / exp\(([^()]*)\)")


class Formula(NamedTuple):
    """In words, and how far from the simplest; what it is put together of, quantities last."""

    words: str
    cost: float
    pieces: tuple[str, ...]


class _Search(NamedTuple):
    """What formulas are searched for.

    values: of the quantities, shape (quantities, places). low, high: between which the answers are,
        shape (places,); rounded: whether they may be off by a rounding. right: the right answers,
        NaN where they aren't known.
    told: how many bits the answers have to pick a formula with.
    """

    quantities: Sequence[Quantity]
    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    rounded: np.ndarray
    right: np.ndarray
    kind: str
    told: float

    def spare(self, joined: Joined) -> float:
        """How many of them are left for the constant, once all else is picked."""
        forms = len(JOINED) * len(FORMS[self.kind])
        return self.told - math.log2(forms * len(self.quantities) ** joined.quantities)


def simplest(
    answers: np.ndarray, quantities: Sequence[Quantity], right: np.ndarray
) -> Formula | None:
    """The simplest formula of the quantities that gives all the answers; None where there is none,
    where chance may give one, and where it holds the right formula.

    answers: floats or integers, shape (places,), like the values of the quantities.
    right: the right ones, floats, NaN where they aren't known.
    """
    kind = answers.dtype.kind
    quantities = quantities[: _MOST_QUANTITIES[kind]]
    if not quantities or np.unique(np.char.mod("%.9g", answers)).size < _FEWEST:
        return None
    values = np.array([quantity.values for quantity in quantities])
    order = most_telling_first(values, answers)
    values, answers, right = values[:, order], answers[order].astype(np.float64), right[order]
    slack = _ROUNDING * np.abs(answers) if kind == "f" else 0
    rounded = (answers != 0) & (kind == "f")
    told = _information(answers) - _MARGIN_BITS
    bounds = answers - slack, answers + slack
    search = _Search(quantities, values, *bounds, rounded, right, kind, told)
    best: Formula | None = None
    with np.errstate(all="ignore"):
        for joined in JOINED:
            best = _simplest_of(joined, search, best)
    return best


def _simplest_of(joined: Joined, search: _Search, best: Formula | None) -> Formula | None:
    """The simplest formula with the quantities so joined, or the best so far."""
    pairs, costs = pairs_to_join(joined, search.quantities)
    if search.spare(joined) < 0:
        return best
    first = _FIRST_PLACES[search.kind]
    low, high = search.low[:first, None], search.high[:first, None]
    w = joined.join(*(search.values[side, :first].T for side in pairs))
    for form in FORMS[search.kind]:
        bounds = form.bounds(w, low, high)
        candidates = np.flatnonzero(
            _have_room(*bounds) & _are_sharp(*bounds, search.rounded[:first])
        )
        for start in range(0, candidates.size, _AT_ONCE):
            some = candidates[start : start + _AT_ONCE]
            if best is not None and costs[some[0]] + form.cost >= best.cost:
                break
            found = _simplest_fitting(joined, form, pairs[:, some], costs[some], search)
            best = cheapest([one for one in (best, found) if one])
    return best


def cheapest(formulas: Sequence[Formula]) -> Formula | None:
    """The simplest of them, the first of those that are as simple."""
    return min(formulas, key=lambda formula: formula.cost, default=None)


def pairs_to_join(joined: Joined, quantities: Sequence[Quantity]) -> tuple[np.ndarray, np.ndarray]:
    """Which quantities to join, shape (2, pairs), and how dear that is, cheapest first."""
    places = np.arange(len(quantities))
    first, second = (side.ravel() for side in np.meshgrid(places, places, indexing="ij"))
    if not joined.cost:
        kept = first == second
    else:
        kept = first < second if joined.symmetric else first != second
    pairs = np.stack([first[kept], second[kept]])
    own = np.array([quantity.cost for quantity in quantities])
    costs = own[pairs[0]] + (joined.cost + own[pairs[1]] if joined.cost else 0)
    order = np.argsort(costs, kind="stable")
    return pairs[:, order], costs[order]


def _have_room(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Whether a constant lies within the bounds of all places (the first axis)."""
    return np.asarray(low.max(axis=0) <= high.min(axis=0))


def _are_sharp(low: np.ndarray, high: np.ndarray, rounded: np.ndarray) -> np.ndarray:
    """Whether the constant has some slack wherever the answer has: otherwise the answer, very large
    or small, is lost in the rounding of what stands beside it, and any would do."""
    return np.asarray(~(rounded[:, None] & (low == high)).any(axis=0))


def _simplest_fitting(
    joined: Joined, form: Form, pairs: np.ndarray, costs: np.ndarray, search: _Search
) -> Formula | None:
    """The simplest formula with these pairs that gives all the answers."""
    w = joined.join(*(search.values[side].T for side in pairs))
    low, high = form.bounds(w, search.low[:, None], search.high[:, None])
    found, spare = [], search.spare(joined)
    for at in np.flatnonzero(_have_room(low, high) & _are_sharp(low, high, search.rounded)):
        constant = nicest(low[:, at].max(), high[:, at].min(), _MOST_DIGITS[search.kind])
        if constant is None or constant.value in form.idle or constant.bits > spare:
            continue
        if not is_right_but_for_a_factor(w[:, at], search.right):
            names = [search.quantities[place].words for place in pairs[:, at]]
            cost = float(costs[at]) + form.cost + constant.cost
            words = _in_words(joined, form, constant, names)
            names = names[: joined.quantities]
            pieces = joined.above, joined.below, form.words, constant.words, *names
            found.append(Formula(words, cost, pieces))
    return cheapest(found)


def is_right_but_for_a_factor(values: np.ndarray, right: np.ndarray) -> bool:
    """Whether the right answers, where they are known, are nearly a constant times these or a
    constant divided by these."""
    known = np.isfinite(right) & (right != 0)
    if np.unique(right[known]).size < _ENOUGH_KNOWN or not values[known].all():
        return False
    ratios = right[known] / values[known], right[known] * values[known]
    return any(np.ptp(ratio) <= _NEAR * np.abs(ratio).max() for ratio in ratios)


def _in_words(joined: Joined, form: Form, constant: Constant, names: Sequence[str]) -> str:
    above, below = joined.above.format(*names), joined.below.format(*names)
    words = form.words.format(
        w=joined.words(*names),
        c=constant.words,
        wc=fraction([constant.above, above], [constant.below, below]),
        r=fraction([constant.below, below], [constant.above, above]),
    )
    return bare(_POWERS_OF_E.sub(r"exp(\1 - \2)", words.replace("+ -", "- ")))


def _information(answers: np.ndarray) -> float:
    """How many bits it takes to write the answers down for somebody who doesn't know the
    arguments: the numbers that there are, and which of them it is each time."""
    digits = [f"{abs(answer):.8e}".partition("e")[0] for answer in np.unique(answers)]
    distinct = {text.replace(".", "").rstrip("0") for text in digits}
    return entropy(answers) + _BITS_OF_A_DIGIT * sum(map(len, distinct))


def entropy(answers: np.ndarray) -> float:
    """How many bits it takes to say which of the values that there are comes at each place."""
    counts = np.unique(answers, return_counts=True)[1]
    return float(np.sum(counts * np.log2(answers.size / counts)))


def most_telling_first(values: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """The places, each once: answers of all kinds by turns, and first where quantities differ
    most."""
    _, once = np.unique(np.vstack([values, answers]), axis=1, return_index=True)
    rounded = np.char.mod("%.6g", values[:, once])
    differing = np.array([np.unique(column).size for column in rounded.T])
    once = once[np.argsort(-differing, kind="stable")]
    seen: Counter[float] = Counter()
    turns = []
    for answer in answers[once].tolist():
        turns.append(seen[answer])
        seen[answer] += 1
    return once[np.argsort(turns, kind="stable")]
