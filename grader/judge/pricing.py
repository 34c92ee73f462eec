"""What a known mistake costs where it is the only thing that went wrong in a part.

As examiners do it, an error is charged once: the checks in its price fail, and what follows from it
elsewhere counts as passed. A price is never empty, so that no wrong answer has full marks, but in a
kit, where it may be a hidden check.
"""

from __future__ import annotations

from grader.diagnosis.bank import ALL, HIDDEN
from grader.diagnosis.known import Known
from grader.judge.rubric import Line, Part

# One idea costs at most so much of its part, unless nothing of the part is left.
SHARE = 0.4


def price(entry: Known, part: Part) -> frozenset[str]:
    """The ids of the checks that a mistake costs: those that it names, or the first that it fails,
    public ones first, as many as fit into its share. Several mistakes at once cost all of them."""
    failed = [line for line in part.lines if entry.fails(line.test_id)]
    if ALL in entry.costs or entry.slips > 1:
        return frozenset(line.test_id for line in failed)
    named = frozenset(line.test_id for line in failed if line.test in entry.costs)
    if named or HIDDEN in entry.costs:
        return named
    return _first(failed, SHARE * part.worth)


def _first(failed: list[Line], most: float) -> frozenset[str]:
    """Public ones before hidden ones, and one at least: a part without its hidden checks, as
    students have it, charges the same public ones."""
    public = [line for line in failed if not line.hidden]
    chosen = _fitting(public, most) or sorted(public, key=lambda line: line.points)[:1]
    hidden = [line for line in failed if line.hidden]
    chosen += _fitting(hidden, most - _worth(chosen))
    return frozenset(line.test_id for line in chosen or hidden[:1])


def _fitting(lines: list[Line], most: float) -> list[Line]:
    chosen: list[Line] = []
    for line in lines:
        if _worth(chosen) + line.points <= most:
            chosen.append(line)
    return chosen


def _worth(lines: list[Line]) -> float:
    return sum(line.points for line in lines)
