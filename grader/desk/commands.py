"""The commands: `python -m grader grade SUBMISSION`, `check QUESTION`, `class FOLDER`, `release`,
`doctor`. They are about the homework that the working directory lies in.

Exit status 0: done, whatever the score; 2: the command can't be carried out as it was given, said
in one line.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from grader.classroom import command
from grader.ending import UsageError
from grader.homework import find
from grader.submission import Submission, load
from grader.whole_file import CannotWrite
from grader.worker.printable import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

    from grader.gradescope.live import LiveResults
    from grader.judge.grading import Judge
    from grader.judge.rubric import Part
    from grader.model import PartResult, Report


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; `{self.prog} --help` says more\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except CannotWrite as error:
        how = f", {options.elsewhere}" if "elsewhere" in options else ""
        print(f"{error}{how}", file=sys.stderr)
        return 2
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m grader", description="Grade a homework.")
    commands = parser.add_subparsers(required=True, metavar="command")

    grade = commands.add_parser(
        "grade", help="grade a submission: table, feedback, results.json, report.html"
    )
    grade.add_argument(
        "submission", nargs="?", type=Path, default=None, help="folder or zip (default: student/)"
    )
    grade.add_argument("--results", type=Path, default=Path("results.json"), help="where to write")
    grade.add_argument("--staff", action="store_true", help="show hidden checks in full")
    grade.set_defaults(
        run=_grade, elsewhere="with RESULTS=folder/results.json or --results folder/results.json"
    )

    check = commands.add_parser(
        "check", help="check one question: a part, all that begin so, or a test's name"
    )
    check.add_argument("question")
    check.add_argument(
        "submission", nargs="?", type=Path, default=None, help="folder or zip (default: student/)"
    )
    check.add_argument("--staff", action="store_true", help="show hidden checks in full")
    check.set_defaults(run=_check)

    watch = commands.add_parser("watch", help="re-check what a save changes, until Ctrl-C")
    watch.add_argument("folder", nargs="?", type=Path, default=None)
    watch.add_argument("--staff", action="store_true", help="show hidden checks in full")
    watch.set_defaults(run=_watch)

    command.add(commands)

    doctor = commands.add_parser("doctor", help="how well submissions are confined on this machine")
    doctor.set_defaults(run=_doctor)

    release = commands.add_parser("release", help="derive student/ from solutions/")
    release.add_argument("--force", action="store_true", help="overwrite work in student/")
    release.set_defaults(run=_release)
    return parser


def _grade(options: argparse.Namespace) -> int:
    return _run(options.submission, "", options.staff, options.results)


def _check(options: argparse.Namespace) -> int:
    return _run(options.submission, options.question, options.staff, None)


def _run(path: Path | None, question: str, staff: bool, results: Path | None) -> int:
    homework = find()
    path = path or homework.student
    submission = load(path, homework)
    from grader.judge.opening import open_judge

    console = _console()
    with open_judge(homework, question, say=console.print) as (judge, chosen):
        from grader.gradescope.live import LiveResults
        from grader.report import terminal

        live = LiveResults(results, sum(len(part.lines) for part in chosen)) if results else None
        with console.status("") as status:
            report = _graded(judge, submission, chosen, live, status)
            if report.trouble:
                raise UsageError(f"not graded, call again: {one_line(report.trouble)}")
            if results is not None:
                from grader.report.html import as_html
                from grader.report.progress import with_progress
                from grader.whole_file import write_whole

                report = with_progress(report, path, homework.build / "progress")
                write_whole(results.with_name("report.html"), as_html(report, staff=staff))
        terminal.show(report, console, staff=staff)
        if results is not None:
            page = results.with_name("report.html")
            console.print(
                f"{page} shows this with pictures; {results} has the scores", soft_wrap=True
            )
    return 0


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _graded(
    judge: Judge,
    submission: Submission,
    chosen: Sequence[Part],
    live: LiveResults | None,
    status: Status,
) -> Report:
    """Grade while the spinner says how far it is, and results.json follows where there is one."""
    count = sum(len(part.lines) for part in chosen)
    done = 0
    status.update("getting ready …")

    def on_check(part: PartResult) -> None:
        nonlocal done
        done += 1
        if live is not None:
            live.on_check(part)
        status.update(f"checking {part.name} ({done} of {count} checks) …")

    report = judge.grade(submission, chosen, on_check=on_check)
    if live is not None:
        live.fail(report.trouble) if report.trouble else live.finish(report)
    return report


def _watch(options: argparse.Namespace) -> int:
    homework = find()
    folder = options.folder or homework.student
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; give the one that your files are in")
    from grader.judge.opening import open_judge

    console = _console()
    with (
        contextlib.suppress(KeyboardInterrupt),
        open_judge(homework, say=console.print) as (judge, _),
    ):
        from grader.desk.watch import Watch

        Watch(folder, judge, console, staff=options.staff).run()
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from grader.desk.doctor.examination import examine
    from grader.desk.doctor.show import show

    show(examine(find()), _console())
    return 0


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
