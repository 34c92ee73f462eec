"""Which idea went wrong in a part: named at each check that fails of it, and charged once."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial

from grader.diagnosis.bank import ALL
from grader.diagnosis.known import Known, KnownMistakes, known_mistakes
from grader.diagnosis.recognise import diagnose, named, of_all_answers
from grader.diagnosis.slips import only_slips
from grader.judge.part_run import PartRun
from grader.judge.pricing import price
from grader.judge.rubric import Part
from grader.model import CheckResult, Diagnosis, PartResult, Status
from grader.trials.checks import Trial
from grader.trials.recording import NotRecorded, Recording


class Ideas:
    """What went wrong in one submission, by the known mistakes of a homework.

    known: those by part that have been read; others are added when something fails.
    run_whole: runs all checks of a part that nobody asked for.
    faults: what went wrong on our side; a verdict stands without an idea.
    """

    def __init__(
        self,
        recording: Recording,
        known: dict[str, KnownMistakes],
        run_whole: Callable[[str], PartRun],
    ) -> None:
        self._recording = recording
        self._known = known
        self._run_whole = run_whole
        self._slips: dict[str, list[Known]] = {}
        self.faults: list[str] = []

    def add_to(self, run: PartRun, part: Part, *, name: bool, carry: bool) -> PartResult:
        """The part's result, with the idea behind each check that failed, and with those checks
        passed that fail of a single slip and are not in its price.

        part: with all its checks, of which perhaps not all were asked for. name, carry: whether to
        do the one and the other.
        """
        result = run.result()
        self._slips[result.name] = []
        if not (name or carry) or not _went_wrong(run):
            return result
        mistakes = self._known_mistakes(result.name)
        known = mistakes.entries
        try:
            if carry:
                run.run_rest(part)
                trials = self._with_names(run)
                slips = only_slips(mistakes, list(trials.values()))
                if slips and run.has_all_trials:
                    self._slips[result.name] = slips
                    return _charged_once(result, trials, slips, *self._dearest(slips, part))
        except (OSError, MemoryError):
            raise  # the machine has nothing left: without the slip the score would be too low
        except Exception:
            self.faults.append(f"no slip was looked for in {part.name}:\n{traceback.format_exc()}")
        if not name:
            return result
        trials = self._with_names(run)
        whole = cache(lambda: of_all_answers(known, list(trials.values())))
        return replace(
            result,
            checks=tuple(self._with_idea(check, trials, known, whole) for check in result.checks),
        )

    def _with_names(self, run: PartRun) -> dict[str, Trial]:
        """How each check went, with what the calls' arguments are called, for sentences about
        them."""
        return {test_id: self._named(trial) for test_id, trial in run.trials.items()}

    def _named(self, trial: Trial) -> Trial:
        names = partial(self._recording.homework.parameters, trial.check.module)
        runs = [
            replace(run, calls=[replace(call, parameters=names(call.name)) for call in run.calls])
            for run in trial.runs
        ]
        return replace(trial, runs=tuple(runs))

    def _dearest(self, slips: list[Known], part: Part) -> tuple[str, frozenset[str]]:
        """Of mistakes that can't be told apart the one that counts, and the checks it costs."""
        worth = {line.test_id: line.points for line in part.lines}
        prices = {slip.name: self._price(slip, part) for slip in slips}
        return max(prices.items(), key=lambda item: sum(worth[test_id] for test_id in item[1]))

    def _price(self, slip: Known, part: Part) -> frozenset[str]:
        """The ids of the checks that it costs; none where another part has it and is charged."""
        charged = any(
            other.name == slip.name and ALL not in other.costs
            for origin in slip.follows
            for other in self._slips_of(origin)
        )
        return frozenset() if charged else price(slip, part)

    def _slips_of(self, part: str) -> list[Known]:
        if part not in self._slips:
            run, known = self._run_whole(part), self._known_mistakes(part)
            trials = list(self._with_names(run).values())
            self._slips[part] = only_slips(known, trials) if _went_wrong(run) else []
        return self._slips[part]

    def _with_idea(
        self,
        check: CheckResult,
        trials: Mapping[str, Trial],
        known: tuple[Known, ...],
        whole: Callable[[], Diagnosis | None],
    ) -> CheckResult:
        trial = trials.get(check.test_id)
        if trial is None or check.failure is None or check.status is not Status.FAILED:
            return check
        others = [other for other in trials.values() if other is not trial]
        try:
            describers = self._recording.homework.hook("describers")
            idea = diagnose(known, trial, others, whole, describers)
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


def _went_wrong(run: PartRun) -> bool:
    """Whether a check failed, all that came back is there, and nothing was our fault."""
    result = run.result()
    ours = any(check.failure is not None and check.failure.ours for check in result.checks)
    return result.status is Status.FAILED and run.has_all_trials and not ours


def _charged_once(
    result: PartResult,
    trials: Mapping[str, Trial],
    slips: list[Known],
    charged: str,
    costs: frozenset[str],
) -> PartResult:
    """The part where one of these slips, which nothing tells apart, is charged."""
    checks = []
    for check in result.checks:
        if check.failure is not None and check.status is Status.FAILED:
            idea = named(slips, trials[check.test_id])
            check = replace(check, failure=replace(check.failure, diagnosis=idea))
            if check.test_id not in costs:
                check = replace(check, status=Status.PASSED, carried=charged)
        checks.append(check)
    return replace(result, checks=tuple(checks), score=sum(check.earned for check in checks))
