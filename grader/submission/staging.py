"""What is taken from a folder or an archive: the graded files by name, as text, and nothing else.

Of several files of one name the one nearest to the top is taken, those in `student/` before others;
a file in a doubtful folder, and one that is still as released, only where there is no other.
Whatever can't be taken is left out with one line that says why; a missing file is graded as the
blank stub.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from grader.homework import Homework
from grader.submission import Submission, SubmissionError, names
from grader.submission.entries import MAX_FILE_BYTES, Entry, Search, raise_ours
from grader.submission.texts import as_text
from grader.worker.printable import one_line

MAX_NOTES = 20
# Of one file, how many copies are read to see whether they say the same.
_MAX_COPIES = 16


def stage(path: Path, homework: Homework) -> Submission:
    """Read a submission from a folder or an archive; SubmissionError where there is nothing."""
    name = one_line(path.name)[:100] or "submission"
    search = Search({file.casefold(): file for file in homework.file_names})
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _collect(name, search.folder(path), search, homework)
        if not stat.S_ISREG(mode):
            raise SubmissionError(f"{name}: neither a folder nor a zip; hand in submission.zip")
        with path.open("rb") as file:
            found = search.archive(file, PurePosixPath())
            return _collect(name, found, search, homework)
    except FileNotFoundError:
        raise SubmissionError(
            f"{name}: no such file or folder; give the folder with your files or submission.zip"
        ) from None
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, struct.error) as error:
        raise_ours(error)
        why = one_line(getattr(error, "strerror", None) or str(error))
        raise SubmissionError(
            f"{name}: can't be read as a zip or folder ({why}); make one with `make submission`"
        ) from None


def _collect(name: str, entries: Iterator[Entry], search: Search, homework: Homework) -> Submission:
    notes = search.notes
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.file, []).append(entry)
    wanted = homework.file_names
    if not found:
        reasons = notes[:3] or ["none of the graded files is in it"]
        reason = "; ".join(map(one_line, [*reasons, *_of_others(search)]))
        raise SubmissionError(f"{name}: nothing to grade ({reason}); hand in {', '.join(wanted)}")
    files: dict[str, str] = {}
    refused: dict[str, str] = {}
    opened: dict[str, None] = {}
    for file_name, candidates in found.items():
        blank = (homework.stubs / file_name).read_text(encoding="utf-8")
        try:
            chosen = _choose(candidates, blank, notes)
            files[file_name] = _text(chosen)
            opened.update({chosen.archive: None} if chosen.archive else {})
        except Exception as error:  # zlib.error and what else a broken archive raises: fail closed
            raise_ours(error)
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            ours = isinstance(error, ValueError)
            refused[file_name] = one_line(
                f"{file_name} {why if ours else f'is unreadable ({why})'}"
            )
            notes.append(refused[file_name])
    notes[:0] = [f"{archive} was opened" for archive in opened]
    missing = [file for file in wanted if file not in found]
    if missing:
        lacking = f"not handed in, graded as not started: {', '.join(missing)}"
        notes.append("; ".join([lacking, *_of_others(search)]))
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES - 1 : -1] = [f"and {len(notes) - MAX_NOTES} more things were left out"]
    return Submission(name, files, homework, tuple(map(one_line, notes)), refused)


def _of_others(search: Search) -> list[str]:
    """What to say of files with other names: one may be a graded one that was renamed."""
    first, more = list(search.others)[:2], len(search.others) - 2
    names = ", ".join(first) + (f" and {more} more" if more > 0 else "")
    return [f"not one of them by name: {names}"] if first else []


def _choose(candidates: list[Entry], blank: str, notes: list[str]) -> Entry:
    """The candidate that is graded; ValueError where two claim its place."""
    ranked = sorted(candidates, key=_rank)
    texts = {entry: _comparable(entry) for entry in ranked[:_MAX_COPIES]}
    untouched = ("", _normal(blank))
    first, *others = sorted(ranked, key=lambda entry: texts.get(entry) in untouched)
    for other in others:
        if other.place == first.place:
            both = f"{first.path}, {other.path}"
            raise ValueError(f"is there more than once at the same place ({both}); hand in one")
    theirs = [
        str(entry.path)
        for entry in others
        if texts.get(entry) is None or texts[entry] not in (*untouched, texts[first])
    ]
    if theirs:
        notes.append(f"{first.path} is graded; not looked at: {', '.join(theirs[:2])}")
    elif _is_unusual(first):
        notes.append(f"{first.path} is graded as {first.file}")
    return first


def _rank(entry: Entry) -> tuple[bool, int, bool, bool, str]:
    folders = entry.path.parts[:-1]
    in_student = bool(folders) and folders[-1].casefold() == "student"
    renamed = entry.path.name.casefold() != entry.file.casefold()
    depth = len(entry.path.parts) - in_student
    return names.is_doubtful(folders), depth, not in_student, renamed, str(entry.path)


def _is_unusual(entry: Entry) -> bool:
    doubtful, _, _, renamed, _ = _rank(entry)
    return doubtful or renamed


def _comparable(entry: Entry) -> str | None:
    """What a copy says, None where that can't be told."""
    try:
        return _normal(_text(entry))
    except Exception as error:  # what is wrong with it is said where it is the one that counts
        raise_ours(error)
        return None


def _normal(text: str) -> str:
    """A text without what editors and systems change in it by themselves."""
    return "\n".join(map(str.rstrip, text.splitlines())).strip()


def _text(entry: Entry) -> str:
    data = entry.read(MAX_FILE_BYTES + 1) if entry.size <= MAX_FILE_BYTES else b""
    text = as_text(data)
    # In UTF-8, as it is sent to a worker, it may be longer.
    if max(entry.size, len(data), len(text.encode())) > MAX_FILE_BYTES:
        raise ValueError(f"is larger than {MAX_FILE_BYTES >> 20} MiB")
    return text
