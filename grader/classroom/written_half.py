"""The marks of written answers among a class's grades: columns of grades.csv, pages of feedback.

Marks belong to no run: whichever run is written, they are what people have given by then. Where
nobody has marked anything, the outputs are those of the code alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.standing import Standing
from grader.homework import Homework
from grader.written import marks, rubrics
from grader.written.marks import Marks, anonymous
from grader.written.rubrics import TOTAL, Rubric
from grader.written.sheet import Sheet, sheet

_COLUMNS = ("written", "written possible", "written answers marked", "code and written")


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

    @property
    def columns(self) -> tuple[str, ...]:
        """What grades.csv has more."""
        return _COLUMNS if self.marks else ()

    def sheet(self, standing: Standing) -> Sheet | None:
        """What a student gets; None where nobody has marked anything of theirs."""
        if not self.marks:
            return None
        student = anonymous(standing.platform, standing.platform_id)
        return sheet(self.rubrics, self.marks, student)

    def cells(self, standing: Standing, possible: float) -> Iterator[float | str]:
        """A row's cells below the columns. possible: points for code."""
        if not self.marks:
            return
        own = self.sheet(standing)
        if own is None:
            yield from ("", TOTAL, f"0 of {len(self.rubrics)}", "")
            return
        both = None
        if standing.total is not None:
            both = own.with_code(standing.total, possible, self.share)
        marked = f"{own.marked} of {len(own.answers)}"
        yield from (own.earned, TOTAL, marked, "" if both is None else both)

    def told(self, standings: Iterable[Standing]) -> Iterator[str]:
        """What the run says at its end: who is not all marked, and marks of nobody here."""
        if not self.marks:
            return
        here = {anonymous(one.platform, one.platform_id) for one in standings if one.platform_id}
        sheets = [sheet(self.rubrics, self.marks, student) for student in here]
        ready = sum(each is not None and each.marked == len(each.answers) for each in sheets)
        yield f"written answers: {ready} of {len(here)} students are marked in full"
        elsewhere = {student for student, _ in self.marks} - here
        if elsewhere:
            yield f"{len(elsewhere)} more have marks and are not in this class; their marks stay"
