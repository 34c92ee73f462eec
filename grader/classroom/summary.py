"""What a class did, in counts: scores, checks, ideas that went wrong, time, likeness.

Students are added one at a time. What is held has the size of the rubric and of short lists of the
most extreme, whatever the size of the class.
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import ceil, floor

from grader.classroom.here import homework, parts
from grader.classroom.roster import Row
from grader.classroom.similarity import Group, Likeness
from grader.classroom.store import CheckLine, PartLine, Result
from grader.diagnosis.bank import bank

BINS = 20
MOST_IDEAS = 200
MOST_SLOW = 20
MOST_LATE = 100
MOST_GROUPS = 200
STATES = ("passed", "failed", "not started")


@dataclass
class Idea:
    """A mistake that the grader recognised, and how many students made it."""

    part: str
    title: str
    formula: str
    hint: str
    count: int = 0


@dataclass(frozen=True)
class CheckCounts:
    """One check: how many passed it, failed it, had not started."""

    name: str
    passed: int
    failed: int
    not_started: int

    @property
    def graded(self) -> int:
        """How many submissions it was run on."""
        return self.passed + self.failed + self.not_started

    @property
    def rate(self) -> float:
        """The share that passed, in percent."""
        return 100 * self.passed / self.graded if self.graded else 0.0


class Summary:
    """Counts over the students added so far."""

    def __init__(self) -> None:
        self.students = 0
        self.statuses: Counter[str] = Counter()
        self.late: list[tuple[str, str]] = []
        self.late_count = 0
        self.possible = sum(line.points for part in parts() for line in part.lines)
        self._totals: Counter[float] = Counter()
        self._checks: dict[str, Counter[str]] = {}
        self._ideas: dict[tuple[str, str], int] = {}
        self._found: list[Idea] = []
        self._slow: list[tuple[float, str]] = []
        self._likeness = Likeness()

    def add(self, row: Row, result: Result | None) -> list[int]:
        """Count one student in; the numbers of their ideas, as `ideas` lists them."""
        self.students += 1
        self.statuses[row.status] += 1
        if result is None:
            return []
        self._totals[result.total] += 1
        late = []
        numbers: dict[int, None] = {}
        for part in result.parts:
            for check in part.checks:
                self._checks.setdefault(check.name, Counter())[check.status] += 1
                late += [check.name] * check.timed_out
                if check.hint and (number := self._number(part, check)) is not None:
                    numbers[number] = None
        for number in numbers:
            self._found[number].count += 1
        if late:
            self.late_count += 1
            if len(self.late) < MOST_LATE:
                self.late.append((row.student, ", ".join(late)))
        heapq.heappush(self._slow, (result.seconds, row.student))
        if len(self._slow) > MOST_SLOW:
            heapq.heappop(self._slow)
        self._likeness.add(row.student, result.form, result.fingerprints)
        return list(numbers)

    def _number(self, part: PartLine, check: CheckLine) -> int | None:
        key = (part.name, check.misconception or check.hint)
        if key not in self._ideas:
            if len(self._found) >= MOST_IDEAS:
                return None
            title, formula = _names().get(key, (check.diagnosis, ""))
            self._ideas[key] = len(self._found)
            self._found.append(Idea(part.title, title, formula, check.hint))
        return self._ideas[key]

    @property
    def ideas(self) -> list[Idea]:
        """The ideas in the order of their numbers."""
        return self._found

    def slowest(self) -> list[tuple[float, str]]:
        """The submissions that took longest, in seconds."""
        return sorted(self._slow, reverse=True)

    def check(self, name: str) -> CheckCounts:
        """How a check went."""
        counts = self._checks.get(name, Counter())
        return CheckCounts(name, *(counts[state] for state in STATES))

    def histogram(self) -> list[tuple[float, float, int]]:
        """How many students have a score from … up to …; full marks count in the last bin."""
        width = self.possible / BINS
        counts = [0] * BINS
        for total, count in self._totals.items():
            counts[min(max(int(total / width), 0), BINS - 1)] += count
        return [(i * width, (i + 1) * width, count) for i, count in enumerate(counts)]

    def quantile(self, share: float) -> float:
        """A quantile of the scores, between two of them as numpy.quantile has it."""
        position = share * (self._totals.total() - 1)
        below, above = self._score(floor(position)), self._score(ceil(position))
        return below + (position - floor(position)) * (above - below)

    def _score(self, rank: int) -> float:
        for total in sorted(self._totals):
            rank -= self._totals[total]
            if rank < 0:
                return total
        return 0.0

    @property
    def mean(self) -> float:
        """The mean score."""
        graded = self._totals.total()
        return sum(total * count for total, count in self._totals.items()) / max(graded, 1)

    def groups(self) -> list[Group]:
        """Students whose code is nearly the same."""
        return self._likeness.groups()


@cache
def _names() -> dict[tuple[str, str], tuple[str, str]]:
    # With the part: two files have functions of one name, and mistakes of one kind.
    entries = bank(homework()).entries
    return {(entry.part, entry.id): (entry.name, entry.formula) for entry in entries}
