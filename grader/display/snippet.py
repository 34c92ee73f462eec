"""Values as code that can be pasted into a Python prompt."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.worker.wire import Handle, Kind, Seed, Tensor

MAX_ENTRIES = 40
MAX_TENSOR_ENTRIES = 400
_WORTH_FILLING = 6
_MAX_TEXT = 200


def as_code(value: Any, digits: int | None = None) -> str:
    """A value as code; large arrays are cut and say so.

    digits: how many of a number matter to a reader; by default all of them, so that the code gives
    the very same value.
    """
    match value:
        case bool() | None | str():
            return repr(value)[:_MAX_TEXT]
        case int() | float():
            return number(value, digits)
        case np.ndarray():
            return _array(value, digits)
        case Tensor(values):
            return _tensor(values, digits)
        case Seed(kind, seed, _):
            return generator_code(kind, seed)
        case Kind():
            return f"<{value.brief()}>"
        case Handle(name):
            return f"<a {name}>"
        case list():
            more = ", …" if len(value) > MAX_ENTRIES else ""
            items = (as_code(item, digits) for item in value[:MAX_ENTRIES])
            return f"[{', '.join(items)}{more}]"
        case dict():
            entries = (f"{key!r}: {as_code(item, digits)}" for key, item in value.items())
            return f"{{{', '.join(entries)}}}"
        case _:
            return repr(value)[:_MAX_TEXT]


def number(value: Any, digits: int | None = None) -> str:
    """A number in full, or rounded to so many digits; a whole one that is short stays whole."""
    if isinstance(value, bool | int | np.bool_ | np.integer):
        return str(value)
    if not math.isfinite(value):
        return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}[str(value)]
    # By way of its text, so that a float32 has no more digits than a float32 needs.
    exact = repr(float(str(value)))
    if digits is None or (value == int(value) and len(exact) <= short_length(digits)):
        return exact
    # 1234.5 is easier to read as 1234 than as 1.23e+03.
    is_large = 10**digits <= abs(value) < 10 ** (2 * digits)
    return f"{value:.0f}" if is_large else f"{value:.{digits}g}"


def short_length(digits: int) -> int:
    """How long a number may be in full where so many digits matter: it is short all the same."""
    return digits + 4


def nested(array: np.ndarray, digits: int | None = None) -> str:
    """An array as nested lists of numbers."""
    if array.ndim == 0:
        return number(array[()], digits)
    return f"[{', '.join(nested(np.asarray(item), digits) for item in array)}]"


def generator_code(kind: str, seed: int) -> str:
    """The line that makes a random generator."""
    if kind == "numpy":
        return f"np.random.default_rng({seed})"
    return f"torch.Generator().manual_seed({seed})"


def _tensor(values: np.ndarray, digits: int | None) -> str:
    if values.size > MAX_TENSOR_ENTRIES:
        first = nested(values.ravel()[:5], digits)
        return f"<tensor of shape {values.shape}: {first[:-1]}, …]>"
    code = f"torch.tensor({nested(values, digits)}"
    if values.dtype == np.float32:
        return f"{code})"
    if values.dtype == np.float64 and digits is None and (values == np.float32(values)).all():
        return f"{code}).double()"
    return f"{code}, dtype=torch.{values.dtype})"


def _array(array: np.ndarray, digits: int | None) -> str:
    dtype = "" if array.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{array.dtype}"
    if array.size == 0:
        return f"np.empty({array.shape}{dtype})"
    first = array.flat[0]
    if array.size >= _WORTH_FILLING and (array == first).all():
        return f"np.full({array.shape}, {number(first, digits)}{dtype})"
    if array.size > MAX_ENTRIES:
        return f"<array of shape {array.shape}: {nested(array.ravel()[:5], digits)[:-1]}, …]>"
    return f"np.array({nested(array, digits)}{dtype})"
