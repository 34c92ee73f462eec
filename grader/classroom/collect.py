"""Who handed in what: a folder of zips or folders, a Gradescope export, a Canvas or Moodle zip.

Nothing is unpacked here but a bulk zip itself; submissions are read later, by `submission.load`.
Hand-ins are found one at a time, so nothing here grows with the class. Who somebody is comes from
what the platform wrote beside the submissions, never from a file inside of one.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from grader.classroom.here import homework
from grader.classroom.unpack import unpack
from grader.submission import SubmissionError
from grader.worker.printable import one_line

# Canvas: "doejane_LATE_12345_67890_submission.zip": name, LATE where it was, user, upload, file.
_CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<id>\d+)_(?P<upload>\d+)_(?P<file>.+)")
# Moodle: a folder "Jane Doe_12345_assignsubmission_file", or files whose names begin so.
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_file(?:_(?P<file>.*))?")
# Both add -1, -2, … to the name of a file that was uploaded again.
_AGAIN = re.compile(r"-\d+(?=\.[^.]+$)")
_LOOSE = "~"  # after any zip: Canvas keeps the last upload only
_METADATA = "submission_metadata.yml"
_GRADESCOPE_FOLDER = "assignment_*_export"
_YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class HandIn:
    """One submission of one student.

    student: an id that is unique in the class. order: later hand-ins of a student compare larger.
    """

    student: str
    name: str
    path: Path
    order: str = ""
    email: str = ""


def collect(source: Path, work: Path) -> Iterator[HandIn]:
    """Every hand-in in a folder or a bulk zip.

    work: a folder for what is unpacked. SubmissionError where there is nothing of the kind.
    """
    if not source.exists():
        raise SubmissionError(f"{source}: no such folder; give the folder of submissions")
    folder = source if source.is_dir() else unpack(source, work)
    shutil.rmtree(work / "loose", ignore_errors=True)
    exports = [folder, *sorted(folder.glob(_GRADESCOPE_FOLDER))]
    metadata = next((path / _METADATA for path in exports if (path / _METADATA).is_file()), None)
    found = _from_gradescope(metadata) if metadata else _from_names(folder, work / "loose")
    first = next(found, None)
    if first is None:
        raise SubmissionError(f"{source}: no submissions; it holds neither zips nor folders")
    yield first
    yield from found


def _from_gradescope(metadata: Path) -> Iterator[HandIn]:
    """A Gradescope export: one folder per submission, and who owns it, possibly a group."""
    for folder_name, row in _entries(metadata):
        path = metadata.parent / PurePosixPath(folder_name).name
        if not path.exists():
            continue
        for owner in row.get(":submitters") or [{}]:
            name, email = str(owner.get(":name") or folder_name), str(owner.get(":email") or "")
            student = str(owner.get(":sid") or email or name)
            yield _hand_in(student, name, path, _time(row.get(":created_at")), email)


def _entries(metadata: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of the export's table, one at a time, with the two keys that are wanted.

    An entry begins at the margin, its keys two spaces in. Earlier results make up nearly all of the
    file, hundreds of megabytes for a large class, and are skipped.
    """
    entry: list[str] = []
    wanted = True
    with metadata.open(encoding="utf-8") as file:
        for line in file:
            if line[0] not in " #-\r\n":
                yield from _parse(entry, metadata)
                entry, wanted = [], True
            elif line.startswith("  :"):
                wanted = line.startswith(("  :submitters:", "  :created_at:"))
            if wanted:
                entry.append(line)
    yield from _parse(entry, metadata)


def _parse(entry: list[str], metadata: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        table = yaml.load("".join(entry), Loader=_YAML)
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise SubmissionError(f"{metadata}: can't be read ({problem}); export it again") from None
    if isinstance(table, dict):
        yield from ((str(name), row) for name, row in table.items() if isinstance(row, dict))


def _time(when: Any) -> str:
    """A time so that later ones compare larger, whatever their offsets."""
    if not isinstance(when, datetime):
        return str(when or "")
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _from_names(folder: Path, loose: Path) -> Iterator[HandIn]:
    """Folders and zips named as Canvas and Moodle do, or simply after the students."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "__")):
                continue
            path = Path(entry.path)
            is_folder, is_zip = path.is_dir(), path.suffix.lower() == ".zip"
            platform = _CANVAS.fullmatch(entry.name) or _MOODLE.fullmatch(entry.name)
            if platform is None:
                if is_folder or is_zip:
                    name = path.name if is_folder else path.stem
                    yield _hand_in(name, name, path)
                continue
            student, name = platform["id"], platform["name"]
            upload = (platform.groupdict().get("upload") or "").zfill(20)
            file = _AGAIN.sub("", platform["file"] or "")
            if is_folder:
                yield _hand_in(student, name, _only_zip(path), upload)
            elif is_zip:
                yield _hand_in(student, name, path, upload)
            elif file in homework().file_names:
                yield _hand_in(student, name, _with_single(student, path, file, loose), _LOOSE)


def _hand_in(student: str, name: str, path: Path, order: str = "", email: str = "") -> HandIn:
    """With names that can be shown and written down, whatever a file was called."""
    return HandIn(one_line(student), one_line(name), path, one_line(order), one_line(email))


def _with_single(student: str, path: Path, file: str, loose: Path) -> Path:
    """A student's folder of files that were uploaded one by one, now with this file in it."""
    target = loose / student
    target.mkdir(parents=True, exist_ok=True)
    place = target / file
    status = path.lstat()
    # Where a file came more than once, the one with the later date wins.
    if stat.S_ISREG(status.st_mode) and (
        not place.exists() or status.st_mtime >= place.stat().st_mtime
    ):
        shutil.copy2(path, place)
    return target


def _only_zip(folder: Path) -> Path:
    """The zip in a Moodle folder, or the folder where files were handed in one by one."""
    zips = sorted(folder.glob("*.zip"))
    single = any((folder / name).exists() for name in homework().file_names)
    return zips[0] if len(zips) == 1 and not single else folder
