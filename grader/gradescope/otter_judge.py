"""The judge as Otter's test cases ask it, one check at a time, in a kernel that runs our cell."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from pathlib import Path

from grader.homework import find
from grader.judge.opening import open_judge
from grader.model import CheckResult, Status
from grader.rules import policies
from grader.submission import Submission, SubmissionError, open_submission


class CheckFailed(Exception):
    """Tells Otter that a check did not pass; the text says why."""


def _carries(path: Path) -> bool:
    """Whether the zip's rules charge one slip once: of all its rules this one decides checks."""
    return not path.is_file() or policies.load(path).follow_through.carry


class AskedJudge:
    """A function from a test's id to nothing, that raises where the check did not pass.

    The first question about a part grades all of it, as `make grade` does.
    """

    def __init__(self, folder: str) -> None:
        homework = find(Path(__file__))
        self._submission: Submission | str
        try:
            self._submission = open_submission(Path(folder), homework)
        except SubmissionError as error:
            self._submission = str(error)
        opened = ExitStack()
        atexit.register(opened.close)
        self._judge, self._parts = opened.enter_context(
            open_judge(homework, explain=False, carry=_carries(homework.root / "policies.toml"))
        )
        self._results: dict[str, CheckResult] = {}

    def __call__(self, test_id: str) -> None:
        """Raise CheckFailed with the cause unless the check passed."""
        if isinstance(self._submission, str):
            raise CheckFailed(self._submission)
        if test_id not in self._results:
            self._grade_part_of(test_id, self._submission)
        result = self._results[test_id]
        if result.status is not Status.PASSED:
            failure = result.failure
            raise CheckFailed(failure.cause if failure is not None else result.status.value)

    def _grade_part_of(self, test_id: str, submission: Submission) -> None:
        asked = [
            part for part in self._parts if any(line.test_id == test_id for line in part.lines)
        ]
        for part in self._judge.grade(submission, asked).parts:
            self._results |= {check.test_id: check for check in part.checks}
