"""How wrong values differ from the right ones: one function for each relation, true or not.

A relation is None where it doesn't hold, otherwise the statement of it: "the result is the
transpose of the right one".
"""

from __future__ import annotations

import numpy as np

from grader.diagnosis.formulas.constants import nicest
from grader.diagnosis.oddities.rows import PATHS
from grader.diagnosis.oddities.transforms import ORDER
from grader.diagnosis.pairs import ROUNDING, Pair, Relation, close

# A few roundings of float32 (6e-8); a wrong formula whose effect is small is off by more.
_SINGLE = 1e-6
_MOST_DIGITS = 2


def _kind(pair: Pair) -> str | None:
    """Right values in a type that is not the one asked for."""
    if not close(pair.got, pair.expected):
        return None
    got = pair.mismatch.got
    if isinstance(got, np.ndarray) and got.dtype.kind in "iub":
        return "the values are right, but they come as integers and not as floats"
    return None


def _cut(pair: Pair) -> str | None:
    if _is_whole(pair) and np.array_equal(pair.got, np.trunc(pair.expected)):
        return "the result is the right one cut to whole numbers"
    return None


def _rounded(pair: Pair) -> str | None:
    if _is_whole(pair) and np.array_equal(pair.got, np.round(pair.expected)):
        return "the result is the right one rounded to whole numbers"
    return None


def _is_whole(pair: Pair) -> bool:
    got = pair.mismatch.got
    whole = isinstance(got, int) or (isinstance(got, np.ndarray) and got.dtype.kind in "iu")
    return whole and pair.same_shape


def _shape(pair: Pair) -> str | None:
    got, expected = pair.got, pair.expected
    if pair.same_shape:
        return None
    if expected.ndim == 2 and close(got, expected.T):
        return "the result is the transpose of the right one"
    if expected.ndim >= 1 and got.ndim == expected.ndim and got.shape[1:] == expected.shape[1:]:
        rows = "row" if expected.ndim > 1 else "entry"
        if close(got, expected[1:]):
            return f"the first {rows} is missing and the others are right"
        if close(got, expected[:-1]):
            return f"the last {rows} is missing and the others are right"
        if close(got[1:], expected):
            return f"there is one {rows} too many at the start and the others are right"
        if close(got[:-1], expected):
            return f"there is one {rows} too many at the end and the others are right"
    if got.size == expected.size and close(got.reshape(expected.shape), expected):
        return "the values are right, but the shape is another one"
    if expected.ndim == 2 and got.shape == expected.shape[::-1]:
        return "rows and columns have changed places in the shape"
    return None


def _exchanged(pair: Pair) -> str | None:
    got, expected = pair.got, pair.expected
    if not pair.same_shape or not np.isfinite(got).all() or got.ndim == 0:
        return None
    if got.ndim == 2 and close(_sorted_columns(got), _sorted_columns(expected)):
        return "the columns are right, but in another order"
    if got.ndim == 1 and close(np.sort(got), np.sort(expected)):
        return "the entries are right, but in another order"
    return None


def _sorted_columns(matrix: np.ndarray) -> np.ndarray:
    return matrix[:, np.lexsort(np.round(matrix, 9))]


def _signs(pair: Pair) -> str | None:
    if close(np.abs(pair.got), np.abs(pair.expected)):
        return "the sizes are right and some of the signs are not"
    return None


def _offset(pair: Pair) -> str | None:
    if not pair.same_shape or not np.isfinite(pair.got).all():
        return None
    difference = pair.got - pair.expected
    slack = ROUNDING * float(np.max(np.abs(pair.expected), initial=0))
    first = float(difference.flat[0])
    if abs(first) <= 10 * slack or not np.all(np.abs(difference - first) <= slack):
        return None
    amount = nicest(abs(first) - slack, abs(first) + slack, _MOST_DIGITS)
    return amount and f"the result is too {'large' if first > 0 else 'small'} by {amount.words}"


def _not_a_number(pair: Pair) -> str | None:
    if not pair.same_shape:
        return None
    bad = ~np.isfinite(pair.got)
    if not bad.any():
        return None
    zeros = pair.expected == 0
    if np.array_equal(bad, zeros):
        return "it is nan or inf exactly in the entries that should be 0"
    return "it holds nan or inf"


def _single_precision(pair: Pair) -> str | None:
    if pair.same_shape and close(pair.got, pair.expected, _SINGLE):
        return "the result is right to about 6 digits and not beyond"
    return None


def _only_where_zero(pair: Pair) -> str | None:
    if not pair.same_shape or pair.got.ndim == 0:
        return None
    wrong = ~np.isclose(pair.got, pair.expected, rtol=ROUNDING, atol=ROUNDING)
    zeros = pair.expected == 0
    if wrong.any() and not wrong.all() and np.array_equal(wrong, zeros):
        return "exactly the entries that should be 0 are wrong"
    return None


def _constant(pair: Pair) -> str | None:
    if not pair.same_shape or pair.got.size < 3 or np.ptp(pair.expected) == 0:
        return None
    return "all entries of the result are equal" if np.ptp(pair.got) == 0 else None


def _dimensions(pair: Pair) -> str | None:
    if pair.got.ndim == pair.expected.ndim:
        return None
    nouns = ("a number", "a vector", "a matrix", "an array of more than two dimensions")
    got, expected = (nouns[min(value.ndim, 3)] for value in (pair.got, pair.expected))
    return f"the result is {got} and not {expected}"


_DECIMALS = "Where are the decimals lost: integer division, int(…), an integer array?"
_SHAPE = "Compare the shape in the docstring with .shape of what you return."
_COUNT = "Count a small case by hand: does your counting start at 0 or at 1?"
_DIVIDED = "Is something divided by 0, or a root or logarithm taken below 0?"
_SIGN = "Where should a sign be kept, and where an absolute value be taken?"
_DEPENDS = "Does the result depend on every argument that it should depend on?"
# Each with the question that it raises, and whether it takes several numbers to be worth saying.
# What says how all of the right values come back:
RELATIONS: tuple[tuple[Relation, str, bool], ...] = (
    (_kind, "What type does the docstring promise, and what do you return?", False),
    (_cut, _DECIMALS, False),
    (_rounded, _DECIMALS, False),
    (_shape, _SHAPE, False),
    (_offset, _COUNT, True),
)
# And what says where to look.
TRAITS: tuple[tuple[Relation, str, bool], ...] = (
    (_exchanged, ORDER, True),
    (_not_a_number, _DIVIDED, False),
    *PATHS,
    (_single_precision, "Is something computed in float32, or a constant rounded?", True),
    (_only_where_zero, "What does your formula give where the input is 0?", False),
    (_signs, _SIGN, True),
    (_constant, _DEPENDS, True),
    (_dimensions, _SHAPE, False),
)
