"""How one person stands after a run, as it is kept: it explains itself.

Its lines name every rule and every decision by hand that touched the score.
"""

from __future__ import annotations

import msgspec

from grader.classroom.outcome import GRADED, KEPT


class Written(msgspec.Struct, frozen=True):
    """What the marks of somebody's written answers come to.

    said: in words; earned: points so far; marked: how many answers are; whole: with the code, by
    the homework's share, None until every answer is marked.
    """

    said: str
    earned: float
    marked: int
    whole: float | None


class Standing(msgspec.Struct, frozen=True):
    """One person in one run.

    earned: points by part, with voided checks and adjustments; total: what counts after all rules,
    None where there is none. written: None where nobody marked anything. seconds_late: past the due
    date, extensions counted, -1 where nobody knows. platform_id: what the platform calls the
    person, platform which one.
    """

    student: str
    name: str
    status: str
    email: str = ""
    sid: str = ""
    section: str = ""
    on_roster: bool = False
    platform: str = ""
    platform_id: str = ""
    submission: str = ""
    submitted: str = ""
    marked_late: bool = False
    days_late: int = 0
    seconds_late: float = -1.0
    key: str = ""
    grader: str = ""
    digest: str = ""
    group: str = ""
    earned: dict[str, float] = {}
    total: float | None = None
    written: Written | None = None
    lines: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_graded(self) -> bool:
        """Whether there is a result behind it."""
        return self.status in (GRADED, KEPT)
