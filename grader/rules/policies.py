"""Which rules a course has: policies.toml, read and checked.

A section that is not in the file is a rule that the course does not have.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.ending import UsageError
from grader.rules.occasion import is_usable

_MOST = 1_000_000  # days, hours, points: what can be reckoned with
VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


class PolicyError(UsageError):
    """policies.toml can't be used; the text is one line that says why."""

    def __init__(self, text: str) -> None:
        super().__init__(" ".join(text.splitlines()))


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
class Due:
    """When it is due, where the platform does not say: a class graded here."""

    date: datetime


@dataclass(frozen=True)
class SlipDays:
    """Late days that cost nothing: so many for everybody, other numbers in `left` by e-mail address
    or id."""

    days: float
    left: Mapping[str, float] = field(default_factory=dict)


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
class FollowThrough:
    """Whether checks that fail of one known slip alone, which others cost, count as passed."""

    carry: bool = True


@dataclass(frozen=True)
class Policies:
    """The rules of one course. extensions: days by e-mail address or id."""

    visibility: Visibility = Visibility()
    follow_through: FollowThrough = FollowThrough()
    limit: Limit | None = None
    late: Late | None = None
    due: Due | None = None
    extensions: Mapping[str, float] = field(default_factory=dict)
    slip_days: SlipDays | None = None
    group: Group | None = None
    pass_fail: PassFail | None = None

    @property
    def named(self) -> set[str]:
        """The ids that rules name people by, in lower case."""
        return {*self.extensions, *(self.slip_days.left if self.slip_days else ())}


_RULES = {
    "visibility": Visibility,
    "follow_through": FollowThrough,
    "limit": Limit,
    "late": Late,
    "due": Due,
    "slip_days": SlipDays,
    "group": Group,
    "pass_fail": PassFail,
}
_SECTIONS = (*_RULES, "extensions")


def load(path: Path, possible: float = math.inf) -> Policies:
    """Read policies.toml. possible: the points that there are.

    Raises:
        PolicyError: for a section, key or value that is not known or makes no sense.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise PolicyError(f"{path.name} can't be read: {error}") from None
    unknown = sorted(set(table) - set(_SECTIONS))
    if unknown:
        raise PolicyError(
            f"{path.name}: no such rule: [{unknown[0]}]; there are {', '.join(_SECTIONS)}"
        )
    rules: dict[str, Any] = {
        name: _days(path.name, name, values)
        if name == "extensions"
        else _rule(path.name, name, values)
        for name, values in table.items()
    }
    policies = Policies(**rules)
    bar = policies.pass_fail
    if bar is not None and bar.points > possible:
        raise PolicyError(
            f"{path.name}: points in [pass_fail] is {bar.points:g}, and there are {possible:g}"
        )
    return policies


def described(policies: Policies) -> list[str]:
    """A line for each rule that is in force, for staff."""
    lines = [
        f"public checks {policies.visibility.public}, hidden checks {policies.visibility.hidden}"
    ]
    for name in _RULES:
        rule = getattr(policies, name)
        if rule is not None and name not in ("visibility", "follow_through"):
            values = {key.name: getattr(rule, key.name) for key in fields(rule)}
            shown = [f"{key} {_shown(value)}" for key, value in values.items() if value != math.inf]
            lines.append(f"{name}: {', '.join(shown)}")
    if not policies.follow_through.carry:
        lines.append("each check counts for itself: one slip may cost many")
    if policies.extensions:
        lines.append(f"extensions: {len(policies.extensions)}")
    return lines


def _shown(value: object) -> str:
    if isinstance(value, int | float):
        return f"{value:g}"
    return f"for {len(value)}" if isinstance(value, Mapping) else str(value)


def _rule(file: str, name: str, values: Any) -> Any:
    rule = _RULES[name]
    known = {key.name: key for key in fields(rule)}
    if not isinstance(values, dict):
        raise PolicyError(f"{file}: {name} must be a section, [{name}]")
    for key, value in values.items():
        where = f"{file}: {key} in [{name}]"
        if key not in known:
            raise PolicyError(f"{where} is not known; there are {', '.join(known)}")
        if rule is Visibility:
            if value not in VISIBILITIES:
                raise PolicyError(f"{where} must be one of {', '.join(VISIBILITIES)}")
        elif rule is FollowThrough:
            if not isinstance(value, bool):
                raise PolicyError(f"{where} must be true or false")
        elif rule is Due:
            if not isinstance(value, datetime) or not is_usable(value):
                raise PolicyError(f"{where} must be a time with its zone, 2026-09-12T23:00:00Z")
        elif key != "left":
            _require_number(where, value)
    if name in ("limit", "group") and any(value < 1 for value in values.values()):
        raise PolicyError(f"{file}: numbers in [{name}] must be 1 or more")
    if "left" in values:
        values = values | {"left": _days(file, f"{name}.left", values["left"])}
    try:
        return rule(**values)
    except TypeError:
        missing = ", ".join(key for key in known if key not in values)
        raise PolicyError(f"{file}: [{name}] needs {missing}") from None


def _days(file: str, name: str, values: Any) -> dict[str, float]:
    """Days by e-mail address or id, in lower case as they are looked up."""
    if not isinstance(values, dict):
        raise PolicyError(f"{file}: {name} must be a section, [{name}]")
    for key, value in values.items():
        _require_number(f"{file}: {key} in [{name}]", value)
    return {key.casefold(): value for key, value in values.items()}


def _require_number(where: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
        raise PolicyError(f"{where} must be a number, from 0 to {_MOST:,}")
