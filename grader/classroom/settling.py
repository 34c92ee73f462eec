"""Settles a run: for each person the hand-in that counts, what it earned, what became of that.

A grade that was there before is kept where a new one can't be had.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from grader.classroom.hand_ins import Enrolled, HandIns, unpacked
from grader.classroom.outcome import (
    GRADED,
    KEPT,
    MISSING,
    NOT_GRADED,
    NOTHING_TO_GRADE,
    REFUSED,
)
from grader.classroom.overrides import Overrides
from grader.classroom.people import People, Person
from grader.classroom.result import Result
from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing
from grader.classroom.store import Store
from grader.rules.occasion import Occasion
from grader.rules.policies import Policies, SlipDays
from grader.rules.settlement import lateness, settle


@dataclass(frozen=True)
class Ways:
    """How a class is graded: what a run is told, beside the hand-ins themselves."""

    scheme: Scheme
    policies: Policies
    overrides: Overrides
    people: People
    choose: str = "latest"

    @property
    def due(self) -> Occasion:
        """What is the same for all."""
        return Occasion(due=self.policies.due.date if self.policies.due else None)


def with_days_of(people: People, policies: Policies) -> Policies:
    """The rules with the roster's extensions and slip days in them."""
    extensions, left = dict(policies.extensions), {}
    for person in people.people:
        own = person.as_listed.casefold()
        if person.extension_days is not None:
            extensions[own] = person.extension_days
        if person.slip_days is not None:
            left[own] = person.slip_days
    slip = policies.slip_days
    if left:
        slip = SlipDays(slip.days if slip else 0.0, {**(slip.left if slip else {}), **left})
    return replace(policies, extensions=extensions, slip_days=slip)


def standings(
    store: Store, hand_ins: HandIns, ways: Ways, before: Mapping[str, Standing]
) -> Iterator[Standing]:
    """Everybody who handed in or is on the roster, by id. before: how they stood after the last
    run; looked up once for each."""
    waiting = sorted((person.key, person) for person in ways.people.people)
    waiting.reverse()
    settling = _Settling(store, hand_ins, ways, before)
    for student, own in hand_ins.by_student():
        while waiting and waiting[-1][0] < student:
            yield settling.missing(waiting.pop()[1])
        if waiting and waiting[-1][0] == student:
            waiting.pop()
        yield settling.of(student, own)
    while waiting:
        yield settling.missing(waiting.pop()[1])


class _Settling:
    def __init__(
        self, store: Store, hand_ins: HandIns, ways: Ways, before: Mapping[str, Standing]
    ) -> None:
        self._store, self._hand_ins, self._ways, self._before = store, hand_ins, ways, before
        self._voided = ways.overrides.voided(ways.scheme)
        self._adjusted = ways.overrides.by_student()

    def missing(self, person: Person) -> Standing:
        """Somebody of the roster who handed nothing in; an earlier grade of theirs stands."""
        standing = Standing(
            person.key,
            person.name,
            MISSING,
            email=person.ids.get("email", ""),
            sid=person.ids.get("sid", ""),
            section=person.section,
        )
        kept = self._or_before(standing, "nothing of theirs is among these submissions")
        return kept if kept.status == KEPT else self._ungraded(kept, MISSING, None)

    def of(self, student: str, own: list[sqlite3.Row]) -> Standing:
        """Somebody who handed in."""
        row = self._counting(own)
        enrolled = unpacked(row["line"])
        standing = self._described(student, enrolled, row)
        if row["status"] == REFUSED:
            refused = msgspec.structs.replace(standing, lines=(row["reason"],))
            return self._ungraded(refused, REFUSED, 0.0, row["reason"])
        result = self._store.get(row["key"]) if row["key"] and not row["status"] else None
        if result is not None and not result.trouble:
            return self._settled(standing, result, row)
        reason = row["reason"] or (result.trouble if result else "not reached")
        kept = self._or_before(standing, reason)
        if kept.status == KEPT:
            return kept
        if result is not None:  # by its key staff are told what went wrong
            standing = msgspec.structs.replace(standing, key=result.key)
        status = row["status"] or NOT_GRADED
        # Nothing to grade is worth 0; what we failed to grade has no score, never a 0.
        return self._ungraded(standing, status, 0.0 if status == NOTHING_TO_GRADE else None, reason)

    def _ungraded(
        self, standing: Standing, status: str, total: float | None, reason: str = ""
    ) -> Standing:
        """Somebody without a result; decisions by hand are about them as well."""
        adjusted = self._adjusted.get(standing.student, [])
        if adjusted:
            total = max(0.0, (total or 0.0) + sum(each.points for each in adjusted))
        return msgspec.structs.replace(
            standing, status=status, total=total, reason=reason,
            lines=(*standing.lines, *(each.line for each in adjusted)),
        )  # fmt: skip

    def _counting(self, own: list[sqlite3.Row]) -> sqlite3.Row:
        counting = [row for row in own if row["counts"]] or own
        if self._ways.choose == "latest" or len(counting) == 1:
            return counting[-1]

        def rank(row: sqlite3.Row) -> tuple[bool, float]:
            result = self._store.get(row["key"]) if row["key"] and not row["status"] else None
            earned = sum(result.earned(self._ways.scheme, self._voided).values()) if result else 0.0
            return result is not None, earned

        return max(reversed(counting), key=rank)

    def _described(self, student: str, enrolled: Enrolled, row: sqlite3.Row) -> Standing:
        hand_in, person = enrolled.hand_in, enrolled.person
        ids = person.ids if person else {}
        when = self._hand_ins.occasion(row, self._ways.due)
        late = lateness(self._ways.policies, when)
        return Standing(
            student,
            enrolled.name,
            NOT_GRADED,
            email=hand_in.email or ids.get("email", ""),
            sid=hand_in.sid or ids.get("sid", ""),
            section=person.section if person else "",
            platform=hand_in.platform,
            platform_id=hand_in.student,
            submission=hand_in.submission,
            submitted=hand_in.submitted.isoformat(" ", "seconds") if hand_in.submitted else "",
            marked_late=hand_in.marked_late,
            days_late=late.days,
            seconds_late=late.seconds,
            group=row["grp"] if len(when.people) > 1 else "",
        )

    def _settled(self, standing: Standing, result: Result, row: sqlite3.Row) -> Standing:
        """What a result comes to: voided checks, corrections of parts, rules, the whole score."""
        earned = result.earned(self._ways.scheme, self._voided)
        adjusted = self._adjusted.get(standing.student, [])
        after = 0.0
        for each in adjusted:
            named = self._ways.scheme.named(each.place) if each.place else None
            if named is None:
                after += each.points
            else:
                earned[named[0].name] = max(0.0, earned[named[0].name] + each.points)
        when = self._hand_ins.occasion(row, self._ways.due)
        settlement = settle(
            self._ways.policies, when, sum(earned.values()), self._ways.scheme.points
        )
        lines = (
            *settlement.lines,
            *result.carried_lines(self._ways.scheme),
            *(each.line for each in adjusted),
            *(void.line for void in self._voided.values()),
        )
        return msgspec.structs.replace(
            standing,
            status=GRADED,
            key=result.key,
            grader=result.grader,
            digest=result.digest,
            earned=earned,
            total=round(max(0.0, settlement.score + after), 2),
            lines=lines,
        )

    def _or_before(self, standing: Standing, reason: str) -> Standing:
        """How they stood before, where that was graded."""
        before = self._before.get(standing.student)
        if before is None or not before.is_graded or not standing.is_of(before):
            return standing
        return msgspec.structs.replace(
            before, status=KEPT, reason=reason, section=standing.section or before.section
        )
