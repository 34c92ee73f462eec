"""canvas.csv, moodle.csv and gradescope.csv: grades in the form that these take or give.

Canvas looks a person up by its own ID, then by SIS User ID, then by SIS Login ID, then by name, and
a name may be somebody else's; so each id goes into its own column, and a row that only a name could
find, or an exported gradebook's row that we know nothing for, is left out or as it was. An empty
cell would delete a grade: who has no score, or not all of it, has no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from grader.classroom.outcome import MISSING
from grader.classroom.people import People
from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing
from grader.classroom.tables import Table, points, table
from grader.classroom.written_half import Score

_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
# Of an exported gradebook, what says who; grades of other assignments may be newer by now.
_WHO = (*_CANVAS, "LastName", "FirstName", "Integration ID", "Root Account")
_POINTS_POSSIBLE = "    Points Possible"
_WITH_ID = re.compile(r"(?P<title>.*) \(\d+\)")
_NOT_TO_GRADE = ("EX", "N/A")  # excused; not assigned
_MOODLE = ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
           "Last modified (grade)")  # fmt: skip
_GRADESCOPE = (
    "Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status", "Submission ID",
    "Submission Time", "Lateness (H:M:S)",
)  # fmt: skip


def write_canvas(
    path: Path,
    title: str,
    scores: Sequence[Score],
    standings: Iterable[Standing],
    people: People,
) -> int:
    """canvas.csv, and how many with a score are not in it because Canvas could not tell them."""
    by_student = {one.student: one for one in standings if scores[-1].of(one) is not None}
    # Canvas compares the first heading, and a mark in front would be part of it.
    with table(path, "utf-8") as rows:
        if people.kind == "canvas":
            return _into_gradebook(rows, title, scores, by_student, people)
        rows.write(*_CANVAS, *(_titled(title, score) for score in scores))
        rows.write(_POINTS_POSSIBLE, "", "", "", "", *(score.possible for score in scores))
        written = 0
        for one in by_student.values():
            canvas = one.platform_id if one.platform == "canvas" else ""
            if not ((canvas and canvas.isdecimal()) or one.sid or one.email):
                continue
            # Not as a name that somebody could have: where no id is found, Canvas must ask.
            name = f"{one.name} [{one.student}]"
            own = (score.of(one) for score in scores)
            rows.write(name, canvas, one.sid, one.email, one.section, *own)
            written += 1
        return len(by_student) - written


def _into_gradebook(
    rows: Table,
    title: str,
    scores: Sequence[Score],
    by_student: Mapping[str, Standing],
    people: People,
) -> int:
    """The exported gradebook's rows in its order, with this assignment's columns alone."""
    who = [name for name in people.header if name in _WHO]
    columns = [_column(people.header, _titled(title, score)) for score in scores]
    rows.write(*who, *columns)
    left = dict(by_student)
    for row, person in people.rows:
        said = [row.get(name, "") for name in who]
        was = [row.get(name, "") for name in columns]
        if person is None:
            is_points = row.get(who[0], "").strip().startswith("Points Possible")
            rows.write(*said, *((score.possible for score in scores) if is_points else was))
            continue
        one = left.pop(person.key, None)
        rows.write(*said, *(
            before if one is None or before in _NOT_TO_GRADE else score.of(one)
            for before, score in zip(was, scores, strict=True)
        ))  # fmt: skip
    return len(left)


def _titled(title: str, score: Score) -> str:
    return f"{title}: {score.name}" if score.name else title


def _column(header: Iterable[str], title: str) -> str:
    """The column of this assignment: Canvas writes its own number behind the title."""
    for name in header:
        match = _WITH_ID.fullmatch(name)
        if (match["title"] if match else name).casefold() == title.casefold():
            return name
    return title


def write_moodle(
    path: Path, scores: Sequence[Score], standings: Iterable[Standing], people: People
) -> str:
    """moodle.csv: Moodle's grading worksheet, filled in; its other columns as they were, and behind
    them what a grade is made of. A line for staff where Moodle would not take all of it, or ""."""
    by_student = {one.student: one for one in standings}
    *pieces, whole = scores
    with table(path) as rows:
        if people.kind != "moodle":
            rows.write(*_MOODLE, *(score.name for score in pieces))
            for one in by_student.values():
                if one.platform == "moodle" and (grade := whole.of(one)) is not None:
                    own = (score.of(one) for score in pieces)
                    rows.write(f"Participant {one.platform_id}", one.name, one.email, "", grade,
                               whole.possible, "-", *own)  # fmt: skip
            return ""
        rows.write(*people.header, *(score.name for score in pieces))
        for row, person in people.rows:
            graded = by_student.get(person.key) if person else None
            grade = whole.of(graded) if graded else None
            filled = row if grade is None else {**row, "Grade": points(grade)}
            own = (score.of(graded) if graded else None for score in pieces)
            rows.write(*(filled.get(name, "") for name in people.header), *own)
    return _other_maximum(people, whole.possible)


def _other_maximum(people: People, possible: float) -> str:
    """Moodle skips without a word what is above the maximum that it knows."""
    for row, _ in people.rows:
        said = row.get("Maximum Grade", "").replace(",", ".")
        if said and float(said) != possible:
            return (
                f"moodle.csv has {possible:g} points and Moodle's maximum is {float(said):g}: set "
                "the maximum there, or Moodle leaves out what is above it"
            )
    return ""


def is_for_moodle(people: People, standings: Iterable[Standing]) -> bool:
    """Whether somebody handed in on Moodle, or the roster is its."""
    return people.kind == "moodle" or any(
        one.platform == "moodle" for one in standings if one.status != MISSING
    )


def write_gradescope(
    path: Path, scheme: Scheme, scores: Sequence[Score], standings: Iterable[Standing]
) -> None:
    """gradescope.csv: the columns that Gradescope exports grades in."""
    *pieces, whole = scores
    titles = [f"{number}: {part.title} ({part.points:.1f} pts)"
              for number, part in enumerate(scheme.parts, 1)]  # fmt: skip
    more = [f"{score.name} ({score.possible:.1f} pts)" for score in pieces]
    with table(path) as rows:
        rows.write(*_GRADESCOPE, *titles, *more)
        for one in standings:
            grade = whole.of(one)
            is_missing = one.status == MISSING
            status = "Graded" if grade is not None else "Missing" if is_missing else "Ungraded"
            rows.write(
                one.name, one.sid or one.student, one.email, one.section, points(grade),
                whole.possible, status, one.submission, one.submitted, _lateness(one),
                *(one.earned.get(part.name, "" if one.total is None else 0.0)
                  for part in scheme.parts),
                *(points(score.of(one)) for score in pieces),
            )  # fmt: skip


def _lateness(standing: Standing) -> str:
    if standing.seconds_late < 0:
        return ""
    minutes, seconds = divmod(round(standing.seconds_late), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
