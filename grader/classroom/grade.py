"""Grade one hand-in in a process that stays warm: the fork server and the recorded cases are loaded
once per process.

This is what runs on every core and on every machine of a cluster. What goes in and comes out is
small; results go straight to the store that all share.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path

from grader.calls.servers import Servers
from grader.classroom.collect import HandIn
from grader.classroom.here import homework
from grader.classroom.outcome import GRADED, NOT_GRADED, NOTHING_TO_GRADE, Outcome
from grader.classroom.similarity import fingerprint
from grader.classroom.store import CheckLine, PartLine, Result, Store, grader_digest, key
from grader.judge.grading import Judge, open_recording
from grader.model import CheckResult, PartResult, Report
from grader.report.html import as_html
from grader.report.markdown import as_markdown
from grader.submission import Submission, SubmissionError, load
from grader.trials.recording import Recording

# A Dask worker may have several threads; a judge takes one submission at a time.
_ONE_AT_A_TIME = threading.Lock()
ANYBODY = "your submission"


def grade_hand_in(hand_in: HandIn, store_folder: Path) -> Outcome:
    """Grade a hand-in unless its result is already there. Never raises for what a student did."""
    student, path = hand_in.student, str(hand_in.path)
    try:
        submission = load(hand_in.path, homework())
    except SubmissionError as error:
        return Outcome(student, path, NOTHING_TO_GRADE, reason=str(error))
    except Exception as error:
        return Outcome(student, path, NOT_GRADED, reason=f"{type(error).__name__}: {error}")
    try:
        store, name = Store(store_folder), key(submission, grader_version())
        result = store.get(name)
        if fresh := result is None or result.trouble != "":
            result = _graded_alone(submission, name)
            store.put(result)
    except Exception as error:
        return Outcome(student, path, NOT_GRADED, reason=f"{type(error).__name__}: {error}")
    return Outcome(student, path, GRADED, name, result.trouble, result.total, fresh)


@cache
def grader_version() -> str:
    """The digest of everything that decides a grade beside the submission."""
    return grader_digest(_cases().digest, _cases().seed)


@cache
def _cases() -> Recording:
    return open_recording(homework())


@cache
def warm_judge() -> Judge:
    """This process's judge."""
    servers = Servers(homework())
    atexit.register(servers.close)
    judge = Judge(homework(), servers, _cases())
    judge.load_checks()
    # What is loaded by now stays; the collector need not go through it for every submission.
    gc.freeze()
    return judge


def _graded_alone(submission: Submission, name: str) -> Result:
    with _ONE_AT_A_TIME:
        try:
            return kept(_graded(submission), submission, name)
        except Exception:
            _start_over()
            raise


def _graded(submission: Submission) -> Report:
    """Grade; where we failed at a check ourselves, once more with a new judge."""
    report = warm_judge().grade(submission)
    if trouble(report):
        _start_over()
        report = warm_judge().grade(submission)
    return report


def trouble(report: Report) -> str:
    """The first check at which the grader itself failed, and how; "" where it did not."""
    checks = (check for part in report.parts for check in part.checks)
    for check in checks:
        if check.failure is not None and check.failure.ours:
            return f"{check.name}: {check.failure.cause} {check.failure.trace}".strip()
    return ""


def _start_over() -> None:
    """After a failure of ours: what comes next gets a new judge."""
    if warm_judge.cache_info().currsize:
        with contextlib.suppress(Exception):
            atexit.unregister(warm_judge().servers.close)
            warm_judge().servers.close()
        warm_judge.cache_clear()


def kept(report: Report, submission: Submission, name: str) -> Result:
    """What is kept of a report: lines for the tables, and the student's feedback as it reads."""
    form, fingerprints = fingerprint(submission)
    # Whoever hands in the same files reads the same feedback: nobody's name may be in it.
    anonymous = replace(report, submission=ANYBODY)
    return Result(
        key=name,
        digest=report.digest,
        total=report.total,
        possible=report.possible,
        parts=tuple(_part(part) for part in report.parts),
        notes=report.notes,
        seconds=round(report.seconds, 3),
        markdown=as_markdown(anonymous),
        html=as_html(anonymous),
        form=form,
        fingerprints=fingerprints,
        trouble=trouble(report),
    )


def _part(part: PartResult) -> PartLine:
    checks = tuple(_check(check) for check in part.checks)
    return PartLine(
        part.name, part.title, part.score, part.possible, part.status.value, checks, part.question
    )


def _check(check: CheckResult) -> CheckLine:
    failure = check.failure
    diagnosis = failure.diagnosis if failure is not None else None
    return CheckLine(
        check.name,
        check.sentence,
        check.status.value,
        check.points,
        check.hidden,
        diagnosis.title if diagnosis else "",
        diagnosis.hint if diagnosis else "",
        diagnosis.misconception if diagnosis else "",
        failure is not None and failure.timed_out,
    )
