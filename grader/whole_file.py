"""Files that other programs read while we write: each is replaced at once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

# How the name of a file begins that is not yet written to its end.
UNFINISHED = ".new-"


class CannotWrite(OSError):
    """A file or folder can't be written; the text is one line that says which and why."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path}: can't be written ({error.strerror}); give another place")


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace what a file holds: a reader finds the old or the new, whole.

    Raises CannotWrite where that is not possible.
    """
    try:
        with replacing(path) as file:
            file.write(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise CannotWrite(path, error) from None


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
        os.unlink(temporary)
        raise
