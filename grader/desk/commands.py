"""The commands of `python -m grader` that students have too: `grade [PATH]`, `check QUESTION`,
`watch`, `doctor`. They are about the homework that the working directory lies in.

Exit status 0: done, whatever the score; 2: the command can't be carried out as it was given, said
in one line.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from grader.ending import UsageError
from grader.homework import find
from grader.submission import Submission, load
from grader.whole_file import CannotWrite
from grader.worker.printable import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

    from grader.judge.grading import Judge
    from grader.judge.rubric import Part
    from grader.model import PartResult, Report


class Follower(Protocol):
    """Somebody who writes down how grading goes on."""

    def on_check(self, part: PartResult) -> None:
        """A check of this part is finished."""

    def finish(self, report: Report) -> None:
        """All of them are."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; `{self.prog} --help` says more\n")


def main(
    arguments: Sequence[str] | None = None, add_more: Callable[[Any], None] = lambda commands: None
) -> int:
    """Run one command; its exit status.

    add_more: adds commands, and options to those that there are.
    """
    options = _parser(add_more).parse_args(arguments)
    try:
        return int(options.run(options))
    except CannotWrite as error:
        how = f", {options.elsewhere}" if "elsewhere" in options else ""
        print(f"{error}{how}", file=sys.stderr)
        return 2
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2


def _parser(add_more: Callable[[Any], None]) -> argparse.ArgumentParser:
    parser = Parser(prog="python -m grader", description="Grade a homework.")
    commands = parser.add_subparsers(required=True, metavar="command")

    grade = commands.add_parser("grade", help="grade a submission: table, feedback, report.html")
    grade.add_argument(
        "submission", nargs="?", type=Path, default=None, help="folder or zip (default: student/)"
    )
    grade.add_argument("--report", type=Path, help="where to write (default: report.html)")
    grade.add_argument("--staff", action="store_true", help="show hidden checks in full")
    grade.set_defaults(
        run=_grade, elsewhere="with REPORT=folder/report.html or --report folder/report.html"
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

    doctor = commands.add_parser("doctor", help="how well submissions are confined on this machine")
    doctor.set_defaults(run=_doctor)
    add_more(commands)
    return parser


def _grade(options: argparse.Namespace) -> int:
    return run(options.submission, "", options.staff, options.report or Path("report.html"))


def _check(options: argparse.Namespace) -> int:
    return run(options.submission, options.question, options.staff)


def run(
    path: Path | None,
    question: str,
    staff: bool,
    page: Path | None = None,
    follower: Callable[[Sequence[Part]], Follower] | None = None,
) -> int:
    """Grade, and show the report; the exit status.

    path: student/ where none is given. question: the empty one is the whole homework.
    page: where to write the report as a page, if anywhere.
    follower: makes one, from the parts that are to come.
    """
    homework = find()
    path = path or homework.student
    submission = load(path, homework)
    if staff:
        from grader.diagnosis.bank import require_whole

        require_whole(homework)
    from grader.judge.opening import open_judge

    console = _console()
    with open_judge(homework, question, say=console.print) as (judge, chosen):
        from grader.report import terminal

        following = follower(chosen) if follower else None
        with console.status("") as status:
            report = _graded(judge, submission, chosen, following, status)
            if page is not None:
                from grader.report.html import as_html
                from grader.report.progress import with_progress
                from grader.whole_file import write_whole

                report = with_progress(report, path, homework.build / "progress")
                write_whole(page, as_html(report, staff=staff))
        terminal.show(report, console, staff=staff)
        if page is not None:
            console.print(f"{page} shows this with pictures", soft_wrap=True)
    if report.trouble:
        raise UsageError(f"not graded, call again: {one_line(report.trouble)}")
    return 0


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _graded(
    judge: Judge,
    submission: Submission,
    chosen: Sequence[Part],
    following: Follower | None,
    status: Status,
) -> Report:
    """Grade while the spinner says how far it is, and whoever follows hears of it."""
    count = sum(len(part.lines) for part in chosen)
    done = 0
    status.update("getting ready …")

    def on_check(part: PartResult) -> None:
        nonlocal done
        done += 1
        if following is not None:
            following.on_check(part)
        status.update(f"checking {part.name} ({done} of {count} checks) …")

    report = judge.grade(submission, chosen, on_check=on_check)
    if following is not None:
        following.finish(report)
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
