"""A worker that all parts share, file after file, for as long as it answers rightly.

To fork, confine and load costs more than most checks do. So the checks of files that can keep no
state are tried here first: what passes has passed, and nothing of it is shown. All else is judged
afresh by a worker of the part's own, so that no part gains or loses by what another left behind.
"""

from __future__ import annotations

from collections.abc import Iterable

from grader.calls.budget import Budget
from grader.calls.failures import CallFailed, StudentRaised
from grader.calls.session import Session
from grader.calls.worker import ForkServer
from grader.submission import Submission
from grader.trials.cases import Case
from grader.trials.checks import Check, Trial, replay
from grader.trials.precedents import Precedents

# Little, since it is not counted: the part's own worker gets all of the part's time.
BUDGET = Budget(load=2.0, call=2.0, check=2.0, part=8.0)


class FirstTry:
    """Tries the checks of one submission, file by file."""

    def __init__(
        self, submission: Submission, server: ForkServer, precedents: Precedents | None = None
    ) -> None:
        self._submission = submission
        self._server = server
        self._precedents = precedents
        self._module = ""
        self._session: Session | None = None
        self.layers: tuple[str, ...] = ()

    def trial(self, check: Check, cases: Iterable[Case]) -> Trial | None:
        """How the check went, where it passed."""
        if check.module != self._module:
            self._turn_to(check.module)
        if self._session is None:
            return None
        self._session.begin_check()
        trial = replay(check, cases, self._session, self._precedents, to_the_end=False)
        self.layers = self._session.layers
        if not trial.failures:
            return trial
        error = trial.failures[0].error
        if isinstance(error, CallFailed) and not isinstance(error, StudentRaised):
            self.close()  # it keeps state, hangs, or has broken down: not a second time
        return None

    def _turn_to(self, module: str) -> None:
        worker = None if self._session is None else self._session.give_up_worker()
        self._module = module
        self._session = Session(
            self._submission, self._server, module, BUDGET, only_stateless=True, worker=worker
        )

    def close(self) -> None:
        """End the worker; this file's checks are tried here no more."""
        if self._session is not None:
            self._session.close()
            self._session = None
