"""The parts of one submission as they are tried: those that were asked for, and others that say
why one of these failed. All of them share one account of time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.calls.budget import Account
from grader.calls.loaded import LoadedFiles
from grader.judge.part_run import PartRun, Terms
from grader.judge.rubric import Part, rubric
from grader.model import PartResult


class PartRuns:
    """The runs of one submission's parts.

    asked: of those that were asked for, in the rubric's order.
    """

    def __init__(
        self,
        terms: Terms,
        files: LoadedFiles,
        parts: Sequence[Part],
        on_check: Callable[[PartResult], None],
    ) -> None:
        self.terms = terms
        self.files = files
        self._account = Account()
        self.asked = [PartRun(terms, files, part, self._account, on_check) for part in parts]
        self._besides: list[PartRun] = []
        self._account.share_out(terms.budget.submission, sum(run.sessions for run in self.asked))

    @property
    def faults(self) -> list[str]:
        """What went wrong on our side, for staff."""
        return [fault for run in (*self.asked, *self._besides) for fault in run.faults]

    def run_public(self) -> None:
        """Try the public checks of all that was asked for."""
        # What needs libraries comes last: they are being loaded meanwhile.
        for run in sorted(self.asked, key=lambda run: run.needs_libraries):
            run.run_public()

    def in_public(self, part: Part) -> PartRun:
        """A part's run with its public checks tried."""
        for run in (*self.asked, *self._besides):
            if run.part.name == part.name:
                return run
        self.terms.recording.prepare([part.name])
        run = self._beside(part)
        run.run_public()
        return run

    def whole(self, name: str) -> PartRun:
        """A part's run with all its checks tried, also those that nobody asked for."""
        part = next(part for part in rubric(self.terms.homework) if part.name == name)
        run = self.in_public(part)
        run.run_rest(part)
        return run

    def _beside(self, part: Part) -> PartRun:
        run = PartRun(self.terms, self.files, part, self._account, lambda _: None)
        self._account.ahead += run.sessions  # each takes one away, which are others' reserves
        self._besides.append(run)
        return run
