"""What a submission returned beside what was expected, as numbers that can be set against each
other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.diagnosis.same_values import arrays
from grader.model import Call
from grader.trials.checks import Run
from grader.trials.comparing import FLOAT32_TOLERANCE
from grader.trials.mismatch import Mismatch
from grader.worker.wire import Tensor

ROUNDING = 1e-9


@dataclass(frozen=True)
class Pair:
    """What one failing case returned, beside what was expected there."""

    got: np.ndarray
    expected: np.ndarray
    mismatch: Mismatch
    calls: Sequence[Call]

    @property
    def call(self) -> Call | None:
        """The call that the value came back from."""
        for call in self.calls:
            if any(np.array_equal(value, self.got) for value in arrays([call.value])):
                return call
        return self.calls[0] if len(self.calls) == 1 else None

    @property
    def same_shape(self) -> bool:
        """Whether entries can be compared one by one."""
        return self.got.shape == self.expected.shape


# What is true of a pair, as a sentence; None where it isn't.
Relation = Callable[[Pair], str | None]


def pair_of(failure: Run) -> Pair | None:
    """Both sides of a failed comparison as numbers, where there are both."""
    error = failure.error
    if not isinstance(error, Mismatch) or error.expected is None or error.got is None:
        return None
    if isinstance(error.expected, bool):  # yes and no are no numbers
        return None
    try:
        got = np.asarray(error.got, dtype=np.float64)
        expected = np.asarray(error.expected, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    return Pair(got, expected, error, failure.calls)


def close(one: np.ndarray, two: np.ndarray, tolerance: float | None = None) -> bool:
    """Whether two arrays have one shape and are equal up to roundings of the largest entry: those
    of the less precise of the two, unless told otherwise."""
    if tolerance is None:
        single = np.float32 in (one.dtype, two.dtype)
        tolerance = FLOAT32_TOLERANCE if single else ROUNDING
    if one.shape != two.shape or not (np.isfinite(one).all() and np.isfinite(two).all()):
        return False
    size = float(np.max(np.abs(two), initial=0.0))
    return bool(np.allclose(one, two, rtol=tolerance, atol=tolerance * size))


def constant_factor(pair: Pair) -> float | None:
    """c where got = c · expected in every entry."""
    if not pair.same_shape or not pair.expected.any():
        return None
    index = np.unravel_index(int(np.argmax(np.abs(pair.expected))), pair.expected.shape)
    factor = float(pair.got[index] / pair.expected[index])
    return factor if factor and close(pair.got, factor * pair.expected) else None


def first_steps(pairs: Sequence[Pair]) -> list[Pair]:
    """The first step of each path, row by row, beside the one that was expected; none where a path
    starts elsewhere or begins right."""
    paths = [p for p in pairs if p.same_shape and p.got.ndim == 2 and len(p.got) > 1]
    if len(paths) < len(pairs) or not all(close(p.got[0], p.expected[0]) for p in paths):
        return []
    return _differences(paths, [(p.got[1], p.expected[1], p.got[0]) for p in paths], "first step")


def changes(pairs: Sequence[Pair]) -> list[Pair]:
    """What each call made of its first argument beside what it should have made of it, where that
    is an array like the result."""
    starts = [p.call.args[0] if p.call and p.call.args else None for p in pairs]
    steps = [
        (p.got, p.expected, start)
        for p, start in zip(pairs, starts, strict=True)
        if isinstance(start, np.ndarray) and p.same_shape and start.shape == p.got.shape
    ]
    return _differences(pairs, steps, "step from argument 1") if len(steps) == len(pairs) else []


def _differences(
    pairs: Sequence[Pair], steps: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]], name: str
) -> list[Pair]:
    found = []
    for pair, (got, expected, start) in zip(pairs, steps, strict=True):
        mine, right = got - start, expected - start
        if close(mine, right):
            return []
        found.append(
            replace(pair, got=mine, expected=right, mismatch=Mismatch("", what=f"the {name}"))
        )
    return found


def number_or_array(value: Any) -> np.ndarray | None:
    """A number, an array, or a list of numbers as an array; None for anything else."""
    if isinstance(value, Tensor):
        value = value.values
    if isinstance(value, list) and all(type(item) in (int, float) for item in value):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        return value.astype(np.float64) if value.dtype.kind in "fiu" else None
    return np.asarray(float(value)) if type(value) in (int, float) else None
