"""How two values differ where each piece must be equal: strings, whole numbers, lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from grader.trials.mismatch import describe_type
from grader.worker.kinds import as_fields
from grader.worker.wire import Handle, Kind

_LONGEST_TEXT = 60


def difference(got: Any, expected: Any, place: str = "") -> str:
    """Where and how a value differs first from what was expected, as the words after its name; ""
    where they are equal.

    place: where it was found, as code after that name.
    """
    if type(expected) is list and type(got) is np.ndarray:  # as long lists are sent
        got = got.tolist()
    at = f" at {place}" if place else ""
    keys: Iterable[Any] = ()
    if type(got) is type(expected) is dict:
        for key in (*expected, *got):
            if key not in got or key not in expected:
                return f"has {'no key' if key in expected else 'a key too many,'} {key!r}{at}"
        keys = expected
    elif type(got) is type(expected) is list and len(got) == len(expected):
        keys = range(len(expected))
    elif not _are_equal(got, expected):
        return f"is {_in_words(got)}{at} where {_in_words(expected)} was expected"
    inside = (difference(got[key], expected[key], f"{place}[{key!r}]") for key in keys)
    return next(filter(None, inside), "")


def _are_equal(got: Any, expected: Any) -> bool:
    if isinstance(expected, Kind):
        same = type(got) is type(expected)
        return same and not difference(as_fields(got), as_fields(expected))
    if isinstance(expected, np.ndarray):
        return type(got) is np.ndarray and np.array_equal(got, expected)
    numbers = isinstance(got, int | float) and isinstance(expected, int | float)
    return (numbers or type(got) is type(expected)) and bool(got == expected)


def _in_words(value: Any) -> str:
    """A value within a sentence; a report shows all of it."""
    if isinstance(value, Kind):
        return value.brief()
    if isinstance(value, Handle):
        return describe_type(value)
    text = repr(value)
    if isinstance(value, list | dict) and len(text) > _LONGEST_TEXT:
        return f"{describe_type(value)} of {len(value)}"
    return text
