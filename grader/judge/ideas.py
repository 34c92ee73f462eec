"""Which idea went wrong in a part: named at each check that fails of it, and charged once."""

from __future__ import annotations

import traceback
from dataclasses import replace

from grader.diagnosis.known import Known, KnownMistakes, known_mistakes
from grader.diagnosis.recognise import diagnose, named
from grader.diagnosis.slips import single_slips
from grader.judge.part_run import PartRun
from grader.judge.pricing import price
from grader.judge.rubric import Part
from grader.model import CheckResult, PartResult, Status
from grader.trials.recording import NotRecorded, Recording


class Ideas:
    """What went wrong in one submission, by the known mistakes of a homework.

    known: those by part that have been read; others are added when something fails.
    faults: what went wrong on our side; a verdict stands without an idea.
    """

    def __init__(self, recording: Recording, known: dict[str, KnownMistakes]) -> None:
        self._recording = recording
        self._known = known
        self.faults: list[str] = []

    def add_to(self, run: PartRun, part: Part, *, name: bool, carry: bool) -> PartResult:
        """The part's result, with the idea behind each check that failed, and with those checks
        passed that fail of a single slip and are not in its price.

        part: with all its checks, of which perhaps not all were asked for. name, carry: whether to
        do the one and the other.
        """
        result = run.result()
        ours = any(check.failure is not None and check.failure.ours for check in result.checks)
        wanted = (name or carry) and run.has_all_trials and not ours
        if result.status is not Status.FAILED or not wanted:
            return result
        known = self._known_mistakes(result.name).entries
        try:
            if carry:
                run.run_rest(part)
                slips = single_slips(known, list(run.trials.values()))
                if slips and run.has_all_trials:
                    return _charged_once(result, run, slips, part)
        except (OSError, MemoryError):
            raise  # the machine has nothing left: without the slip the score would be too low
        except Exception:
            self.faults.append(f"no slip was looked for in {part.name}:\n{traceback.format_exc()}")
        if not name:
            return result
        return replace(
            result, checks=tuple(self._with_idea(check, run, known) for check in result.checks)
        )

    def _with_idea(self, check: CheckResult, run: PartRun, known: tuple[Known, ...]) -> CheckResult:
        trial = run.trials.get(check.test_id)
        if trial is None or check.failure is None or check.status is not Status.FAILED:
            return check
        others = [other for other in run.trials.values() if other is not trial]
        try:
            idea = diagnose(known, trial, others)
        except Exception:
            self.faults.append(
                f"no idea was looked for in {check.test_id}:\n{traceback.format_exc()}"
            )
            return check
        return replace(check, failure=replace(check.failure, diagnosis=idea))

    def _known_mistakes(self, part: str) -> KnownMistakes:
        if part not in self._known:
            try:
                self._known[part] = known_mistakes(self._recording, part)
            except NotRecorded as error:
                told = f"known mistakes of {part} can't be recorded:\n{error}"
                self._known[part] = KnownMistakes(faults=(told,))
        self.faults += self._known[part].faults
        return self._known[part]


def _charged_once(result: PartResult, run: PartRun, slips: list[Known], part: Part) -> PartResult:
    """The part where it has one slip; of several that can't be told apart the dearest counts."""
    worth = {line.test_id: line.points for line in part.lines}
    prices = {slip.name: price(slip, part) for slip in slips}
    slip = max(prices, key=lambda name: sum(worth[test_id] for test_id in prices[name]))
    checks = []
    for check in result.checks:
        if check.failure is not None and check.status is Status.FAILED:
            idea = named(slips, run.trials[check.test_id])
            check = replace(check, failure=replace(check.failure, diagnosis=idea))
            if check.test_id not in prices[slip]:
                check = replace(check, status=Status.PASSED, carried=slip)
        checks.append(check)
    return replace(result, checks=tuple(checks), score=sum(check.earned for check in checks))
