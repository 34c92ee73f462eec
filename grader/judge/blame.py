"""A function that fails because another of the same file does: that one has to be mended first.

What it answers says nothing of its own ideas then, so none is looked for in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.model import CheckResult, Diagnosis, PartResult, Status

Callees = Mapping[str, Sequence[str]]


def first_to_mend(function: str, callees: Callees, fails: Callable[[str], bool]) -> str | None:
    """The nearest function below one that fails as well; None where there is none, or where each
    calls the other.

    callees: by the name of each function of the file, those that it calls.
    """
    below = (name for name in _below(callees, function) if function not in _below(callees, name))
    return next(filter(fails, below), None)


def blamed(result: PartResult, function: str, cause: str) -> PartResult:
    """The result of a function's part, which says at each failing check what to mend first."""
    idea = Diagnosis(
        f"Your {function} calls your {cause}, which fails too",
        f"Mend {cause} first: {function} may be right as it is.",
    )
    return replace(result, checks=tuple(_told(check, idea, cause) for check in result.checks))


def _told(check: CheckResult, idea: Diagnosis, cause: str) -> CheckResult:
    if check.carried:
        return replace(check, carried=cause)
    if check.failure is None or check.status is not Status.FAILED:
        return check
    return replace(check, failure=replace(check.failure, diagnosis=idea))


def _below(callees: Callees, function: str) -> Iterator[str]:
    """What a function calls, directly and by way of others, the nearest first."""
    seen, waiting = {function}, [function]
    for name in waiting:
        new = [other for other in callees.get(name, ()) if other not in seen]
        seen.update(new)
        waiting += new
        yield from new
