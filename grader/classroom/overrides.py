"""What staff decide by hand: points for one person, and checks that are voided for all.

overrides.toml holds them with reason, name and date; they are applied to whatever a run finds, so
a regrade never loses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec

from grader.classroom.scheme import Scheme
from grader.submission import SubmissionError

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]

_Points = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]


class Adjustment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points more or less for one person, in a part or check, or in the whole score.

    Points in a part or check are a correction of what was earned and go through the course's rules;
    points in the whole score are added to what the rules have left.
    """

    student: _Text
    points: _Points
    reason: _Text
    by: _Text
    on: date
    part: str = ""
    check: str = ""

    @property
    def place(self) -> str:
        """The part or check; "" for the whole score."""
        return self.part or self.check

    @property
    def line(self) -> str:
        """What the student reads."""
        where = f" in {self.place}" if self.place else ""
        return f"{self.points:+g} points{where}: {self.reason} ({self.by}, {self.on})"


class Void(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check that everybody has the points of."""

    check: _Text
    reason: _Text
    by: _Text
    on: date

    @property
    def line(self) -> str:
        """What every student reads."""
        return f"{self.check} counts for everybody: {self.reason} ({self.by}, {self.on})"


class Overrides(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file."""

    adjust: tuple[Adjustment, ...] = ()
    void: tuple[Void, ...] = ()

    def voided(self, scheme: Scheme) -> dict[str, Void]:
        """The voided checks, by the ids of their tests."""
        found = {}
        for void in self.void:
            named = scheme.named(void.check)
            if named is not None and named[1] is not None:
                found[named[1].id] = void
        return found

    def by_student(self) -> dict[str, list[Adjustment]]:
        """The adjustments of each person."""
        found: dict[str, list[Adjustment]] = {}
        for adjustment in self.adjust:
            found.setdefault(adjustment.student, []).append(adjustment)
        return found


def read(path: Path, scheme: Scheme) -> Overrides:
    """Read overrides.toml.

    Raises:
        SubmissionError: for what is not known, or makes no sense.
    """
    try:
        overrides = msgspec.toml.decode(path.read_bytes(), type=Overrides)
    except (OSError, ValueError, RecursionError) as error:
        raise SubmissionError(f"{path}: {' '.join(str(error).split())}") from None
    for adjustment in overrides.adjust:
        if adjustment.part and adjustment.check:
            raise SubmissionError(f"{path}: for {adjustment.student}, give part or check, not both")
        if adjustment.place and scheme.named(adjustment.place) is None:
            raise SubmissionError(f"{path}: there is no {adjustment.place}")
    for void in overrides.void:
        named = scheme.named(void.check)
        if named is None or named[1] is None:
            raise SubmissionError(f"{path}: there is no check {void.check}")
    return overrides


def resolved(path: Path, overrides: Overrides, called: Mapping[str, set[str]]) -> Overrides:
    """The decisions with each person as the class's tables call them.

    called: who goes by each of the names, in lower case.

    Raises:
        SubmissionError: where one is of nobody, or of several.
    """
    adjust = []
    for each in overrides.adjust:
        found = called.get(each.student.casefold(), set())
        # What tables call somebody is theirs, though it be another one's number elsewhere.
        own = {each.student} & found or found
        if not own:
            raise SubmissionError(f"{path}: nobody handed in or is on the roster as {each.student}")
        if len(own) > 1:
            people = ", ".join(sorted(own))
            raise SubmissionError(
                f"{path}: {each.student} is an id of several ({people}): say it as grades.csv does"
            )
        adjust.append(msgspec.structs.replace(each, student=own.pop()))
    return msgspec.structs.replace(overrides, adjust=tuple(adjust))
