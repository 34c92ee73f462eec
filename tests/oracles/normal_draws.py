"""How far independent normals may stray: exact bounds, whatever generator they come from.

Each is crossed with at most the stated probability. A check that asks several such questions asks
each at a part of its false-alarm bound (a union bound). No tolerance is chosen by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

LEVELS = 200


def normal_bounds(
    alarm: float,
    *,
    spreads: Sequence[int] = (),
    correlations: Sequence[int] = (),
    rows: Sequence[int] = (),
) -> dict[str, Any]:
    """Bounds at the level `alarm`, by the number of values that they are for.

    spreads: the mean square over the variance; times its number it is χ².
    correlations: |Σab|/√(Σa² Σb²) of two arrays; r √(N − 1)/√(1 − r²) is Student's t.
    rows: quantiles of the squared length of a row over the variance, at the levels k/LEVELS.
    """
    from scipy.special import gammainccinv, gammaincinv, stdtrit
    from scipy.stats import chi2

    def correlation(size: int) -> float:
        t = -stdtrit(size - 1, alarm / 2)
        return float(t / np.sqrt(size - 1 + t**2))

    return {
        "alarm": alarm,
        "spreads": {
            str(n): [
                2 * float(inverse(n / 2, alarm / 2)) / n for inverse in (gammaincinv, gammainccinv)
            ]
            for n in spreads
        },
        "correlations": {str(n): correlation(n) for n in correlations},
        "rows": {str(k): chi2.ppf(np.arange(1, LEVELS) / LEVELS, k) for k in rows},
    }
