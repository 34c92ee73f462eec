"""The commands of this folder: `python -m grader class FOLDER`, `… written FOLDER`,
`… feedback STUDENT`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

_OUTPUT = Path("build/class")


def add(commands: Any) -> None:
    """Add them to the commands of `python -m grader`."""
    whole = commands.add_parser("class", help="grade a whole class; stop and go on at any time")
    whole.add_argument(
        "submissions",
        type=Path,
        nargs="?",
        help="folder of submissions, an export or a bulk zip",
    )
    whole.add_argument("--output", type=Path, default=_OUTPUT, help="where to write")
    whole.add_argument(
        "--choose",
        choices=("latest", "best"),
        default="latest",
        help="which of a student's hand-ins counts",
    )
    whole.add_argument("--roster", type=Path, help="who is in the class: a CSV file, or an export")
    whole.add_argument("--policies", type=Path, help="the course's policies.toml")
    whole.add_argument("--overrides", type=Path, help="decisions by hand: overrides.toml")
    _add_marks(whole)
    whole.add_argument("--reveal", action="store_true", help="show hidden checks in the feedback")
    whole.add_argument(
        "--feedback", choices=("few", "all"), default="few", help="all: whatever the class's size"
    )
    whole.add_argument(
        "--against", type=Path, action="append", default=[], help="an earlier term's submissions"
    )
    whole.add_argument("--jobs", type=_positive, help="processes; one for each usable core")
    whole.add_argument(
        "--cluster", metavar="tcp://scheduler:8786", help="an existing Dask scheduler"
    )
    whole.add_argument("--runs", action="store_true", help="list the last ten runs")
    whole.add_argument("--restore", type=_positive, metavar="RUN", help="go back to a run's grades")
    whole.set_defaults(run=_class, elsewhere="with --output folder")

    marking = commands.add_parser("written", help="make the page to mark written answers on")
    marking.add_argument(
        "submissions", type=Path, help="folder of submissions, an export or a bulk zip"
    )
    marking.add_argument("--output", type=Path, default=_OUTPUT, help="the folder of the class")
    marking.add_argument("--question", default="", help="of one question alone, as Q2")
    _add_marks(marking)
    marking.set_defaults(run=_written, elsewhere="with --output folder")

    printed = commands.add_parser("pdf", help="the written answers as PDF, a file for each student")
    printed.add_argument(
        "submissions", type=Path, nargs="?", help="whose; your own in student/ by default"
    )
    printed.add_argument("--output", type=Path, default=_OUTPUT, help="the folder of the class")
    printed.set_defaults(run=_pdf, elsewhere="with --output folder")

    one = commands.add_parser("feedback", help="write what a student of a graded class reads")
    one.add_argument("student", help="as grades.csv has them")
    one.add_argument("--output", type=Path, default=_OUTPUT, help="the folder of the class")
    one.add_argument("--reveal", action="store_true", help="show hidden checks in full")
    one.set_defaults(run=_feedback, elsewhere="with --output folder")


def _add_marks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--marks",
        type=Path,
        nargs="+",
        default=[],
        help="marks of written answers to take in: files that the page saved, or its CSV",
    )


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def _class(options: argparse.Namespace) -> int:
    # Set before NumPy is loaded: many processes, each with a thread; more would only wait for each
    # other.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    import joblib

    from grader.classroom.earlier_runs import list_runs, restore
    from grader.classroom.run import run
    from grader.written import marks

    marks.merge(options.output / marks.NAME, options.marks)
    # Not all of the machine's cores: a job of a cluster, or a container, may have fewer.
    options.jobs = options.jobs or joblib.cpu_count()
    if options.runs:
        return list_runs(options)
    return restore(options) if options.restore else run(options)


def _written(options: argparse.Namespace) -> int:
    from grader.classroom.written import write

    return write(options)


def _pdf(options: argparse.Namespace) -> int:
    from grader.classroom.pdf import write

    return write(options)


def _feedback(options: argparse.Namespace) -> int:
    from grader.classroom.earlier_runs import write_feedback

    return write_feedback(options)
