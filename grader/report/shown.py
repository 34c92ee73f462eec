"""What a report goes into, and what it tells once: the same in every renderer.

One idea that went wrong, or one missing bracket, fails many checks. It is told in one block, with
the failing case that is easiest to read and all the checks that it costs. Each check keeps its own
points and its own entry in results.json.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.display.case_code import case_as_code
from grader.model import CheckResult, PartResult, Report, Status
from grader.report.words import carried_line, check_lines, counted, hidden_line

LEGEND = "In expected and got, > < stands around the entry that is furthest off."
# Their text names what is missing; wherever that is used, it is the same thing.
_NAMES_THE_REASON = re.compile(r"your code raised (NameError|ImportError|ModuleNotFoundError): ")
# Numbers and places differ from check to check where the idea is one.
_NUMBER = re.compile(r"\d[\d.]*(e[-+]?\d+)?")
_WORD = re.compile(r"[^\W\d]+")
_MARKED = re.compile(r">[^<>]*<")


@dataclass(frozen=True)
class Block:
    """One idea or cause: the check by which it is told, and the others that fail of it.

    lines: (label, text) pairs in the order of reading.
    """

    check: CheckResult
    others: tuple[CheckResult, ...]
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownPart:
    """A failed part: a block for each idea or cause, and a line for what is told elsewhere."""

    part: PartResult
    blocks: tuple[Block, ...]
    others: tuple[str, ...]


def shown_parts(report: Report, *, staff: bool) -> list[ShownPart]:
    """The failed parts with what students read of them; staff see hidden checks in full."""
    failed = [
        part
        for part in report.parts
        if part.status is Status.FAILED or any(check.carried for check in part.checks)
    ]
    alike: dict[_Reason, list[_Of]] = {}
    for part in failed:
        for check in _seen(part, staff):
            alike.setdefault(_reason(part, check), []).append((part, check))
    return [_shown(part, staff, alike) for part in failed]


def legend(parts: Iterable[ShownPart]) -> str:
    """What the marks in the values mean; empty where there are none."""
    texts = [
        text
        for part in parts
        for block in part.blocks
        for label, text in block.lines
        if label in ("expected", "got")
    ]
    return LEGEND if any(map(_MARKED.search, texts)) else ""


def is_unloaded(part: PartResult) -> bool:
    """Whether the part's file could not be loaded."""
    return any(check.failure is not None and not check.failure.loaded for check in part.checks)


# What two checks have in common that fail for the same reason.
_Reason = tuple[str, ...]
_Of = tuple[PartResult, CheckResult]


def _shown(part: PartResult, staff: bool, alike: dict[_Reason, list[_Of]]) -> ShownPart:
    """One part: what began in it is told here, what began in an earlier one is told there."""
    blocks, elsewhere = [], []
    for reason in dict.fromkeys(_reason(part, check) for check in _seen(part, staff)):
        (first, _), *_ = together = alike[reason]
        own = [check for its_part, check in together if its_part is part]
        if first is not part:
            told = _told_by(first, together)
            how_many = f"{counted(len(own), 'check')} {'fails' if len(own) == 1 else 'fail'}"
            elsewhere.append(f"{how_many} for the same reason as {told.label}")
            continue
        check = _told_by(part, together)
        others = tuple(other for _, other in together if other is not check)
        lines = check_lines(part, check, others)
        blocks.append(Block(check, others, tuple(lines)))
    if carried := carried_line(part, staff=staff):
        elsewhere.append(carried)
    hidden = sum(check.hidden and check.status is not Status.PASSED for check in part.checks)
    if hidden and not staff:
        elsewhere.append(hidden_line(part, hidden))
    return ShownPart(part, tuple(blocks), tuple(elsewhere))


def _told_by(part: PartResult, together: list[_Of]) -> CheckResult:
    """The check of the part whose failing case takes the least reading."""
    return min((check for its_part, check in together if its_part is part), key=_effort)


def _effort(check: CheckResult) -> tuple[bool, int]:
    """What its case asks of the reader: one that is shown whole can be pasted."""
    failure = check.failure
    code = case_as_code(failure.calls, check.module, failure.look) if failure is not None else ""
    return code.startswith("#"), len(code)


def _seen(part: PartResult, staff: bool) -> list[CheckResult]:
    return [
        check
        for check in part.checks
        if check.status is not Status.PASSED and (staff or not check.hidden)
    ]


def _reason(part: PartResult, check: CheckResult) -> _Reason:
    """What went wrong, in the words that tell it from something else."""
    failure = check.failure
    if failure is None:
        return (part.name, check.status)
    if failure.expected is None and failure.got is None:
        if not failure.loaded or _NAMES_THE_REASON.match(failure.cause):
            return (check.module, failure.cause)
        if failure.diagnosis is None:
            function = failure.calls[-1].name if failure.calls else ""
            return (check.module, failure.cause, function, failure.trace)
    idea = failure.diagnosis
    if idea is not None and idea.misconception:
        # One idea may go wrong in several functions of a file: it has one name there.
        return (check.module, idea.misconception.partition("-")[2], idea.hint)
    if idea is not None:
        return (part.name, idea.hint)
    return (part.name, *_WORD.findall(_NUMBER.sub("", failure.cause)))
