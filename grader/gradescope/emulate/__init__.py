"""Run the zip for Gradescope here, as Gradescope would, and show what people will see."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from grader.gradescope.emulate.container import Container, EmulationError, alone
from grader.gradescope.emulate.view import Emulated, page, show, show_many
from grader.homework import Homework, find
from grader.rules import policies
from grader.submission import archives

__all__ = ["EmulationError", "emulate", "submissions"]


def emulate(
    path: Path,
    autograder: Path,
    metadata: Path | None = None,
    report: Path = Path("emulation.html"),
    *,
    here: bool = False,
    folder: Path | None = None,
) -> int:
    """Hand in a submission, or each of a folder, to a container of ours; 0 if all were graded.

    metadata: a submission_metadata.json in place of one that says "just now, one person, in time".
    here: grade with this Python; otherwise setup.sh makes a virtual environment.
    folder: where the container's tree is kept, build/emulate by default.

    Raises:
        EmulationError: where there is nothing to hand in, or the zip can't be set up.
    """
    homework = find()
    folder = folder or homework.build / "emulate"
    waiting = submissions(path, homework)
    said = metadata.read_text(encoding="utf-8") if metadata else just_now(homework.title)
    console = Console(highlight=False)
    with alone(folder):
        container = Container(folder, Path(sys.executable) if here else None)
        container.unpack(autograder)
        with console.status("running setup.sh (minutes the first time) …"):
            ran = container.set_up()
        if ran.status:
            raise EmulationError(f"{ran.output.strip()}\nsetup.sh ended with status {ran.status}")
        where = "in a private /autograder" if container.is_private else f"in {container.root}"
        console.print(f"setup.sh: {ran.seconds:.1f} s, {where}")
        for line in rules(autograder, container):
            console.print(line)
        done = []
        for submission in waiting:
            with console.status(f"grading {submission.name} …"):
                ran = container.grade(submission, said)
            done.append(Emulated.of(submission.name, ran, container.results))
            if len(waiting) > 1:
                console.print(f"{submission.name}: {done[-1].score}")
    if len(done) > 1:
        show_many(done, console)
    else:
        show(done[0], console)
    report.write_text(page(done, where), encoding="utf-8")
    console.print(f"the same as a page: {report}")
    return 0 if all(emulated.is_graded for emulated in done) else 1


def rules(autograder: Path, container: Container) -> list[str]:
    """What the zip that was unpacked has of the course's rules, a line for each.

    Raises:
        EmulationError: where nobody could be graded with them.
    """
    try:
        found = policies.load(container.root / "source" / "policies.toml")
    except policies.PolicyError as error:
        raise EmulationError(f"{autograder}: {error}; call `make autograder` again") from None
    return [f"rules of {autograder}:", *(f"  {line}" for line in policies.described(found))]


def submissions(path: Path, homework: Homework) -> list[Path]:
    """One submission, or those in a folder that isn't one itself.

    Raises:
        EmulationError: where there is no such file or folder.
    """
    if not path.exists():
        raise EmulationError(
            f"{path}: no such file or folder; give a submission or a folder of them"
        )
    return (
        [path]
        if not path.is_dir() or _is_submission(path, homework)
        else list(_inside(path)) or [path]
    )


def just_now(title: str) -> str:
    """A submission_metadata.json as Gradescope's for a first submission, a day before it is due."""
    now = datetime.now(UTC)
    assignment = {"due_date": (now + timedelta(days=1)).isoformat(), "title": title}
    person = {"email": "student@example.edu", "id": 1, "name": "A Student"}
    return json.dumps(
        {
            "id": 1,
            "created_at": now.isoformat(),
            "assignment": assignment,
            "submission_method": "upload",
            "users": [person],
            "previous_submissions": [],
        }
    )


def _is_submission(folder: Path, homework: Homework) -> bool:
    graded = {name.casefold() for name in homework.file_names}
    return any(
        file.name.casefold() in graded
        for place in (folder, folder / "student")
        if place.is_dir()
        for file in place.iterdir()
    )


def _inside(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() or archives.is_named_as_one(path.name):
            yield path
