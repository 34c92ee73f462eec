"""Which cases fail and which pass, and whether the answer depends on the question at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.judge.same_values import arrays
from grader.report.model import Call, Diagnosis
from grader.worker.wire import Tensor

if TYPE_CHECKING:
    from grader.judge.checks import CaseFailure


def _arguments(case: tuple[Call, ...]) -> list[Any]:
    return [argument for call in case for argument in [*call.args, *call.kwargs.values()]]


def _float_arrays(case: tuple[Call, ...]) -> list[np.ndarray]:
    return [array for array in arrays(_arguments(case)) if array.dtype.kind == "f"]


def _plain_arrays(case: tuple[Call, ...]) -> list[np.ndarray]:
    found = [item for item in _arguments(case) if isinstance(item, np.ndarray | Tensor)]
    return [array for array in arrays(found) if array.size]


_TRAITS: tuple[tuple[str, str, Callable[[tuple[Call, ...]], bool]], ...] = (
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
        "without hyperparameters in the config",
        "What does your code take where a key is missing?",
        lambda case: any(not item for item in _arguments(case) if isinstance(item, dict)),
    ),
    (
        "with an array of more than one dimension",
        "Which line takes its arrays for vectors?",
        lambda case: any(array.ndim > 1 for array in _plain_arrays(case)),
    ),
)


def diagnose_by_case(
    failures: Sequence[CaseFailure], transcripts: Sequence[tuple[Call, ...]]
) -> Diagnosis | None:
    """A trait that every failing case has and no passing one."""
    failed = {id(failure.transcript[-1]) for failure in failures if failure.transcript}
    failing = [case for case in transcripts if case and id(case[-1]) in failed]
    passing = [case for case in transcripts if case and id(case[-1]) not in failed]
    if len(failing) < 2 or len(passing) < 3:
        return None
    for words, hint, has_trait in _TRAITS:
        if all(map(has_trait, failing)) and not any(map(has_trait, passing)):
            title = (
                f"It fails in all {len(failing)} cases {words} and in none of the other "
                f"{len(passing)}"
            )
            return Diagnosis(title, hint)
    return None


def diagnose_by_output(transcripts: Sequence[tuple[Call, ...]]) -> Diagnosis | None:
    """One and the same answer to every question."""
    values = [call.value for case in transcripts for call in case if not call.failed]
    plain = all(value is None or isinstance(value, bool | int | float) for value in values)
    if len(values) < 5 or not plain or len({repr(value) for value in values}) > 1:
        return None
    title = f"The result is {values[0]!r} in all {len(values)} calls"
    return Diagnosis(title, "Which of the arguments should it depend on?")
