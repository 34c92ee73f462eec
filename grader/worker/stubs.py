"""Which code is a stub's: a fingerprint of what a function does, and not of how it is written.

Layout, comments, docstring and texts don't count: an editor changes some of them, and a course that
mends a message must not have older stubs taken for work.
"""

from __future__ import annotations

import hashlib
from types import CodeType


def fingerprint(code: CodeType) -> str:
    """The same for two functions that do the same in the same way."""
    return hashlib.sha256(repr(_does(code)).encode()).hexdigest()[:16]


def fingerprints(source: str) -> list[str]:
    """Of each function of a file of ours that raises NotImplementedError."""
    # Workers keep docstrings and asserts, whatever PYTHONOPTIMIZE asks of us.
    module = compile(source, "stubs", "exec", dont_inherit=True, optimize=0)
    return sorted({fingerprint(code) for code in _codes(module) if _raises(code)})


def _codes(code: CodeType) -> list[CodeType]:
    """A file's functions, those of its classes too."""
    inner = [item for item in code.co_consts if isinstance(item, CodeType)]
    return inner + [each for item in inner for each in _codes(item)]


def _raises(code: CodeType) -> bool:
    return NotImplementedError.__name__ in code.co_names


def _does(code: CodeType) -> tuple[object, ...]:
    constants = tuple(_constant(item) for item in code.co_consts)
    return code.co_code, code.co_names, code.co_varnames, constants


def _constant(value: object) -> object:
    if isinstance(value, CodeType):
        return _does(value)
    if value is None or isinstance(value, str):  # None stands in the place of no docstring
        return None
    if isinstance(value, frozenset):
        return sorted(map(repr, value))
    return value
