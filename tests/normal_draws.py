"""Are these numbers independent draws from N(0, variance)? Questions with bounds on false alarms.

What a bound is has been recorded (`oracles.normal_bounds`), or follows from the normal distribution
alone. A check that asks several questions divides FALSE_ALARM by their number (a union bound), so
that it fails an honest answer with a probability of at most FALSE_ALARM.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

FALSE_ALARM = 1e-9
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Bounds:
    """Recorded bounds, each crossed by independent normals with the probability `alarm` at most."""

    recorded: dict[str, Any]

    @property
    def alarm(self) -> float:
        """The probability of a false alarm of one question."""
        return float(self.recorded["alarm"])

    def spread_is_right(self, values: np.ndarray, variance: float) -> bool:
        """The sum of squares over the variance is χ², of as many degrees as there are values."""
        low, high = self.recorded["spreads"][str(values.size)]
        ratio = float(np.mean(np.square(values, dtype=np.float64))) / variance
        return bool(low <= ratio <= high)

    def shape_is_normal(self, values: np.ndarray, variance: float) -> bool:
        """The Kolmogorov–Smirnov distance D from the normal distribution is at least d with a
        probability of at most 2 exp(−2 N d²) (Massart's bound)."""
        z = np.sort(np.ravel(values).astype(np.float64) / math.sqrt(variance))
        levels = np.array([0.5 * math.erfc(-each / math.sqrt(2)) for each in z.tolist()])
        below = np.arange(levels.size) / levels.size
        distance = float(np.maximum(levels - below, below + 1 / levels.size - levels).max())
        return distance < self._most_distant(levels.size)

    def rows_are_normal(self, values: np.ndarray, variance: float) -> bool:
        """The squared length of a row over the variance is χ², of as many degrees as the row has
        entries. Their distance from that is looked at on a grid, where it is no larger than D."""
        quantiles = self.recorded["rows"][str(values.shape[1])]
        squares = np.sort(np.sum(np.square(values, dtype=np.float64), axis=1) / variance)
        shares = np.searchsorted(squares, quantiles, side="right") / squares.size
        levels = np.arange(1, quantiles.size + 1) / (quantiles.size + 1)
        return float(np.abs(shares - levels).max()) < self._most_distant(squares.size)

    def largest_is_normal(self, values: np.ndarray, variance: float) -> bool:
        """All |z| are at most t with probability (1 − 2Φ(−t))^N; a truncated normal stays too
        small."""
        largest = float(np.max(np.abs(values).astype(np.float64))) / math.sqrt(variance)
        seldom = self.alarm / 2
        low = -_NORMAL.inv_cdf(-math.expm1(math.log(seldom) / values.size) / 2)
        high = -_NORMAL.inv_cdf(seldom / values.size / 2)
        return low <= largest <= high

    def are_uncorrelated(self, a: np.ndarray, b: np.ndarray) -> bool:
        """For independent normals of mean 0, r = Σab/√(Σa² Σb²) stays small; the same numbers twice
        give 1."""
        a, b = (np.ravel(values).astype(np.float64) for values in (a, b))
        norm = max(float(np.sqrt((a @ a) * (b @ b))), float(np.finfo(np.float64).tiny))
        return abs(float(a @ b)) / norm <= self.recorded["correlations"][str(a.size)]

    def _most_distant(self, count: int) -> float:
        return math.sqrt(math.log(2 / self.alarm) / (2 * count))


def moments_vary(draws: np.ndarray) -> bool:
    """Whether the means and the variances of independent calls differ as they do by chance.

    draws: shape (calls, n), n at least 30, at least 20 calls. By chance the mean of a call is
    within 0.3 of its standard deviations of 0 with probability 0.236, and the variance within 3 %
    of all calls' with less than 0.12; all of 20 are so with a probability below 1e-12.
    """
    std = float(np.sqrt(np.mean(np.square(draws, dtype=np.float64))))
    means = np.abs(draws.mean(axis=1)) * math.sqrt(draws.shape[1]) / std
    spreads = np.abs(draws.var(axis=1) / np.mean(draws.var(axis=1)) - 1)
    return bool((means > 0.3).any() and (spreads > 0.03).any())
