"""Unpacks a platform's bulk zip: by plain names below one folder, once for each zip.

A member that is damaged, or whose name no file system takes, costs its person and nobody else.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from grader.classroom.collecting.hand_in import LeftOver, left_over
from grader.classroom.here import homework
from grader.submission import SubmissionError
from grader.worker.printable import one_line

MAX_MEMBER_BYTES = 64 << 20
MAX_NAME_BYTES = 255  # of every file system in use
MAX_DEPTH = 32
_OF_THE_PATH = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.EINVAL)
# Ends the name of what can't be read: then nobody takes it for a file that was handed in empty.
DAMAGED = ".damaged"


def unpack(bulk: Path, work: Path) -> tuple[Path, list[LeftOver]]:
    """The folder with a bulk zip's members, and those that could not be unpacked.

    The folder appears whole, under the digest of the zip. A member that is too large is cut, so
    that its submission can't be read and says so.

    Raises:
        SubmissionError: where it is no zip that can be read.
    """
    with bulk.open("rb") as file:
        target = work / hashlib.file_digest(file, "sha256").hexdigest()[:16]
    said = target.with_suffix(".json")
    if not target.is_dir():
        work.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=work, prefix=".new-"))
        try:
            lost = _extract(bulk, partial)
            said.write_text(json.dumps(lost), encoding="utf-8")
            partial.rename(target)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
            raise SubmissionError(f"{bulk}: not a readable zip ({error})") from None
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    lost = json.loads(said.read_text(encoding="utf-8"))
    return _inside(target), [left_over(name, why) for name, why in lost]


def _extract(bulk: Path, target: Path) -> list[tuple[str, str]]:
    """Write what can be written; the other members, each with the reason."""
    lost: list[tuple[str, str]] = []
    with zipfile.ZipFile(bulk) as archive:
        for info in archive.infolist():
            path = PurePosixPath(info.filename.replace("\\", "/"))
            if info.is_dir() or path.parts[:1] == ("__MACOSX",):
                continue
            if path.is_absolute() or ".." in path.parts or ":" in info.filename[:2]:
                lost.append((one_line(info.filename), "its path leads out of the zip"))
                continue
            place = target.joinpath(*map(_short, path.parts))
            if len(path.parts) > MAX_DEPTH or not _has_folder(place):
                lost.append((one_line(info.filename), "no such path can be written"))
                continue
            if place.exists():
                lost.append((one_line(info.filename), "is in the zip twice"))
                continue
            try:
                with archive.open(info) as member, place.open("wb") as file:
                    shutil.copyfileobj(_Bounded(member), file)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError,
                    zlib.error):  # fmt: skip
                place.rename(place.with_name(place.name + DAMAGED)).write_bytes(b"")
    return lost


def _has_folder(place: Path) -> bool:
    """Whether the folder of a file is there now; not where its path is too long, or a file is."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.exists()
    except OSError as error:
        if error.errno in _OF_THE_PATH:
            return False
        raise
    return True


def _short(name: str) -> str:
    """A name that can be written: of one that is too long the beginning, a digest, the end."""
    if len(name.encode()) <= MAX_NAME_BYTES - len(DAMAGED):
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    end = PurePosixPath(name).suffix[:10]
    return f"{name.encode()[:150].decode(errors='ignore')}~{digest}{end}"


class _Bounded:
    """The first MAX_MEMBER_BYTES of a member: what its header says may be a lie."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member
        self._left = MAX_MEMBER_BYTES

    def read(self, count: int = MAX_MEMBER_BYTES, /) -> bytes:
        """Up to `count` bytes more."""
        piece = self._member.read(min(count, self._left))
        self._left -= len(piece)
        return piece


def _inside(folder: Path) -> Path:
    """Below the one folder that a zip often has around everything, unless that is a submission."""
    entries = [path for path in folder.iterdir() if not path.name.startswith(".")]
    if len(entries) != 1 or not entries[0].is_dir():
        return folder
    names = {path.name for path in entries[0].iterdir()}
    return folder if names & {*homework().file_names, "student"} else entries[0]
