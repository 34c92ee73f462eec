"""The course's rules around a score: limits, lateness, groups, pass or fail; from policies.toml.

Each rule that touches a submission gives one line for the student. Rules see the metadata's times
and never the clock. A section that is not in the file is a rule that the course does not have.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from grader.gradescope.metadata import Metadata

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


class PolicyError(Exception):
    """policies.toml can't be used; the text is one line that says why."""


@dataclass(frozen=True)
class Limit:
    """At most so many graded submissions in any so many hours; beyond, the last score is kept."""

    submissions: float
    hours: float


@dataclass(frozen=True)
class Late:
    """Percent of the points that each day begun after the due date costs, and after how many days
    nothing is left. The due date has moved by grace_minutes when days are counted."""

    percent_per_day: float
    most_days: float = math.inf
    grace_minutes: float = 0.0


@dataclass(frozen=True)
class Group:
    """How many people may hand in together; a larger group's submission is not graded."""

    largest: float


@dataclass(frozen=True)
class PassFail:
    """All points from so many points on, none below."""

    points: float


@dataclass(frozen=True)
class Visibility:
    """When students see public and hidden checks, in Gradescope's words."""

    public: str = "visible"
    hidden: str = "after_due_date"


@dataclass(frozen=True)
class Policies:
    """The rules of one course."""

    visibility: Visibility = Visibility()
    limit: Limit | None = None
    late: Late | None = None
    group: Group | None = None
    pass_fail: PassFail | None = None


@dataclass(frozen=True)
class Settlement:
    """The score after all rules, and a line for each that applied."""

    score: float
    lines: tuple[str, ...]


_RULES = {
    "visibility": Visibility,
    "limit": Limit,
    "late": Late,
    "group": Group,
    "pass_fail": PassFail,
}


def load(path: Path) -> Policies:
    """Read policies.toml.

    Raises:
        PolicyError: for a section, key or value that is not known.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{path.name} can't be read: {error}") from None
    unknown = sorted(set(table) - set(_RULES))
    if unknown:
        raise PolicyError(
            f"{path.name}: no such rule: [{unknown[0]}]; there are {', '.join(_RULES)}"
        )
    return Policies(**{name: _rule(path.name, name, values) for name, values in table.items()})


def refusal(policies: Policies, metadata: Metadata) -> str | None:
    """The line that says why a submission is not to be graded at all; None where it is."""
    group, people = policies.group, len(metadata.people)
    if group is not None and people > group.largest:
        return (
            f"Not graded: handed in by {people} people, and a group has at most {group.largest:g}. "
            "Hand in again with fewer."
        )
    if policies.limit is None or metadata.created_at is None:
        return None
    window = timedelta(hours=policies.limit.hours)
    used = _counted(policies.limit, metadata)
    recent = [time for time in used if time > metadata.created_at - window]
    if len(recent) < policies.limit.submissions:
        return None
    again = (recent[-int(policies.limit.submissions)] + window).isoformat(" ", "minutes")
    return (
        f"Not graded: in {policies.limit.hours:g} hours {policies.limit.submissions:g} submissions "
        f"are graded. The next one is from {again} on."
    )


def settle(policies: Policies, metadata: Metadata, earned: float, possible: float) -> Settlement:
    """What the points earned come to."""
    lines: list[str] = []
    if len(metadata.people) > 1:
        lines.append(
            f"Handed in together by {', '.join(metadata.people)}: the score is the same for all."
        )
    score = earned
    rule = policies.pass_fail
    if rule is not None:
        score = possible if earned >= rule.points else 0.0
        lines.append(
            f"Pass or fail: from {rule.points:g} points on all {possible:g} count, below none."
        )
    days = days_late(policies.late, metadata)
    if policies.late is not None and days:
        left = max(0.0, 100 - policies.late.percent_per_day * days)
        if days > policies.late.most_days:
            left = 0.0
        score *= left / 100
        lines.append(
            f"Late by {days} {'day' if days == 1 else 'days'} (each day begun counts): "
            f"{left:g} % of the points count."
        )
    # Cents of a point: products with a percentage have no short binary form.
    return Settlement(round(score, 2), tuple(lines))


def days_late(late: Late | None, metadata: Metadata) -> int:
    """Days begun after the due date and the minutes of grace."""
    if late is None or metadata.created_at is None or metadata.due is None:
        return 0
    over = metadata.created_at - metadata.due - timedelta(minutes=late.grace_minutes)
    return max(0, math.ceil(over / timedelta(days=1)))


def _counted(limit: Limit, metadata: Metadata) -> list[datetime]:
    """The times of the earlier submissions that count: not those that were over the limit
    themselves, nor those that we failed to grade."""
    counted: list[datetime] = []
    for earlier in metadata.previous:
        start = earlier.time - timedelta(hours=limit.hours)
        within = sum(time > start for time in counted)
        if within < limit.submissions and earlier.state not in ("failed", "started", "grading"):
            counted.append(earlier.time)
    return counted


def _rule(file: str, name: str, values: Any) -> Any:
    rule = _RULES[name]
    known = {field.name: field for field in fields(rule)}
    if not isinstance(values, dict):
        raise PolicyError(f"{file}: {name} must be a section, [{name}]")
    for key, value in values.items():
        where = f"{file}: {key} in [{name}]"
        if key not in known:
            raise PolicyError(f"{where} is not known; there are {', '.join(known)}")
        if rule is Visibility:
            if value not in VISIBILITIES:
                raise PolicyError(f"{where} must be one of {', '.join(VISIBILITIES)}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise PolicyError(f"{where} must be a number, 0 or more")
    if name in ("limit", "group") and any(value < 1 for value in values.values()):
        raise PolicyError(f"{file}: numbers in [{name}] must be 1 or more")
    try:
        return rule(**values)
    except TypeError:
        missing = ", ".join(key for key in known if key not in values)
        raise PolicyError(f"{file}: [{name}] needs {missing}") from None
