"""How a returned value is compared with what was expected, and what is said when they differ.

Always in the same order, so that the message names the first idea that went wrong: type, shape,
kind of dtype, finite, values. Everything that is compared here has crossed the wire: plain numbers,
lists and exact arrays of the judge's own. A `Mismatch` carries what a report needs (expected, got,
the worst index), so that no renderer has to parse text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np

from grader.trials.differences import difference
from grader.trials.mismatch import Form, Mismatch, describe_type
from grader.worker.wire import MAX_DIMENSIONS

# Two honest float64 methods differ by a few roundings for each operation: about 1e-13 over the
# longest sum or trajectory drawn here. 1e-9 leaves four digits of room and is far below the effect
# of any wrong formula.
FLOAT64_TOLERANCE = 1e-9
# float32 keeps 1.2e-7; a hundred honest operations in a row stay within 1e-5.
FLOAT32_TOLERANCE = 2e-5
# Entries that should be zero come out as roundings of the largest entry.
ROUNDING_OF_THE_LARGEST = 64 * float(np.finfo(np.float64).eps)

_KINDS = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats"}


def require(
    condition: bool, message: str, *, got: Any = None, expected: Any = None, look: str = ""
) -> None:
    """Fail with `message` (what was observed, one sentence) unless the condition holds."""
    if not condition:
        raise Mismatch(message, got=got, expected=expected, look=look)


def _other_type(got: Any, wanted: str, what: str) -> Mismatch:
    kind = describe_type(got)
    # Arrays of all sizes are one idea. That nothing came back is another one than its type.
    form = "an array of numbers" if isinstance(got, np.ndarray) else kind
    return Mismatch(
        f"{what} is {kind} where {wanted} was expected",
        got=got,
        what=what,
        form=None if got is None else (form, wanted),
    )


def require_array(
    got: Any,
    shape: Sequence[int] | None = None,
    *,
    what: str = "the result",
    finite: bool = True,
    whole: bool = False,
) -> np.ndarray:
    """The value as an array of floats of the given shape; Mismatch where it is something else.

    A list of numbers, or of arrays or lists of one shape, is as good as the array of its numbers.
    finite: whether inf and nan are wrong. whole: whether integers will do.
    """
    got = _as_array(got)
    if type(got) is not np.ndarray:
        raise _other_type(got, "a NumPy array", what)
    if shape is not None and got.shape != tuple(shape):
        raise Mismatch(
            f"{what} has shape {got.shape} where {tuple(shape)} was expected",
            got=got,
            what=what,
            form=(got.shape, tuple(shape)),
        )
    if got.dtype.kind not in ("fiu" if whole else "f"):
        raise Mismatch(
            f"{what} holds {_KINDS.get(got.dtype.kind, got.dtype)} where floats were expected",
            got=got,
        )
    if finite and not np.isfinite(got).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(got))[0])
        raise Mismatch(f"{what} is {got[index]} at {_place(index)}", got=got, worst=index)
    return got


def _as_array(got: Any) -> Any:
    """A list that has the shape of an array as that array; whatever else it is as it is."""
    shape = _shape(got) if type(got) is list else None
    return got if shape is None or len(shape) > MAX_DIMENSIONS else np.array(got)


def _shape(value: Any) -> tuple[int, ...] | None:
    """The shape of a number, an array or a list of such; None where a list has none."""
    if type(value) in (int, float):
        return ()
    if type(value) is np.ndarray:
        return value.shape if value.dtype.kind in "iuf" else None
    if type(value) is list and not value:
        return (0,)
    shapes = {_shape(item) for item in value} if type(value) is list else set()
    if len(shapes) != 1:
        return None
    (inner,) = shapes
    return None if inner is None else (len(value), *inner)


def require_number(got: Any, *, what: str = "the result") -> float:
    """The value as a finite float; Mismatch where it is an array, None or anything but a number."""
    if type(got) not in (int, float):
        raise _other_type(got, "a number", what)
    if not math.isfinite(got):
        raise Mismatch(f"{what} is {got}", got=got)
    return float(got)


def require_integer(got: Any, *, what: str = "the result") -> int:
    """The value as an int (a float with an integer value will do)."""
    number = require_number(got, what=what)
    if number != int(number):
        raise Mismatch(f"{what} is {got} where a whole number was expected", got=got)
    return int(number)


def require_bool(got: Any, *, what: str = "the result") -> bool:
    """The value as a bool (0 and 1 will do)."""
    if type(got) not in (bool, int, float) or got not in (0, 1):
        raise Mismatch(f"{what} is {describe_type(got)} where True or False was expected", got=got)
    return bool(got)


def require_sequence(got: Any, length: int, *, what: str = "the result") -> list[Any]:
    """The value as a list of `length` items (a pair, say); tuples have become lists on the wire."""
    if type(got) is not list or len(got) != length:
        size = f" of {len(got)}" if type(got) is list else ""
        raise Mismatch(
            f"{what} is {describe_type(got)}{size} where {length} values were expected", got=got
        )
    return got


def require_dict(got: Any, keys: Sequence[str] = (), *, what: str = "the result") -> dict[str, Any]:
    """The value as a dict that has the keys; more keys are fine."""
    if type(got) is not dict:
        raise _other_type(got, "a dict", what)
    missing = [key for key in keys if key not in got]
    if missing:
        names = ", ".join(repr(key) for key in missing)
        raise Mismatch(
            f"{what} has no key {names}",
            got=list(got),
            expected=list(keys),
            what=what,
            form=_other_key(set(got) - set(keys), missing[0]),
        )
    return got


def _other_key(keys: set[Any], missing: str) -> Form | None:
    """The key that may have been meant for the one that is missing: it begins alike."""
    words = [key for key in keys if isinstance(key, str)]
    begun = [key for key in words if key[:1].casefold() == missing[:1].casefold()]
    alike = get_close_matches(missing, sorted(begun), n=1, cutoff=0)
    return (f"a dict with {alike[0]!r:.40}", f"{missing!r}") if alike else None


def assert_close(
    got: Any,
    expected: Any,
    *,
    tolerance: float = FLOAT64_TOLERANCE,
    scale: Any = None,
    what: str = "the result",
) -> None:
    """Compare an array or a number with what was expected.

    got: as it came from the wire; an array where `expected` has dimensions, a number where it has
    none, and of floats unless it is an array of integers. Where it is infinite, so must they be.
    tolerance: allowed difference relative to `scale`; the constants of this module say where they
    come from.
    scale: number or array that broadcasts to expected's shape: the size against which errors are
    small. By default the
        size of the expected entry itself, with room for roundings of the largest entry.
    """
    reference = np.asarray(expected, dtype=np.float64)
    endless = np.isinf(reference)
    try:
        if reference.ndim == 0:
            endless_too = type(got) is float and endless and got == reference
            value = np.asarray(got if endless_too else require_number(got, what=what))
        else:
            whole = type(expected) is np.ndarray and expected.dtype.kind in "iu"
            finite = not endless.any()
            value = require_array(got, reference.shape, what=what, finite=finite, whole=whole)
            value = value.astype(np.float64)
    except Mismatch as mismatch:
        mismatch.expected, mismatch.what = expected, what  # a report shows both sides
        raise
    if reference.size == 0:
        return
    if scale is None:
        largest = float(np.max(np.abs(reference), where=~endless, initial=0))
        allowed = tolerance * np.abs(reference) + ROUNDING_OF_THE_LARGEST * largest
    else:
        allowed = tolerance * np.abs(np.asarray(scale, dtype=np.float64))
    with np.errstate(invalid="ignore"):
        difference = np.abs(value - reference)
    error = np.where(endless, np.where(value == reference, 0.0, np.nan), difference)
    # Written so that a NaN on either side counts as wrong.
    wrong = ~(error <= allowed)
    if wrong.shape != reference.shape:
        raise ValueError(f"a scale of shape {np.shape(scale)} for values of {reference.shape}")
    if not wrong.any():
        return
    with np.errstate(over="ignore", invalid="ignore"):
        excess = error / np.maximum(allowed, np.finfo(np.float64).tiny)
    excess = np.where(wrong, np.nan_to_num(excess, nan=np.inf), -1.0)
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(excess)), reference.shape))
    where = f" at {_place(index)}" if index else ""
    count = f" ({int(wrong.sum())} of {wrong.size} entries differ)" if reference.ndim else ""
    one, other = told_apart(float(value[index]), float(reference[index]))
    message = f"{what} is {one}{where} where {other} was expected{count}"
    raise Mismatch(message, got=got, expected=expected, worst=index, what=what)


def told_apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers with as few digits as show their difference: six, or more where they agree."""
    for digits in range(6, 17):
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if texts[0] != texts[1]:
            return texts
    return repr(one), repr(other)


def assert_equal(got: Any, expected: Any, *, what: str = "the result") -> None:
    """Compare a bool, a whole number, a string, None, one of the homework's kinds, or lists and
    dicts of them, exactly. Numbers of any type are equal where their values are."""
    if isinstance(expected, bool):
        got = require_bool(got, what=what)
    elif isinstance(expected, int) and got is not None:
        got = require_integer(got, what=what)
    if different := difference(got, expected):
        raise Mismatch(f"{what} {different}", got=got, expected=expected)


def _place(index: tuple[int, ...]) -> str:
    return "[" + ", ".join(str(i) for i in index) + "]"
