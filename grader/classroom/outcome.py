"""What became of one hand-in: small, so that it can cross from any machine to the one that asks."""

from __future__ import annotations

from dataclasses import dataclass

GRADED = "graded"
NOTHING_TO_GRADE = "nothing to grade"
NOT_GRADED = "not graded"
KEPT = "kept"
REFUSED = "refused"
MISSING = "nothing handed in"
STATUSES = (GRADED, NOTHING_TO_GRADE, NOT_GRADED, KEPT, REFUSED, MISSING)


@dataclass(frozen=True)
class Seen:
    """A hand-in that was read: the fingerprint of what it holds, or why there is nothing to grade.

    ours: the traceback, where it could not be read for a reason of ours; to be tried again.
    """

    fingerprint: str = ""
    reason: str = ""
    ours: str = ""
