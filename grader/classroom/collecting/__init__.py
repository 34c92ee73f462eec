"""Who handed in what: a folder of zips or folders, a Gradescope export, a Canvas or Moodle zip.

Every file of an export is part of somebody's hand-in or left over with a reason. Nothing is
unpacked here but a bulk zip itself; submissions are read later.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from grader.classroom.collecting import gradescope, named
from grader.classroom.collecting.hand_in import Found, HandIn, LeftOver, hand_in, left_over
from grader.classroom.collecting.named import Named
from grader.classroom.collecting.unpack import unpack
from grader.classroom.here import homework
from grader.submission import SubmissionError, archives
from grader.submission.entries import MAX_DEPTH, MAX_ENTRIES

__all__ = ["Found", "HandIn", "LeftOver", "collect"]

_PLATFORMS: dict[str, Callable[[str], Named | None]] = {
    "canvas": named.canvas,
    "moodle": named.moodle,
}
_EARLIER = "uploaded before"


def collect(source: Path, work: Path) -> Iterator[Found]:
    """Every hand-in and every left-over file of a folder or a bulk zip.

    work: a folder for what is unpacked.

    Raises:
        SubmissionError: where there is nothing of the kind.
    """
    if not source.exists():
        raise SubmissionError(f"{source}: no such folder; give the folder of submissions")
    folder, lost = (source, []) if source.is_dir() else unpack(source, work)
    table = gradescope.table_of(folder)
    found = gradescope.found(table) if table else _by_names(folder, work / "gathered")
    first = next(found, None)
    if first is None:
        raise SubmissionError(f"{source}: no submissions; it holds neither zips nor folders")
    yield first
    yield from found
    yield from lost


def _by_names(folder: Path, gathered: Path) -> Iterator[Found]:
    shutil.rmtree(gathered, ignore_errors=True)
    names = sorted(os.listdir(folder))
    for name in names:
        if named.is_of_a_system(name):
            yield left_over(name, "a file of some system")
    names = [name for name in names if not named.is_of_a_system(name)]
    for platform, read in _PLATFORMS.items():
        if 2 * sum(read(name) is not None for name in names) >= max(len(names), 1):
            yield from _platform(platform, read, folder, names, gathered)
            return
    yield from _plain(folder, names)


def _platform(
    platform: str,
    read: Callable[[str], Named | None],
    folder: Path,
    names: Iterable[str],
    gathered: Path,
) -> Iterator[Found]:
    """The names of one person stand together in the order of names."""

    def person(name: str) -> str:
        said = read(name)
        return said.student if said else ""

    for student, own in groupby(names, key=person):
        if not student:
            for name in own:
                yield left_over(name, f"its name is none that {platform.capitalize()} gives")
            continue
        pieces = [(said, folder / name) for name in own if (said := read(name))]
        yield from _person(platform, pieces, gathered / student)


def _person(platform: str, pieces: list[tuple[Named, Path]], gathered: Path) -> Iterator[Found]:
    """One person's hand-in of all that they uploaded."""
    said = pieces[0][0]
    uploads: dict[str, list[Path]] = {}  # of each file, the last one first
    for one, place in sorted(pieces, key=lambda piece: piece[0].upload, reverse=True):
        if not one.typed:
            file = named.as_first_uploaded(one.file, homework().file_names)
            uploads.setdefault(file, []).append(place)
    kept = [places[0] for places in uploads.values()]
    path, problem = pieces[0][1], ""
    if not kept:
        problem = f"typed or linked on {platform.capitalize()}, no file: {path.name}"
    elif len(kept) == 1 and (kept[0].is_dir() or archives.is_named_as_one(kept[0].name)):
        path = kept[0]
    else:
        path = gathered
        for place in _gather(uploads, gathered):
            kept = [each for each in kept if each != place]
            yield left_over(place.name, "a link or a device and not a file", said.student)
    for file, (_, *earlier) in uploads.items():
        for place in earlier:
            yield left_over(place.name, f"{file} was uploaded again", said.student)
    if kept:
        for typed in (place for one, place in pieces if one.typed):
            yield left_over(typed.name, "typed, and there are files", said.student)
    yield hand_in(
        platform,
        said.student,
        said.name,
        path,
        tuple(place.name for place in kept or [place for _, place in pieces]),
        order=str(max(one.upload for one, _ in pieces)).zfill(20),
        marked_late=said.marked_late,
        problem=problem,
    )


def _gather(uploads: dict[str, list[Path]], target: Path) -> Iterator[Path]:
    """Copy a person's uploads into one folder; yields each that can't be copied.

    An earlier one of a file lies deeper: it is graded only where the later one is as released.
    """
    for file, places in uploads.items():
        for count, place in enumerate(places):
            if not _copy(place, target.joinpath(*[_EARLIER] * count, file)):
                yield place


def _copy(source: Path, target: Path) -> bool:
    """Copy what a person uploaded; False where it is neither a file nor a folder of them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = source.lstat().st_mode
    if stat.S_ISDIR(mode):
        with contextlib.suppress(shutil.Error):  # what could not be copied can't be read either
            shutil.copytree(source, target, symlinks=True, ignore=_what_is_too_much(source))
    elif stat.S_ISREG(mode):
        shutil.copy2(source, target)
    return stat.S_ISDIR(mode) or stat.S_ISREG(mode)


def _what_is_too_much(top: Path) -> Callable[[str, list[str]], list[str]]:
    """Tells of each folder below which names to leave out: as much is left as a search looks at."""
    left = MAX_ENTRIES

    def too_much(folder: str, names: list[str]) -> list[str]:
        nonlocal left
        is_deepest = len(Path(folder).relative_to(top).parts) >= MAX_DEPTH
        kept = 0 if is_deepest else left
        left = max(left - len(names), 0)
        return names[kept:]

    return too_much


def _plain(folder: Path, names: Iterable[str]) -> Iterator[Found]:
    """A folder or an archive for each person, named after them."""
    for name in names:
        path = folder / name
        if path.is_dir():
            yield hand_in("folder", name, name, path, (name,))
        elif archives.is_named_as_one(path.name):
            person = path.stem.removesuffix(".tar")
            yield hand_in("folder", person, person, path, (name,))
        else:
            yield left_over(name, "a file by itself: a person has a folder or a zip")
