"""What a submission returned beside what was expected, as numbers that can be set against each
other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.model import Call
from grader.trials.checks import Run
from grader.trials.comparing import Mismatch

ROUNDING = 1e-9


@dataclass(frozen=True)
class Pair:
    """What one failing case returned, beside what was expected there."""

    got: np.ndarray
    expected: np.ndarray
    mismatch: Mismatch
    calls: Sequence[Call]

    @property
    def same_shape(self) -> bool:
        """Whether entries can be compared one by one."""
        return self.got.shape == self.expected.shape


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


def close(one: np.ndarray, two: np.ndarray, tolerance: float = ROUNDING) -> bool:
    """Whether two arrays have one shape and are equal up to roundings of the largest entry."""
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
