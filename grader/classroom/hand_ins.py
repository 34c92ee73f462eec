"""The hand-ins of one run: found, told whose they are, read, graded. They are written down anew by
every run.

They go in as they are found and come out in pieces, so nothing in memory grows with the class.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from grader.classroom.collecting import Found, HandIn, LeftOver
from grader.classroom.executors import Answer
from grader.classroom.outcome import NOT_GRADED, NOTHING_TO_GRADE, REFUSED, Seen
from grader.classroom.people import People, Person
from grader.classroom.result import key
from grader.classroom.store import Store
from grader.rules import occasion as rules
from grader.rules.occasion import Occasion, Said
from grader.rules.policies import Policies
from grader.rules.settlement import refusal
from grader.worker.printable import one_line

_PIECE = 500


@dataclass(frozen=True)
class Enrolled:
    """A hand-in and whose it is. person: None for somebody who is not on the roster."""

    hand_in: HandIn
    person: Person | None = None

    @property
    def name(self) -> str:
        """What they are called."""
        return self.person.name if self.person else self.hand_in.name

    @property
    def as_rules_know_them(self) -> rules.Person:
        """With all ids that a rule may name them by."""
        hand_in, person = self.hand_in, self.person
        own = (hand_in.email, hand_in.sid, hand_in.student)
        listed = (person.as_listed, *person.ids.values()) if person else ()
        return rules.Person(self.name, tuple(dict.fromkeys(filter(None, (*listed, *own)))))


class HandIns:
    """The hand-ins of a store."""

    def __init__(self, store: Store) -> None:
        self._store, self._data = store, store.data

    def enroll(self, found: Iterable[Found], roster: People) -> None:
        """Take in everything that was found, in place of what an earlier run has found."""
        taken = {person.key for person in roster.people}
        with self._store.change():
            self._data.execute("DELETE FROM hand_in")
            self._data.execute("DELETE FROM left_over")
            for each in found:
                if isinstance(each, LeftOver):
                    values = (each.entry, each.student, each.why)
                    self._data.execute("INSERT INTO left_over VALUES (?, ?, ?)", values)
                    continue
                person = roster.find(each)
                student = person.key if person else each.student
                if person is None and student in taken:
                    student = f"{each.platform} {student}"
                self._data.execute(
                    "INSERT OR IGNORE INTO hand_in (student, line, grp, ordered)"
                    " VALUES (?, ?, ?, ?)",
                    (student, _packed(Enrolled(each, person)), _stored(each.group), each.order),
                )

    def __len__(self) -> int:
        return int(self._data.execute("SELECT count(*) FROM hand_in").fetchone()[0])

    def choose(self, policies: Policies, due: Occasion, *, only_latest: bool) -> None:
        """Say which hand-ins count: those that no rule refuses, and of these all or the latest."""
        cursor = self._data.execute("SELECT * FROM hand_in ORDER BY student, ordered, id")
        changes: list[tuple[int, str, str, int]] = []
        for _, own in groupby(cursor, key=lambda row: row["student"]):
            changes += _choice(list(own), self, policies, due, only_latest)
        with self._store.change():
            self._data.executemany(
                "UPDATE hand_in SET counts = ?, status = ?, reason = ? WHERE id = ?", changes
            )

    def occasion(self, row: sqlite3.Row, due: Occasion) -> Occasion:
        """When and by whom a hand-in came. due: what is the same for all."""
        enrolled = unpacked(row["line"])
        together = self._data.execute(
            "SELECT line FROM hand_in WHERE grp = ? ORDER BY student", (row["grp"],)
        ).fetchall()
        persons = [unpacked(other["line"]).as_rules_know_them for other in together]
        return replace(
            due,
            time=enrolled.hand_in.submitted,
            people=tuple(persons),
            marked_late=enrolled.hand_in.marked_late,
            unreadable=frozenset({Said.TIME} if enrolled.hand_in.untimed else ()),
        )

    @property
    def counting(self) -> int:
        """How many count."""
        query = "SELECT count(*) FROM hand_in WHERE counts"
        return int(self._data.execute(query).fetchone()[0])

    def to_read(self) -> Iterator[tuple[int, HandIn]]:
        """The hand-ins that count, in pieces, so that more can be noted in between."""
        for row in _pieces(self._data, "SELECT * FROM hand_in WHERE counts AND id > ?"):
            yield row["id"], unpacked(row["line"]).hand_in

    def called(self, names: Collection[str], roster: People) -> dict[str, set[str]]:
        """Who handed in or is on the roster under each of these ids, as tables call them.

        names: in lower case.
        """
        found: dict[str, set[str]] = {name: set() for name in names}
        for student, ids in self._everybody(roster):
            for name in {each.casefold() for each in (student, *ids)} & found.keys():
                found[name].add(student)
        return found

    def _everybody(self, roster: People) -> Iterator[tuple[str, Iterable[str]]]:
        for row in self._data.execute("SELECT student, line FROM hand_in"):
            yield row["student"], unpacked(row["line"]).as_rules_know_them.ids
        for person in roster.people:
            yield person.key, person.ids.values()

    def to_grade(self) -> Waiting:
        """One hand-in for each key without a result that can stand."""
        query = (
            "SELECT min(hand_in.id) AS id, line, hand_in.key AS key FROM hand_in LEFT JOIN result"
            " USING (key) WHERE hand_in.key != '' AND counts AND (result.key IS NULL"
            " OR trouble != '') GROUP BY hand_in.key"
        )
        # What is graded meanwhile leaves this list, so it is written down before the first is.
        with self._store.change():
            self._data.execute("DROP TABLE IF EXISTS temp.waiting")
            self._data.execute(f"CREATE TEMP TABLE waiting AS {query}")
        return Waiting(self._data)

    def note_seen(self, number: int, answer: Answer, grader: str) -> None:
        """Write down what a hand-in holds."""
        seen: Seen = answer.value or Seen(reason=answer.error, ours=answer.error)
        name = key(seen.fingerprint, grader) if seen.fingerprint else ""
        status = (NOT_GRADED if seen.ours else NOTHING_TO_GRADE) if seen.reason else ""
        self._data.execute(
            "UPDATE hand_in SET key = ?, status = ?, reason = ? WHERE id = ?",
            (name, status, one_line(seen.reason), number),
        )

    def note_failure(self, name: str, reason: str) -> None:
        """Write down that a key has no result this time."""
        self._data.execute(
            "UPDATE hand_in SET status = ?, reason = ? WHERE key = ?",
            (NOT_GRADED, one_line(reason), name),
        )

    def by_student(self) -> Iterator[tuple[str, list[sqlite3.Row]]]:
        """The hand-ins of each person, the latest last."""
        cursor = self._data.execute("SELECT * FROM hand_in ORDER BY student, ordered, id")
        for student, own in groupby(cursor, key=lambda row: row["student"]):
            yield student, list(own)

    def left_over(self) -> list[LeftOver]:
        """The files that no hand-in is made of."""
        rows = self._data.execute("SELECT entry, why, student FROM left_over ORDER BY entry")
        return [LeftOver(*row) for row in rows]


class Waiting:
    """What is to be graded, in pieces, so that results can be kept in between."""

    def __init__(self, data: sqlite3.Connection) -> None:
        self._data = data

    def __len__(self) -> int:
        return int(self._data.execute("SELECT count(*) FROM temp.waiting").fetchone()[0])

    def __iter__(self) -> Iterator[tuple[int, HandIn, str]]:
        for row in _pieces(self._data, "SELECT * FROM temp.waiting WHERE id > ?"):
            yield row["id"], unpacked(row["line"]).hand_in, row["key"]


def _pieces(data: sqlite3.Connection, query: str) -> Iterator[sqlite3.Row]:
    last = 0
    while rows := data.execute(f"{query} ORDER BY id LIMIT {_PIECE}", (last,)).fetchall():
        yield from rows
        last = rows[-1]["id"]


def _choice(
    own: list[sqlite3.Row], hand_ins: HandIns, policies: Policies, due: Occasion, only_latest: bool
) -> Iterator[tuple[int, str, str, int]]:
    """Of one person's hand-ins: whether each counts, and why not; only what isn't so already."""
    accepted: list[sqlite3.Row] = []
    earlier: list[rules.Earlier] = []
    for row in own:
        when = hand_ins.occasion(row, due)
        why = refusal(policies, replace(when, earlier=tuple(earlier)))
        if why is not None:
            yield 0, REFUSED, why, row["id"]
            continue
        accepted.append(row)
        if when.time is not None:
            earlier.append(rules.Earlier(when.time))
    for row in accepted[:-1] if only_latest else ():
        yield 0, "", "a later one counts", row["id"]


def _stored(text: str) -> str:
    """Text that SQLite takes, whatever bytes a file's name is made of."""
    return text.encode("utf-8", "backslashreplace").decode()


def _packed(enrolled: Enrolled) -> bytes:
    return msgspec.msgpack.encode(enrolled, enc_hook=_encoded)


def unpacked(line: bytes) -> Enrolled:
    """A hand-in as it was enrolled."""
    return _DECODER.decode(line)


def _encoded(value: Any) -> Any:
    if isinstance(value, Path):
        return os.fsencode(value)
    raise NotImplementedError(type(value).__name__)


def _decoded(kind: type, value: Any) -> Any:
    return Path(os.fsdecode(value)) if issubclass(kind, Path) else value


_DECODER = msgspec.msgpack.Decoder(Enrolled, dec_hook=_decoded)
