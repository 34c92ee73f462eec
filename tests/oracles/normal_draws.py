"""How independent draws from N(0, variance) spread: bounds that they leave hardly ever.

Each bound is from the distribution of a statistic of true normals (tests/normal_draws.py computes
the statistics of an answer). A check that asks several questions divides FALSE_ALARM by their
number (a union bound), so that it fails an honest answer with a probability of at most FALSE_ALARM.
No tolerance is chosen by hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.normal_draws import entries_to_compare

FALSE_ALARM = 1e-9
# No check of Q4(a) asks more.
QUESTIONS = 100
# A distance that is looked at in so many places is too short by a hundredth at most.
LEVELS = np.arange(1, 100) / 100


def normals(size: int, variance: float, questions: int = QUESTIONS) -> dict[str, Any]:
    """Bounds for so many draws z of variance 1: mean square, largest |z|, distance to Φ."""
    alarm = FALSE_ALARM / questions
    return {
        "variance": variance,
        "mean_square": _mean_square(size, alarm),
        "largest": _largest(size, alarm),
        "distance": _distance(size, alarm),
    }


def normal_matrix(
    shape: Sequence[int], variance: float, questions: int = QUESTIONS
) -> dict[str, Any]:
    """The bounds for all entries of a matrix, and for the lengths of its rows and its columns."""
    rows, columns = shape
    return normals(rows * columns, variance, questions) | {
        "row_lengths": _lengths(rows, columns, questions),
        "column_lengths": _lengths(columns, rows, questions),
    }


def normal_samples(
    number: int, size: int, variance: float, questions: int = QUESTIONS
) -> dict[str, Any]:
    """Bounds for samples of so many draws each: how their means and mean squares differ.

    √size times a sample's mean is a draw from N(0, variance) again.
    """
    return {
        "variance": variance,
        "means": _mean_square(number, FALSE_ALARM / questions),
        "row_lengths": _lengths(number, size, questions),
    }


def correlation(size: int, questions: int = QUESTIONS) -> float:
    """The largest |r| of two times so many draws.

    For independent normals of mean 0, r √(N − 1)/√(1 − r²) has Student's t distribution with N − 1
    degrees of freedom, where r = Σab/√(Σa² Σb²).
    """
    from scipy.special import stdtrit

    t = -float(stdtrit(size - 1, FALSE_ALARM / questions / 2))
    return t / math.sqrt(t**2 + size - 1)


def correlations(shape: Sequence[int]) -> dict[str, float]:
    """The largest |r| within a matrix, for all entries that are compared there."""
    pairs = entries_to_compare(np.empty(shape))
    return {what: correlation(one.size) for what, (one, _) in pairs.items()}


def _mean_square(size: int, alarm: float) -> list[float]:
    """The sum of squares is χ² with as many degrees of freedom as there are draws."""
    from scipy.special import gammainccinv, gammaincinv

    half = size / 2
    return [float(inverse(half, alarm / 2)) / half for inverse in (gammaincinv, gammainccinv)]


def _largest(size: int, alarm: float) -> list[float]:
    """All |z| are at most t with probability (1 − 2Φ(−t))^N, which is at least 1 − 2N Φ(−t)."""
    from scipy.special import ndtri

    inside = -math.expm1(math.log(alarm / 2) / size)
    return [-float(ndtri(outside / 2)) for outside in (inside, alarm / 2 / size)]


def _distance(size: int, alarm: float) -> float:
    """Kolmogorov–Smirnov distance D of draws to their distribution: P(D ≥ d) ≤ 2 exp(−2 N d²) for
    every N (Massart's bound, which in this tail is the exact value but for its second digit)."""
    return math.sqrt(math.log(2 / alarm) / (2 * size))


def _lengths(rows: int, columns: int, questions: int) -> dict[str, Any]:
    """The squared length of a row is χ² with as many degrees of freedom as the row has entries:
    quantiles of that at LEVELS, and how far the shares of shorter rows may be from LEVELS."""
    from scipy.special import gammaincinv

    return {
        "quantiles": 2 * gammaincinv(columns / 2, LEVELS),
        "distance": _distance(rows, FALSE_ALARM / questions),
    }
