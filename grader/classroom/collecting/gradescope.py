"""A Gradescope export: a folder for each submission, and submission_metadata.yml with its people.

Who somebody is comes from that table, never from a file inside a submission.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from grader.classroom.collecting.hand_in import Found, hand_in, in_utc, left_over
from grader.submission import SubmissionError

TABLE = "submission_metadata.yml"
_FOLDER = "assignment_*_export"
_YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WANTED = ("  :submitters:", "  :created_at:")


def table_of(folder: Path) -> Path | None:
    """The export's table, in a folder or in the one that the zip has inside; None where none is."""
    places = [folder, *sorted(folder.glob(_FOLDER))]
    return next((path / TABLE for path in places if (path / TABLE).is_file()), None)


def found(table: Path) -> Iterator[Found]:
    """Every submitter of every submission, possibly a group, and what is in no submission."""
    seen = {TABLE}
    for name, row in _entries(table):
        folder_name = PurePosixPath(name).name
        seen.add(folder_name)
        yield from _submission(table.parent / folder_name, row)
    for path in sorted(table.parent.iterdir()):
        if path.name not in seen:
            yield left_over(path.name, f"not in {TABLE}")


def _submission(path: Path, row: dict[str, Any]) -> Iterator[Found]:
    time = in_utc(row.get(":created_at"))
    submitters = row.get(":submitters")
    owners = [each for each in submitters or [] if isinstance(each, dict)]
    for owner in owners or [{}]:
        sid, email = str(owner.get(":sid") or ""), str(owner.get(":email") or "")
        yield hand_in(
            "gradescope",
            sid or email or path.name,
            str(owner.get(":name") or path.name),
            path,
            (path.name,),
            order=time.isoformat() if time else "",
            sid=sid,
            email=email,
            submitted=time,
            untimed=time is None,
            submission=path.name.removeprefix("submission_"),
            problem="" if path.exists() else f"{path.name} is in {TABLE} and not in the export",
        )


def _entries(table: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of the table, one at a time, with the two keys that are wanted.

    An entry begins at the margin, its keys two spaces in. Earlier results make up nearly all of the
    file, hundreds of megabytes for a large class, and are skipped.
    """
    entry: list[str] = []
    wanted = True
    with table.open(encoding="utf-8") as file:
        for line in file:
            if line[0] not in " #-\r\n":
                yield from _parse(entry, table)
                entry, wanted = [], True
            elif line.startswith("  :"):
                wanted = line.startswith(_WANTED)
            if wanted:
                entry.append(line)
    yield from _parse(entry, table)


def _parse(entry: list[str], table: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        parsed = yaml.load("".join(entry), Loader=_YAML)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = " ".join(str(error).split())
        raise SubmissionError(f"{table}: can't be read ({problem}); export it again") from None
    if isinstance(parsed, dict):
        yield from ((str(name), row) for name, row in parsed.items() if isinstance(row, dict))
