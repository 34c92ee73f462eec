"""A function that fails because another of the same file does: that one has to be mended first.

What it answers says nothing of its own ideas then, so none is looked for in it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.judge.part_run import PartRun
from grader.judge.part_runs import PartRuns
from grader.judge.rubric import rubric
from grader.model import CheckResult, Diagnosis, PartResult, Status

Callees = Mapping[str, Sequence[str]]


class Blame:
    """Whom to blame in one submission, by what its parts' public checks say.

    faults: what went wrong on our side meanwhile; without a cause a verdict stands as it is.
    """

    def __init__(self, runs: PartRuns) -> None:
        self._runs = runs
        self.faults: list[str] = []

    def causes(self) -> dict[str, str]:
        """By the name of each part that fails in public, the function to mend before its own."""
        found = {}
        for part in (run.part for run in self._runs.asked if _is_wrong(run)):
            module = self._runs.terms.homework.file(part.stated.file).module
            callees = self._runs.files.callees(module)
            try:
                cause = first_to_mend(part.stated.function, callees, self._fails)
            except Exception:
                self.faults.append(
                    f"nobody was looked for whom {part.name} fails of:\n{traceback.format_exc()}"
                )
                continue
            if cause is not None:
                found[part.name] = cause
        return found

    def _fails(self, function: str) -> bool:
        parts = rubric(self._runs.terms.homework)
        own = [part for part in parts if part.stated.function == function]
        return any(_is_wrong(self._runs.in_public(part)) for part in own)


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
    if check.failure is None or check.failure.ours or check.status is not Status.FAILED:
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


def _is_wrong(run: PartRun) -> bool:
    """Whether a check failed of an answer, and not of ours."""
    return any(
        check.status is Status.FAILED and check.failure is not None and not check.failure.ours
        for check in run.result().checks
    )
