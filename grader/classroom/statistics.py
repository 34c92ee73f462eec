"""How checks and questions went: rates, means, and how well each tells strong from weak.

Students are added one at a time; what is held has the size of the rubric.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from math import ceil, floor

from grader.classroom.result import Result
from grader.classroom.scheme import Part, Scheme

FEW = 10  # below so many submissions nothing is said about telling strong from weak


@dataclass
class Scores:
    """Scores of one thing: how many have which. possible: what could be had."""

    possible: float
    counts: Counter[float] = field(default_factory=Counter)

    @property
    def number(self) -> int:
        """How many there are."""
        return self.counts.total()

    @property
    def mean(self) -> float:
        """The mean; 0 of none."""
        return sum(score * count for score, count in self.counts.items()) / max(self.number, 1)

    @property
    def full(self) -> float:
        """The share with everything, in percent."""
        full = sum(count for score, count in self.counts.items() if score >= self.possible - 1e-9)
        return 100 * full / max(self.number, 1)

    def quantile(self, share: float) -> float:
        """A quantile, between two scores as numpy.quantile has it."""
        position = share * (self.number - 1)
        below, above = self._ranked(floor(position)), self._ranked(ceil(position))
        return below + (position - floor(position)) * (above - below)

    def _ranked(self, rank: int) -> float:
        for score in sorted(self.counts):
            rank -= self.counts[score]
            if rank < 0:
                return score
        return 0.0

    def histogram(self, bins: int) -> list[tuple[float, float, int]]:
        """How many have from … up to …; full marks count in the last bin."""
        width = self.possible / bins or 1.0
        counts = [0] * bins
        for score, count in self.counts.items():
            counts[min(max(int(score / width + 1e-9), 0), bins - 1)] += count
        return [(i * width, (i + 1) * width, count) for i, count in enumerate(counts)]


@dataclass
class Correlation:
    """Pearson's coefficient of pairs that are added one at a time; of a check that is passed or
    not, the point-biserial one."""

    number: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    def add(self, x: float, y: float) -> None:
        """One pair."""
        self.number += 1
        self.x += x
        self.y += y
        self.xx += x * x
        self.yy += y * y
        self.xy += x * y

    @property
    def value(self) -> float | None:
        """The coefficient; None where there are few, or all have the same."""
        n = self.number
        spread = (n * self.xx - self.x**2) * (n * self.yy - self.y**2)
        # By cancellation a sum of equal numbers may seem to spread by a rounding.
        if n < FEW or spread <= 1e-9 * (n * n * self.xx * self.yy + 1):
            return None
        return (n * self.xy - self.x * self.y) / math.sqrt(spread)


@dataclass
class CheckStatistics:
    """One check. discrimination: with the points of all other checks."""

    id: str
    points: float
    hidden: bool
    codes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    with_rest: Correlation = field(default_factory=Correlation)

    @property
    def name(self) -> str:
        """The test function's name."""
        return self.id.rpartition("::")[2]

    @property
    def graded(self) -> int:
        """How many submissions it was run on."""
        return self.codes.total()

    @property
    def rate(self) -> float:
        """The share that passed, in percent."""
        return 100 * self.codes["p"] / max(self.graded, 1)

    @property
    def mean_seconds(self) -> float:
        """The mean time of a run."""
        return self.seconds / max(self.graded, 1)

    @property
    def discrimination(self) -> float | None:
        """The point-biserial correlation with the rest of the points."""
        return self.with_rest.value

    @property
    def remark(self) -> str:
        """What a teacher should look at."""
        if self.graded < FEW:
            return ""
        if not self.codes["p"]:
            return "nobody passes"
        if self.codes["p"] == self.graded:
            return "everybody passes"
        value = self.discrimination
        return "those who pass have fewer points" if value is not None and value < 0 else ""


@dataclass
class QuestionStatistics:
    """One question: its parts' scores together."""

    name: str
    parts: tuple[Part, ...]
    scores: Scores
    seconds: float = 0.0
    with_rest: Correlation = field(default_factory=Correlation)

    @property
    def percent(self) -> float:
        """The mean, of what can be had."""
        return 100 * self.scores.mean / self.scores.possible if self.scores.possible else 0.0

    @property
    def mean_seconds(self) -> float:
        """The mean time of a submission."""
        return self.seconds / max(self.scores.number, 1)

    @property
    def discrimination(self) -> float | None:
        """The correlation with the rest of the points."""
        return self.with_rest.value


class Statistics:
    """Checks and questions over the results added so far."""

    def __init__(self, scheme: Scheme) -> None:
        self.checks = [CheckStatistics(c.id, c.points, c.hidden) for c in scheme.checks]
        self.questions = [self._question(scheme, name) for name in scheme.questions]
        self._scheme = scheme

    def _question(self, scheme: Scheme, name: str) -> QuestionStatistics:
        parts = tuple(part for part in scheme.parts if part.question == name)
        return QuestionStatistics(name, parts, Scores(sum(part.points for part in parts)))

    def add(self, result: Result) -> None:
        """One submission, as it was graded: before rules and decisions by hand."""
        verdicts = {verdict.id: verdict for verdict in result.verdicts}
        earned = result.earned(self._scheme)
        total = sum(earned.values())
        for check in self.checks:
            verdict = verdicts.get(check.id)
            if verdict is None:
                continue
            check.codes[verdict.code] += 1
            check.seconds += verdict.seconds
            earns = verdict.earns(carry=self._scheme.carry)
            check.with_rest.add(earns, total - check.points * earns)
        for question in self.questions:
            score = sum(earned[part.name] for part in question.parts)
            question.scores.counts[round(score, 4)] += 1
            question.with_rest.add(score, total - score)
            question.seconds += sum(
                verdicts[check.id].seconds
                for part in question.parts
                for check in part.checks
                if check.id in verdicts
            )

    @property
    def hardest(self) -> QuestionStatistics | None:
        """The question with the lowest share of its points."""
        with_points = [q for q in self.questions if q.scores.possible and q.scores.number]
        return min(with_points, key=lambda question: question.percent, default=None)
