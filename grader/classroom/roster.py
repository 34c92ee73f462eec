"""Who is in the class and how they stand: one small database beside the results.

It is what lets a run stream: hand-ins go in as they are found and come out in pieces, so nothing in
memory grows with the class. The hand-ins are written anew by every run; what each student was given
last stays, so that a regrade that fails never takes a grade away.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grader.classroom.collect import HandIn
from grader.classroom.outcome import GRADED, KEPT, Outcome
from grader.submission import SubmissionError

_PIECE = 500
_TABLES = """
CREATE TABLE IF NOT EXISTS given (student PRIMARY KEY, key);
DROP TABLE IF EXISTS hand_in;
CREATE TABLE hand_in (
    id INTEGER PRIMARY KEY, student, name, email, path, submitted,
    status DEFAULT 'not graded', key DEFAULT '', reason DEFAULT 'not reached', total REAL DEFAULT 0,
    UNIQUE (student, path)
);
"""
# One hand-in for each student: the best, or the latest; among equals the one handed in last.
_COUNTING = """
SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY student ORDER BY {order}) AS place FROM hand_in
) WHERE place = 1
"""
_ORDER = {
    "latest": "submitted DESC, path DESC",
    "best": "status = 'graded' DESC, total DESC, submitted DESC, path DESC",
}


@dataclass(frozen=True)
class Row:
    """One student: the hand-in that counts, and the key of its result.

    status: an outcome's, or KEPT where this run gave no grade, for the reason given, and an earlier
    result stands.
    """

    student: str
    name: str
    email: str
    submitted: str
    status: str
    key: str
    reason: str


class Roster:
    """The class of one run. choose: "latest" or "best"."""

    def __init__(self, path: Path, choose: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # joblib asks for more work from a thread of its own; SQLite serializes what both do.
        self._data = sqlite3.connect(
            path, timeout=1.0, check_same_thread=False, isolation_level=None
        )
        self._data.row_factory = sqlite3.Row
        self._choose = choose
        try:
            # One run at a time; a log of changes, so that losing power loses no earlier grade.
            self._data.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._data.execute("PRAGMA journal_mode = WAL")
            self._data.executescript(_TABLES)
        except sqlite3.OperationalError:
            raise SubmissionError(
                f"{path.parent}: another run is writing here; wait for it, or choose --output"
            ) from None

    def enroll(self, hand_ins: Iterable[HandIn]) -> None:
        """Take in everything that was handed in; where only the latest counts, drop the others."""
        self._data.execute("BEGIN")
        self._data.executemany(
            "INSERT OR IGNORE INTO hand_in (student, name, email, path, submitted)"
            " VALUES (?, ?, ?, ?, ?)",
            ((h.student, h.name, h.email, os.fsencode(h.path), h.order) for h in hand_ins),
        )
        if self._choose == "latest":
            chosen = _COUNTING.format(order=_ORDER["latest"])
            self._data.execute(f"DELETE FROM hand_in WHERE id NOT IN (SELECT id FROM ({chosen}))")
        self._data.execute("COMMIT")

    def __len__(self) -> int:
        return self._data.execute("SELECT count(*) FROM hand_in").fetchone()[0]

    def hand_ins(self) -> Iterator[HandIn]:
        """What is to be graded, in pieces, so that outcomes can be noted in between."""
        last = 0
        while True:
            query = "SELECT * FROM hand_in WHERE id > ? ORDER BY id LIMIT ?"
            rows = self._data.execute(query, (last, _PIECE)).fetchall()
            for row in rows:
                path, order = Path(os.fsdecode(row["path"])), row["submitted"]
                yield HandIn(row["student"], row["name"], path, order, row["email"])
            if len(rows) < _PIECE:
                return
            last = rows[-1]["id"]

    def note(self, outcome: Outcome) -> None:
        """Write down what became of a hand-in."""
        self._data.execute(
            "UPDATE hand_in SET status = ?, key = ?, reason = ?, total = ?"
            " WHERE student = ? AND path = ?",
            (outcome.status, outcome.key, outcome.reason, outcome.total, outcome.student,
             os.fsencode(outcome.path)),
        )  # fmt: skip

    def settle(self) -> None:
        """What this run found becomes what each student has been given."""
        chosen = _COUNTING.format(order=_ORDER[self._choose])
        self._data.execute(
            "INSERT INTO given SELECT student, key FROM"
            f" ({chosen}) WHERE status = '{GRADED}' AND reason = ''"
            " ON CONFLICT (student) DO UPDATE SET key = excluded.key"
        )

    def rows(self) -> Iterator[Row]:
        """Every student once, by id."""
        chosen = _COUNTING.format(order=_ORDER[self._choose])
        cursor = self._data.execute(
            f"SELECT counting.*, given.key AS earlier FROM ({chosen}) AS counting"
            " LEFT JOIN given USING (student) ORDER BY student"
        )
        while piece := list(islice(cursor, _PIECE)):
            yield from map(_row, piece)

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()


def _row(found: sqlite3.Row) -> Row:
    status, key = found["status"], found["key"]
    if found["earlier"] and (status != GRADED or found["reason"]):
        status, key = KEPT, found["earlier"]
    return Row(
        found["student"], found["name"], found["email"], found["submitted"], status, key,
        found["reason"],
    )  # fmt: skip
