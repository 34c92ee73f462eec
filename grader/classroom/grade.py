"""What runs on every core and on every machine of a cluster: read one hand-in, grade one hand-in.

The fork server and the recorded cases are loaded once per process, which stays warm. What goes in
is small; what comes back is kept by the run that asked.
"""

from __future__ import annotations

import atexit
import gc
import logging
import threading
import traceback
from dataclasses import replace
from functools import cache
from pathlib import Path

from grader.calls.servers import Servers
from grader.classroom import result as results
from grader.classroom.collecting import HandIn
from grader.classroom.here import homework
from grader.classroom.outcome import Seen
from grader.classroom.result import Result
from grader.classroom.scheme import scheme
from grader.classroom.similarity.forms import form_of
from grader.judge.grading import Judge, open_recording
from grader.model import Report
from grader.submission import Submission, SubmissionError, load
from grader.trials.recording import Recording

# A Dask worker may have several threads; a judge takes one submission at a time.
_ONE_AT_A_TIME = threading.Lock()
_log = logging.getLogger(__name__)
ANYBODY = "your submission"
_MOST_NAMED = 3


class OtherGrader(Exception):
    """This machine's checkout is not that of the run; the text says which it has."""


def look(hand_in: HandIn, root: Path) -> Seen:
    """Read a hand-in to the homework at `root`. Never raises for what a student did."""
    if hand_in.problem:
        return Seen(reason=hand_in.problem)
    try:
        return Seen(results.fingerprint(load(hand_in.path, homework(root))))
    except SubmissionError as error:
        handed_in = ", ".join(hand_in.entries[:_MOST_NAMED])
        return Seen(reason=f"{error} (handed in: {handed_in})")
    except Exception as error:
        return Seen(reason=f"{type(error).__name__}: {error}", ours=traceback.format_exc())


def grade(hand_in: HandIn, root: Path, key: str, grader: str) -> Result:
    """Grade a hand-in to the homework at `root` by this version of the grader; the result goes by
    this key.

    Raises:
        OtherGrader: where this machine has another version.
        Exception: where we could not grade it.
    """
    own = grader_version(root)
    if own != grader:
        raise OtherGrader(f"this machine's grader is {own} and not {grader}")
    submission = load(hand_in.path, homework(root))
    with _ONE_AT_A_TIME:
        try:
            return kept(_graded(submission, root), submission, key, own)
        except Exception:
            _start_over(root)
            raise


@cache
def grader_version(root: Path) -> str:
    """The fingerprint of everything that decides a verdict beside the submission."""
    here = homework(root)
    return results.grader_version(here, _cases(root).name, scheme(here).asked)


@cache
def _cases(root: Path) -> Recording:
    return open_recording(homework(root))


def record_cases(root: Path) -> None:
    """Have the cases of every part recorded on this machine."""
    _cases(root).prepare(part.name for part in homework(root).parts)


@cache
def warm_judge(root: Path) -> Judge:
    """This process's judge of the homework at `root`."""
    servers = Servers(homework(root))
    atexit.register(servers.close)
    record_cases(root)
    judge = Judge(homework(root), servers, _cases(root))
    judge.load_checks()
    # What is loaded by now stays; the collector need not go through it for every submission.
    gc.freeze()
    return judge


def _graded(submission: Submission, root: Path) -> Report:
    """Grade; where we failed at a check ourselves, once more with a new judge."""
    report = warm_judge(root).grade(submission)
    if report.trouble:
        _start_over(root)
        report = warm_judge(root).grade(submission)
    return report


def _start_over(root: Path) -> None:
    """After a failure of ours: what comes next gets a new judge."""
    if warm_judge.cache_info().currsize:
        atexit.unregister(warm_judge(root).servers.close)
        try:
            warm_judge(root).servers.close()
        except OSError:
            _log.exception("the servers of a judge that failed could not be closed")
        warm_judge.cache_clear()


def kept(report: Report, submission: Submission, key: str, grader: str) -> Result:
    """What is kept of a report."""
    checks = [check for part in report.parts for check in part.checks]
    form = form_of(submission)
    return Result(
        key,
        report.digest,
        grader,
        tuple(map(results.verdict, checks)),
        report.notes,
        round(report.seconds, 3),
        # Whoever hands in the same files reads the same feedback: nobody's name may be in it.
        results.packed(replace(report, submission=ANYBODY)),
        results.packed_sources(submission),
        form.digest,
        form.fingerprints,
        {check.test_id: check.sentence for check in checks},
        report.trouble,
        report.faults,
    )
