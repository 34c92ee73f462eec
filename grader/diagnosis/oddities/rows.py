"""How the rows of a wrong result differ from the right ones: of a path one iterate after the other,
of another matrix each by itself. As in `relations`.
"""

from __future__ import annotations

import re

import numpy as np

from grader.diagnosis.pairs import Pair, Relation, close


def _first_step(pair: Pair) -> str | None:
    """Right in the first step and wrong later: what a step leaves for the next is at fault."""
    step = re.search(r"after step (\d+)$", pair.mismatch.what)
    if step is not None and int(step[1]) > 1:
        return "the first step is right and a later one is not"
    return None


def _is_a_path(pair: Pair) -> bool:
    """Whether there are as many iterates as expected, and more than one step."""
    return pair.same_shape and pair.got.ndim == 2 and len(pair.got) > 2


def _right_rows(pair: Pair) -> list[bool]:
    return [close(row, other) for row, other in zip(pair.got, pair.expected, strict=True)]


def _first_iterate(pair: Pair) -> str | None:
    """The same for a whole path, where every step starts at the iterate before."""
    if not _is_a_path(pair):
        return None
    right = _right_rows(pair)
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
    if not _is_a_path(pair):
        return None
    right = _right_rows(pair)
    first_wrong = right.index(False) if False in right else 0
    rest = pair.got[max(first_wrong - 1, 0) :]
    if first_wrong < 2 or not close(rest, rest[:1] + 0 * rest):
        return None
    return "the rows are right up to one, and all later ones are equal to that"


def _same_step_again(pair: Pair) -> str | None:
    if not _is_a_path(pair):
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
# As in `relations`; what goes wrong on the way:
PATHS: tuple[tuple[Relation, str, bool], ...] = (
    (_equal_rows, _ONE_ARRAY, False),
    (_ends_early, _ENDS, False),
    (_comes_to_rest, _ENDS, False),
    (_same_step_again, _FROM_THE_START, False),
    (_first_step, _KEPT, False),
    (_first_iterate, _FROM_BEFORE, False),
)
# What is done to each row or column:
LINES: tuple[tuple[Relation, str, bool], ...] = (
    (_rows_are_multiples, _FACTOR_OF_A_LINE, True),
    (_columns_are_multiples, _FACTOR_OF_A_LINE, True),
    (_one_row_added, _ADDED, True),
)
