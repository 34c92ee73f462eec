"""Which submissions are nearly the same: a question for a person, never a verdict.

Lines of the blank files are left out first. copydetect then reduces code to its form (names,
comments and spacing don't count) and winnows fingerprints of it. Its own comparison takes every
pair of files, 4.5 million pairs for 3,000 students; here an index by fingerprint finds the few
pairs worth a look: one that many submissions share says nothing about any two of them.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from grader.submission import Submission

LENGTH = 25  # of a fingerprinted piece in characters, and the window below: copydetect's defaults
WINDOW = 6
MAX_SHARED_BY = 10  # a piece that more forms have is how one writes it
MIN_FORM = 200  # characters of own code, below which everybody writes the same
MIN_SHARED = 12
ALIKE = 0.8
_MAX_TEXT = 1 << 16

_TABLES = """
CREATE TABLE form (number INTEGER PRIMARY KEY, form UNIQUE);
CREATE TABLE member (number, student);
CREATE TABLE piece (piece, number);
"""
_UNUSUAL = f"""
CREATE INDEX by_piece ON piece (piece, number);
CREATE INDEX by_member ON member (number);
CREATE TABLE unusual AS SELECT piece, number FROM piece WHERE piece IN (
    SELECT piece FROM piece GROUP BY piece HAVING count(*) <= {MAX_SHARED_BY});
CREATE INDEX unusual_by_piece ON unusual (piece, number);
CREATE TABLE own AS SELECT number, count(*) AS pieces FROM unusual GROUP BY number;
CREATE INDEX own_by_number ON own (number);
"""
# Pairs of forms that share most of the unusual pieces of the smaller one, with that share.
_ALIKE = """
SELECT one, other, 1.0 * shared / min(a.pieces, b.pieces) AS share FROM (
    SELECT a.number AS one, b.number AS other, count(*) AS shared
    FROM unusual AS a JOIN unusual AS b ON a.piece = b.piece AND a.number < b.number
    GROUP BY one, other HAVING shared >= ?
) JOIN own AS a ON a.number = one JOIN own AS b ON b.number = other WHERE share >= ?
"""
_SAME = "SELECT number FROM member GROUP BY number HAVING count(*) > 1"


@dataclass(frozen=True)
class Group:
    """Students whose code is alike. share: the least part of unusual pieces that a member has in
    common with another; 1 where all have the same code."""

    students: tuple[str, ...]
    share: float


def fingerprint(submission: Submission) -> tuple[str, tuple[int, ...]]:
    """The digest of the form of the student's own code ("" where there is little), and its
    fingerprints."""
    from copydetect.utils import filter_code, winnow

    form = "\n".join(
        filter_code(text, name, "python")[0]
        for name in (file.name for file in submission.homework.files if file.is_python)
        if (text := own_code(submission, name))
    )
    if len(form) < MIN_FORM:
        return "", ()
    pieces = [zlib.crc32(form[i : i + LENGTH].encode()) for i in range(len(form) - LENGTH + 1)]
    chosen, _ = winnow(np.array(pieces), WINDOW)
    return hashlib.sha256(form.encode()).hexdigest()[:16], tuple(map(int, chosen))


def own_code(submission: Submission, name: str) -> str:
    """A submitted file without the lines of the blank one; "" where it is too long to be code."""
    text = submission.files.get(name, "")
    if len(text) > _MAX_TEXT:
        return ""
    blank = _blank_lines(submission.blank(name))
    return "\n".join(line for line in text.splitlines() if line.strip() not in blank)


@cache
def _blank_lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.splitlines())


class Likeness:
    """Gathers fingerprints in a temporary file, then groups: memory holds the groups alone."""

    def __init__(self) -> None:
        self._data = sqlite3.connect("", isolation_level=None)
        self._data.executescript(_TABLES)
        self._data.execute("BEGIN")

    def add(self, student: str, form: str, fingerprints: tuple[int, ...]) -> None:
        """Take in one student's code."""
        if not form:
            return
        new = self._data.execute("INSERT OR IGNORE INTO form (form) VALUES (?)", (form,))
        if new.rowcount:
            pieces = ((piece, new.lastrowid) for piece in set(fingerprints))
            self._data.executemany("INSERT INTO piece VALUES (?, ?)", pieces)
        self._data.execute(
            "INSERT INTO member SELECT number, ? FROM form WHERE form = ?", (student, form)
        )

    def groups(self) -> list[Group]:
        """The groups, largest first."""
        self._data.executescript(_UNUSUAL)
        near: dict[int, dict[int, float]] = {}
        for one, other, share in self._data.execute(_ALIKE, (MIN_SHARED, ALIKE)):
            near.setdefault(one, {})[other] = share
            near.setdefault(other, {})[one] = share
        for (number,) in self._data.execute(_SAME):
            near.setdefault(number, {})
        found = []
        unseen = set(near)
        while unseen:
            members = _reach(unseen.pop(), near)
            unseen -= members
            students = [student for number in members for student in self._members(number)]
            share = min((max(near[m].values()) for m in members if near[m]), default=1.0)
            found.append(Group(tuple(sorted(students)), share))
        self._data.close()
        return sorted(found, key=lambda group: (-len(group.students), group.students))

    def _members(self, number: int) -> Iterator[str]:
        query = "SELECT student FROM member WHERE number = ?"
        yield from (student for (student,) in self._data.execute(query, (number,)))


def _reach(start: int, near: dict[int, dict[int, float]]) -> set[int]:
    """All that can be reached from one form by pairs that are alike."""
    seen, waiting = {start}, [start]
    while waiting:
        for other in near.get(waiting.pop(), {}):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
