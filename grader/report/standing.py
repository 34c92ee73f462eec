"""How parts and questions stand, in a few words: the rows of every renderer's table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from grader.model import PartResult, Report, Status


@dataclass(frozen=True)
class Subtotal:
    """A question's parts, and how they stand together.

    is_of_many: whether there are other questions, so that it says more than the total does.
    """

    question: str
    score: float
    possible: float
    parts: tuple[PartResult, ...]
    is_of_many: bool

    @property
    def status(self) -> Status:
        """As of a part: passed or not started where every part is."""
        kinds = {part.status for part in self.parts}
        return kinds.pop() if len(kinds) == 1 else Status.FAILED

    @property
    def state(self) -> str:
        """How many parts stand how."""
        kinds = [part.status for part in self.parts]
        return ", ".join(f"{kinds.count(kind)} {kind}" for kind in Status if kind in kinds)


def subtotals(report: Report) -> Iterator[Subtotal]:
    """The questions in the handout's order."""
    several = len({part.question for part in report.parts}) > 1
    for question, group in groupby(report.parts, key=lambda part: part.question):
        parts = tuple(group)
        score, possible = (
            sum(x) for x in zip(*((p.score, p.possible) for p in parts), strict=True)
        )
        yield Subtotal(question, score, possible, parts, several)


def state_line(part: PartResult) -> str:
    """How a part stands, in a few words."""
    if not part.checks:
        return "hidden checks alone"
    hidden = f" ({part.withheld:g} pt hidden)" if part.withheld else ""
    carried = sum(bool(check.carried) for check in part.checks)
    passed = sum(check.status is Status.PASSED for check in part.checks)
    if carried and part.status is not Status.FAILED:
        return f"passed apart from a slip elsewhere{hidden}"
    if carried:
        return f"one slip: {len(part.checks) - passed} of {len(part.checks)} checks failed{hidden}"
    if part.status is not Status.FAILED:
        return part.status.value + hidden
    return f"{passed} of {len(part.checks)} checks passed{hidden}"
