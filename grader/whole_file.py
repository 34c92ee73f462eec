"""Files that other programs read while we write: each is replaced at once."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

# A zip has times; these have the earliest that the format knows.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# How the name of a file begins that is not yet written to its end.
UNFINISHED = ".new-"


class CannotWrite(OSError):
    """A file or folder can't be written; the text is one line that says which and why."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(error.errno, error.strerror, str(path))

    def __str__(self) -> str:
        return f"{self.filename}: can't be written ({self.strerror}); give another place"


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace what a file holds: a reader finds the old or the new, whole.

    Raises CannotWrite where that is not possible.
    """
    try:
        with replacing(path) as file:
            file.write(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise CannotWrite(path, error) from None


def write_zip(path: Path, files: Mapping[str, bytes], executable: Collection[str] = ()) -> None:
    """Replace a zip by one with these files: the same bytes for the same files, whenever, wherever.

    executable: the names of those that can be run.
    """
    with replacing(path) as file, zipfile.ZipFile(file, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system = 3  # Unix, whatever builds it
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, compresslevel=9)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write a file beside the one that is there and put it in its place at the end of the block, or
    not at all where that fails."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with open(descriptor, "wb") as file:
            yield file
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):  # an interrupt came when it was in its place
            os.unlink(temporary)
        raise
