"""Whether a known mistake answered what the submission answered: to the last digit that honest
rounding leaves, or by distribution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from grader.diagnosis.abridged import Sample, abridged, form, samples
from grader.diagnosis.fingerprint import has_fingerprint
from grader.diagnosis.known import Answer, Known, Outcome, calls_of, gist, value_found
from grader.diagnosis.same_values import ENOUGH_TO_TELL, same, same_distribution
from grader.model import Call
from grader.trials.checks import Run, Trial
from grader.worker import wire
from grader.worker.wire import Seed


def own_calls(known: Known, run: Run) -> list[Call]:
    """The calls of the mistaken function in a case."""
    return calls_of(known.function_name, run.calls)


def outcomes(known: Known, trial: Trial) -> Sequence[Outcome]:
    """How the mistake fared in the same cases; none where it was not tried on this check."""
    return known.outcomes.get(trial.check.test_id, ())


def draws(trial: Trial) -> bool:
    """Whether the function is given generators to draw from."""
    return any(
        isinstance(argument, Seed)
        for run in trial.runs
        for call in run.calls
        for argument in [*call.args, *call.kwargs.values()]
    )


def fits(known: Known, trial: Trial, *, to_the_last_digit: bool = False) -> bool:
    """Whether it answered every call of every case as the submission did."""
    found = outcomes(known, trial)
    pairs = list(zip(trial.runs, found, strict=False))
    # Those that fail say most.
    pairs.sort(key=lambda pair: pair[0].error is None)
    return len(found) >= len(trial.runs) > 0 and all(
        reproduces(known, run, outcome, to_the_last_digit=to_the_last_digit)
        for run, outcome in pairs
    )


def reproduces(
    known: Known, run: Run, outcome: Outcome, *, to_the_last_digit: bool = False, last: bool = False
) -> bool:
    """Whether it answered the calls of one case, or the last of them, as the submission did."""
    calls, answers = own_calls(known, run), list(outcome.answers)
    if outcome.fingerprint:
        return not last and has_fingerprint(calls, known.freedom, outcome.fingerprint)
    if run.error is not None and outcome.failed and outcome.gist == gist(run.error):
        # Where it ends may depend on what else is in the file: what was asked before counts.
        calls, answers = calls[: len(answers)], answers[: len(calls)]
    if last:
        calls, answers = calls[-1:], answers[len(calls) - 1 : len(calls)]
    return (
        bool(calls)
        and len(calls) == len(answers)
        and all(
            same_answer(known, call, answer, to_the_last_digit=to_the_last_digit)
            for call, answer in zip(calls, answers, strict=True)
        )
    )


def same_answer(
    known: Known, call: Call, answer: Answer, *, to_the_last_digit: bool = False
) -> bool:
    """Whether a call has the answer that the mistake gave."""
    if answer.raised is not None or call.failed:
        return call.raised is not None and call.raised == answer.raised
    value = abridged(wire.decode(answer.value))
    if to_the_last_digit and call.value != value:
        return False
    return same(abridged(call.value), value, call, known.freedom)


def fails_alike(known: Known, trial: Trial) -> bool:
    """Whether it fails every case that the submission fails: a mistake that has no effect in these
    cases explains nothing. Where side effects are looked for, it must be the same one of the same
    call."""
    for run, outcome in zip(trial.runs, outcomes(known, trial), strict=False):
        if run.error is None:
            continue
        observed = any(call.changed is not None for call in run.calls)
        if not outcome.failed or (observed and not _has_same_effect(known, run, outcome)):
            return False
    return True


def _has_same_effect(known: Known, run: Run, outcome: Outcome) -> bool:
    same_call = len(own_calls(known, run)) == len(outcome.answers)
    return (same_call or bool(outcome.fingerprint)) and outcome.gist == gist(run.error)


def found_alike(known: Known, trial: Trial) -> bool:
    """Whether the check saw the same of both: the same cases pass, and in the others it found the
    same thing wrong, with the same numbers."""
    found = outcomes(known, trial)
    return len(found) == len(trial.runs) and all(
        outcome.failed == (run.error is not None)
        and (run.error is None or _found_the_same(known, run, outcome))
        for run, outcome in zip(trial.runs, found, strict=True)
    )


def _found_the_same(known: Known, run: Run, outcome: Outcome) -> bool:
    got = value_found(run.error)
    if outcome.gist != gist(run.error) or (got is None) != (not outcome.got):
        return False
    if got is None:
        return True
    calls = own_calls(known, run)
    return bool(calls) and same(abridged(got), wire.decode(outcome.got), calls[-1], known.freedom)


def values_shared(known: Known, trials: Sequence[Trial]) -> int:
    """How many of the single values that came back it shares: results, and what is in them."""
    return sum(_value_by_value(known, trials))


def shares_most_values(known: Known, trial: Trial) -> bool:
    """Whether it shares at least half of what came back in a check."""
    same_ones = list(_value_by_value(known, [trial]))
    return 2 * sum(same_ones) >= len(same_ones)


def _value_by_value(known: Known, trials: Sequence[Trial]) -> Iterator[bool]:
    return (
        same(mine, theirs, call, known.freedom)
        for trial in trials
        for run, outcome in zip(trial.runs, outcomes(known, trial), strict=False)
        for call, answer in zip(own_calls(known, run), outcome.answers, strict=False)
        if not call.failed and answer.raised is None
        for mine, theirs in _side_by_side(abridged(call.value), wire.decode(answer.value))
    )


def _side_by_side(mine: Any, theirs: Any) -> Iterator[tuple[Any, Any]]:
    """The values at the same places of two results."""
    if isinstance(mine, list) and isinstance(theirs, list):
        for one, other in zip(mine, theirs, strict=False):
            yield from _side_by_side(one, other)
    elif isinstance(mine, dict) and isinstance(theirs, dict):
        for key in mine.keys() & theirs.keys():
            yield from _side_by_side(mine[key], theirs[key])
    else:
        yield mine, theirs


def passes(known: Known, trial: Trial) -> bool:
    """Whether it passes the check."""
    return not any(outcome.failed for outcome in outcomes(known, trial)[: len(trial.runs)])


def alike(known: Known, trial: Trial) -> bool:
    """Whether a mistake that draws random numbers fails as the submission does, with values of the
    same distribution: of so many values that they tell, or with the same effect on the global
    random state."""
    calls = [call for run in trial.runs for call in run.calls]
    sizes: Counter[tuple[int, ...]] = Counter()
    for call in calls:
        for sample in samples(abridged(call.value)):
            sizes[sample.shape] += sample.size
    touching = any(call.random_state_touched for call in calls)
    telling = touching or max(sizes.values(), default=0) >= ENOUGH_TO_TELL
    return telling and may_be_alike(known, trial)


def may_be_alike(known: Known, trial: Trial) -> bool:
    """The same, where the values may be so few that nothing speaks against it."""
    found = outcomes(known, trial)
    if len(found) < len(trial.runs):
        return False
    # Arrays of one shape are pooled: what many calls drew tells more.
    pools: dict[tuple[int, ...], list[tuple[Sample, Sample]]] = {}
    for run, outcome in zip(trial.runs, found, strict=False):
        if run.error is not None and (not outcome.failed or outcome.gist != gist(run.error)):
            return False
        pairs = _drawn_pairs(known, run, outcome)
        if pairs is None:
            return False
        for pair in pairs:
            pools.setdefault(pair[0].shape, []).append(pair)
    return all(_same_draws(*zip(*pool, strict=True)) for pool in pools.values())


def _drawn_pairs(known: Known, run: Run, outcome: Outcome) -> list[tuple[Sample, Sample]] | None:
    """What the submission drew in a case beside what the mistake drew; None where results differ in
    form."""
    calls, answers = own_calls(known, run), outcome.answers
    if len(calls) != len(answers):
        return None
    drawn = []
    for call, answer in zip(calls, answers, strict=True):
        if call.failed or answer.raised is not None:
            return None
        mine, yours = abridged(call.value), wire.decode(answer.value)
        if form(mine) != form(yours):
            return None
        pairs = list(zip(samples(mine), samples(yours), strict=True))
        if not pairs and not same(mine, yours, call, known.freedom):
            return None
        drawn += pairs
    return drawn


def _same_draws(got: Sequence[Sample], other: Sequence[Sample]) -> bool:
    """Whether the same of them are repetitions, and the others of one distribution."""
    repeats = _repeats_of(got)
    if repeats != _repeats_of(other):
        return False
    new = sorted(set(repeats))
    return same_distribution([got[i] for i in new], [other[i] for i in new])


def _repeats_of(drawn: Sequence[Sample]) -> list[int]:
    """For each array the first that equals it."""
    firsts: dict[bytes, int] = {}
    return [
        # −0.0, as from 0 times a draw, is 0.
        firsts.setdefault((sample.entries + 0.0).tobytes(), position)
        for position, sample in enumerate(drawn)
    ]
