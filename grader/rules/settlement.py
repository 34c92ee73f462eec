"""What the rules make of a score: refused, kept, cut, or as it was earned.

Each rule that touches a submission gives one line for the student, and so does one that can't be
applied because what the platform says can't be read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.rules.occasion import Occasion, Person, Said
from grader.rules.policies import Limit, Policies


@dataclass(frozen=True)
class Settlement:
    """The score after all rules, and a line for each that applied."""

    score: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lateness:
    """Days begun after the due date, and how many of them slip days pay for.

    seconds: past the due date, without grace; -1 where nobody knows.
    """

    days: int = 0
    paid: int = 0
    seconds: float = -1.0

    @property
    def charged(self) -> int:
        """The days that cost something."""
        return self.days - self.paid


def refusal(policies: Policies, occasion: Occasion) -> str | None:
    """The line that says why a submission is not to be graded at all; None where it is."""
    group, people = policies.group, len(occasion.people)
    if group is not None and people > group.largest:
        return (
            f"Not graded: handed in by {people} people, and a group has at most {group.largest:g}. "
            "Hand in again with fewer."
        )
    if policies.limit is None or occasion.time is None:
        return None
    window = timedelta(hours=policies.limit.hours)
    used = _counted(policies.limit, occasion)
    recent = [time for time in used if time > occasion.time - window]
    if len(recent) < policies.limit.submissions:
        return None
    again = (recent[-int(policies.limit.submissions)] + window).isoformat(" ", "minutes")
    return (
        f"Not graded: in {policies.limit.hours:g} hours {policies.limit.submissions:g} submissions "
        f"are graded. The next one is from {again} on."
    )


def settle(policies: Policies, occasion: Occasion, earned: float, possible: float) -> Settlement:
    """What the points earned come to."""
    lines: list[str] = []
    if len(occasion.people) > 1:
        names = ", ".join(person.name for person in occasion.people)
        lines.append(f"Handed in together by {names}: the score is the same for all.")
    score = earned
    rule = policies.pass_fail
    if rule is not None:
        score = possible if earned >= rule.points else 0.0
        lines.append(
            f"Pass or fail: from {rule.points:g} points on all {possible:g} count, below none."
        )
    late = lateness(policies, occasion)
    if policies.late is not None and late.days:
        left = max(0.0, 100 - policies.late.percent_per_day * late.charged)
        if late.charged > policies.late.most_days:
            left = 0.0
        score *= left / 100
        lines.append(_late_line(late, left))
    lines += _not_applied(policies, occasion)
    # Cents of a point: products with a percentage have no short binary form.
    return Settlement(round(score, 2), tuple(lines))


def lateness(policies: Policies, occasion: Occasion) -> Lateness:
    """How late it is. Of what a platform only marks as late, one day has begun for certain."""
    if occasion.time is None or occasion.due is None:
        days, over = int(occasion.marked_late), None
    else:
        grace = timedelta(minutes=policies.late.grace_minutes if policies.late else 0)
        over = occasion.time - occasion.due - _extension(policies, occasion)
        days = max(0, math.ceil((over - grace) / timedelta(days=1)))
    paid = min(days, _slip_days(policies, occasion.people))
    return Lateness(days, paid, -1.0 if over is None else max(0.0, over.total_seconds()))


def _extension(policies: Policies, occasion: Occasion) -> timedelta:
    """The longest extension of its people that policies.toml has."""
    days = [_of(person, policies.extensions) or 0.0 for person in occasion.people]
    return timedelta(days=max(days, default=0.0))


def _late_line(late: Lateness, left: float) -> str:
    days = _counted_days(late.days)
    is_timed = late.seconds >= 0
    why = "each day begun counts" if is_timed else "the platform marks it late and not by how much"
    slip = f" {_counted_days(late.paid)} of it are slip days." if late.paid else ""
    return f"Late by {days} ({why}): {left:g} % of the points count.{slip}"


def _counted_days(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'}"


def _slip_days(policies: Policies, people: Iterable[Person]) -> int:
    """The slip days that all of the people still have."""
    rule = policies.slip_days
    if rule is None:
        return 0
    own = [_of(person, rule.left) for person in people]
    return int(min((rule.days if days is None else days for days in own), default=rule.days))


def _of(person: Person, table: Mapping[str, float]) -> float | None:
    """The number that a table has for a person, by whichever of their ids."""
    return next((table[key.casefold()] for key in person.ids if key.casefold() in table), None)


def _not_applied(policies: Policies, occasion: Occasion) -> list[str]:
    """A line for each rule that needs what can't be read."""
    needs = {
        "late": (policies.late, {Said.TIME, Said.DUE}),
        "limit": (policies.limit, {Said.TIME, Said.EARLIER}),
        "group": (policies.group, {Said.PEOPLE}),
    }
    return [
        f"The rule [{name}] was not applied: {' and '.join(sorted(missing))} can't be read."
        for name, (rule, needed) in needs.items()
        if rule is not None and (missing := needed & occasion.unreadable)
    ]


def _counted(limit: Limit, occasion: Occasion) -> list[datetime]:
    """The times of the earlier submissions that count: not those that were over the limit
    themselves, nor those that we failed to grade."""
    counted: list[datetime] = []
    for earlier in occasion.earlier:
        start = earlier.time - timedelta(hours=limit.hours)
        within = sum(time > start for time in counted)
        if within < limit.submissions and earlier.was_read:
            counted.append(earlier.time)
    return counted
