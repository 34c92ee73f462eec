"""When what two functions returned counts as the same: for recognising a mistake, not for grading.

Tolerances are those of honest rounding, the same as where values are graded: a mistake that is
named must fit to the last digit that two implementations of one formula share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from grader.diagnosis.abridged import Sample
from grader.model import Call
from grader.trials.comparing import FLOAT32_TOLERANCE, FLOAT64_TOLERANCE
from grader.worker.kinds import as_fields
from grader.worker.wire import Kind, Tensor

_ROUNDING_OF_THE_LARGEST = 1e-6
# Chance that two samples of one distribution are taken for two, as many standard deviations of a
# normal, and the sample that tells.
_DISTRIBUTION_P_VALUE = 1e-4
_Z_LIMIT = 3.9
ENOUGH_TO_TELL = 20
# Of the mean absolute deviation of one draw over its standard deviation: 0.045 for normals, 0.025
# for uniform draws, more for heavier tails.
_RATIO_VARIANCE = 0.09


class Freedom(msgspec.Struct, frozen=True):
    """What right answers of one function may differ in; see `homework_toml.Part` for the fields.

    Where signs are free and a singular value is a rounding of 0, its whole column is.
    """

    state: tuple[str, ...] | None = None
    free_signs: bool = False


def same(got: Any, other: Any, call: Call, freedom: Freedom) -> bool:
    """Whether two results of one call are equal up to rounding and what is free."""
    given, mine, yours = map(_single, ([list(call.args), call.kwargs], got, other))
    # Only one of them in single precision is a difference between the two.
    single = given or (mine and yours)
    tolerance = FLOAT32_TOLERANCE if single else FLOAT64_TOLERANCE
    if freedom.free_signs:
        got, other = determined(got), determined(other)
    return _same(got, other, tolerance, freedom)


def _single(value: Any) -> bool:
    return any(array.dtype == np.float32 for array in arrays(value))


def determined(pair: Any) -> Any:
    """(singular values, columns) without the columns of singular values that are roundings of 0."""
    found = arrays(pair)
    if len(found) != 2 or found[0].ndim != 1 or found[1].shape[1:] != found[0].shape:
        return pair
    values, columns = found
    kept = values > _ROUNDING_OF_THE_LARGEST * np.max(values, initial=0)
    return [values, np.where(kept, columns, 0)]


def arrays(value: Any) -> list[np.ndarray]:
    """Every array in a wire value."""
    match value:
        case np.ndarray():
            return [value]
        case Tensor(values):
            return [values]
        case Kind():
            return value.arrays()
        case list() | tuple():
            return [array for item in value for array in arrays(item)]
        case dict():
            return [array for item in value.values() for array in arrays(item)]
    return []


def keys(value: Any) -> list[set[str]]:
    """The keys of every dict in a result."""
    if isinstance(value, list):
        return [found for item in value for found in keys(item)]
    return [set(value)] if isinstance(value, dict) else []


def _same(got: Any, other: Any, tolerance: float, freedom: Freedom) -> bool:
    if isinstance(other, np.ndarray) and isinstance(got, np.ndarray):
        return _same_arrays(got, other, tolerance, freedom)
    if isinstance(other, bool) or isinstance(got, bool) or other is None or got is None:
        plain = all(type(each) in (bool, int, float) for each in (got, other))
        return got is other or (plain and got == other)
    if isinstance(other, int | float) and isinstance(got, int | float):
        return _same_arrays(np.asarray(got), np.asarray(other), tolerance, freedom)
    if type(got) is not type(other):
        return False
    if isinstance(other, list):
        return len(got) == len(other) and all(
            _same(mine, yours, tolerance, freedom) for mine, yours in zip(got, other, strict=True)
        )
    if isinstance(other, dict):
        return _same_dicts(got, other, tolerance, freedom)
    if isinstance(other, Kind):
        mine, yours = (list(as_fields(value).values()) for value in (got, other))
        return _same(mine, yours, tolerance, freedom)
    return bool(got == other)


def _same_dicts(
    got: dict[str, Any], other: dict[str, Any], tolerance: float, freedom: Freedom
) -> bool:
    in_one_alone = set(got) ^ set(other)
    if in_one_alone and (freedom.state is None or in_one_alone & set(freedom.state)):
        return False
    return all(_same(got[key], other[key], tolerance, freedom) for key in set(got) & set(other))


def _same_arrays(got: np.ndarray, other: np.ndarray, tolerance: float, freedom: Freedom) -> bool:
    if got.shape != other.shape:
        return False
    got, other = got.astype(np.float64), other.astype(np.float64)
    finite = np.isfinite(other)
    if not np.array_equal(finite, np.isfinite(got)):
        return False
    if not np.array_equal(got[~finite], other[~finite], equal_nan=True):
        return False
    if not finite.any():
        return True
    if freedom.free_signs and got.ndim == 2:
        signs = np.sign(np.sum(np.where(finite, got, 0) * np.where(finite, other, 0), axis=0))
        other = other * np.where(signs < 0, -1, 1)
    allowed = tolerance * np.max(np.abs(other[finite]))
    return bool(np.all(np.abs(got[finite] - other[finite]) <= allowed))


def same_distribution(one: Sequence[Sample], two: Sequence[Sample]) -> bool:
    """Whether neither a two-sample Kolmogorov-Smirnov test nor the ratio of the variances or of the
    mean deviations tells two lots of samples apart. Few values say nothing, but for all zeros."""
    mine, yours = (np.concatenate([sample.entries for sample in lot]) for lot in (one, two))
    if not mine.any() or not yours.any():
        return bool(mine.any() == yours.any())
    if mine.size < ENOUGH_TO_TELL:
        # Draws differ from one another; a few constants are told by how many they are.
        return np.unique(mine).size == np.unique(yours).size
    return (
        _distance_p_value(mine, yours) > _DISTRIBUTION_P_VALUE
        and abs(_log_variance_ratio(one, two)) < _Z_LIMIT
        and abs(_difference_of_deviations(one, two)) < _Z_LIMIT
    )


def _distance_p_value(one: np.ndarray, two: np.ndarray) -> float:
    """Two samples of one distribution are as far apart with at most this probability (Smirnov's
    limit, which errs on the safe side where samples are small)."""
    one, two = np.sort(one), np.sort(two)
    both = np.concatenate([one, two])
    below = [np.searchsorted(side, both, side="right") / side.size for side in (one, two)]
    distance = float(np.max(np.abs(below[0] - below[1])))
    effective = one.size * two.size / (one.size + two.size)
    return float(2 * np.exp(-2 * effective * distance**2))


def _log_variance_ratio(one: Sequence[Sample], two: Sequence[Sample]) -> float:
    """How many standard deviations the log of the ratio is from 0, for normals; what has shorter
    tails varies less."""
    spreads = []
    for lot in (one, two):
        size = sum(sample.size for sample in lot)
        variance = sum(sample.size * sample.std**2 for sample in lot) / size
        spreads.append((max(variance, float(np.finfo(np.float64).tiny)), size))
    (mine, n), (yours, m) = spreads
    return float(np.log(mine / yours) / np.sqrt(2 / n + 2 / m))


def _difference_of_deviations(one: Sequence[Sample], two: Sequence[Sample]) -> float:
    """How many standard deviations lie between two mean absolute deviations, each over its standard
    deviation: 0.80 for normals and 0.87 for uniform draws, whose first entries alone look alike."""
    ratios, sizes = [], []
    for lot in (one, two):
        spread = [sample for sample in lot if sample.std]
        sizes.append(max(sum(sample.size for sample in spread), 1))
        ratios.append(sum(s.size * s.deviation / s.std for s in spread) / sizes[-1])
    return float((ratios[0] - ratios[1]) / np.sqrt(_RATIO_VARIANCE * sum(1 / n for n in sizes)))
