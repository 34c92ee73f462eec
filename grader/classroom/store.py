"""Everything that a class's runs keep, in one SQLite file with one writer.

Each change is written whole or not at all, so that a run can be killed at any moment and a second
call goes on. Workers write nothing: what they find comes back to the run, which keeps it.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from grader.classroom.database import connect
from grader.classroom.result import Result, Verdict
from grader.submission import SubmissionError

FORMAT = 1
NAME = "class.sqlite"
_WAIT_SECONDS = 1.0
_TABLES = """
CREATE TABLE IF NOT EXISTS result (
    key TEXT PRIMARY KEY, digest TEXT, grader TEXT, verdicts BLOB, notes TEXT, seconds REAL,
    report BLOB, sources BLOB, form TEXT, fingerprints BLOB, trouble TEXT);
CREATE TABLE IF NOT EXISTS sentence (id TEXT PRIMARY KEY, text TEXT);
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, finished TEXT, source TEXT, grader TEXT, scheme BLOB, rules TEXT,
    overrides BLOB);
CREATE TABLE IF NOT EXISTS standing (
    run INTEGER, student TEXT, key TEXT, line BLOB, PRIMARY KEY (run, student)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS written (student TEXT PRIMARY KEY, stamp TEXT);
CREATE TABLE IF NOT EXISTS hand_in (
    id INTEGER PRIMARY KEY, student TEXT, line BLOB, grp TEXT, ordered TEXT, counts INTEGER
    DEFAULT 1, status TEXT DEFAULT '', key TEXT DEFAULT '', reason TEXT DEFAULT '',
    UNIQUE (student, grp));
CREATE INDEX IF NOT EXISTS hand_in_by_key ON hand_in (key);
CREATE INDEX IF NOT EXISTS hand_in_by_group ON hand_in (grp);
CREATE TABLE IF NOT EXISTS fault (key TEXT, trace TEXT);
CREATE TABLE IF NOT EXISTS left_over (entry TEXT, student TEXT, why TEXT);
"""
_PLAIN = ("key", "digest", "grader", "seconds", "report", "sources", "form", "trouble")


class Store:
    """A class's file. One run at a time has it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / NAME
        self.data = connect(self.path, _WAIT_SECONDS)
        try:
            self.data.execute("PRAGMA locking_mode = EXCLUSIVE")
            # A log of changes that reaches the disk now and then, and when the run ends: to wait
            # for each would take most of a writer's time. A run that is killed loses nothing;
            # without power the last moments are lost, no earlier grade.
            self.data.execute("PRAGMA journal_mode = WAL")
            self.data.execute("PRAGMA synchronous = NORMAL")
            self._require_format()
            self.data.executescript(_TABLES)
        except sqlite3.OperationalError:
            raise SubmissionError(
                f"{folder}: another run is writing here; wait for it, or choose --output"
            ) from None
        except sqlite3.DatabaseError as error:
            raise SubmissionError(f"{self.path}: {error}; choose another --output") from None

    def _require_format(self) -> None:
        (found,) = self.data.execute("PRAGMA user_version").fetchone()
        if found not in (0, FORMAT):
            raise SubmissionError(
                f"{self.path} was made by another version of this program; choose another --output"
            )
        self.data.execute(f"PRAGMA user_version = {FORMAT}")

    @contextmanager
    def change(self) -> Iterator[None]:
        """All that is written in the block, or nothing of it."""
        self.data.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.data.execute("COMMIT")
        except BaseException:
            if self.data.in_transaction:  # SQLite has gone back itself where the disk is full
                self.data.execute("ROLLBACK")
            raise

    def put(self, result: Result) -> None:
        """Keep a result."""
        values: dict[str, Any] = {name: getattr(result, name) for name in _PLAIN}
        values["verdicts"] = zlib.compress(msgspec.msgpack.encode(result.verdicts), 6)
        values["notes"] = msgspec.json.encode(result.notes).decode()
        values["fingerprints"] = zlib.compress(msgspec.msgpack.encode(result.fingerprints), 6)
        names = ", ".join(values)
        with self.change():
            self.data.execute(
                f"INSERT OR REPLACE INTO result ({names}) VALUES ({', '.join('?' * len(values))})",
                tuple(values.values()),
            )
            self.data.executemany(
                "INSERT OR REPLACE INTO sentence VALUES (?, ?)", result.sentences.items()
            )
            self.data.execute("DELETE FROM fault WHERE key = ?", (result.key,))
            self.data.executemany(
                "INSERT INTO fault VALUES (?, ?)", ((result.key, fault) for fault in result.faults)
            )

    def get(self, key: str) -> Result | None:
        """The kept result; None where there is none."""
        row = self.data.execute("SELECT * FROM result WHERE key = ?", (key,)).fetchone()
        return None if row is None else _result(row)

    def faults(self, run: int) -> list[tuple[str, int]]:
        """What went wrong on our side in the results of a run, each with how many students it is
        about, the most frequent first."""
        return [
            (row["trace"], row["students"])
            for row in self.data.execute(
                "SELECT trace, count(*) AS students FROM fault JOIN standing USING (key)"
                " WHERE run = ? GROUP BY trace ORDER BY students DESC, trace",
                (run,),
            )
        ]

    def sentences(self) -> dict[str, str]:
        """What each check says, by its id."""
        return dict(self.data.execute("SELECT id, text FROM sentence").fetchall())

    def close(self) -> None:
        """Let go of the file."""
        self.data.close()


def _result(row: sqlite3.Row) -> Result:
    return Result(
        **{name: row[name] for name in _PLAIN},
        verdicts=msgspec.msgpack.decode(zlib.decompress(row["verdicts"]), type=tuple[Verdict, ...]),
        notes=tuple(msgspec.json.decode(row["notes"])),
        fingerprints=msgspec.msgpack.decode(
            zlib.decompress(row["fingerprints"]), type=tuple[int, ...]
        ),
    )
