"""A value that is not what was expected, and what a report needs to show it."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.model import Diagnosis
from grader.worker.wire import Handle, Kind, Tensor

_TYPE_NAMES = {
    bool: "True or False",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list or tuple",
    dict: "a dict",
    Tensor: "a tensor",
}

# What came back and what was expected: two shapes, or two types as a student would call them.
Form = tuple[tuple[int, ...] | str, tuple[int, ...] | str]


class Mismatch(AssertionError):
    """A returned value that breaks the property, with what a report shows about it.

    idea: what went wrong, where the test itself can tell.
    form: what is wrong with its shape or type, where that is what is wrong.
    look: what shows it to a reader where the value that came back doesn't: code over the names of
    the last call's parameters and `result` ("dw", "result[0].weight"), or whose global random state
    it is: "NumPy", "torch", "Python".
    """

    def __init__(
        self,
        message: str,
        *,
        got: Any = None,
        expected: Any = None,
        worst: tuple[int, ...] | None = None,
        what: str = "",
        idea: Diagnosis | None = None,
        form: Form | None = None,
        look: str = "",
    ) -> None:
        super().__init__(message)
        self.idea = idea
        self.form = form
        self.look = look
        self.what = what
        self.got = got
        self.expected = expected
        self.worst = worst


def describe_type(value: Any) -> str:
    """What a student would call the type of a value: "a list", "None", "an array of shape (3,)"."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, Handle):
        return _with_article(value.type_name)
    if isinstance(value, Kind):
        return value.noun
    return _TYPE_NAMES.get(type(value), _with_article(type(value).__name__))


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeioAEIO' else 'a'} {noun}"
