"""SQLite files where the disk may be full: whoever called hears so in one line, and what was kept
stays."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.whole_file import CannotWrite

_DISK = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}


class Database(sqlite3.Connection):
    """A connection that raises CannotWrite where the disk doesn't take, or give, what it should."""

    path: Path

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """As sqlite3 has it."""
        with writing(self.path):
            return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        """As sqlite3 has it."""
        with writing(self.path):
            return super().executemany(*arguments)

    def executescript(self, *arguments: Any) -> sqlite3.Cursor:
        """As sqlite3 has it."""
        with writing(self.path):
            return super().executescript(*arguments)


def connect(path: str | Path, wait_seconds: float = 0.0) -> Database:
    """Open a database in a file, or "" for a temporary one; it commits what it is told to."""
    place = Path(path or "temporary files")
    with writing(place):
        # A pool asks for more work from a thread of its own; SQLite serializes what both do.
        database = sqlite3.connect(
            path, wait_seconds, check_same_thread=False, isolation_level=None, factory=Database
        )
    database.path = place
    database.row_factory = sqlite3.Row
    return database


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say that the file can't be written where that is what SQLite stumbles over."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in _DISK:
            raise CannotWrite(path, OSError(errno.ENOSPC, str(error))) from None
        raise
