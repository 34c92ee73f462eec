"""What a class did, in counts: scores, sections, ideas that went wrong, time, similar code.

Students are added one at a time. What is held has the size of the rubric and of short lists of the
most extreme, whatever the size of the class.
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from functools import cache

from grader.classroom.here import homework
from grader.classroom.result import Result, Verdict
from grader.classroom.scheme import Part, Scheme
from grader.classroom.similarity.groups import FingerprintIndex, Group, Member
from grader.classroom.standing import Standing
from grader.classroom.statistics import Scores, Statistics
from grader.diagnosis.bank import bank

MOST_IDEAS = 200
MOST_SLOW = 20
MOST_LATE = 100
MOST_SECTIONS = 500


@dataclass
class Idea:
    """A mistake that the grader recognised, and how many students made it."""

    part: str
    title: str
    formula: str
    hint: str
    count: int = 0


class Summary:
    """Counts over the students added so far."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.students = 0
        self.statuses: Counter[str] = Counter()
        self.scores = Scores(scheme.points)
        self.sections: dict[str, Scores] = {}
        self.statistics = Statistics(scheme)
        self.timed_out: list[tuple[str, str]] = []
        self.timed_out_count = 0
        self.late_count = 0
        self.ideas: list[Idea] = []
        self.fingerprints = FingerprintIndex()
        self._numbers: dict[tuple[str, str], int] = {}
        self._slow: list[tuple[float, str]] = []
        self._part_of = {check.id: part for part in scheme.parts for check in part.checks}

    def add(self, standing: Standing, result: Result | None) -> list[int]:
        """Count one student in; the numbers of their ideas, as `ideas` lists them."""
        self.students += 1
        self.statuses[standing.status] += 1
        self.late_count += standing.days_late > 0
        if standing.total is not None:
            self.scores.counts[standing.total] += 1
            if len(self.sections) < MOST_SECTIONS or standing.section in self.sections:
                section = self.sections.setdefault(standing.section, Scores(self.scheme.points))
                section.counts[standing.total] += 1
        if result is None:
            return []
        self.statistics.add(result)
        self.fingerprints.add(
            Member(standing.student, standing.group or standing.student),
            result.form,
            result.fingerprints,
        )
        self._time(standing, result)
        return self._count_ideas(result)

    def _count_ideas(self, result: Result) -> list[int]:
        numbers: dict[int, None] = {}
        for verdict in result.verdicts:
            part = self._part_of.get(verdict.id)
            if verdict.hint and part and (number := self._number(part, verdict)) is not None:
                numbers[number] = None
        for number in numbers:
            self.ideas[number].count += 1
        return list(numbers)

    def _number(self, part: Part, verdict: Verdict) -> int | None:
        key = (part.name, verdict.misconception or verdict.hint)
        if key not in self._numbers:
            if len(self.ideas) >= MOST_IDEAS:
                return None
            title, formula = _names().get(key, (verdict.diagnosis, ""))
            self._numbers[key] = len(self.ideas)
            self.ideas.append(Idea(part.title, title, formula, verdict.hint))
        return self._numbers[key]

    def _time(self, standing: Standing, result: Result) -> None:
        late = [v.id.rpartition("::")[2] for v in result.verdicts if v.code == "t"]
        if late:
            self.timed_out_count += 1
            if len(self.timed_out) < MOST_LATE:
                self.timed_out.append((standing.name, ", ".join(late)))
        heapq.heappush(self._slow, (result.seconds, standing.name))
        if len(self._slow) > MOST_SLOW:
            heapq.heappop(self._slow)

    def slowest(self) -> list[tuple[float, str]]:
        """The submissions that took longest, in seconds."""
        return sorted(self._slow, reverse=True)

    def groups(self) -> list[Group]:
        """Students whose code is nearly the same."""
        return self.fingerprints.groups()


@cache
def _names() -> dict[tuple[str, str], tuple[str, str]]:
    # With the part: two files have functions of one name, and mistakes of one kind.
    entries = bank(homework()).entries
    return {(entry.part, entry.id): (entry.name, entry.formula) for entry in entries}
