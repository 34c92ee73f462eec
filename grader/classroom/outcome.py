"""What became of one hand-in: small, so that it can cross from any machine to the one that asks."""

from __future__ import annotations

from dataclasses import dataclass

GRADED = "graded"
NOTHING_TO_GRADE = "nothing to grade"
NOT_GRADED = "not graded"
KEPT = "kept"


@dataclass(frozen=True)
class Outcome:
    """The key of a hand-in's result and its total, or why there is none.

    status: GRADED, NOTHING_TO_GRADE (the hand-in's fault) or NOT_GRADED (ours: try again).
    reason: why there is no result, or at what the grader itself failed.
    fresh: graded now, not found in the store.
    """

    student: str
    path: str
    status: str
    key: str = ""
    reason: str = ""
    total: float = 0.0
    fresh: bool = False
