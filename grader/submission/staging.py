"""What is taken from a folder or zip: the graded files by name, as text, and never anything else.

A file counts where its name is on the list and it lies at the top or in a folder `student`,
possibly below enclosing folders. Whatever can't be taken is left out with one line that says why; a
missing file is graded as the blank stub. Nothing is unpacked to disk, and no name from a submission
is ever used as a path to write to.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from grader.homework import Homework
from grader.submission import Submission, SubmissionError
from grader.worker.printable import one_line

MAX_FILE_BYTES = 1 << 20
MAX_ENTRIES = 20_000
MAX_DEPTH = 6
MAX_NOTES = 20
MAX_ZIP_BYTES = 100 << 20
MAX_DIRECTORY_BYTES = 4 << 20  # the zip's list of its files, all of which becomes objects
# Folders whose files are not the student's, though some have the same names.
NOT_THEIRS = frozenset(
    {"provided", "notebooks", "__macosx", "__pycache__", "solutions", "tests", "grader", "venv"}
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class _Entry:
    """A regular file of a submission: where it lies, its size, and how to read its first bytes."""

    path: PurePosixPath
    size: int
    read: Callable[[int], bytes]

    @property
    def place(self) -> str:
        """The path as systems see it that don't tell upper from lower case."""
        return str(self.path).casefold()


def stage(path: Path, homework: Homework) -> Submission:
    """Read a submission from a folder or a zip; SubmissionError where there is nothing to grade."""
    name = one_line(path.name)[:100] or "submission"
    notes: list[str] = []
    wanted = {file.casefold(): file for file in homework.file_names}
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _collect(name, _folder_entries(path, wanted, notes), notes, homework)
        if not stat.S_ISREG(mode):
            raise SubmissionError(f"{name}: neither a folder nor a zip; hand in submission.zip")
        _require_small_directory(path)
        with zipfile.ZipFile(path) as archive:
            return _collect(name, _zip_entries(archive, wanted, notes), notes, homework)
    except FileNotFoundError:
        raise SubmissionError(
            f"{name}: no such file or folder; give the folder with your files or submission.zip"
        ) from None
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, struct.error) as error:
        why = one_line(getattr(error, "strerror", None) or str(error))
        raise SubmissionError(
            f"{name}: can't be read as a zip or folder ({why}); make one with `make submission`"
        ) from None


def _folder_entries(folder: Path, wanted: Mapping[str, str], notes: list[str]) -> Iterator[_Entry]:
    for inside, path in _files(folder, notes):
        if inside.name.casefold() not in wanted:
            continue
        status = path.lstat()
        if stat.S_ISREG(status.st_mode):
            yield _Entry(inside, status.st_size, partial(_read_file, path))
        else:
            notes.append(f"{inside}: left out, it is a link or a device and not a file")


def zips_in(folder: Path) -> list[Path]:
    """The zips in a folder, as far down as files are looked for."""
    files = (path for _, path in _files(folder, []) if path.suffix == ".zip")
    return [path for path in files if stat.S_ISREG(path.lstat().st_mode)]


def _files(folder: Path, notes: list[str]) -> Iterator[tuple[PurePosixPath, Path]]:
    """Every file of a folder by its path inside, so many of them and so far down."""
    seen = 0
    for root, folders, names in os.walk(folder, followlinks=False):
        inside = PurePosixPath(Path(root).relative_to(folder).as_posix())
        folders[:] = sorted(name for name in folders if not _is_not_theirs(name))
        for name in folders:
            if os.path.islink(os.path.join(root, name)):
                notes.append(f"{inside / name}: left out, it is a link and not a folder")
        if len(inside.parts) >= MAX_DEPTH:
            folders.clear()
        for name in sorted(names):
            seen += 1
            if seen > MAX_ENTRIES:
                notes.append(f"only the first {MAX_ENTRIES} files were looked at")
                return
            yield inside / name, Path(root) / name


