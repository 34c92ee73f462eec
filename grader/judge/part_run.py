"""One part of one submission: its checks are tried, and each gets a verdict."""

from __future__ import annotations

import contextlib
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from grader.calls.budget import Account, Budget
from grader.calls.failures import Restart
from grader.calls.loaded import LoadedFiles
from grader.calls.session import Session
from grader.homework import Homework
from grader.judge.demonstration import demonstrate
from grader.judge.rubric import Line, Part
from grader.judge.verdicts import explained, failure_of, status_of
from grader.model import CheckResult, Drawing, Failure, PartResult, Status
from grader.trials.checks import Check, Trial, load_check, replay
from grader.trials.recording import Recording

# What no answer can make a test raise: the test itself is broken, or the machine has nothing left.
_OURS = (NameError, ImportError, OSError, MemoryError)


@dataclass(frozen=True)
class Terms:
    """What holds for every part of a submission.

    explain: whether what fails is explained by the case that is easiest to read. to_the_end:
        whether a failing check goes on after its first failing case, for the sake of what all of
        them say.
    """

    homework: Homework
    recording: Recording
    budget: Budget
    explain: bool
    to_the_end: bool


class PartRun:
    """The checks of a part, the public ones and the hidden ones apart.

    trials: how each check went, by test id, but for those that were too large to keep.
    faults: what went wrong on our side, for staff.
    """

    def __init__(
        self,
        terms: Terms,
        files: LoadedFiles,
        part: Part,
        account: Account,
        on_check: Callable[[PartResult], None],
    ) -> None:
        self._terms = terms
        self._files = files
        self.part = part
        self._account = account
        self._on_check = on_check
        self._results: dict[str, CheckResult] = {}
        self._drawing: Drawing | None = None
        self.trials: dict[str, Trial] = {}
        self.has_all_trials = True
        self.layers: tuple[str, ...] = ()
        self.faults: list[str] = []

    @property
    def sessions(self) -> int:
        """How many lots of checks it has, public and hidden, that a worker answers."""
        return len({line.hidden for line in self.part.lines})

    @property
    def needs_libraries(self) -> bool:
        """Whether its file may need more than NumPy."""
        return bool(self._terms.homework.file(self.part.stated.file).libraries)

    def run_public(self) -> None:
        """Try the public checks; where one fails, draw what the part's example looks like."""
        self._run([line for line in self.part.lines if not line.hidden], draw=self._terms.explain)

    def run_hidden(self) -> None:
        """Try the hidden checks, in a worker that has not been asked anything before."""
        self.run_rest(self.part)

    def run_rest(self, part: Part) -> None:
        """Try what has not been tried of the whole part, also where nobody asked for it: what that
        finds is in trials."""
        rest = [line for line in part.lines if line.test_id not in self._results]
        self._run(rest, draw=False)

    def result(self) -> PartResult:
        """The part as it stands, its checks in the rubric's order."""
        part = self.part
        checks = tuple(
            self._results[line.test_id] for line in part.lines if line.test_id in self._results
        )
        question = self._terms.homework.question_of(part.name).name
        score = sum(check.earned for check in checks)
        place = f"{self._terms.homework.handout.name}, {part.stated.place}"
        return PartResult(
            part.name, part.title, score, part.possible, checks, self._drawing, question,
            place if part.stated.place else "", part.withheld,
        )  # fmt: skip

    def _run(self, lines: list[Line], *, draw: bool) -> None:
        if not lines:
            return
        self._account.ahead = max(self._account.ahead - 1, 0)
        module = self._terms.homework.file(self.part.stated.file).module
        terms = self._terms
        session = Session(self._files, module, terms.budget, self._account, may_restart=True)
        try:
            for line in lines:
                with self._account.counting():
                    self._results[line.test_id] = self._verdict(line, session)
                if line in self.part.lines:
                    self._on_check(self.result())
            if draw and any(self._results[x.test_id].status is Status.FAILED for x in lines):
                self._drawing = demonstrate(terms.recording, self.part.name, session, self.faults)
        finally:
            self.layers = session.layers or self.layers
            session.close()

    def _verdict(self, line: Line, session: Session) -> CheckResult:
        """The check's result; where we failed at it ourselves, once more."""
        result = self._judged(line, session)
        if result.failure is not None and result.failure.ours:
            result = self._judged(line, session)
        return result

    def _judged(self, line: Line, session: Session) -> CheckResult:
        start = time.monotonic()
        try:
            check = load_check(self._terms.homework, line.test_id)
            status, failure = self._tried(check, line, session)
            sentence = check.sentence
        except Exception as error:  # ours and not theirs: this check fails closed, the rest goes on
            self.faults.append(f"{line.test_id} could not be judged:\n{traceback.format_exc()}")
            status, sentence = Status.FAILED, line.test.replace("_", " ")
            cause = (
                f"this check could not be judged ({type(error).__name__}); please tell the staff"
            )
            failure = Failure(cause, trace=str(error), ours=True)
        return CheckResult(
            line.test_id, sentence, status, line.points, line.hidden, failure,
            time.monotonic() - start, session.module, self.part.label(line),
        )  # fmt: skip

    def _tried(self, check: Check, line: Line, session: Session) -> tuple[Status, Failure | None]:
        """The verdict; where a process died or ran out of time, once more in another."""
        while True:
            with contextlib.suppress(Restart):
                return self._try(check, line, session)

    def _try(self, check: Check, line: Line, session: Session) -> tuple[Status, Failure | None]:
        session.begin_check(hidden=line.hidden)
        terms, name = self._terms, self.part.name
        cases = terms.recording.graded(name, line.test_id)
        trial = replay(check, cases, session, to_the_end=terms.to_the_end)
        if trial.late and session.may_try_again():
            raise Restart
        if trial.is_whole:
            self.trials[line.test_id] = trial
        self.has_all_trials = self.has_all_trials and trial.is_whole
        for run in trial.failures:
            if isinstance(run.error, _OURS):
                raise run.error
        if trial.passed:
            return Status.PASSED, None
        if terms.explain:
            try:
                plain = terms.recording.plain(name, line.test_id)
                return status_of(trial), explained(trial, plain, session)
            except Exception:  # the verdict stands without
                self.faults.append(
                    f"{line.test_id} could not be explained:\n{traceback.format_exc()}"
                )
        return status_of(trial), failure_of(trial, session)
