"""What a report goes into, and what it tells once: the same in every renderer.

One missing bracket fails every check of a file. It is told at the first of them, with a count; the
others say where. Each check keeps its own points and its own entry in results.json.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from grader.model import CheckResult, PartResult, Report, Status
from grader.report.words import check_lines, hidden_line

LEGEND = "In expected and got, > < stands around the entry that is furthest off."
# Their text names what is missing; wherever that is used, it is the same thing.
_NAMES_THE_REASON = re.compile(r"your code raised (NameError|ImportError|ModuleNotFoundError): ")
_MARKED = re.compile(r">[^<>]*<")


@dataclass(frozen=True)
class ShownCheck:
    """A check that is told in full. lines: (label, text) pairs in the order of reading."""

    check: CheckResult
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownPart:
    """A failed part: the checks that are told in full, and a line for others of each kind."""

    part: PartResult
    checks: tuple[ShownCheck, ...]
    others: tuple[str, ...]


def shown_parts(report: Report, *, staff: bool) -> list[ShownPart]:
    """The failed parts with what students read of them; staff see hidden checks in full."""
    failed = [part for part in report.parts if part.status is Status.FAILED]
    counts = Counter(
        reason for part in failed for check in _seen(part, staff) if (reason := _reason(check))
    )
    told: dict[_Reason, tuple[str, str]] = {}
    return [_shown(part, staff, counts, told) for part in failed]


def legend(parts: Iterable[ShownPart]) -> str:
    """What the marks in the values mean; empty where there are none."""
    texts = [
        text
        for part in parts
        for shown in part.checks
        for label, text in shown.lines
        if label in ("expected", "got")
    ]
    return LEGEND if any(map(_MARKED.search, texts)) else ""


def is_unloaded(part: PartResult) -> bool:
    """Whether the part's file could not be loaded."""
    return any(check.failure is not None and not check.failure.loaded for check in part.checks)


# What two checks have in common that fail for the same reason.
_Reason = tuple[str, ...]


def _shown(
    part: PartResult,
    staff: bool,
    counts: Counter[_Reason],
    told: dict[_Reason, tuple[str, str]],
) -> ShownPart:
    """One part; told: at which part's check a reason has been told already, and now is."""
    checks = []
    elsewhere: Counter[str] = Counter()
    for check in _seen(part, staff):
        reason = _reason(check)
        if reason is None or reason not in told:
            alike = counts[reason] - 1 if reason else 0
            checks.append(ShownCheck(check, tuple(check_lines(part, check, alike))))
            if reason:
                told[reason] = part.name, check.label
        elif told[reason][0] != part.name:
            elsewhere[told[reason][1]] += 1
    others = [
        f"{_counted(count, 'check')} for the same reason as {name}"
        for name, count in elsewhere.items()
    ]
    hidden = sum(check.hidden and check.status is not Status.PASSED for check in part.checks)
    if hidden and not staff:
        others.append(hidden_line(part, hidden))
    return ShownPart(part, tuple(checks), tuple(others))


def _seen(part: PartResult, staff: bool) -> list[CheckResult]:
    return [
        check
        for check in part.checks
        if check.status is not Status.PASSED and (staff or not check.hidden)
    ]


def _reason(check: CheckResult) -> _Reason | None:
    """Why no value came back to compare; None where one did."""
    failure = check.failure
    if failure is None or failure.expected is not None or failure.got is not None:
        return None
    if not failure.loaded or _NAMES_THE_REASON.match(failure.cause):
        return (check.module, failure.cause)
    function = failure.calls[-1].name if failure.calls else ""
    return (check.module, failure.cause, function, failure.trace)


def _counted(number: int, what: str) -> str:
    return f"{number} {what} fails" if number == 1 else f"{number} {what}s fail"
