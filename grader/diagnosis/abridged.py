"""Answers cut short: what is kept of a large array is enough to know it again.

A recording holds what every known mistake answers to every case; a layer of ten thousand weights
has to stand there as a few hundred numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from grader.worker.kinds import as_fields
from grader.worker.wire import Kind, Tensor

KEPT = 256
_PROJECTIONS = 4
_MARK = "abridged"


def abridged(value: Any, most: int = KEPT) -> Any:
    """The value with each large array as a dict: its shape, its first entries, its mean, standard
    and mean absolute deviation, and projections that change with every entry. A kind that holds
    such an array is the dict of its fields.

    most: how many entries an array may have to stay whole.
    """
    if isinstance(value, Tensor):
        return abridged(value.values, most)
    if isinstance(value, np.ndarray):
        return _abridged_array(value) if value.size > most else value
    if isinstance(value, list | tuple):
        return [abridged(item, most) for item in value]
    if isinstance(value, dict):
        return {key: abridged(item, most) for key, item in value.items()}
    if isinstance(value, Kind) and any(array.size > most for array in value.arrays()):
        return abridged(as_fields(value), most)
    return value


def _abridged_array(array: np.ndarray) -> dict[str, Any]:
    entries = array.ravel()
    with np.errstate(all="ignore"):
        numbers = entries.astype(np.float64)
        projections = _directions(entries.size) @ numbers / np.sqrt(entries.size)
        moments = [float(np.mean(numbers)), float(np.std(numbers)), _deviation(numbers)]
    return {
        _MARK: list(array.shape),
        "first": entries[:KEPT].copy(),
        "moments": np.array(moments),
        "projections": projections,
    }


def _deviation(numbers: np.ndarray) -> float:
    return float(np.mean(np.abs(numbers - np.mean(numbers))))


# Those of a few sizes alone: whoever answers in ever new sizes shall not fill our memory.
@lru_cache(maxsize=16)
def _directions(size: int) -> np.ndarray:
    return np.random.default_rng(0).choice([-1.0, 1.0], (_PROJECTIONS, size))


@dataclass(frozen=True)
class Sample:
    """An array as a sample: its shape, some or all of its entries, their standard deviation and
    mean absolute deviation."""

    shape: tuple[int, ...]
    entries: np.ndarray
    size: int
    std: float
    deviation: float


def samples(value: Any) -> list[Sample]:
    """Every array of an abridged value, whole or not."""
    if isinstance(value, np.ndarray):
        entries = value.ravel().astype(np.float64)
        if not entries.size:
            return [Sample(value.shape, entries, 0, 0.0, 0.0)]
        spread = float(np.std(entries)), _deviation(entries)
        return [Sample(value.shape, entries, entries.size, *spread)]
    if isinstance(value, dict) and _MARK in value:
        shape = tuple(value[_MARK])
        first = value["first"].astype(np.float64)
        _, std, deviation = map(float, value["moments"])
        return [Sample(shape, first, int(np.prod(shape)), std, deviation)]
    if isinstance(value, dict):
        return [sample for item in value.values() for sample in samples(item)]
    if isinstance(value, list):
        return [sample for item in value for sample in samples(item)]
    arrays = value.arrays() if isinstance(value, Kind) else []
    return [sample for array in arrays for sample in samples(abridged(array))]


def form(value: Any) -> Any:
    """What two answers of one kind have in common: keys, lengths, shapes."""
    if isinstance(value, np.ndarray):
        return value.shape
    if isinstance(value, dict):
        if _MARK in value:
            return tuple(value[_MARK])
        return {key: form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [form(item) for item in value]
    if isinstance(value, Kind):
        return [array.shape for array in value.arrays()]
    return type(value).__name__
