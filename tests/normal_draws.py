"""Are these numbers independent draws from N(0, variance)? Statistics of an answer, and whether
they are within the bounds that were recorded for true normals.

The bounds say with which probability true normals leave them; `grader/tests/test_statistics.py`
simulates that. A NaN is outside every bound.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.trials.comparing import require

Bounds = dict[str, Any]

_erf = np.vectorize(math.erf, otypes=[np.float64])


def mean_square(values: np.ndarray) -> float:
    """Their variance, where their mean is known to be 0."""
    return float(np.mean(np.square(values, dtype=np.float64)))


def has_the_size(values: np.ndarray, variance: float, bounds: Bounds) -> bool:
    """Whether their mean square suits the variance."""
    low, high = bounds["mean_square"]
    return bool(low <= mean_square(values) / variance <= high)


def has_the_tails(values: np.ndarray, variance: float, bounds: Bounds) -> bool:
    """Whether the largest suits normals: a truncated normal stays too small."""
    low, high = bounds["largest"]
    largest = np.max(np.abs(values).astype(np.float64)) / math.sqrt(variance)
    return bool(low <= largest <= high)


def has_the_shape(values: np.ndarray, variance: float, bounds: Bounds) -> bool:
    """Whether their distribution is near the normal one, by the Kolmogorov–Smirnov distance."""
    z = np.sort(np.ravel(values).astype(np.float64)) / math.sqrt(2 * variance)
    levels = (1 + _erf(z)) / 2
    below = np.arange(z.size) / z.size
    distance = np.maximum(levels - below, below + 1 / z.size - levels).max()
    return bool(distance <= bounds["distance"])


def has_the_row_lengths(values: np.ndarray, variance: float, lengths: Bounds) -> bool:
    """Whether the lengths of the rows differ as those of normals do. Rows of one length, as of an
    orthogonal matrix, are too much alike."""
    squares = np.sum(np.square(values, dtype=np.float64), axis=1) / variance
    quantiles = np.asarray(lengths["quantiles"])
    levels = np.arange(1, quantiles.size + 1) / (quantiles.size + 1)
    shares = np.searchsorted(np.sort(squares), quantiles, side="right") / squares.size
    return bool(np.max(np.abs(shares - levels)) <= lengths["distance"])


def are_correlated(one: np.ndarray, other: np.ndarray, largest: float) -> bool:
    """Whether |r| is larger than that; the same numbers twice give r = 1."""
    one, other = (np.ravel(values).astype(np.float64) for values in (one, other))
    size = max(float(np.sqrt((one @ one) * (other @ other))), float(np.finfo(np.float64).tiny))
    return not abs(float(one @ other)) / size <= largest


def entries_to_compare(weights: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Pairs of blocks of a matrix that repeat each other where somebody draws too few numbers."""
    rows, columns = (size // 2 for size in weights.shape)
    upper = np.triu_indices(min(weights.shape), k=1)
    return {
        "the upper and the lower half": (weights[:rows], weights[-rows:]),
        "the left and the right half": (weights[:, :columns], weights[:, -columns:]),
        "neighbouring rows": (weights[: 2 * rows : 2], weights[1 : 2 * rows : 2]),
        "neighbouring columns": (weights[:, : 2 * columns : 2], weights[:, 1 : 2 * columns : 2]),
        "entries ij and ji": (weights[upper], weights.T[upper]),
    }


def require_draws_of_their_own(samples: np.ndarray, bounds: Bounds, what: str) -> None:
    """Means and mean squares differ from sample to sample: they are not made to fit.

    samples: shape (number, size). As with `variances`, a wrong scale alone is no matter.
    """
    number, size = samples.shape
    variances = likely_variances(samples, bounds)
    means = np.asarray(np.mean(samples, axis=1, dtype=np.float64))
    mean_bounds = {"mean_square": bounds["means"]}
    spread, expected = math.sqrt(mean_square(means)), math.sqrt(bounds["variance"] / size)
    require(
        any(has_the_size(math.sqrt(size) * means, v, mean_bounds) for v in variances),
        f"the means of {number} {what} differ by {spread:.3g} where {expected:.3g} was expected",
        got=spread,
        expected=expected,
    )
    require(
        any(has_the_row_lengths(samples, v, bounds["row_lengths"]) for v in variances),
        f"the standard deviations of {number} {what} differ otherwise than those of normals",
    )


def likely_variances(values: np.ndarray, bounds: Bounds) -> list[float]:
    """The variance that was asked for and the one that is there, for questions of shape alone.

    What looks normal at one of the two is normal: true normals are asked at the true variance too,
    so that this raises no more false alarms.
    """
    return [variance for variance in (bounds["variance"], mean_square(values)) if variance > 0]
