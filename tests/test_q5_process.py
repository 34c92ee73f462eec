"""Q5: is process.toml complete? What it says is not judged, only that it says something."""

from __future__ import annotations

import math
from typing import Any

from grader.trials.comparing import require


def is_text(value: Any) -> bool:
    """Whether a value is a string with something in it."""
    return type(value) is str and bool(value.strip())


def test_sources_are_listed(process: Any) -> None:
    """`sources` is a list of strings that say what you learned from; empty if there were none."""
    sources = process.table().get("sources")
    require(type(sources) is list, "sources is no list of strings", got=sources)
    require(all(is_text(source) for source in sources), "a source is no text", got=sources)


def require_collaborator(person: Any) -> None:
    """One person as a table with name and student_id, or a group in words, as text or as a name."""
    if type(person) is not dict:
        require(is_text(person), "a collaborator is neither a table nor text", got=person)
        return
    require(is_text(person.get("name")), "a collaborator has no name", got=person)
    number = person.get("student_id", "left out")
    known = is_text(number) or (type(number) is int and number > 0)
    require(known, "a student_id is empty; for a group in words leave it out", got=person)


def test_collaborators_are_named_or_there_were_none(process: Any) -> None:
    """`collaborators` names people or describes the group; where none, `worked_alone = true`."""
    table = process.table()
    people = table.get("collaborators", [])
    if type(people) is str:
        people = [people] if is_text(people) else []
    require(type(people) is list, "collaborators is neither a list nor text", got=people)
    if not people:
        alone = table.get("worked_alone")
        require(alone is True, "no collaborators, and worked_alone is not true", got=alone)
    for person in people:
        require_collaborator(person)


def test_hours_are_a_number_above_zero(process: Any) -> None:
    """`hours` is about how many hours the homework took, a number above 0."""
    hours = process.table().get("hours")
    require(type(hours) in (int, float), "hours is no number", got=hours)
    require(math.isfinite(hours) and hours > 0, f"hours is {hours}, not above 0", got=hours)
