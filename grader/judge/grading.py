"""Grade one submission: every part of the rubric, in the handout's order, scored by Otter.

The rubric's test cases ask the judge; the judge replays recorded cases; Otter adds up. A listener
hears of each finished part, so that results can be written while grading goes on.
"""

from __future__ import annotations

import contextlib
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version

from otter.test_files import GradingResults

from grader.calls.budget import Account, Budget
from grader.calls.one_core import one_core
from grader.calls.session import Session
from grader.calls.worker import ForkServer
from grader.diagnosis.recognise import diagnose
from grader.judge.first_try import FirstTry
from grader.judge.questions import Line, Part, otter_file, parts
from grader.judge.verdicts import verdict
from grader.model import CheckResult, Failure, PartResult, Report, Status
from grader.submission import Submission
from grader.trials.cases import SEED, Recording, recording
from grader.trials.checks import Check, Trial, load_check, replay
from grader.trials.precedents import Precedents
from tests.pictures import demonstrate


class CheckFailed(Exception):
    """Tells Otter that a check did not pass; the report has the reason."""


class Judge:
    """Grades submissions one after another, with one fork server and one recording.

    Without `explain`, a failing check stops at its first failing case: enough for a score.
    precedents: what is remembered of the cases that passed, where many submissions come.
    """

    def __init__(
        self,
        server: ForkServer,
        cases: Recording,
        budget: Budget | None = None,
        *,
        explain: bool = True,
        precedents: Precedents | None = None,
    ) -> None:
        self.server = server
        self.cases = cases
        self.budget = budget or Budget()
        self.explain = explain
        self.precedents = precedents

    def load_checks(self) -> None:
        """Load the graded tests now, and not when the first submission is waiting."""
        for part in parts():
            for line in part.lines:
                _check(line.test_id)

    def grade(
        self,
        submission: Submission,
        chosen: Sequence[Part] | None = None,
        on_part: Callable[[PartResult], None] = lambda part: None,
        on_check: Callable[[PartResult], None] = lambda part: None,
    ) -> Report:
        """Grade the chosen parts (default: all); on_check hears of a part after each of its
        checks."""
        start = time.monotonic()
        runs = []
        account, first_try = Account(), FirstTry(submission, self.server, self.precedents)
        with one_core(), contextlib.closing(first_try):
            for part in parts() if chosen is None else chosen:
                run = PartRun(self, submission, part, first_try, account, on_check)
                runs.append(run)
                on_part(run.grade())
        scored = GradingResults([run.file for run in runs])
        return Report(
            submission=submission.name,
            digest=submission.digest,
            total=scored.total,
            possible=scored.possible,
            parts=tuple(run.result for run in runs),
            notes=submission.notes,
            seed=self.cases.seed,
            case_digest=self.cases.digest,
            versions=versions(),
            layers=next((run.layers for run in runs if run.layers), first_try.layers),
            seconds=time.monotonic() - start,
        )


class PartRun:
    """One question part of one submission: Otter runs its file, each test case asks this judge."""

    result: PartResult

    def __init__(
        self,
        judge: Judge,
        submission: Submission,
        part: Part,
        first_try: FirstTry,
        account: Account,
        on_check: Callable[[PartResult], None] = lambda part: None,
    ) -> None:
        self._judge = judge
        self._submission = submission
        self._part = part
        self._first_try = first_try
        self._account = account
        self._on_check = on_check
        self._lines = {line.test_id: line for line in part.lines}
        self._checks: list[CheckResult] = []
        self._trials: dict[str, Trial] = {}
        self._session: Session | None = None
        self.layers: tuple[str, ...] = ()
        self.file = otter_file(part.name)
        self.file.test_cases = [case for case in self.file.test_cases if case.name in self._lines]

    def grade(self) -> PartResult:
        """Run all checks of the part, and end what the submission started."""
        drawing = None
        try:
            self.file.run({"judge": self._ask})
            if self._judge.explain and self._session is not None and self._has_failed_in_public():
                drawing = demonstrate(self._part.name, self._session)
        finally:
            if self._session is not None:
                self.layers = self._session.layers
                self._session.close()
        if self._judge.explain:
            # Only now: a check that has yet to run may speak against an idea.
            self._checks = [self._with_idea(check) for check in self._checks]
        self._trials.clear()  # every call of every case
        self.result = replace(self._so_far(self.file.score), drawing=drawing)
        return self.result

    def _with_idea(self, result: CheckResult) -> CheckResult:
        trial = self._trials.get(result.test_id)
        if trial is None or result.failure is None or result.status is not Status.FAILED:
            return result
        others = [other for other in self._trials.values() if other is not trial]
        try:
            idea = diagnose(self._part.name, trial, others)
        except Exception:  # an odd value may baffle a diagnosis; the verdict stands without
            return result
        return replace(result, failure=replace(result.failure, diagnosis=idea))

    def _has_failed_in_public(self) -> bool:
        return any(c.status is Status.FAILED and not c.hidden for c in self._checks)

    def _so_far(self, score: float) -> PartResult:
        name, title = self._part.name, self._part.title
        return PartResult(name, title, score, self.file.possible, tuple(self._checks))

    def _ask(self, test_id: str) -> None:
        """The verdict on one check, for Otter: CheckFailed unless it passed."""
        line = self._lines[test_id]
        try:
            result = self._run(line)
        except Exception as error:  # ours and not theirs: this check fails closed, the rest goes on
            result = _unjudged(line, error)
        self._checks.append(result)
        self._on_check(self._so_far(sum(check.earned for check in self._checks)))
        if result.status is not Status.PASSED:
            raise CheckFailed(test_id)

    def _run(self, line: Line) -> CheckResult:
        start = time.monotonic()
        check = _check(line.test_id)
        status, failure = Status.PASSED, None
        trial = self._first_try.trial(check, self._judge.cases.of(line.test_id))
        if trial is None:
            session = self._own_session(check.module)
            session.begin_check(hidden=line.hidden)
            explained = self._judge.explain
            cases = self._judge.cases.of(line.test_id)
            precedents = self._judge.precedents
            trial = replay(check, cases, session, precedents, to_the_end=explained)
            status, failure = verdict(trial, session, explained=explained)
        self._trials[line.test_id] = trial
        seconds = time.monotonic() - start
        return CheckResult(
            line.test_id, check.sentence, status, line.points, line.hidden, failure, seconds
        )

    def _own_session(self, module: str) -> Session:
        if self._session is None:
            judge = self._judge
            self._session = Session(
                self._submission, judge.server, module, judge.budget, self._account
            )
        return self._session


def open_recording(seed: int = SEED, say: Callable[[str], None] = print) -> Recording:
    """The recorded cases of every test in the rubric."""
    return recording([line.test_id for part in parts() for line in part.lines], seed, say)


@cache
def versions() -> dict[str, str]:
    """What a grade may depend on."""
    names = ("numpy", "torch", "hypothesis", "otter-grader", "scipy")
    return {"python": platform.python_version()} | {name: version(name) for name in names}


def _unjudged(line: Line, error: Exception) -> CheckResult:
    cause = f"this check could not be judged ({type(error).__name__}); please tell the course staff"
    sentence = line.test_id.rpartition("::")[2].replace("_", " ")
    failure = Failure(cause, trace=str(error), ours=True)
    return CheckResult(line.test_id, sentence, Status.FAILED, line.points, line.hidden, failure)


@cache
def _check(test_id: str) -> Check:
    return load_check(test_id)
