"""Q5: is process.toml complete? What it says is not judged, only that it says something."""

from __future__ import annotations

import math
from typing import Any

from grader.trials.comparing import require


def is_text(value: Any) -> bool:
    """Whether a value is a string with something in it."""
    return type(value) is str and bool(value.strip())


def test_sources_are_listed(process: Any) -> None:
    """`sources` is a list with at least one string that says what you learned from."""
    sources = process.table().get("sources")
    require(type(sources) is list, "sources is no list of strings", got=sources)
    require(len(sources) > 0, 'sources is empty; ["none"] will do if there were none', got=sources)
    require(all(is_text(source) for source in sources), "a source is no text", got=sources)


def test_collaborators_are_named_or_there_were_none(process: Any) -> None:
    """`collaborators` names each with a student_id, or is empty beside `worked_alone = true`."""
    table = process.table()
    people = table.get("collaborators", [])
    require(type(people) is list, "collaborators is no list of tables", got=people)
    if not people:
        alone = table.get("worked_alone")
        require(alone is True, "no collaborators, and worked_alone is not true", got=alone)
    for person in people:
        require(type(person) is dict, "a collaborator is no table", got=person)
        require(is_text(person.get("name")), "a collaborator has no name", got=person)
        number = person.get("student_id")
        known = is_text(number) or (type(number) is int and number > 0)
        require(known, "a collaborator has no student_id", got=person)


def test_hours_are_a_number_above_zero(process: Any) -> None:
    """`hours` is about how many hours the homework took, a number above 0."""
    hours = process.table().get("hours")
    require(type(hours) in (int, float), "hours is no number", got=hours)
    require(math.isfinite(hours) and hours > 0, f"hours is {hours}, not above 0", got=hours)
