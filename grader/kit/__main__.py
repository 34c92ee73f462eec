"""`python -m grader.kit [FOLDER]`: what students get, as dist/…-kit.zip and, where a folder is
named, as a tree in it, ready to push to a course's repository.

Exit status 0: written; 2: it was not, for the reason that is said.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.ending import UsageError, end
from grader.homework import Homework, find
from grader.homework_toml import NAME
from grader.kit.contents import contents, name_of
from grader.kit.needed import KitError
from grader.kit.proof import Earns, prove
from grader.kit.telling import what_tells
from grader.kit.trial import grades_by_itself, write
from grader.whole_file import write_zip


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the kit; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m grader.kit", description="What students get.")
    parser.add_argument("folder", type=Path, nargs="?", help="write the tree there as well")
    parser.add_argument(
        "--here", action="store_true", help="try it with this Python; set up nothing"
    )
    options = parser.parse_args(arguments)
    try:
        homework = find()
        if options.folder:
            _require_kits_place(options.folder, homework)
        files = contents(homework)
        for line in proved(homework, files, sets_up=not options.here):
            print(line, flush=True)
        print(_written(homework, files, options.folder))
    except (Earns, UsageError) as problem:
        print(f"nothing written: {problem}", file=sys.stderr)
        return 2
    return 0


def proved(homework: Homework, files: Mapping[str, bytes], *, sets_up: bool) -> Iterator[str]:
    """Try whether students may have these files; a line for each thing, once it has been tried.

    Raises:
        Earns, KitError: where they may not.
    """
    if telling := what_tells(homework, files):
        raise KitError("\n".join(telling))
    provided = homework.provided.relative_to(homework.root).as_posix()
    sources = {
        name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): data.decode()
        for name, data in files.items()
        if name.endswith(".py") and name.startswith(("grader/", "tests/", f"{provided}/"))
    }
    yield "no name of a hidden check and no line of a solution is in it"
    yield prove(homework, sources)
    yield grades_by_itself(homework, files, sets_up=sets_up)


def _written(homework: Homework, files: Mapping[str, bytes], folder: Path | None) -> str:
    name = name_of(homework)
    target = homework.root / "dist" / f"{name}-kit.zip"
    target.parent.mkdir(exist_ok=True)
    write_zip(target, {f"{name}/{each}": data for each, data in files.items()})
    if folder:
        # Whole folders go first: a check that is hidden now must not be left from before.
        for top in {each.partition("/")[0] for each in files if "/" in each}:
            shutil.rmtree(folder / top, ignore_errors=True)
        write(files, folder)
    also = f", and the tree in {folder}" if folder else ""
    return f"{target}: {target.stat().st_size / 1e6:.1f} MB{also}"


def _require_kits_place(folder: Path, homework: Homework) -> None:
    """Nothing but an earlier kit may be written over.

    Raises:
        KitError: where something else is there.
    """
    if folder.is_dir() and (folder / "solutions").is_dir():
        raise KitError(f"{folder} has solutions: name a folder for students")
    others = folder.is_dir() and any(path.name != ".git" for path in folder.iterdir())
    if others and (not (folder / NAME).is_file() or Homework(folder).title != homework.title):
        raise KitError(f"{folder} holds something else: name an empty folder, or an earlier kit")


if __name__ == "__main__":
    end(main)
