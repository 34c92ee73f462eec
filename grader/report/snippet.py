"""Values as code that can be pasted into a Python prompt, and as arrays with one entry marked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.worker.wire import MLP, Foreign, Seed, Tensor

MAX_ENTRIES = 40
DIGITS = 3
# Around the marked entry of an array that is too long to show, in each direction.
REACH = 2
_MAX_TEXT = 200


def as_code(value: Any) -> str:
    """A value as code; large arrays are cut and say so."""
    match value:
        case bool() | None | str():
            return repr(value)[:_MAX_TEXT]
        case int() | float():
            return number(value)
        case np.ndarray():
            return _array(value)
        case Tensor(values):
            dtype = "" if values.dtype == np.float32 else f", dtype=torch.{values.dtype}"
            return f"torch.tensor({nested(values.tolist())}{dtype})"
        case Seed(kind, seed, _):
            return generator_code(kind, seed)
        case MLP():
            return f"<network {' → '.join(map(str, widths(value)))}>"
        case Foreign(name):
            return f"<a {name}>"
        case list():
            more = ", …" if len(value) > MAX_ENTRIES else ""
            return "[" + ", ".join(as_code(item) for item in value[:MAX_ENTRIES]) + more + "]"
        case dict():
            return "{" + ", ".join(f"{key!r}: {as_code(item)}" for key, item in value.items()) + "}"
        case _:
            return repr(value)[:_MAX_TEXT]


def number(value: float, digits: int = DIGITS) -> str:
    """A number with as many digits as matter: exactly where that is short, otherwise `digits`."""
    if isinstance(value, bool | int):
        return repr(value)
    if not math.isfinite(value):
        return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}[repr(value)]
    exact = repr(float(value))
    return exact if len(exact) <= 2 + 2 * digits - 1 else f"{value:.{digits}g}"


def nested(items: Any) -> str:
    """Nested lists of numbers as code."""
    if isinstance(items, list):
        return "[" + ", ".join(nested(item) for item in items) + "]"
    return number(items)


def generator_code(kind: str, seed: int) -> str:
    """The line that makes a random generator."""
    if kind == "numpy":
        return f"np.random.default_rng({seed})"
    return f"torch.Generator().manual_seed({seed})"


def network_code(mlp: MLP, name: str) -> list[str]:
    """Lines that make a network with these parameters."""
    linear = iter(zip(mlp.parameters[::2], mlp.parameters[1::2], strict=True))
    layers = [
        "nn.ReLU()" if kind == "ReLU" else "nn.Linear({1}, {0})".format(*next(linear)[0].shape)
        for kind in mlp.layers
    ]
    flat = np.concatenate([array.ravel() for array in mlp.parameters])
    double = flat.dtype == np.float64
    values = nested(flat[:MAX_ENTRIES].tolist())
    if flat.size > MAX_ENTRIES:
        values = f"{values[:-1]}, …]  # {flat.size} in all"
    dtype = ", dtype=torch.float64" if double else ""
    return [
        f"{name} = nn.Sequential({', '.join(layers)}){'.double()' if double else ''}",
        f"theta = torch.tensor({values}{dtype})",
        f"nn.utils.vector_to_parameters(theta, {name}.parameters())",
    ]


def widths(mlp: MLP) -> list[int]:
    """The sizes of a network's layers, input first."""
    weights = mlp.parameters[::2]
    return [weights[0].shape[1], *(weight.shape[0] for weight in weights)] if weights else []


def side_by_side(
    expected: Any, got: Any, worst: tuple[int, ...] | None
) -> tuple[str | None, str | None]:
    """Both sides of a comparison, with digits enough to tell them apart and the worst entry marked
    as >0.5<; None for a side that there is not."""
    digits = _digits_to_tell(expected, got, worst)
    return tuple(  # type: ignore[return-value]
        None if side is None else marked(side, worst, digits) for side in (expected, got)
    )


def marked(value: Any, index: tuple[int, ...] | None, digits: int = DIGITS) -> str:
    """A value for reading: arrays row by row, cut around the marked entry where they are long."""
    if isinstance(value, float):
        return number(value, digits)
    if not isinstance(value, np.ndarray) or value.size == 0:
        return as_code(value)
    if index is not None and (
        len(index) != value.ndim or any(i >= n for i, n in zip(index, value.shape, strict=True))
    ):
        index = None
    text = _grid(value, index, digits) if value.ndim == 2 else _row(value, index, digits)
    return text if value.dtype.kind == "f" else f"{text}  ({value.dtype})"


def _digits_to_tell(expected: Any, got: Any, worst: tuple[int, ...] | None) -> int:
    try:
        index = () if worst is None else worst
        one, two = float(np.asarray(expected)[index]), float(np.asarray(got)[index])
    except (TypeError, ValueError, IndexError):
        return DIGITS
    for digits in range(DIGITS, 17):
        if number(one, digits) != number(two, digits):
            return digits
    return 17


def _array(array: np.ndarray) -> str:
    if array.size > MAX_ENTRIES:
        first = nested(array.ravel()[:5].tolist())[:-1]
        return f"<array of shape {array.shape}: {first}, …]>"
    dtype = "" if array.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{array.dtype}"
    if array.size == 0:
        return f"np.empty({array.shape}{dtype})"
    return f"np.array({nested(array.tolist())}{dtype})"


def _cells(array: np.ndarray, index: tuple[int, ...] | None, digits: int) -> np.ndarray:
    cells = np.empty(array.shape, dtype=object)
    for position in np.ndindex(array.shape):
        text = number(array[position].item(), digits).removeprefix("np.")
        cells[position] = f">{text}<" if position == index else text
    return cells


def _window(size: int, center: int, limit: int) -> range:
    if size <= limit:
        return range(size)
    return range(max(0, center - REACH), min(size, center + REACH + 1))


def _row(array: np.ndarray, index: tuple[int, ...] | None, digits: int) -> str:
    """One line; of more than two dimensions only the row with the marked entry."""
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


def _grid(array: np.ndarray, index: tuple[int, ...] | None, digits: int) -> str:
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
