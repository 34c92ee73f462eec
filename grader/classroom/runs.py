"""The runs of a class: how everybody stood after each of the last ten, and what graded them.

A run appears whole, when all of it is settled; one that was killed leaves none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

import msgspec

from grader.classroom.overrides import Overrides
from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing
from grader.classroom.store import Store

KEPT_RUNS = 10
_PIECE = 1000


class Run(msgspec.Struct, frozen=True):
    """One finished run. rules: the course's, a line for each."""

    id: int
    finished: str
    source: str
    grader: str
    scheme: Scheme
    rules: tuple[str, ...] = ()
    overrides: Overrides = Overrides()


class Runs:
    """The runs of a store, the oldest first."""

    def __init__(self, store: Store) -> None:
        self._store, self._data = store, store.data

    def all(self) -> list[Run]:
        """The runs that are kept."""
        rows = self._data.execute("SELECT * FROM run ORDER BY id").fetchall()
        return [
            Run(
                row["id"],
                row["finished"],
                row["source"],
                row["grader"],
                msgspec.msgpack.decode(row["scheme"], type=Scheme),
                tuple(msgspec.json.decode(row["rules"])),
                msgspec.json.decode(row["overrides"], type=Overrides),
            )
            for row in rows
        ]

    def last(self) -> Run | None:
        """The latest run; None where there is none."""
        runs = self.all()
        return runs[-1] if runs else None

    def get(self, number: int) -> Run | None:
        """The run of that number."""
        return next((run for run in self.all() if run.id == number), None)

    def previous(self, run: Run) -> Run | None:
        """The run before another."""
        earlier = [each for each in self.all() if each.id < run.id]
        return earlier[-1] if earlier else None

    def count(self, run: Run) -> int:
        """How many people stand in a run."""
        query = "SELECT count(*) FROM standing WHERE run = ?"
        return int(self._data.execute(query, (run.id,)).fetchone()[0])

    def add(
        self,
        source: str,
        grader: str,
        scheme: Scheme,
        rules: Iterable[str],
        overrides: Overrides,
        standings: Iterable[Standing],
    ) -> Run:
        """Write down a run, whole or not at all, and let go of those before the last ten."""
        finished = datetime.now(UTC).isoformat(" ", "seconds")
        with self._store.change():
            cursor = self._data.execute(
                "INSERT INTO run (finished, source, grader, scheme, rules, overrides)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (finished, source, grader, msgspec.msgpack.encode(scheme),
                 msgspec.json.encode(tuple(rules)).decode(), msgspec.json.encode(overrides)),
            )  # fmt: skip
            number = cursor.lastrowid
            self._data.executemany(
                "INSERT INTO standing VALUES (?, ?, ?, ?)",
                ((number, each.student, each.key, msgspec.msgpack.encode(each))
                 for each in standings),
            )  # fmt: skip
            self._forget()
        run = self.last()
        assert run is not None
        return run

    def standings(self, run: Run) -> Iterator[Standing]:
        """How everybody stood, by id."""
        last = ""
        query = (
            "SELECT student, line FROM standing WHERE run = ? AND student > ?"
            f" ORDER BY student LIMIT {_PIECE}"
        )
        while rows := self._data.execute(query, (run.id, last)).fetchall():
            for row in rows:
                yield msgspec.msgpack.decode(row["line"], type=Standing)
            last = rows[-1]["student"]

    def before(self, run: Run | None) -> Mapping[str, Standing]:
        """How each person stood, looked up when asked."""
        return _Before(self._store, run.id if run else 0)

    def _forget(self) -> None:
        """What is older than the last ten runs, and results that none of them needs."""
        kept = f"(SELECT id FROM run ORDER BY id DESC LIMIT {KEPT_RUNS})"
        self._data.execute(f"DELETE FROM standing WHERE run NOT IN {kept}")
        self._data.execute(f"DELETE FROM run WHERE id NOT IN {kept}")
        self._data.execute(
            "DELETE FROM result WHERE key NOT IN (SELECT key FROM standing)"
            " AND key NOT IN (SELECT key FROM hand_in)"
        )


class _Before(Mapping[str, Standing]):
    def __init__(self, store: Store, run: int) -> None:
        self._data, self._run = store.data, run

    def __getitem__(self, student: str) -> Standing:
        row = self._data.execute(
            "SELECT line FROM standing WHERE run = ? AND student = ?", (self._run, student)
        ).fetchone()
        if row is None:
            raise KeyError(student)
        return msgspec.msgpack.decode(row["line"], type=Standing)

    def __iter__(self) -> Iterator[str]:
        rows = self._data.execute("SELECT student FROM standing WHERE run = ?", (self._run,))
        return (row["student"] for row in rows)

    def __len__(self) -> int:
        query = "SELECT count(*) FROM standing WHERE run = ?"
        return int(self._data.execute(query, (self._run,)).fetchone()[0])
