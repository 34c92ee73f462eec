"""Numbers of a few digits in the case that a report shows, where the student's function does not
notice: it is called once more, and has to return or raise what it did before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from grader.calls.failures import CallFailed, StudentRaised
from grader.calls.session import Session
from grader.display.case_code import is_alone
from grader.display.side_by_side import digits_to_tell
from grader.display.snippet import number
from grader.model import Call, Failure
from grader.worker import wire

DIGITS = (3, 4, 6)
# Characters of a number that needs no rounding.
SHORT = 7
# Entries that are this small beside the largest are roundings.
ROUNDING = 1e-9


def with_short_numbers(failure: Failure, session: Session) -> Failure:
    """The failure, with as few digits in the arguments of its call as it takes.

    Whole numbers and booleans that come back say too little to tell whether the case still fails,
    and a call that goes on from an earlier one would no longer; those cases stay as they are.
    """
    if not is_alone(failure.calls):
        return failure
    call = failure.calls[-1]
    shown = digits_to_tell(failure.expected, failure.got, failure.worst)
    for digits in DIGITS:
        rounded = replace(
            call,
            args=tuple(_rounded(item, digits) for item in call.args),
            kwargs=_rounded(call.kwargs, digits),
        )
        if _is_as_before(rounded, failure, shown, session):
            return replace(failure, calls=(*failure.calls[:-1], rounded))
    return failure


def _is_as_before(rounded: Call, failure: Failure, digits: int | None, session: Session) -> bool:
    call = failure.calls[-1]
    session.begin_case()
    try:
        reply = session.call(call.name, rounded.args, rounded.kwargs)
    except StudentRaised as error:
        return call.failed and failure.cause == f"your code {error}"
    except CallFailed:
        return False
    if call.failed or isinstance(call.value, bool | int | str | None):
        return False
    return _looks_the_same(reply.value, call.value, digits)


def _looks_the_same(one: Any, other: Any, digits: int | None) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return number(one, digits) == number(other, digits)
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and _all_look_the_same(one, other, digits)
    if isinstance(one, list):
        return len(one) == len(other) and all(
            _looks_the_same(*pair, digits) for pair in zip(one, other, strict=True)
        )
    if isinstance(one, dict):
        return list(one) == list(other) and _looks_the_same(
            list(one.values()), list(other.values()), digits
        )
    return wire.encode(one) == wire.encode(other)


def _all_look_the_same(one: np.ndarray, other: np.ndarray, digits: int | None) -> bool:
    if one.dtype.kind != "f" or other.dtype.kind != "f":
        return np.array_equal(one, other)
    smallest = ROUNDING * np.max(np.abs(other), initial=0)
    return all(
        abs(a) <= smallest >= abs(b) or number(a, digits) == number(b, digits)
        for a, b in zip(one.flat, other.flat, strict=True)
    )


def _rounded_text(value: Any, digits: int) -> str:
    exact = number(value)
    return str(value) if len(exact) <= SHORT else f"{value:.{digits}g}"


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return float(_rounded_text(value, digits))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        texts = [_rounded_text(entry, digits) for entry in value.flat]
        return np.array(texts, dtype=value.dtype).reshape(value.shape)
    if isinstance(value, list):
        return [_rounded(item, digits) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item, digits) for key, item in value.items()}
    return value
