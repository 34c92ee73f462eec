"""Unpacks a platform's bulk zip: by plain names below one folder, once for each zip."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from grader.classroom.here import homework
from grader.submission import SubmissionError

MAX_MEMBER_BYTES = 64 << 20


def unpack(bulk: Path, work: Path) -> Path:
    """The folder with a bulk zip's members; it appears whole, under the digest of the zip.

    A member that is too large is cut, so that its submission can't be read and says so.
    """
    with bulk.open("rb") as file:
        target = work / hashlib.file_digest(file, "sha256").hexdigest()[:16]
    if not target.is_dir():
        work.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=work, prefix=".new-"))
        try:
            _extract(bulk, partial)
            partial.rename(target)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
            raise SubmissionError(f"{bulk}: not a readable zip ({error})") from None
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return _inside(target)


def _extract(bulk: Path, target: Path) -> None:
    with zipfile.ZipFile(bulk) as archive:
        for info in archive.infolist():
            path = PurePosixPath(info.filename.replace("\\", "/"))
            leads_out = path.is_absolute() or ".." in path.parts or ":" in info.filename[:2]
            if info.is_dir() or leads_out or path.parts[0] == "__MACOSX":
                continue
            place = target.joinpath(*path.parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as member, place.open("wb") as file:
                shutil.copyfileobj(_Bounded(member), file)


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
