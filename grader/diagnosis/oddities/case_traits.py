"""Which cases fail and which pass, and whether the answer depends on the question at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.diagnosis.same_values import arrays
from grader.model import Call, Diagnosis
from grader.trials.checks import Trial
from grader.worker.wire import Kind

# A trait says something where so many cases lack it.
MIN_WITHOUT = 3


def _arguments(case: Sequence[Call]) -> list[Any]:
    return [argument for call in case for argument in [*call.args, *call.kwargs.values()]]


def _float_arrays(case: Sequence[Call]) -> list[np.ndarray]:
    return [array for array in arrays(_arguments(case)) if array.dtype.kind == "f"]


def _plain_arrays(case: Sequence[Call]) -> list[np.ndarray]:
    """The arrays of a case, lists of numbers among them."""
    arguments = _arguments(case)
    listed = [np.asarray(item) for item in arguments if isinstance(item, list)]
    found = arrays([item for item in arguments if not isinstance(item, list | Kind)])
    return [array for array in found + listed if array.size and array.dtype.kind in "fiu"]


_TRAITS: tuple[tuple[str, str, Callable[[Sequence[Call]], bool]], ...] = (
    (
        "with float32 arrays",
        "Which constant or array of yours has another dtype than the input?",
        lambda case: any(array.dtype == np.float32 for array in _float_arrays(case)),
    ),
    (
        "with a zero in an array",
        "What does your formula give for an entry of 0?",
        lambda case: any((array == 0).any() for array in _plain_arrays(case)),
    ),
    (
        "with equal entries in an array",
        "What does your code do where two entries tie?",
        lambda case: any(np.unique(array).size < array.size for array in _plain_arrays(case)),
    ),
    (
        "with an array of a single entry",
        "Which line needs more than one entry?",
        lambda case: any(array.size == 1 for array in _plain_arrays(case)),
    ),
    (
        "with an empty array or a count of 0",
        "What should come back where there is nothing to do?",
        lambda case: (
            any(type(item) is int and item == 0 for item in _arguments(case))
            or any(array.size == 0 for array in arrays(_arguments(case)))
        ),
    ),
    (
        "with an empty dict",
        "What does your code take where a key is missing?",
        lambda case: any(not item for item in _arguments(case) if isinstance(item, dict)),
    ),
    (
        "with an array of more than one dimension",
        "Which line takes its arrays for vectors?",
        lambda case: any(array.ndim > 1 for array in _plain_arrays(case)),
    ),
)


def diagnose_by_case(trial: Trial, others: Sequence[Trial] = ()) -> Diagnosis | None:
    """A trait without which no case of the part's checks fails, and with which most do."""
    failing, passing = _sorted_out([trial, *others])
    for words, hint, has_trait in _TRAITS:
        with_it = [case for case in passing if has_trait(case)]
        count, rest = len(failing) + len(with_it), len(passing) - len(with_it)
        # A case may pass all the same: where all entries are 0, nothing goes wrong.
        most_fail = len(failing) >= max(2, 2 * len(with_it))
        if most_fail and rest >= MIN_WITHOUT and all(map(has_trait, failing)):
            title = (
                f"It fails only {words}: in {len(failing)} of {count} such cases, and in none of "
                f"the other {rest}"
            )
            return Diagnosis(title, hint)
    return None


def _sorted_out(
    trials: Sequence[Trial],
) -> tuple[list[Sequence[Call]], list[Sequence[Call]]]:
    """The cases that fail and those that pass."""
    runs = [run for trial in trials for run in trial.runs if run.calls]
    failing = [run.calls for run in runs if run.error is not None]
    return failing, [run.calls for run in runs if run.error is None]


def diagnose_by_output(trials: Sequence[Trial]) -> Diagnosis | None:
    """One and the same answer to every question of every check."""
    values = [
        call.value
        for trial in trials
        for run in trial.runs
        for call in run.calls
        if not call.failed
    ]
    plain = all(value is None or isinstance(value, bool | int | float) for value in values)
    if len(values) < 5 or not plain or len({repr(value) for value in values}) > 1:
        return None
    title = f"The result is {values[0]!r} in all {len(values)} calls"
    hint = "Which of the arguments should it depend on?"
    if values[0] is None:
        hint = "Does every way through the function end with a return?"
    return Diagnosis(title, hint)
