"""Who is in the class: a roster as a course keeps it, or as Canvas, Moodle or Gradescope export it.

A hand-in is somebody's of the roster by an id that the two have in common, and by a full name only
where nothing else is said and one person alone has it. What is nobody's stays a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.classroom.collecting import HandIn
from grader.spreadsheet import rows_of
from grader.submission import SubmissionError
from grader.worker.printable import one_line

# What columns are called, by what we call them; in lower case, "_" for " ".
_CALLED = {
    "name": ("name", "full_name", "student", "student_name"),
    "first": ("first_name", "firstname", "first", "given_name"),
    "last": ("last_name", "lastname", "last", "surname"),
    "sid": ("sid", "sis_user_id", "student_id", "id_number", "matriculation_number"),
    "login": ("sis_login_id", "login", "login_id", "username"),
    "email": ("email", "e-mail", "email_address"),
    "canvas": ("canvas_id",),
    "moodle": ("identifier", "participant"),
    "section": ("section", "sections", "group"),
    "extension_days": ("extension_days", "extension"),
    "slip_days": ("slip_days",),
    "id": ("id",),
}
_IDS = ("sid", "id", "canvas", "login", "email", "moodle")
_PARTICIPANT = "participant "
_NOT_A_PERSON = ("points possible", "student, test")


@dataclass(frozen=True)
class Person:
    """One person of the roster. ids: what they are known by, and as what: "sid", "email", …

    key: what the class's tables call them.
    """

    key: str
    name: str
    ids: Mapping[str, str]
    section: str = ""
    extension_days: float | None = None
    slip_days: float | None = None

    @property
    def as_listed(self) -> str:
        """An id that nobody else has, whatever another one's numbers are."""
        return f"roster {self.key}"


@dataclass(frozen=True)
class People:
    """A roster. kind: "canvas", "moodle" or ""; header: its columns.

    rows: all rows as they were, in order, each with its person where it has one.
    """

    people: tuple[Person, ...] = ()
    kind: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[Mapping[str, str], Person | None], ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[tuple[str, str], Person]:
        """The people by each id that one of them alone has; names count as an id of their own."""
        found: dict[tuple[str, str], Person | None] = {}
        for person in self.people:
            own = {(kind, value.casefold()) for kind, value in person.ids.items()}
            for key in own | {("name", _folded(person.name))}:
                found[key] = None if key in found else person
        return {key: person for key, person in found.items() if person is not None}

    def find(self, hand_in: HandIn) -> Person | None:
        """Whose a hand-in is."""
        for kind, value in _known(hand_in):
            person = self._by_id.get((kind, value.casefold()))
            if person is not None and not self._is_a_teams(hand_in, person):
                return person
        same_name = self._by_id.get(("name", _folded(hand_in.name)))
        if hand_in.platform in ("moodle", "folder"):
            return same_name
        # A login is often what stands before the @, and two people seldom share both.
        login = hand_in.email.partition("@")[0].casefold()
        own = same_name.ids.get("login", "").casefold() if same_name else ""
        return same_name if login and own == login else None

    def _is_a_teams(self, hand_in: HandIn, person: Person) -> bool:
        """Whether Moodle's number is a team's: it is some participant's as well, of another name.

        Moodle's own worksheet has the names that Moodle's files have, unless either hides them.
        """
        if self.kind != "moodle" or hand_in.platform != "moodle" or person.name == person.key:
            return False
        return _letters(hand_in.name) not in (_PARTICIPANT.strip(), _letters(person.name))


def _known(hand_in: HandIn) -> Iterator[tuple[str, str]]:
    """What a platform's ids are to a roster, the surest first."""
    if hand_in.platform == "canvas":
        yield from (("canvas", hand_in.student), ("id", hand_in.student))
    elif hand_in.platform == "moodle":
        yield from (("moodle", hand_in.student), ("id", hand_in.student))
    elif hand_in.platform == "folder":
        yield from ((kind, hand_in.student) for kind in _IDS)
    else:
        if hand_in.sid:
            yield from (("sid", hand_in.sid), ("id", hand_in.sid))
        if hand_in.email:
            yield from (("email", hand_in.email), ("login", hand_in.email))


def read(path: Path) -> People:
    """Read a roster.

    Raises:
        SubmissionError: where it is no table with people.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        first = text.partition("\n")[0]
        rows = rows_of(text, ";" if first.count(";") > first.count(",") else ",")
    except (OSError, ValueError) as error:
        raise SubmissionError(f"{path}: can't be read as a table in UTF-8 ({error})") from None
    header = tuple(rows[0]) if rows else ()
    columns = _columns(header)
    if not ({"name", "last"} & columns.keys() or set(_IDS) & columns.keys()):
        raise SubmissionError(
            f"{path}: no column that says who; give one called name, sid or email"
        )
    kind = _kind(header)
    if kind == "canvas":
        columns["canvas"] = columns.pop("id")
    told = []
    for number, row in enumerate(rows, 2):
        row = {name: value or "" for name, value in row.items() if name is not None}
        told.append((row, _person(f"{path}, line {number}", row, columns)))
    people = [person for _, person in told if person is not None]
    return People(_told_apart(path, people), kind, header, tuple(told))


def _columns(header: tuple[str, ...]) -> dict[str, str]:
    """The header's name of each column that means something here."""
    by_name = {name.strip().casefold().replace(" ", "_"): name for name in reversed(header) if name}
    return {
        meaning: by_name[called]
        for meaning, names in _CALLED.items()
        for called in reversed(names)
        if called in by_name
    }


def _kind(header: tuple[str, ...]) -> str:
    if "SIS Login ID" in header and "ID" in header:
        return "canvas"
    return "moodle" if "Identifier" in header else ""


def _person(where: str, row: Mapping[str, str], columns: Mapping[str, str]) -> Person | None:
    """The person of a row; None for a row about the table itself."""

    def said(meaning: str) -> str:
        return one_line(row.get(columns.get(meaning, ""), "")).strip()

    name = said("name") or " ".join(filter(None, (said("first"), said("last"))))
    ids = {kind: value for kind in _IDS if (value := said(kind))}
    if "moodle" in ids:
        ids["moodle"] = ids["moodle"].casefold().removeprefix(_PARTICIPANT)
    if name.casefold().startswith(_NOT_A_PERSON) or not (name or ids):
        return None
    key = next((ids[kind] for kind in _IDS if kind in ids), name)
    return Person(
        key,
        _first_last(name) or key,
        ids,
        said("section"),
        _days(where, said("extension_days")),
        _days(where, said("slip_days")),
    )


def _first_last(name: str) -> str:
    """A name as people say it: "Lovelace, Ada" is Ada Lovelace."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and first else name


def _letters(name: str) -> str:
    """What file names keep of a name."""
    return "".join(filter(str.isalnum, _folded(name)))


def _folded(name: str) -> str:
    return " ".join(_first_last(name).casefold().split())


def _days(where: str, text: str) -> float | None:
    if not text:
        return None
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days < 10_000:
        raise SubmissionError(f"{where}: {text!r} is no number of days")
    return days


def _told_apart(path: Path, people: list[Person]) -> tuple[Person, ...]:
    seen: set[str] = set()
    for person in people:
        if person.key in seen:
            raise SubmissionError(f"{path}: {person.key} is there twice")
        seen.add(person.key)
    return tuple(people)
