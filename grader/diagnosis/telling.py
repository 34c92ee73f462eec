"""How much the answers of a submission say: whether what fits them fits by no accident."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from grader.diagnosis.known import value_found
from grader.diagnosis.same_values import arrays
from grader.trials.checks import Run, Trial
from grader.trials.mismatch import Mismatch
from grader.worker import wire

# So many numbers with so many digits, each in a case of its own, are the same by no accident.
ENOUGH_NUMBERS = 2
MANY_DIGITS = 4


def shows_telling_numbers(trial: Trial) -> bool:
    """Whether the check found such numbers wrong."""
    numbers = {_number(run) for run in trial.failures}
    return sum(_digits(number) >= MANY_DIGITS for number in numbers) >= ENOUGH_NUMBERS


def _number(run: Run) -> float:
    """The number that is most wrong in what a check found; NaN where it found none."""
    got = value_found(run.error)
    found = [np.asarray(got, dtype=np.float64)] if isinstance(got, int | float) else arrays(got)
    worst = run.error.worst if isinstance(run.error, Mismatch) else None
    if not found or (worst is None and found[0].ndim):
        return math.nan
    return float(found[0][worst or ()])


def _digits(number: float) -> int:
    """How many digits it has that aren't zeros at either end; as a double, which has 15."""
    digits = f"{abs(number):.14e}".partition("e")[0] if math.isfinite(number) else ""
    return len(digits.replace(".", "").rstrip("0"))


def different_failures(trials: Sequence[Trial]) -> set[bytes]:
    """What came back in the cases that fail; yes, no and None are too few words to count."""
    calls = [call for one in trials for failure in one.failures for call in failure.calls]
    plain = (bool, type(None))
    return {
        wire.encode(call.value)
        for call in calls
        if not call.failed and type(call.value) not in plain
    }


def says_much(trial: Trial) -> bool:
    """Whether there are several cases, and their outputs numbers with many digits, or arrays."""
    if len(trial.runs) == 1:
        return False
    values = [call.value for run in trial.runs for call in run.calls if not call.failed]
    return any(arrays(value) or _has_digits(value) for value in values)


def _has_digits(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_has_digits, value))
    return isinstance(value, float) and value != np.round(value, 3)
