"""Which submissions are nearly the same: a question for a person, never a verdict.

copydetect's own comparison takes every pair of files, 4.5 million pairs for 3,000 students; here an
index by fingerprint finds the few pairs worth a look: a piece that many submissions share says
nothing about any two of them. Who handed in together is one, and not alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.classroom.database import connect

MAX_SHARED_BY = 10  # a piece that more forms have is how one writes it
MIN_SHARED = 12
ALIKE = 0.8

_TABLES = """
CREATE TABLE form (number INTEGER PRIMARY KEY, form UNIQUE);
CREATE TABLE member (number, student, party, earlier);
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
_SAME = "SELECT number FROM member GROUP BY number HAVING count(DISTINCT party) > 1"


@dataclass(frozen=True, order=True)
class Member:
    """A student of a group. party: who handed in together has the same. earlier: in another
    term."""

    student: str
    party: str
    earlier: bool = False


@dataclass(frozen=True)
class Group:
    """Students whose code is alike. share: the least part of unusual pieces that a member has in
    common with another; 1 where all have the same code."""

    members: tuple[Member, ...]
    share: float

    @property
    def students(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(member.student for member in self.members)


class FingerprintIndex:
    """Gathers fingerprints in a temporary file, then groups: memory holds the groups alone."""

    def __init__(self) -> None:
        self._data = connect("")
        self._data.executescript(_TABLES)
        self._data.execute("BEGIN")

    def add(self, member: Member, form: str, fingerprints: tuple[int, ...]) -> None:
        """Take in one student's code."""
        if not form:
            return
        new = self._data.execute("INSERT OR IGNORE INTO form (form) VALUES (?)", (form,))
        if new.rowcount:
            pieces = ((piece, new.lastrowid) for piece in set(fingerprints))
            self._data.executemany("INSERT INTO piece VALUES (?, ?)", pieces)
        self._data.execute(
            "INSERT INTO member SELECT number, ?, ?, ? FROM form WHERE form = ?",
            (member.student, member.party, member.earlier, form),
        )

    def groups(self) -> list[Group]:
        """The groups in which somebody is of this term, largest first."""
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
            own = sorted(member for number in members for member in self._members(number))
            share = min((max(near[m].values()) for m in members if near[m]), default=1.0)
            if len({member.party for member in own}) > 1 and not all(m.earlier for m in own):
                found.append(Group(tuple(own), share))
        self._data.close()
        return sorted(found, key=lambda group: (-len(group.members), group.students))

    def _members(self, number: int) -> Iterator[Member]:
        query = "SELECT student, party, earlier FROM member WHERE number = ?"
        rows = self._data.execute(query, (number,))
        yield from (Member(student, party, bool(earlier)) for student, party, earlier in rows)


def _reach(start: int, near: dict[int, dict[int, float]]) -> set[int]:
    """All that can be reached from one form by pairs that are alike."""
    seen, waiting = {start}, [start]
    while waiting:
        for other in near.get(waiting.pop(), {}):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
