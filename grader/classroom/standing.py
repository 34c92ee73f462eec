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

    def is_of(self, other: Standing) -> bool:
        """Whether two standings are one person's. A roster may call by a number whom another run
        has called by the platform's, and that number may be somebody else's."""
        if self.platform_id and (self.platform == other.platform):
            return self.platform_id == other.platform_id
        shared = {self.sid, self.email} & {other.sid, other.email} - {""}
        return bool(shared) or self.name == other.name

    @property
    def is_graded(self) -> bool:
        """Whether there is a result behind it."""
        return self.status in (GRADED, KEPT)
