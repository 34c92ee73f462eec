"""Checks that an exception is raised where one is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from grader.calls.failures import StudentRaised
from grader.trials.mismatch import Mismatch


@contextmanager
def require_raises(kind: str, what: str) -> Iterator[None]:
    """Fail unless what is asked for in the block raises an exception of this kind, or of one that
    inherits from it: `with require_raises("ValueError", "an empty list"): …`.

    A stub does not pass. A function that raises whatever it is given does: ask it for a value too.
    """
    try:
        yield
    except StudentRaised as error:
        if error.not_started or kind not in error.bases:
            raise
    else:
        raise Mismatch(f"{what} raised nothing where a {kind} was expected")
