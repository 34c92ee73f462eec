"""One mutant before the judge: which points it loses, and whether they are its own to lose."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from grader.authoring.mutants.changes import Mutant
from grader.authoring.mutants.reach import called_by, changed, users
from grader.calls.budget import Budget
from grader.homework import Homework
from grader.judge.grading import Judge
from grader.judge.rubric import Part, rubric
from grader.model import CheckResult, PartResult
from grader.submission import Submission

# A mutant may loop for ever; an honest call takes milliseconds.
HASTY = Budget(call=2.0, check=2.0, part=3.0)
PATIENT = Budget(call=10.0, check=10.0, part=10.0)


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant.

    lost: parts of its own in which it loses points; elsewhere: parts of others.
    noticed: the tests of what is provided fail with it.
    """

    mutant: Mutant
    lost: tuple[str, ...]
    elsewhere: tuple[str, ...]
    noticed: bool = False

    @property
    def survived(self) -> bool:
        """Whether nothing told it from the solution."""
        return not self.lost and not self.noticed


class Trial:
    """Grades mutants of one solution, each in every part that its change can reach."""

    def __init__(self, judge: Judge, solution: Submission, patient: Budget = PATIENT) -> None:
        self._judge = judge
        self._patient = patient
        self._solution = solution
        self._parts: dict[str, list[Part]] = {}
        for part in rubric(judge.homework):
            module = judge.homework.file(part.stated.file).module
            self._parts.setdefault(module, []).append(part)
        self._called: dict[str, set[str]] = {}

    def verdict(self, mutant: Mutant) -> Verdict:
        """Grade a mutant. Its own parts are that of the function that changed or, for what several
        functions share, all that it reaches."""
        source = self._solution.files[f"{mutant.module}.py"]
        names = changed(source, mutant.source)
        touched = users(source, names)
        reached = [p for p in self._parts[mutant.module] if self._calls(p) & touched]
        own = [part for part in reached if part.stated.function in names] or reached
        files = dict(self._solution.files) | {f"{mutant.module}.py": mutant.source}
        submission = replace(self._solution, files=files)
        lost = self._losses(submission, own)
        elsewhere = self._losses(submission, [part for part in reached if part not in own])
        noticed = (
            not lost and mutant.provided and _ungraded_tests_fail(self._judge.homework, mutant)
        )
        return Verdict(mutant, lost, elsewhere, noticed)

    def _calls(self, part: Part) -> set[str]:
        if part.name not in self._called:
            self._called[part.name] = called_by(part, self._solution, self._judge)
        return self._called[part.name]

    def _losses(self, submission: Submission, chosen: list[Part]) -> tuple[str, ...]:
        lost = self._graded(submission, chosen, HASTY)
        slow = [part.name for part in lost if all(map(_ran_out_of_time, _failures(part)))]
        again = [part for part in chosen if part.name in slow]
        # On a busy machine an honest call may be late.
        sure = (
            [part.name for part in self._graded(submission, again, self._patient)] if again else []
        )
        return tuple(part.name for part in lost if part.name in sure or part.name not in slow)

    def _graded(
        self, submission: Submission, chosen: list[Part], budget: Budget
    ) -> list[PartResult]:
        warm = self._judge
        judge = Judge(
            warm.homework, warm.servers, warm.recording, budget, explain=False, carry=False
        )
        return [part for part in judge.grade(submission, chosen).parts if _failures(part)]


def _failures(part: PartResult) -> list[CheckResult]:
    return [check for check in part.checks if check.failure or check.earned < check.points]


def _ran_out_of_time(check: CheckResult) -> bool:
    late = ("timed out", "not run", "did not load within")
    return check.failure is not None and any(words in check.failure.cause for words in late)


def _ungraded_tests_fail(homework: Homework, mutant: Mutant) -> bool:
    """Whether tests that grade nothing, and so are about what is provided, fail with the mutant."""
    lines = [line for part in rubric(homework) for line in part.lines]
    graded = {homework.root / line.test_id.partition("::")[0] for line in lines}
    tests = sorted({*homework.tests.glob("test_*.py")} - graded)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(homework.solutions, folder / "solutions")
        shutil.copytree(homework.provided, folder / "student" / "provided")
        (folder / "solutions" / f"{mutant.module}.py").write_text(mutant.source, encoding="utf-8")
        for test in tests:
            shutil.copy(test, folder)
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, *(test.name for test in tests)], cwd=folder, capture_output=True, check=False
        )
    return bool(tests) and done.returncode != 0
