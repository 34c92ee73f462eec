"""The written answers of one hand-in: its notebooks, found as the graded files are.

Of several notebooks of one name the one with the most answers counts.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from grader.submission.entries import Entry, Search, raise_ours
from grader.written import notebook
from grader.written.asked import Asked
from grader.written.notebook import Answer

MAX_NOTEBOOK_BYTES = 40 << 20
_MAX_COPIES = 8


def read(path: Path, asked: Sequence[Asked]) -> tuple[Answer, ...]:
    """Everything that was asked, answered or not, in order. Never raises for what is handed in."""
    wanted = {each.notebook: [one for one in asked if one.notebook == each.notebook]
              for each in asked}  # fmt: skip
    try:
        with ExitStack() as stack:
            found = _found(path, list(wanted), stack)
            readings = {name: list(_readings(found[name], own)) for name, own in wanted.items()}
    except Exception as problem:  # whatever a broken archive raises: its answers can't be read
        raise_ours(problem)
        why = f"can't be read ({_said(problem)})"
        return tuple(notebook.missing(asked, why))
    return tuple(
        answer
        for name, own in wanted.items()
        for answer in max(
            readings[name] or [list(notebook.missing(own, "was not handed in"))], key=_count
        )
    )


def _found(path: Path, wanted: Sequence[str], stack: ExitStack) -> dict[str, list[Entry]]:
    """The notebooks by name, those nearest to the top first; an archive stays open meanwhile."""
    search = Search({name.casefold(): name for name in wanted}, most_bytes=MAX_NOTEBOOK_BYTES)
    if stat.S_ISDIR(path.stat().st_mode):
        entries = search.folder(path)
    else:
        entries = search.archive(stack.enter_context(path.open("rb")), PurePosixPath())
    found: dict[str, list[Entry]] = {name: [] for name in wanted}
    for entry in entries:
        found[entry.file].append(entry)
    for own in found.values():
        own.sort(key=lambda entry: (len(entry.path.parts), str(entry.path)))
    return found


def _readings(entries: Sequence[Entry], asked: Sequence[Asked]) -> Iterator[list[Answer]]:
    for entry in entries[:_MAX_COPIES]:
        try:
            data = entry.read(MAX_NOTEBOOK_BYTES + 1)
        except Exception as problem:  # as above, of one member
            raise_ours(problem)
            yield list(notebook.missing(asked, f"can't be read ({_said(problem)})"))
            continue
        if len(data) > MAX_NOTEBOOK_BYTES:
            most = f"is larger than {MAX_NOTEBOOK_BYTES >> 20} MiB"
            yield list(notebook.missing(asked, most))
        else:
            yield list(notebook.read(data, asked))


def _said(problem: Exception) -> str:
    return " ".join(str(problem).split())[:120] or type(problem).__name__


def _count(answers: Sequence[Answer]) -> int:
    return sum(bool(answer.work) for answer in answers)
