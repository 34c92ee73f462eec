"""What Canvas and Moodle write into the names of the files of their zips, and what plain names say.

Canvas: `name_41_9001_file.zip`, with `LATE_` before the number where it was late, `_text.html` or
`_link.html` in place of an upload, and `anon_a1B2c` for name and number where names are hidden
(lib/content_zipper.rb of canvas-lms). Moodle: `Full Name_51_assignsubmission_file…`, a folder or
the beginning of each file's name, `onlinetext` in place of `file` for what was typed there; a
team's name and number, or no number for who is in no team (mod/assign/classes/downloader.php).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_CANVAS = re.compile(
    # A name may be a number, or have no letter that Canvas keeps.
    r"(?:(?=(?:LATE_)?anon_[A-Za-z0-9]{5}_)|(?P<name>\w*?)_(?=(?:LATE_)?\d))"
    r"(?P<late>LATE_)?(?P<id>\d+|anon_[A-Za-z0-9]{5})_"
    r"(?:(?P<upload>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)"
)
_MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?"
)
# Both add -1, -2, … to the name of a file that was uploaded again.
_AGAIN = re.compile(r"-\d+(?=\.[^.]+$)")
_SYSTEM = re.compile(r"\..*|__MACOSX|Thumbs\.db|desktop\.ini")


@dataclass(frozen=True)
class Named:
    """What a name says: whose it is, the file as the student called it, the number of the upload.

    file: "" for a whole folder. typed: it is no upload but what was typed or linked.
    """

    student: str
    name: str
    file: str
    upload: int = 0
    marked_late: bool = False
    typed: bool = False


def canvas(name: str) -> Named | None:
    """What a name in a Canvas zip says; None where it is none."""
    match = _CANVAS.fullmatch(name)
    if match is None:
        return None
    return Named(
        match["id"],
        match["name"] or match["id"],
        match["file"] or name,
        int(match["upload"] or 0),
        match["late"] is not None,
        match["typed"] is not None,
    )


def moodle(name: str) -> Named | None:
    """What a name in a Moodle zip says; None where it is none."""
    match = _MOODLE.fullmatch(name)
    if match is None:
        return None
    return Named(
        match["id"] or match["name"],
        match["name"],
        match["file"] or "",
        typed=match["plugin"] == "onlinetext",
    )


def as_first_uploaded(file: str, names: Collection[str]) -> str:
    """The name that a file had before a platform numbered it, where that is one of these."""
    first = _AGAIN.sub("", file)
    return first if first in names else file


def is_of_a_system(name: str) -> bool:
    """Whether a file is what systems leave in folders and zips."""
    return _SYSTEM.fullmatch(name) is not None
