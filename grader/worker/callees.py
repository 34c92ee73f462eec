"""Which functions of their file a student's functions call: where one is wrong, so are its callers.

Read off the compiled code: the names that it uses, of which some are functions of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import CodeType, FunctionType
from typing import Any

MOST = 64


def callees(namespace: Mapping[str, Any]) -> dict[str, list[str]]:
    """By the name of each function in a loaded file, those that it names; MOST of each, at most."""
    theirs = {name: code for name, value in namespace.items() if (code := _code(value))}
    found = {
        name: [other for other in _names(code) if other in theirs and other != name][:MOST]
        for name, code in list(theirs.items())[:MOST]
    }
    return {name: others for name, others in found.items() if others}


def _code(value: Any) -> CodeType | None:
    if type(value) is not FunctionType or not value.__code__.co_filename.startswith("student/"):
        return None
    return value.__code__


def _names(code: CodeType) -> list[str]:
    """The names that a function uses, those of functions inside it too, each once and in order."""
    inner = [item for item in code.co_consts if isinstance(item, CodeType)]
    return list(dict.fromkeys([*code.co_names, *(name for item in inner for name in _names(item))]))
