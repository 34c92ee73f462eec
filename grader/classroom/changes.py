"""What is different from the run before: who, which check, from what to what, and why.

Why is read off what is kept: another submission, another grader, other points, a rule, a decision
by hand, marks of written answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.classroom.runs import Run, Runs
from grader.classroom.scheme import Scheme
from grader.classroom.standing import Standing, Written
from grader.classroom.store import Store

_SAID = {
    "p": "passed", "f": "failed", "n": "not started", "t": "timed out",
    "a": "passed apart from one slip",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One person's difference. before, after: the totals, None for none; reasons: why, each with
    the checks that it moved."""

    student: str
    name: str
    before: float | None
    after: float | None
    reasons: tuple[str, ...]


def changes(store: Store, before: Run, after: Run) -> Iterator[Change]:
    """Everybody whose score, status or checks are not what they were, by id."""
    runs = Runs(store)
    earlier = runs.before(before)
    seen = set()
    for standing in runs.standings(after):
        seen.add(standing.student)
        was = earlier.get(standing.student)
        if was is None:
            yield Change(standing.student, standing.name, None, standing.total, ("new here",))
        elif reasons := tuple(_reasons(store, before, after, was, standing)):
            yield Change(standing.student, standing.name, was.total, standing.total, reasons)
    for was in runs.standings(before):
        if was.student not in seen:
            yield Change(was.student, was.name, was.total, None, ("not among these submissions",))


def points_changed(before: Scheme, after: Scheme) -> list[str]:
    """A line for each check that is worth something else, and for the whole."""
    worth = {check.id: check.points for check in before.checks}
    lines = [
        f"{after.labels[check.id]}: {worth[check.id]:g} → {check.points:g} points"
        for check in after.checks
        if worth.get(check.id, check.points) != check.points
    ]
    if before.points != after.points:
        lines.append(f"all points: {before.points:g} → {after.points:g}")
    return lines


def _reasons(store: Store, before: Run, after: Run, was: Standing, now: Standing) -> Iterator[str]:
    if was.status != now.status:
        because = f" ({now.reason})" if now.reason else ""
        yield f"{was.status} → {now.status}{because}"
    if was.key != now.key and was.key and now.key:
        moves = "; ".join(moved(store, was.key, now.key, after.scheme))
        if was.digest != now.digest:
            yield f"another submission: {moves or 'the same verdicts'}"
        elif moves:
            yield f"another grader ({was.grader} → {now.grader}): {moves}"
    if was.total != now.total or was.earned != now.earned:
        lines = points_changed(before.scheme, after.scheme)
        if lines and was.earned != now.earned:
            yield "other points: " + "; ".join(lines)
    yield from _lines(was.lines, now.lines)
    if was.written != now.written:
        yield f"written answers: {_marked(was.written)} → {_marked(now.written)}"


def _marked(written: Written | None) -> str:
    if written is None:
        return "none marked"
    return written.said if written.whole is None else f"{written.said}, {written.whole:g} in all"


def _lines(was: Iterable[str], now: Iterable[str]) -> Iterator[str]:
    was, now = tuple(was), tuple(now)
    yield from (f"no longer: {line}" for line in was if line not in now)
    yield from (f"now: {line}" for line in now if line not in was)


def moved(store: Store, was: str, now: str, scheme: Scheme) -> Iterator[str]:
    """The checks whose verdict is another, by how it moved."""
    earlier, later = store.get(was), store.get(now)
    if earlier is None or later is None:
        return
    codes = {verdict.id: verdict.code for verdict in earlier.verdicts}
    moves: dict[tuple[str, str], list[str]] = {}
    for verdict in later.verdicts:
        code = codes.get(verdict.id, "")
        if code != verdict.code:
            label = scheme.labels.get(verdict.id, verdict.id)
            moves.setdefault((code, verdict.code), []).append(label)
    for (one, other), labels in moves.items():
        yield f"{_SAID.get(one, 'not there')} → {_SAID[other]}: {', '.join(labels)}"
