"""A known mistake and something more: all that came back is made from what the mistake gives."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnosis.known import Known
from grader.diagnosis.matching import outcomes, own_calls
from grader.diagnosis.oddities.statements import Statement, of_the_right_ones
from grader.diagnosis.pairs import Pair, number_or_array
from grader.model import Diagnosis
from grader.trials.checks import Trial
from grader.trials.mismatch import Mismatch
from grader.worker import wire


def diagnose(bank: Sequence[Known], trials: Sequence[Trial]) -> Diagnosis | None:
    """The only mistake that gives, altered in one way, every value of every check of the part."""
    found = [
        (entry, statement)
        for entry in bank
        if entry.slips == 1 and (statement := _made_from(entry, trials)) is not None
    ]
    if len(found) != 1:
        return None
    ((entry, (words, hint)),) = found
    source = f"what “{entry.name}” ({entry.formula}) gives"
    title = f"Your {entry.function_name} returns {words.replace('the right one', source)}"
    return Diagnosis(f"{title}, in all cases of all checks", f"{entry.hint} {hint}", entry.id)


def _made_from(entry: Known, trials: Sequence[Trial]) -> Statement | None:
    pairs: list[Pair] = []
    for trial in trials:
        found = outcomes(entry, trial)
        if len(found) != len(trial.runs):
            return None
        for run, outcome in zip(trial.runs, found, strict=True):
            calls = own_calls(entry, run)
            if len(calls) != len(outcome.answers):
                return None
            for call, answer in zip(calls, outcome.answers, strict=True):
                if call.failed and answer.raised is not None:
                    continue
                got = None if call.failed else number_or_array(call.value)
                given = (
                    None
                    if answer.raised is not None
                    else number_or_array(wire.decode(answer.value))
                )
                if got is None or given is None:
                    return None
                pairs.append(Pair(got, given, Mismatch(""), (call,)))
    return of_the_right_ones(pairs) if pairs else None
