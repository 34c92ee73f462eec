"""Grade one submission: every check of every part, public ones first.

All public checks of a submission run before its first hidden one, so that nothing that a submission
has seen of a hidden case can reach what its author is shown. A listener hears of each finished
check and part, so that results can be written while grading goes on.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence

from grader.calls.budget import Budget
from grader.calls.loaded import LoadedFiles
from grader.calls.servers import Servers
from grader.diagnosis.known import KnownMistakes
from grader.homework import Homework
from grader.judge.blame import Blame, blamed
from grader.judge.ideas import Ideas
from grader.judge.part_run import Terms
from grader.judge.part_runs import PartRuns
from grader.judge.rubric import Part, rubric
from grader.model import PartResult, Report
from grader.submission import Submission
from grader.trials.checks import PICTURES, load_check
from grader.trials.recording import Recording, version_of_libraries

Listener = Callable[[PartResult], None]


class Judge:
    """Grades submissions of one homework, one by one, with the same servers and recording.

    Without `explain`, nothing is said of what fails but the first thing that was found; without
    `carry`, each check counts for itself, and stops at its first failing case: not the score, and
    enough to see whether all is right.
    """

    def __init__(
        self,
        homework: Homework,
        servers: Servers,
        recording: Recording,
        budget: Budget | None = None,
        *,
        explain: bool = True,
        carry: bool = True,
    ) -> None:
        self.homework = homework
        self.servers = servers
        self.recording = recording
        self.budget = budget or Budget()
        self.explain = explain
        self.carry = carry
        self._known: dict[str, KnownMistakes] = {}

    def load_checks(self) -> None:
        """Load the graded tests and what is recorded of their cases now, and not when a submission
        is waiting. Nothing is drawn: who asks for one part must not wait for the draws of all."""
        for part in rubric(self.homework):
            for line in part.lines:
                load_check(self.homework, line.test_id)
                if self.recording.file(part.name).is_file():
                    self.recording.graded(part.name, line.test_id)

    def grade(
        self,
        submission: Submission,
        chosen: Sequence[Part] | None = None,
        on_part: Listener = lambda part: None,
        on_check: Listener = lambda part: None,
    ) -> Report:
        """Grade the chosen parts (default: all); on_check hears of a part after each of its
        checks, on_part when it is finished."""
        start = time.monotonic()
        parts = rubric(self.homework) if chosen is None else tuple(chosen)
        self.recording.prepare(part.name for part in parts)
        terms = Terms(
            self.homework, self.recording, self.budget, self.explain, self.explain or self.carry
        )
        whole = {part.name: part for part in rubric(self.homework)}
        results = []
        with contextlib.closing(LoadedFiles(submission, self.servers)) as files:
            runs = PartRuns(terms, files, parts, on_check)
            runs.run_public()
            blame, ideas = Blame(runs), Ideas(self.recording, self._known, runs.whole)
            causes = blame.causes() if self.explain else {}
            # What a file says when it is loaded anew may come from hidden cases.
            notes = files.notes
            for run, part in zip(runs.asked, parts, strict=True):
                run.run_hidden()
                result = ideas.add_to(run, whole[part.name], name=self.explain, carry=self.carry)
                if part.name in causes:
                    result = blamed(result, part.stated.function, causes[part.name])
                results.append(result)
                on_part(result)
        return Report(
            submission=submission.name,
            digest=submission.digest,
            total=sum(part.score for part in results),
            possible=sum(part.possible for part in results),
            parts=tuple(results),
            notes=(*submission.notes, *notes),
            seed=self.recording.seed,
            case_digest=self.recording.digest(part.name for part in parts),
            versions={"graded with": version_of_libraries()},
            layers=next((run.layers for run in runs.asked if run.layers), ()),
            seconds=time.monotonic() - start,
            homework=self.homework.title,
            faults=tuple(dict.fromkeys(ideas.faults + blame.faults + runs.faults)),
        )


def open_recording(
    homework: Homework, seed: int | None = None, say: Callable[[str], None] = lambda line: None
) -> Recording:
    """The recorded cases of every test in the rubric."""
    tests = {part.name: [line.test_id for line in part.lines] for part in rubric(homework)}
    for part in homework.hook("pictures") or ():
        tests[part] = [*tests[part], f"{PICTURES}::{part}"]
    return Recording(homework, tests, seed, say)
