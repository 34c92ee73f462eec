"""What came back from every call of a part, beside what a known function answers there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from grader.diagnosis.known import Known
from grader.diagnosis.matching import outcomes, own_calls
from grader.model import Call
from grader.trials.checks import Trial
from grader.worker import wire


class Beside(NamedTuple):
    """A call that came back with a value, and the value that the known function gave."""

    call: Call
    given: Any


def beside(entry: Known, trials: Sequence[Trial]) -> Iterator[Beside | None]:
    """Every call of these trials, one by one; None where only one of the two has a value. A call
    that both refuse says nothing."""
    for trial in trials:
        known = outcomes(entry, trial)
        if len(known) < len(trial.runs):
            yield None
        for run, outcome in zip(trial.runs, known, strict=False):
            calls = own_calls(entry, run)
            # A case that fails may end before the calls that the other went on to.
            ended = run.error is not None and len(calls) < len(outcome.answers)
            if len(calls) != len(outcome.answers) and not ended:
                yield None
            for call, answer in zip(calls, outcome.answers, strict=False):
                if call.failed != (answer.raised is not None):
                    yield None
                elif not call.failed:
                    yield Beside(call, wire.decode(answer.value))
