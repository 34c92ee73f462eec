"""The files of a folder or an archive that may be graded, wherever they lie.

An archive inside a submission is looked into as if it were a folder. Nothing is unpacked to disk,
no name from a submission is ever used as a path to write to, and whatever can't be taken is named
with the reason.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from grader.submission import archives, names

MAX_FILE_BYTES = 1 << 20
MAX_ENTRIES = 20_000
MAX_DEPTH = 64
MAX_INNER_BYTES = 16 << 20  # of an archive inside another: it is held in memory
MAX_ARCHIVES = 8
_NOTHING_LEFT = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EIO}
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


@dataclass(frozen=True)
class Entry:
    """A file that may be graded: where it lies, which it stands for, its size, how to read it.

    archive: the archive inside the submission that it comes from, "" for none.
    """

    path: PurePosixPath
    file: str
    size: int
    read: Callable[[int], bytes]
    archive: str = ""

    @property
    def place(self) -> str:
        """The path as systems see it that don't tell upper from lower case."""
        return str(self.path).casefold()


@dataclass
class Search:
    """A search through one submission.

    wanted: the graded files by their names in lower case. notes: a line for what is left out.
    most_bytes: how much of one is held in memory where it can't be read later.
    others: the paths of files of their kinds that stand for none of them by their names.
    """

    wanted: Mapping[str, str]
    notes: list[str] = field(default_factory=list)
    most_bytes: int = MAX_FILE_BYTES
    others: dict[str, None] = field(default_factory=dict)
    _archives: int = 0

    def folder(self, folder: Path) -> Iterator[Entry]:
        """The files of a folder."""
        seen = 0
        for root, folders, files in os.walk(folder, onerror=raise_ours, followlinks=False):
            seen += 1  # to walk through empty folders takes time as well
            if self._are_too_many(seen):
                return
            inside = PurePosixPath(Path(root).relative_to(folder).as_posix())
            folders[:] = sorted(name for name in folders if not names.is_left_out(name))
            for name in folders:
                if os.path.islink(os.path.join(root, name)):
                    self._leave_out(inside / name, "it is a link and not a folder")
            if len(inside.parts) >= MAX_DEPTH and folders:
                self._leave_out(inside, f"what lies below more than {MAX_DEPTH} folders is")
                folders.clear()
            for name in sorted(files):
                seen += 1
                if self._are_too_many(seen):
                    return
                yield from self._file(Path(root) / name, inside / names.plain(name))

    def _are_too_many(self, seen: int) -> bool:
        if seen > MAX_ENTRIES:
            self.notes.append(f"only the first {MAX_ENTRIES} files were looked at")
        return seen > MAX_ENTRIES

    def archive(self, file: archives.Source, place: PurePosixPath) -> Iterator[Entry]:
        """The files of a zip, tar or tar.gz; `place`: where it lies in the submission.

        Raises:
            ValueError, zipfile.BadZipFile, OSError: where it can't be read.
        """
        if archives.is_tar(file):
            yield from self._tar(file, place)
        else:
            yield from self._zip(archives.open_zip(file), place)

    def _file(self, path: Path, place: PurePosixPath) -> Iterator[Entry]:
        file = self._means(place)
        if file is None and not _may_be_archive(place):
            return
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            self._leave_out(place, "it is a link or a device and not a file")
        elif file is None:
            yield from self._inner(place, status.st_size, partial(_read_file, path))
        else:
            yield Entry(place, file, status.st_size, partial(_read_file, path))

    def _inner(
        self, place: PurePosixPath, size: int, read: Callable[[int], bytes]
    ) -> Iterator[Entry]:
        """The files of an archive that lies in a submission."""
        self._archives += 1
        if not place.name.casefold().endswith(archives.READ):
            self._leave_out(place, "such archives aren't read here; hand in a zip")
        elif size > MAX_INNER_BYTES:
            self._leave_out(place, f"it is larger than {MAX_INNER_BYTES >> 20} MiB")
        elif self._archives > MAX_ARCHIVES:
            self._leave_out(place, f"{MAX_ARCHIVES} archives were looked into before it")
        else:
            try:
                yield from self.archive(io.BytesIO(read(MAX_INNER_BYTES)), place)
            except Exception as error:  # whatever a broken archive raises: it is named, and no more
                raise_ours(error)
                why = getattr(error, "strerror", None) or str(error) or type(error).__name__
                self._leave_out(place, f"it can't be read ({why})")

    def _zip(self, archive: zipfile.ZipFile, outer: PurePosixPath) -> Iterator[Entry]:
        members = archive.infolist()
        if len(members) > MAX_ENTRIES:
            self.notes.append(
                f"only the first {MAX_ENTRIES} of {len(members)} files were looked at"
            )
        for info in members[:MAX_ENTRIES]:
            path = names.plain(info.filename)
            if info.is_dir() or not self._counts(path):
                continue
            if info.flag_bits & 1:
                self._leave_out(outer / path, "it is encrypted; hand in a zip without a password")
            elif stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
                self._leave_out(outer / path, "it is a link or a device and not a file")
            elif info.compress_type not in _METHODS:
                self._leave_out(
                    outer / path, "its compression isn't read here; use an ordinary zip"
                )
            else:
                read = partial(archives.read_member, archive, info)
                yield from self._member(outer, path, info.file_size, read)

    def _tar(self, file: archives.Source, outer: PurePosixPath) -> Iterator[Entry]:
        for count, (info, read) in enumerate(archives.tar_members(file)):
            if self._are_too_many(count + 1):
                return
            path = names.plain(info.name)
            if info.isdir() or not self._counts(path):
                continue
            if not info.isreg():
                self._leave_out(outer / path, "it is a link or a device and not a file")
            else:
                # A stream can't be read again later.
                data = read(self.most_bytes + 1 if self._means(path) else MAX_INNER_BYTES)
                yield from self._member(outer, path, info.size, _first(data))

    def _member(
        self, outer: PurePosixPath, path: PurePosixPath, size: int, read: Callable[[int], bytes]
    ) -> Iterator[Entry]:
        file = self._means(path)
        if file:
            yield Entry(outer / path, file, size, read, "" if outer == _HERE else str(outer))
        else:
            yield from self._inner(outer / path, size, read)

    def _means(self, path: PurePosixPath) -> str | None:
        file = names.file_meant(path.name, self.wanted)
        endings = {PurePosixPath(name).suffix for name in self.wanted}
        # Somewhere in it: an editor's copy has one more behind, as in layers.py~ and layers.py.bak.
        may_be_one = any(ending in path.name.casefold() for ending in endings)
        if file is None and may_be_one and not _is_aside(path.parts[:-1]):
            self.others[str(path)] = None
        return file

    def _counts(self, path: PurePosixPath) -> bool:
        """Whether a member may be graded or looked into; says so where its path forbids it."""
        if not self._means(path) and not _may_be_archive(path):
            return False
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            self._leave_out(path, "its path leads out of the archive")
        elif len(path.parts) > MAX_DEPTH + 1:
            self._leave_out(path, f"it lies below more than {MAX_DEPTH} folders")
        else:
            return not any(map(names.is_left_out, path.parts[:-1]))
        return False

    def _leave_out(self, place: PurePosixPath, why: str) -> None:
        self.notes.append(f"{place}: left out, {why}")


_HERE = PurePosixPath()


def raise_ours(error: Exception) -> None:
    """Raise it where the machine has nothing left: that says nothing of what was handed in."""
    if isinstance(error, MemoryError) or getattr(error, "errno", None) in _NOTHING_LEFT:
        raise error


def _is_aside(folders: tuple[str, ...]) -> bool:
    return names.is_doubtful(folders) or any(map(names.is_left_out, folders))


def _may_be_archive(path: PurePosixPath) -> bool:
    return archives.is_named_as_one(path.name) and not path.name.startswith("._")


def _first(data: bytes) -> Callable[[int], bytes]:
    return lambda count: data[:count]


def _read_file(path: Path, count: int) -> bytes:
    # The file may have been exchanged since it was looked at: for a link, or for a pipe that
    # blocks.
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(path, os.O_RDONLY | flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("is a link or a device and not a file")
        return file.read(count)
