"""What was expected beside what came: arrays row by row, with the worst entry marked as >0.5<."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.display.snippet import MAX_ENTRIES, as_code, number, short_length

DIGITS = 3
# A matrix that fits in a line of a terminal is shown in one.
ONE_LINE = 64
# Where there is nothing to compare with: enough to see that a number is no whole one, say.
ALONE = 6
# Around the marked entry of an array that is too long to show, in each direction.
REACH = 2
# Entries of an array that are looked at to see whether all can be shown with all their digits.
_LOOKED_THROUGH = 2 * ONE_LINE


def side_by_side(
    expected: Any, got: Any, worst: tuple[int, ...] | None
) -> tuple[str | None, str | None]:
    """Both sides of a comparison, with the same digits, enough to tell them apart, and the worst
    entry marked as >0.5<; None for a side that there is not."""
    digits = digits_to_tell(expected, got, worst)
    if isinstance(got, np.ndarray) and isinstance(expected, list):
        expected = np.asarray(expected)  # an oracle may be a plain loop over plain numbers
    return tuple(  # type: ignore[return-value]
        None if side is None else marked(side, worst, digits) for side in (expected, got)
    )


def marked(value: Any, index: tuple[int, ...] | None, digits: int | None = DIGITS) -> str:
    """A value for reading: arrays row by row, cut around the marked entry where they are long."""
    if isinstance(value, float):
        return number(value, digits)
    if not isinstance(value, np.ndarray) or value.size == 0:
        return as_code(value, digits)
    if index is not None and (
        value.size == 1  # there is no other entry to tell it from
        or len(index) != value.ndim
        or any(i >= n for i, n in zip(index, value.shape, strict=True))
    ):
        index = None
    # A submission may return a million entries: what can't fit into a line is never written out.
    small = value.ndim != 2 or value.size <= ONE_LINE
    text = _row(value, index, digits) if small else ""
    # A column is easier to read along two lines than down the page.
    most = 2 * ONE_LINE if value.ndim == 2 and value.shape[1] == 1 else ONE_LINE
    if not small or (value.ndim == 2 and len(text) > most):
        text = _grid(value, index, digits)
    return text if value.dtype.kind == "f" else f"{text}  ({value.dtype})"


def digits_to_tell(expected: Any, got: Any, worst: tuple[int, ...] | None) -> int | None:
    """With how many digits both sides are shown: None, all of them, where no number is long;
    otherwise enough for the two to look different where they differ most."""
    digits = _digits_that_differ(expected, got, worst)
    sides = (side for side in (expected, got) if side is not None)
    return None if all(_is_short(side, digits) for side in sides) else digits


def _digits_that_differ(expected: Any, got: Any, worst: tuple[int, ...] | None) -> int:
    if expected is None:
        return ALONE
    try:
        index = () if worst is None else worst
        one, two = float(np.asarray(expected)[index]), float(np.asarray(got)[index])
    except (TypeError, ValueError, IndexError):
        return DIGITS
    for digits in range(DIGITS, 17):
        if number(one, digits) != number(two, digits):
            return digits
    return 17


def _is_short(value: Any, digits: int) -> bool:
    """Whether no number in it is much longer than these digits; a large array counts as long."""
    if isinstance(value, np.ndarray):
        if value.size > _LOOKED_THROUGH:
            return False
        return value.dtype.kind != "f" or all(_is_short(float(str(x)), digits) for x in value.flat)
    if isinstance(value, list | dict):
        items = list(value.values() if isinstance(value, dict) else value)
        return len(items) <= _LOOKED_THROUGH and all(_is_short(item, digits) for item in items)
    return not isinstance(value, float) or len(number(abs(value))) <= short_length(digits)


def _cells(array: np.ndarray, index: tuple[int, ...] | None, digits: int | None) -> np.ndarray:
    cells = np.empty(array.shape, dtype=object)
    for position in np.ndindex(array.shape):
        text = number(array[position], digits).removeprefix("np.")
        cells[position] = f">{text}<" if position == index else text
    return cells


def _window(size: int, center: int, limit: int) -> range:
    if size <= limit:
        return range(size)
    return range(max(0, center - REACH), min(size, center + REACH + 1))


def _row(array: np.ndarray, index: tuple[int, ...] | None, digits: int | None) -> str:
    """One line; of more than two dimensions only the row with the marked entry."""
    if array.ndim == 0:  # a part of a network, say: elsewhere it has become a number
        return number(array[()], digits)
    place = ""
    if array.ndim > 2 and array.size > MAX_ENTRIES // 2:
        lead = (index or (0,) * array.ndim)[:-1]
        place = f"[{', '.join(map(str, lead))}]: "
        array, index = array[lead], index[-1:] if index else None
    if array.ndim > 1:
        return _listed(_cells(array, index, digits))
    shown = _window(len(array), index[0] if index else 0, 12)
    inside = array[shown.start : shown.stop]
    local = (index[0] - shown.start,) if index else None
    before, after = "…, " * (shown.start > 0), ", …" * (shown.stop < len(array))
    return f"{place}[{before}{', '.join(_cells(inside, local, digits))}{after}]"


def _listed(cells: Any) -> str:
    if isinstance(cells, str):
        return cells
    return "[" + ", ".join(_listed(item) for item in cells) + "]"


def _grid(array: np.ndarray, index: tuple[int, ...] | None, digits: int | None) -> str:
    """Row below row, in columns."""
    row, column = index or (0, 0)
    rows, columns = _window(array.shape[0], row, 5), _window(array.shape[1], column, 8)
    inside = array[rows.start : rows.stop, columns.start : columns.stop]
    local = (row - rows.start, column - columns.start) if index else None
    cells = _cells(inside, local, digits)
    sizes = [max(map(len, cells[:, j])) for j in range(cells.shape[1])]
    before, after = "…, " * (columns.start > 0), ", …" * (columns.stop < array.shape[1])
    lines = [
        f"[{before}{', '.join(c.rjust(n) for c, n in zip(line, sizes, strict=True))}{after}]"
        for line in cells
    ]
    lines = ["…"] * (rows.start > 0) + lines + ["…"] * (rows.stop < array.shape[0])
    return "[" + "\n ".join(lines) + "]"
