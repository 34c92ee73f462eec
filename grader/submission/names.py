"""Which graded file a name stands for, and how far a folder's name speaks against what is in it.

Browsers, mail programs and course platforms number what they saw before, and some editors add an
ending: `layers (1).py`, `layers-1.py` and `layers.py.txt` are all `layers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

# Folders of copies that nobody means to hand in.
LEFT_OUT = frozenset(
    {"provided", "__macosx", "__pycache__", "venv", ".venv", ".git", "site-packages"}
)
# What lies here counts where the same file lies nowhere else.
_DOUBTFUL = frozenset({"notebooks", "solutions", "tests", "grader"})
_COPY = re.compile(
    r"(?:copy of )?(?P<stem>.+?)"
    r"(?:[-_ ]\d{1,2}| ?\(\d{1,2}\)| - copy(?: \(\d{1,2}\))?| copy(?: \d{1,2})?)?"
    r"(?P<ending>\.[a-z]+)(?:\.txt)?"
)


def plain(path: str) -> PurePosixPath:
    """A path with one kind of slash: zips made by some Windows programs have the other."""
    return PurePosixPath(path.replace("\\", "/"))


def file_meant(name: str, wanted: Mapping[str, str]) -> str | None:
    """The graded file that a name stands for; None for any other.

    wanted: the graded files by their names in lower case.
    """
    name = name.casefold()
    copy = _COPY.fullmatch(name)
    return wanted.get(name) or (wanted.get(copy["stem"] + copy["ending"]) if copy else None)


def is_left_out(folder: str) -> bool:
    """Whether nothing below a folder of this name counts."""
    return folder.casefold() in LEFT_OUT


def is_doubtful(folders: Iterable[str]) -> bool:
    """Whether a file below these folders gives way to any other of its name."""
    return any(
        (name.startswith(".") and name != "..") or name.casefold() in _DOUBTFUL for name in folders
    )
