"""The marks that people gave: a file that only grows.

Each line is one mark as it was given. Of several for one answer the one given last counts, however
often and in whichever order the files of several markers are taken in; nothing is ever removed.
Students are known by a word that tells nothing of them, so that marking is blind.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec

from grader.ending import UsageError
from grader.spreadsheet import Table, rows_of
from grader.whole_file import write_whole
from grader.written.rubrics import Rubric

NAME = "written-marks.jsonl"
_COLUMNS = ("student", "answer", "marked", "ticked", "comment")
_Item = Annotated[int, msgspec.Meta(ge=1, le=5)]


class MarksError(UsageError):
    """A file of marks can't be read; the text is one line that says where."""


class Mark(msgspec.Struct, frozen=True):
    """What somebody made of one answer.

    student: as `anonymous` has them. ticked: the rubric's items by their numbers, from 1.
    when: UTC in ISO format; later ones compare larger; "" for an answer that was left blank.
    seen: a fingerprint of what was marked. taken_back: whether this only takes an earlier one back.
    """

    student: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{12}$")]
    answer: str
    ticked: tuple[_Item, ...] = ()
    comment: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    when: str = ""
    seen: str = ""
    taken_back: bool = False


Marks = dict[tuple[str, str], Mark]


class _Saved(msgspec.Struct):
    marks: tuple[Mark, ...]


def anonymous(platform: str, student: str) -> str:
    """What a student is called while answers are marked, whatever roster is used."""
    return hashlib.sha256(f"{platform} {student}".encode()).hexdigest()[:12]


def read(path: Path) -> Marks:
    """The marks that count, by student and answer; none where there is no file.

    Raises:
        MarksError: where a line can't be read.
    """
    latest = _latest(_lines(path)) if path.exists() else {}
    return {key: mark for key, mark in latest.items() if not mark.taken_back}


def merge(path: Path, saved: Sequence[Path]) -> int:
    """Take the marks of saved files in, JSON or CSV; how many are new. Nothing is taken in unless
    every file can be read.

    Raises:
        MarksError: where one can't be.
    """
    before = _lines(path) if path.exists() else []
    known, own = set(before), _latest(before)
    given = [mark for file in saved for mark in _of_file(file, own)]
    new = [mark for mark in dict.fromkeys(given) if mark not in known]
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, b"".join(msgspec.json.encode(mark) + b"\n" for mark in [*before, *new]))
    return len(new)


@dataclass(frozen=True)
class Row:
    """What one student wrote to one question, for a table. seen: its fingerprint."""

    student: str
    rubric: Rubric
    written: str
    seen: str
    is_blank: bool


def as_table(rows: Iterable[Row], marks: Mapping[tuple[str, str], Mark]) -> str:
    """A CSV to mark in: for each student and answer what is looked for and what was written.

    A row counts once there is something under "marked", as there is where nobody wrote anything;
    "ticked" has the items' numbers.
    """
    text = io.StringIO()
    table = Table(text)
    table.write(*_COLUMNS, "place", "points", "items", "written", "seen")
    for row in rows:
        rubric = row.rubric
        mark = marks.get((row.student, rubric.name))
        items = " | ".join(
            f"{number}: {item.text} ({item.points:g})"
            for number, item in enumerate(rubric.items, 1)
        )
        given = ("x" if mark or row.is_blank else "", "", "")
        if mark:
            given = ("x", " ".join(map(str, mark.ticked)), mark.comment)
        cells = (*given, rubric.place, f"{rubric.points:g}", items, row.written, row.seen)
        table.write(row.student, rubric.name, *cells)
    return text.getvalue()


def _lines(path: Path) -> list[Mark]:
    marks = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            marks.append(msgspec.json.decode(line, type=Mark))
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise MarksError(f"{path}, line {number}: no mark ({problem})") from None
    return marks


def _latest(marks: Iterable[Mark]) -> Marks:
    latest: Marks = {}
    for mark in marks:
        key = (mark.student, mark.answer)
        if key not in latest or mark.when >= latest[key].when:
            latest[key] = mark
    return latest


def _of_file(path: Path, own: Marks) -> Sequence[Mark]:
    try:
        if path.suffix.casefold() == ".csv":
            return list(_of_table(path.read_text(encoding="utf-8-sig"), own))
        return msgspec.json.decode(path.read_bytes(), type=_Saved).marks
    except (OSError, ValueError, KeyError, msgspec.DecodeError) as problem:
        said = " ".join(str(problem).split())
        raise MarksError(
            f"{path}: no file of marks ({said}); give one that the page saved"
        ) from None


def _of_table(text: str, own: Marks) -> Iterable[Mark]:
    """The rows that say something else than what is known already; they are given now."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    for row in rows_of(text):
        if not row["marked"].strip():
            continue
        ticked = sorted({int(each) for each in row["ticked"].replace(",", " ").split()})
        said = {"student": row["student"], "answer": row["answer"], "ticked": ticked,
                "comment": row["comment"].removeprefix("'"), "when": now,
                "seen": row.get("seen") or ""}  # fmt: skip
        mark = msgspec.convert(said, Mark)
        before = own.get((mark.student, mark.answer))
        if not before or (before.ticked, before.comment) != (mark.ticked, mark.comment):
            yield mark
