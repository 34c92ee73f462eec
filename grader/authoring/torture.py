"""No fault of the machine's is a student's: `make torture` grades while something goes wrong.

In each round one thing happens at a moment that is drawn: a process is killed, or the judge can
open no more files, have no more memory or write nothing more. What the round says of each check
must be what was said without, or that it was not graded.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.ending import end
from grader.homework import find
from grader.judge.grading import Judge
from grader.judge.opening import open_judge
from grader.judge.rubric import Part
from grader.model import Report
from grader.submission import Submission, load
from grader.worker.sweeping import children

_SCARCE = {"no more files": resource.RLIMIT_NOFILE, "no more memory": resource.RLIMIT_AS,
           "no more writing": resource.RLIMIT_FSIZE}  # fmt: skip
_KILLED = ("the server is killed", "a loaded file is killed", "its fork is killed")
FAULTS = (*_KILLED, *_SCARCE)
_WRONG = "ANOTHER VERDICT"
_MOST_SHOWN = 3


def main(arguments: list[str]) -> int:
    """Run the rounds; 1 if one of them said something else of a submission."""
    parser = argparse.ArgumentParser(prog="python -m grader.authoring.torture")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=sys.maxsize, help="at most so many")
    parser.add_argument("--question", default="", help="one question alone")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("submissions", nargs="*", type=Path, help="beside solutions and stubs")
    options = parser.parse_args(arguments)
    homework = find()
    until = time.monotonic() + 60 * options.minutes
    said: Counter[str] = Counter()
    with open_judge(homework, options.question, explain=False) as (judge, chosen):
        submissions = [
            load(folder, homework)
            for folder in (homework.solutions, homework.student, *options.submissions)
        ]
        quiet = [verdicts(judge.grade(each, chosen)) for each in submissions]
        started = time.monotonic()
        judge.grade(submissions[0], chosen)
        usual = time.monotonic() - started
        for number in range(options.rounds):
            if time.monotonic() > until:
                break
            draw = random.Random(options.first_seed + number)
            which, fault = draw.randrange(len(submissions)), draw.choice(FAULTS)
            with going_wrong(fault, judge, draw.uniform(0, usual)):
                outcome = _outcome(judge, chosen, submissions[which], quiet[which])
            said[f"{fault}: {outcome}"] += 1
    for line, count in sorted(said.items()):
        print(f"{count:6d}  {line}")
    return 1 if any(_WRONG in line for line in said) else 0


def verdicts(report: Report) -> dict[str, str]:
    """How each check stands."""
    return {check.test_id: check.status.value for part in report.parts for check in part.checks}


def _outcome(
    judge: Judge, chosen: Sequence[Part], submission: Submission, quiet: dict[str, str]
) -> str:
    try:
        report = judge.grade(submission, chosen)
    except Exception as error:
        return f"not graded ({type(error).__name__})"
    if report.trouble:
        return "not graded"
    changed = {name for name, status in verdicts(report).items() if status != quiet[name]}
    if not changed:
        return "the same"
    shown = ", ".join(sorted(changed)[:_MOST_SHOWN])
    return f"{_WRONG} of {len(changed)}: {shown}"


@contextlib.contextmanager
def going_wrong(fault: str, judge: Judge, delay: float) -> Iterator[None]:
    """Have one thing go wrong inside, after so many seconds."""
    limits = {limit: resource.getrlimit(limit) for limit in _SCARCE.values()}
    timer = threading.Timer(delay, _happen, [fault, judge])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        for limit, (soft, hard) in limits.items():
            resource.setrlimit(limit, (soft, hard))


def _happen(fault: str, judge: Judge) -> None:
    if fault in _SCARCE:
        limit = _SCARCE[fault]
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (_used(limit), hard))
        return
    server = judge.servers.light.pid
    loaded = children(server)
    forks = [pid for mother in loaded for pid in children(mother)]
    for pid in ([server], loaded, forks)[_KILLED.index(fault)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _used(limit: int) -> int:
    """What this process has of it now."""
    if limit == resource.RLIMIT_AS:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * resource.getpagesize()
    return 0  # what is open stays so


if __name__ == "__main__":
    end(lambda: main(sys.argv[1:]))
