"""Files that other programs read while we write: each is replaced at once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class CannotWrite(OSError):
    """A file or folder can't be written; the text is one line that says which and why."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path}: can't be written ({error.strerror}); give another place")


def write_whole(path: Path, text: str) -> None:
    """Replace the file's text: a reader finds the old one or the new one, whole.

    Raises CannotWrite where that is not possible.
    """
    try:
        _replace(path, text)
    except OSError as error:
        raise CannotWrite(path, error) from None


def _replace(path: Path, text: str) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
