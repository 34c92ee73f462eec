"""`python -m grader class FOLDER`: grade what is missing, keep every result, then write the
reports.

Stopping at any moment loses nothing: each result is a file of its own, and a second call goes on. A
grade that was there before is kept where a new one can't be had.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from grader.classroom.collect import collect
from grader.classroom.outcome import GRADED, NOT_GRADED, NOTHING_TO_GRADE, Outcome
from grader.classroom.roster import Roster
from grader.classroom.store import Store, clear_leftovers
from grader.submission import SubmissionError

STOPPED = 130
TRY_AGAIN = 1


def run(options: argparse.Namespace) -> int:
    """Grade the class and report; 0 when everybody has a grade or nothing to grade, 1 where some
    have to be tried again."""
    console = Console(highlight=False, stderr=True)
    source, folder = options.submissions.resolve(), options.output.resolve()
    results = folder / "results"
    try:
        with _stoppable(), closing(Roster(folder / "roster.sqlite", options.choose)) as roster:
            clear_leftovers(folder)
            roster.enroll(collect(source, folder / "unpacked"))
            if not len(roster):
                raise SubmissionError(
                    f"{source}: no submissions; it holds neither zips nor folders"
                )
            empty = _grade(roster, results, options, console)
            from grader.classroom.outputs import write_outputs

            again = write_outputs(roster, Store(results), folder)
    except KeyboardInterrupt:
        said = f"stopped; every result so far is in {results}, call again to go on"
        console.print(said, soft_wrap=True)
        # Nothing is left to be done here: the workers end by themselves, and to wait for what they
        # are at would be waiting for nothing.
        sys.stderr.flush()
        os._exit(STOPPED)
    console.print(f"{folder / 'grades.csv'}, class.html, feedback/", soft_wrap=True)
    if empty:
        console.print(f"{empty} with nothing to grade: grades.csv says why")
    if again:
        console.print(f"{again} could not be graded this time: call again; grades.csv says why")
    return TRY_AGAIN if again else 0


def _grade(roster: Roster, results: Path, options: argparse.Namespace, console: Console) -> int:
    """Grade everything; how many hand-ins have nothing to grade."""
    with _progress(console) as progress:
        task = progress.add_task("grading", total=len(roster), rate="", note="")
        done = Counts(progress, task)
        for outcome in _outcomes(roster, results, options):
            roster.note(outcome)
            done.add(outcome)
    roster.settle()
    return done.nothing_to_grade


def _outcomes(roster: Roster, results: Path, options: argparse.Namespace) -> Iterator[Outcome]:
    from grader.classroom import executors

    if options.cluster:
        return executors.on_a_cluster(roster.hand_ins(), results, options.cluster)
    return executors.on_this_machine(roster.hand_ins(), results, options.jobs)


class Counts:
    """What the progress line says: how many, how fast, how many were there already or failed."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task
        self._start = time.monotonic()
        self._fresh = self._kept = self._failed = self.nothing_to_grade = 0

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self._fresh += outcome.fresh
        self._kept += outcome.status == GRADED and not outcome.fresh
        self._failed += outcome.status == NOT_GRADED
        self.nothing_to_grade += outcome.status == NOTHING_TO_GRADE
        notes = [f"{self._kept} unchanged"] * bool(self._kept)
        notes += [f"{self._failed} failed"] * bool(self._failed)
        self._progress.update(self._task, advance=1, rate=self._rate(), note=", ".join(notes))

    def _rate(self) -> str:
        per_second = self._fresh / (time.monotonic() - self._start)
        return f"{per_second:.1f}/s" if per_second >= 1 else f"{60 * per_second:.0f}/min"


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=console,
    )


@contextmanager
def _stoppable() -> Iterator[None]:
    """A polite request to end stops the run as Ctrl-C does, and neither says more than a line."""

    def stop(number: int, frame: object) -> None:
        # joblib would tell at length what is lost when it is stopped; nothing is.
        threading.excepthook = lambda arguments: None
        warnings.simplefilter("ignore")
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
