"""How wrong values differ from the right ones: one function for each relation, true or not.

A relation is None where it doesn't hold, otherwise the statement of it: "the result is the
transpose of the right one".
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from grader.diagnosis.formulas.constants import nicest
from grader.diagnosis.oddities.transforms import ORDER
from grader.diagnosis.pairs import ROUNDING, Pair, close

# A few roundings of float32 (6e-8); a wrong formula whose effect is small is off by more.
_SINGLE = 1e-6
_MOST_DIGITS = 2

Relation = Callable[[Pair], str | None]


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


def _first_step(pair: Pair) -> str | None:
    """Right in the first step and wrong later: what a step leaves for the next is at fault."""
    step = re.search(r"after step (\d+)$", pair.mismatch.what)
    if step is not None and int(step[1]) > 1:
        return "the first step is right and a later one is not"
    return None


def _first_iterate(pair: Pair) -> str | None:
    """The same for a whole path, where every step starts at the iterate before."""
    if not pair.same_shape or pair.got.ndim != 2 or len(pair.got) < 3:
        return None
    right = [close(row, other) for row, other in zip(pair.got, pair.expected, strict=True)]
    if right[0] and right[1] and not right[-1]:
        return "the first step is right and a later one is not"
    return None


def _equal_rows(pair: Pair) -> str | None:
    got, expected = pair.got, pair.expected
    if not pair.same_shape or got.ndim != 2 or len(got) < 2 or not close(got, got[:1] + 0 * got):
        return None
    last = "the last one of the right rows" if close(got[-1], expected[-1]) else "the same"
    return None if np.ptp(expected, axis=0).max() == 0 else f"every row is {last}"


def _ends_early(pair: Pair) -> str | None:
    got, expected = pair.got, pair.expected
    if got.ndim != 2 or got.shape[1:] != expected.shape[1:] or not 0 < len(got) < len(expected):
        return None
    right_so_far = close(got, expected[: len(got)])
    return "the rows are right, but they end too early" if right_so_far else None


def _comes_to_rest(pair: Pair) -> str | None:
    if not pair.same_shape or pair.got.ndim != 2 or len(pair.got) < 3:
        return None
    right = [close(row, other) for row, other in zip(pair.got, pair.expected, strict=True)]
    first_wrong = right.index(False) if False in right else 0
    rest = pair.got[max(first_wrong - 1, 0) :]
    if first_wrong < 2 or not close(rest, rest[:1] + 0 * rest):
        return None
    return "the rows are right up to one, and all later ones are equal to that"


def _same_step_again(pair: Pair) -> str | None:
    if not pair.same_shape or pair.got.ndim != 2 or len(pair.got) < 3:
        return None
    steps = np.diff(pair.got, axis=0)
    if not steps.any() or not close(steps, steps[:1] + 0 * steps):
        return None
    return "every step is the same as the first one"


def _rows_are_multiples(pair: Pair) -> str | None:
    return _multiples(pair.got, pair.expected, "row") if _is_a_matrix(pair) else None


def _columns_are_multiples(pair: Pair) -> str | None:
    return _multiples(pair.got.T, pair.expected.T, "column") if _is_a_matrix(pair) else None


def _is_a_matrix(pair: Pair) -> bool:
    return pair.same_shape and pair.got.ndim == 2 and bool(np.isfinite(pair.got).all())


def _multiples(got: np.ndarray, right: np.ndarray, line: str) -> str | None:
    """Whether each line, of more than one number, is the right one with a factor of its own."""
    if got.shape[1] < 2 or not got.any():
        return None
    squares = np.sum(right**2, axis=1)
    factors = np.sum(got * right, axis=1) / np.where(squares > 0, squares, 1)
    if not close(got, factors[:, None] * right):
        return None
    return f"each {line} is a multiple of the right one, every {line} another"


def _one_row_added(pair: Pair) -> str | None:
    if not _is_a_matrix(pair) or close(pair.got, pair.expected):
        return None
    row = pair.got[:1] - pair.expected[:1]
    same = close(pair.got, pair.expected + row)
    return "one and the same row is added to each of the right ones" if same else None


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
_KEPT = "What does a step need to know of those before it? Where is that kept?"
_FROM_BEFORE = (
    "Is each step taken from the iterate before it? Or is a term wrong that is 0 at the start?"
)
_ONE_ARRAY = "Is one array changed in every step, and put into the list each time without a copy?"
_ENDS = "What ends your loop, or lets it do nothing: a test that the handout doesn't have?"
_FROM_THE_START = (
    "Is the gradient computed anew in every step, from the iterate that is there then?"
)
_FACTOR_OF_A_LINE = "What do you multiply or divide each of them by, and does the handout?"
_ADDED = "What is added to, or left from, the point before? Is something centred?"
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
# What says so of each row or column:
LINES: tuple[tuple[Relation, str, bool], ...] = (
    (_rows_are_multiples, _FACTOR_OF_A_LINE, True),
    (_columns_are_multiples, _FACTOR_OF_A_LINE, True),
    (_one_row_added, _ADDED, True),
)
# And what says where to look.
TRAITS: tuple[tuple[Relation, str, bool], ...] = (
    (_exchanged, ORDER, True),
    (_not_a_number, _DIVIDED, False),
    (_equal_rows, _ONE_ARRAY, False),
    (_ends_early, _ENDS, False),
    (_comes_to_rest, _ENDS, False),
    (_same_step_again, _FROM_THE_START, False),
    (_first_step, _KEPT, False),
    (_first_iterate, _FROM_BEFORE, False),
    (_single_precision, "Is something computed in float32, or a constant rounded?", True),
    (_only_where_zero, "What does your formula give where the input is 0?", False),
    (_signs, _SIGN, True),
    (_constant, _DEPENDS, True),
    (_dimensions, _SHAPE, False),
)
