"""The commands that staff have beside those of students: `class FOLDER`, `feedback STUDENT`,
`release`. Theirs writes results.json as well when it grades."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from grader.classroom import command
from grader.desk import commands
from grader.ending import UsageError
from grader.homework import find


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, of students or of staff; its exit status."""
    return commands.main(arguments, _add)


def _add(parsers: Any) -> None:
    grade = parsers.choices["grade"]
    grade.add_argument("--results", type=Path, default=Path("results.json"), help="where to write")
    grade.set_defaults(
        run=_grade, elsewhere="with RESULTS=folder/results.json or --results folder/results.json"
    )
    command.add(parsers)
    release = parsers.add_parser("release", help="derive student/ from solutions/")
    release.add_argument("--force", action="store_true", help="overwrite work in student/")
    release.set_defaults(run=_release)


def _grade(options: argparse.Namespace) -> int:
    from grader.gradescope.live import LiveResults

    results = options.results
    page = options.report or results.with_name("report.html")

    status = commands.run(
        options.submission, "", options.staff, page, partial(LiveResults.of, results)
    )
    print(f"{results} has the scores")
    return status


def _release(options: argparse.Namespace) -> int:
    from grader.authoring.release import release, work_that_would_go

    root = find().root
    work = [] if options.force else work_that_would_go(root)
    if work:
        raise UsageError(
            f"student/ has work that a release would overwrite ({', '.join(work)}): "
            "commit it first, or call make release FORCE=1"
        )
    for path in release(root):
        print(path.relative_to(root))
    return 0
