"""The marks of written answers among a class's grades: columns of its tables, pages of feedback.

Marks belong to no run: whichever run is settled, they are what people have given by then. Where
nobody has marked anything, the outputs are those of the code alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing, Written
from grader.homework import Homework
from grader.written import marks, rubrics
from grader.written.marks import Marks, anonymous
from grader.written.rubrics import TOTAL, Rubric
from grader.written.sheet import Sheet, sheet

_COLUMNS = ("written", "written possible", "written answers marked", "code and written")


@dataclass(frozen=True)
class Score:
    """A column of a platform's table. name: what it is of, "" for what counts; possible: points;
    of: somebody's, None where there is none yet."""

    name: str
    possible: float
    of: Callable[[Standing], float | None]


@dataclass(frozen=True)
class WrittenHalf:
    """A class's marks. share: how much of the whole score they are."""

    rubrics: tuple[Rubric, ...] = ()
    marks: Marks | None = None
    share: float = 0.0

    @classmethod
    def of(cls, homework: Homework, folder: Path) -> WrittenHalf:
        """Those in a class's folder; none where it has no file of marks."""
        kept = folder / marks.NAME
        if not kept.exists():
            return cls()
        return cls(rubrics.read(homework), marks.read(kept), homework.written_share)

    def sheet(self, standing: Standing) -> Sheet | None:
        """What a student gets; None where nobody has marked anything of theirs."""
        if not self.marks:
            return None
        student = anonymous(standing.platform, standing.platform_id)
        return sheet(self.rubrics, self.marks, student)

    def on(self, standing: Standing, possible: float) -> Standing:
        """How somebody stands with what they wrote. possible: points for code."""
        own = self.sheet(standing)
        written = None
        if own is not None:
            code = standing.total
            whole = None if code is None else own.with_code(code, possible, self.share)
            written = Written(own.score, own.earned, own.marked, whole)
        return msgspec.structs.replace(standing, written=written)

    def scores(self, scheme: Scheme) -> tuple[Score, ...]:
        """What a platform is told of each person, what counts last."""
        if not (self.marks and self.share):
            return (Score("", scheme.points, lambda one: one.total),)
        return (
            Score("code", scheme.points, lambda one: one.total),
            Score("written", TOTAL, lambda one: one.written.earned if one.written else None),
            Score("", TOTAL, lambda one: one.written.whole if one.written else None),
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """What grades.csv has more."""
        return _COLUMNS if self.marks else ()

    def cells(self, standing: Standing) -> Iterator[float | str]:
        """A row's cells below the columns."""
        if not self.marks:
            return
        own = standing.written or Written("", 0.0, 0, None)
        yield own.earned if standing.written else ""
        yield from (TOTAL, f"{own.marked} of {len(self.rubrics)}")
        yield "" if own.whole is None else own.whole

    def told(self, standings: Iterable[Standing]) -> Iterator[str]:
        """What the run says at its end: who is not all marked, and marks of nobody here."""
        if not self.marks:
            return
        here = {
            anonymous(one.platform, one.platform_id): one.written.marked if one.written else 0
            for one in standings
            if one.platform_id
        }
        ready = sum(marked == len(self.rubrics) for marked in here.values())
        yield f"written answers: {ready} of {len(here)} students are marked in full"
        elsewhere = {student for student, _ in self.marks} - here.keys()
        if elsewhere:
            yield f"{len(elsewhere)} more have marks and are not in this class; their marks stay"
