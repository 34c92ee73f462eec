"""canvas.csv and moodle.csv: grades in the form that these take.

Canvas looks a person up by its own ID, then by SIS User ID, then by SIS Login ID, then by name, and
a name may be somebody else's; so each id goes into its own column, and a row that only a name could
find, or an exported gradebook's row that we know nothing for, is left out or as it was. An empty
cell would delete a grade: who has no score has no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.classroom.outcome import MISSING
from grader.classroom.people import People
from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing
from grader.classroom.tables import Table, points, table

_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
# Of an exported gradebook, what says who; grades of other assignments may be newer by now.
_WHO = (*_CANVAS, "LastName", "FirstName", "Integration ID", "Root Account")
_POINTS_POSSIBLE = "    Points Possible"
_WITH_ID = re.compile(r"(?P<title>.*) \(\d+\)")
_NOT_TO_GRADE = ("EX", "N/A")  # excused; not assigned
_MOODLE = ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
           "Last modified (grade)")  # fmt: skip


def write_canvas(path: Path, scheme: Scheme, standings: Iterable[Standing], people: People) -> int:
    """canvas.csv, and how many with a score are not in it because Canvas could not tell them."""
    by_student = {one.student: one for one in standings if one.total is not None}
    with table(path) as rows:
        if people.kind == "canvas":
            return _into_gradebook(rows, scheme, by_student, people)
        rows.write(*_CANVAS, scheme.title)
        rows.write(_POINTS_POSSIBLE, "", "", "", "", scheme.points)
        written = 0
        for one in by_student.values():
            canvas = one.platform_id if one.platform == "canvas" else ""
            if not ((canvas and canvas.isdecimal()) or one.sid or one.email):
                continue
            # Not as a name that somebody could have: where no id is found, Canvas must ask.
            name = f"{one.name} [{one.student}]"
            rows.write(name, canvas, one.sid, one.email, one.section, one.total)
            written += 1
        return len(by_student) - written


def _into_gradebook(
    rows: Table, scheme: Scheme, by_student: Mapping[str, Standing], people: People
) -> int:
    """The exported gradebook's rows in its order, with this assignment's column alone."""
    who = [name for name in people.header if name in _WHO]
    title = _column(people.header, scheme.title)
    rows.write(*who, title)
    left = dict(by_student)
    for row, person in people.rows:
        said = [row.get(name, "") for name in who]
        if person is None:
            is_points = row.get(who[0], "").strip().startswith("Points Possible")
            rows.write(*said, scheme.points if is_points else row.get(title, ""))
            continue
        one = left.pop(person.key, None)
        was = row.get(title, "")
        rows.write(*said, was if one is None or was in _NOT_TO_GRADE else one.total)
    return len(left)


def _column(header: Iterable[str], title: str) -> str:
    """The column of this assignment: Canvas writes its own number behind the title."""
    for name in header:
        match = _WITH_ID.fullmatch(name)
        if (match["title"] if match else name).casefold() == title.casefold():
            return name
    return title


def write_moodle(path: Path, scheme: Scheme, standings: Iterable[Standing], people: People) -> None:
    """moodle.csv: Moodle's grading worksheet, filled in; its other columns as they were."""
    by_student = {one.student: one for one in standings}
    with table(path) as rows:
        if people.kind == "moodle":
            rows.write(*people.header)
            for row, person in people.rows:
                one = by_student.get(person.key) if person else None
                graded = {"Grade": points(one.total)} if one and one.total is not None else {}
                rows.write(*({**row, **graded}.get(name, "") for name in people.header))
            return
        rows.write(*_MOODLE)
        for one in by_student.values():
            if one.platform == "moodle" and one.total is not None:
                rows.write(f"Participant {one.platform_id}", one.name, one.email, "", one.total,
                           scheme.points, "-")  # fmt: skip


def is_for_moodle(people: People, standings: Iterable[Standing]) -> bool:
    """Whether somebody handed in on Moodle, or the roster is its."""
    return people.kind == "moodle" or any(
        one.platform == "moodle" for one in standings if one.status != MISSING
    )
