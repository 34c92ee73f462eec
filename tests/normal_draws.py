"""Are these numbers independent draws from N(0, variance)? Tests with exact bounds on false alarms.

Each function returns a p-value: a bound, from the distribution of a statistic of true normals, on
the probability that they look at least as odd as what is given. A check that asks several such
questions divides FALSE_ALARM by their number (a union bound), so that it fails an honest answer
with a probability of at most FALSE_ALARM. No tolerance is chosen by hand.
"""

from __future__ import annotations

import numpy as np
from scipy.special import chdtr, chdtrc, ndtr, stdtr

FALSE_ALARM = 1e-9


def variance_p_value(values: np.ndarray, variance: float) -> float:
    """The sum of squares over the variance is χ² with as many degrees of freedom as values."""
    statistic = float(np.sum(np.square(values, dtype=np.float64))) / variance
    return float(2 * min(chdtr(values.size, statistic), chdtrc(values.size, statistic)))


def shape_p_value(values: np.ndarray, variance: float) -> float:
    """Kolmogorov–Smirnov distance D to the normal distribution: P(D ≥ d) ≤ 2 exp(−2 N d²) for every
    N (Massart's bound, which in this tail is the exact value but for its second digit)."""
    levels = np.sort(ndtr(np.ravel(values).astype(np.float64) / np.sqrt(variance)))
    return _distance_p_value(levels)


def row_length_p_value(values: np.ndarray, variance: float) -> float:
    """The squared length of a row over the variance is χ² with as many degrees of freedom as the
    row has entries; Massart's bound again, for their distance to that. Rows of one length, as of an
    orthogonal matrix, are too much alike."""
    squares = np.sum(np.square(values, dtype=np.float64), axis=1) / variance
    levels = np.sort(chdtr(values.shape[1], squares))
    return _distance_p_value(levels)


def tail_p_value(values: np.ndarray, variance: float) -> float:
    """All |z| are at most t with probability (1 − 2Φ(−t))^N; a truncated normal stays too small."""
    largest = np.max(np.abs(values).astype(np.float64)) / np.sqrt(variance)
    outside = float(2 * ndtr(-largest))
    return float(2 * min((1 - outside) ** values.size, values.size * outside))


def correlation_p_value(a: np.ndarray, b: np.ndarray) -> float:
    """For independent normals of mean 0, r √(N − 1)/√(1 − r²) has Student's t distribution with
    N − 1 degrees of freedom, where r = Σab/√(Σa² Σb²). The same numbers twice give r = 1."""
    a, b = (np.ravel(values).astype(np.float64) for values in (a, b))
    tiny = float(np.finfo(np.float64).tiny)
    r = float(a @ b) / max(float(np.sqrt((a @ a) * (b @ b))), tiny)
    degrees = a.size - 1
    return float(2 * stdtr(degrees, -abs(r) * np.sqrt(degrees / max(1 - r**2, tiny))))


def _distance_p_value(levels: np.ndarray) -> float:
    """For sorted draws from the uniform distribution on [0, 1], shape (N,)."""
    below = np.arange(levels.size) / levels.size
    distance = float(np.maximum(levels - below, below + 1 / levels.size - levels).max())
    return float(2 * np.exp(-2 * levels.size * distance**2))
