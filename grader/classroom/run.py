"""`python -m grader class FOLDER`: read what was handed in, grade what is missing, settle, write.

Stopping at any moment loses nothing: what was found is in the store, and a second call goes on.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
from rich.console import Console
from rich.text import Text

from grader.classroom import overrides, people
from grader.classroom.cluster import Cluster
from grader.classroom.collecting import collect
from grader.classroom.executors import Here, Workers
from grader.classroom.hand_ins import HandIns
from grader.classroom.here import homework
from grader.classroom.outcome import MISSING, NOTHING_TO_GRADE, REFUSED
from grader.classroom.overrides import Overrides
from grader.classroom.people import People
from grader.classroom.progress import counting
from grader.classroom.runs import Run, Runs
from grader.classroom.scheme import scheme
from grader.classroom.settling import Ways, standings, with_days_of
from grader.classroom.store import NAME, Store
from grader.classroom.written_half import WrittenHalf
from grader.diagnosis.bank import require_whole
from grader.rules import policies
from grader.rules.policies import Policies, described
from grader.submission import SubmissionError, load

STOPPED = 130
TRY_AGAIN = 1
_MOST_FAULTS_TOLD = 3


def run(options: argparse.Namespace) -> int:
    """Grade the class and report; 0 when everybody has a grade or nothing to grade, 1 where some
    have to be tried again."""
    if options.submissions is None:
        raise SubmissionError("which class? Give a folder of submissions, an export or a bulk zip")
    require_whole(homework())
    console = Console(highlight=False, stderr=True)
    folder = options.output.resolve()
    ways = _ways(options)
    try:
        with stoppable(), closing(Store(folder)) as store, closing(workers_of(options)) as workers:
            hand_ins = HandIns(store)
            ways = _enroll(hand_ins, ways, options)
            from grader.classroom.grade import grader_version

            version = grader_version(homework().root)
            failures = [
                *_read(hand_ins, version, workers, console),
                *_grade(store, hand_ins, version, workers, console),
            ]
            finished = _settle(store, hand_ins, ways, version, options)
            return write(store, finished, ways.people, workers, options, console, failures)
    except KeyboardInterrupt:
        said = f"stopped; every result so far is in {folder / NAME}, call again to go on"
        console.print(said, soft_wrap=True)
        # Nothing is left to be done here: the workers end by themselves, and to wait for what they
        # are at would be waiting for nothing.
        sys.stderr.flush()
        os._exit(STOPPED)


def _ways(options: argparse.Namespace) -> Ways:
    """How the class is graded; refused in one line before anything is read."""
    now = scheme(homework())
    roster = people.read(options.roster) if options.roster else People()
    rules = policies.load(options.policies, now.points) if options.policies else Policies()
    decided = overrides.read(options.overrides, now) if options.overrides else Overrides()
    now = msgspec.structs.replace(now, carry=rules.follow_through.carry)
    return Ways(now, with_days_of(roster, rules), decided, roster, options.choose)


def _enroll(hand_ins: HandIns, ways: Ways, options: argparse.Namespace) -> Ways:
    """Take in what was handed in; the ways with everybody in them as tables call them."""
    source = options.submissions.resolve()
    hand_ins.enroll(collect(source, options.output.resolve() / "unpacked"), ways.people)
    if not len(hand_ins):
        raise SubmissionError(f"{source}: nobody handed anything in")
    adjusted = {each.student.casefold() for each in ways.overrides.adjust}
    called = hand_ins.called(adjusted | ways.policies.named, ways.people)
    for name in ways.policies.named:
        if len(called[name]) > 1:
            people = ", ".join(sorted(called[name]))
            raise SubmissionError(
                f"{options.policies}: {name} is an id of several ({people}); name another of theirs"
            )
    hand_ins.choose(ways.policies, ways.due, only_latest=ways.choose == "latest")
    return replace(ways, overrides=overrides.resolved(options.overrides, ways.overrides, called))


def _read(hand_ins: HandIns, grader: str, workers: Workers, console: Console) -> Iterator[str]:
    """Read what was handed in; a traceback of each failure of ours."""
    from grader.classroom.grade import look

    root = homework().root
    with counting(console, "reading", hand_ins.counting) as counts:
        tasks = ((number, (hand_in, root)) for number, hand_in in hand_ins.to_read())
        for number, answer in workers.do(look, tasks):
            hand_ins.note_seen(number, answer, grader)
            counts.add(failed=bool(answer.error))
            if trace := answer.trace or (answer.value and answer.value.ours):
                yield trace


def _grade(
    store: Store, hand_ins: HandIns, grader: str, workers: Workers, console: Console
) -> Iterator[str]:
    """Grade what has no result; a traceback of each failure of ours."""
    from grader.classroom.grade import grade, record_cases

    waiting = hand_ins.to_grade()
    if waiting:  # once, and not in each of the workers
        record_cases(homework().root)
    with counting(console, "grading", len(waiting)) as counts:
        tasks = ((key, (hand_in, homework().root, key, grader)) for _, hand_in, key in waiting)
        for key, answer in workers.do(grade, tasks):
            if answer.error:
                hand_ins.note_failure(key, answer.error)
            else:
                store.put(answer.value)
            counts.add(failed=bool(answer.error))
            if answer.trace:
                yield answer.trace


def workers_of(options: argparse.Namespace) -> Workers:
    """Those that were asked for."""
    return Cluster(options.cluster) if options.cluster else Here(options.jobs)


def _settle(
    store: Store, hand_ins: HandIns, ways: Ways, grader: str, options: argparse.Namespace
) -> Run:
    runs = Runs(store)
    written = WrittenHalf.of(homework(), options.output.resolve())
    settled = standings(store, hand_ins, ways, runs.before(runs.last()))
    return runs.add(
        str(options.submissions),
        grader,
        ways.scheme,
        described(ways.policies),
        ways.overrides,
        (written.on(one, ways.scheme.points) for one in settled),
    )


def write(
    store: Store,
    run: Run,
    roster: People,
    workers: Workers,
    options: argparse.Namespace,
    console: Console,
    failures: Sequence[str] = (),
) -> int:
    """Write a run's outputs and say what became of the class; 1 where some have to be graded
    again."""
    from grader.classroom.outputs import Asked, Outputs
    from grader.classroom.similarity.pages import Earlier

    folder = options.output.resolve()
    asked = Asked(options.reveal, options.feedback == "all")
    with closing(Earlier(options.against, lambda path: load(path, homework()))) as earlier:
        written = Outputs(store, run, roster, folder).write(asked, workers, earlier)
    console.print(f"{folder / 'grades.csv'}, class.html, feedback/", soft_wrap=True)
    statuses = Counter(one.status for one in Runs(store).standings(run))
    told = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    console.print(f"{written.students} students: {told}", soft_wrap=True)
    if statuses[NOTHING_TO_GRADE] + statuses[REFUSED] + statuses[MISSING]:
        console.print("grades.csv says why, files.csv what became of each file")
    for line in written.lines:
        console.print(line, soft_wrap=True)
    _tell_faults(folder / "faults.txt", written.faults, failures, console)
    if written.again:
        console.print(
            f"{written.again} could not be graded this time: call again; grades.csv says why"
        )
    return TRY_AGAIN if written.again else 0


def _tell_faults(
    path: Path, faults: Sequence[tuple[str, int]], failures: Sequence[str], console: Console
) -> None:
    """Say what went wrong on our side: each once, the tracebacks in a file of their own."""
    told = [
        f"The grader's own fault, no point was lost ({count} students): {fault}"
        for fault, count in faults
    ]
    told += [
        f"The grader failed ({count} hand-ins, to be graded again):\n{trace}"
        for trace, count in Counter(failures).most_common()
    ]
    if not told:
        path.unlink(missing_ok=True)
        return
    path.write_text("\n".join(told), encoding="utf-8")
    for line in told[:_MOST_FAULTS_TOLD]:
        console.print(Text(line, style="magenta"), soft_wrap=True)
    console.print(f"{path} has all of the grader's faults", soft_wrap=True)


@contextmanager
def stoppable() -> Iterator[None]:
    """A polite request to end stops the run as Ctrl-C does, and neither says more than a line."""

    def stop(number: int, frame: object) -> None:
        # The pool would tell at length what is lost when it is stopped; nothing is.
        threading.excepthook = lambda arguments: None
        warnings.simplefilter("ignore")
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