def _read_file(path: Path, count: int) -> bytes:
    # The file may have been exchanged since it was looked at: for a link, or for a pipe that
    # blocks.
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(path, os.O_RDONLY | flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("is a link or a device and not a file")
        return file.read(count)


def _require_small_directory(path: Path) -> None:
    """Look at the end record before `zipfile` makes an object of every listed file."""
    size = path.stat().st_size
    if size > MAX_ZIP_BYTES:
        raise ValueError(f"it is larger than {MAX_ZIP_BYTES >> 20} MiB")
    with open(path, "rb") as file:
        file.seek(max(size - (1 << 16) - 22 - 20, 0))  # the comment, the record, zip64's locator
        tail = file.read()
    # As zipfile does it: at the very end, or else the last signature before a comment.
    at = len(tail) - 22
    if at < 0 or tail[at : at + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise ValueError("it is no zip")
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\6\7":
        raise ValueError("it is in the zip64 form, meant for gigabytes")
    (directory_bytes,) = struct.unpack_from("<I", tail, at + 12)
    if directory_bytes > MAX_DIRECTORY_BYTES:
        raise ValueError("it lists far too many files")


def _zip_entries(
    archive: zipfile.ZipFile, wanted: Mapping[str, str], notes: list[str]
) -> Iterator[_Entry]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        notes.append(f"only the first {MAX_ENTRIES} of {len(entries)} files were looked at")
    for info in entries[:MAX_ENTRIES]:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if info.is_dir() or path.name.casefold() not in wanted:
            continue
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            notes.append(f"{path}: left out, its path leads out of the archive")
        elif len(path.parts) > MAX_DEPTH + 1 or any(map(_is_not_theirs, path.parts[:-1])):
            continue
        elif info.flag_bits & 1:
            notes.append(f"{path}: left out, it is encrypted; hand in a zip without a password")
        elif stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            notes.append(f"{path}: left out, it is a link or a device and not a file")
        elif info.compress_type not in _METHODS:
            notes.append(f"{path}: left out, its compression isn't read here; use an ordinary zip")
        else:
            yield _Entry(path, info.file_size, partial(_read_member, archive, info))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, count: int) -> bytes:
    # Bounded by what is read, not by what the header says: a bomb's header may lie.
    with archive.open(info) as member:
        return member.read(count)


def _is_not_theirs(folder: str) -> bool:
    return folder.startswith(".") or folder.casefold() in NOT_THEIRS


def _collect(
    name: str, entries: Iterator[_Entry], notes: list[str], homework: Homework
) -> Submission:
    names = {file.casefold(): file for file in homework.file_names}
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(names[entry.path.name.casefold()], []).append(entry)
    if not found:
        reason = "; ".join(map(one_line, notes[:3])) or "none of the graded files is in it"
        raise SubmissionError(
            f"{name}: nothing to grade ({reason}); hand in {', '.join(names.values())}"
        )
    files: dict[str, str] = {}
    refused: dict[str, str] = {}
    for file_name, candidates in found.items():
        try:
            files[file_name] = _text(_choose(candidates, notes))
        except Exception as error:  # zlib.error and what else a broken archive raises: fail closed
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            ours = isinstance(error, ValueError)
            refused[file_name] = one_line(
                f"{file_name} {why if ours else f'is unreadable ({why})'}"
            )
            notes.append(refused[file_name])
    missing = [file for file in names.values() if file not in found]
    if missing:
        notes.append(f"not handed in, graded as not started: {', '.join(missing)}")
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES - 1 : -1] = [f"and {len(notes) - MAX_NOTES} more things were left out"]
    return Submission(name, files, homework, tuple(map(one_line, notes)), refused)


def _choose(candidates: list[_Entry], notes: list[str]) -> _Entry:
    """The candidate nearest to the top, `student/` before others; ValueError where two claim a
    place.
    """

    def rank(entry: _Entry) -> tuple[int, bool, str]:
        in_student = entry.path.parent.name.casefold() == "student"
        return len(entry.path.parts) - in_student, not in_student, str(entry.path)

    first, *others = sorted(candidates, key=rank)
    for other in others:
        if other.place == first.place:
            both = f"{first.path}, {other.path}"
            raise ValueError(f"is there more than once at the same place ({both}); hand in one")
    if others:
        also = ", ".join(str(entry.path) for entry in others[:2])
        notes.append(f"{first.path} is graded; not looked at: {also}")
    return first


def _text(entry: _Entry) -> str:
    data = entry.read(MAX_FILE_BYTES + 1) if entry.size <= MAX_FILE_BYTES else b""
    if max(entry.size, len(data)) > MAX_FILE_BYTES:
        raise ValueError(f"is larger than {MAX_FILE_BYTES >> 20} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
