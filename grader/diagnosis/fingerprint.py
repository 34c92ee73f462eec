"""What is kept of the answers of one mistake among very many: enough to know them again, in a few
dozen bytes for each case.

Two functions have the same fingerprint in a case where their answers have one form, and where a
projection of the numbers at each place of them is the same up to rounding.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from grader.diagnosis.same_values import Freedom, arrays, determined
from grader.model import Call
from grader.trials.comparing import FLOAT32_TOLERANCE, FLOAT64_TOLERANCE
from grader.worker.wire import Tensor

_CHECKSUM = 4  # bytes of it, before the projections


def fingerprint(calls: Sequence[Call], freedom: Freedom) -> bytes:
    """A checksum of the form of what came back from these calls, and a projection of the numbers at
    each place."""
    return _packed(*_taken_apart(calls, freedom))


def has_fingerprint(calls: Sequence[Call], freedom: Freedom, known: bytes) -> bool:
    """Whether these calls have it, up to honest rounding."""
    form, places = _taken_apart(calls, freedom)
    mine = _packed(form, places)
    if mine[:_CHECKSUM] != known[:_CHECKSUM] or len(mine) != len(known):
        return False
    sizes = np.array([_projection(np.abs(values)) for values in places])
    single = any(array.dtype == np.float32 for call in calls for array in arrays(list(call.args)))
    tolerance = FLOAT32_TOLERANCE if single else FLOAT64_TOLERANCE
    got, other = (np.frombuffer(each[_CHECKSUM:]) for each in (mine, known))
    # Where a sum overflows, everything would be within its rounding.
    return bool(np.isfinite(sizes).all() and np.all(np.abs(got - other) <= tolerance * sizes))


def _packed(form: str, places: Sequence[np.ndarray]) -> bytes:
    numbers = np.array([_projection(values) for values in places])
    return zlib.crc32(form.encode()).to_bytes(_CHECKSUM, "little") + numbers.tobytes()


def _taken_apart(calls: Sequence[Call], freedom: Freedom) -> tuple[str, list[np.ndarray]]:
    """The form of all answers, and the finite numbers at each place of them, of all calls in one
    array."""
    form: list[Any] = []
    places: dict[str, list[np.ndarray]] = {}
    for call in calls:
        if call.raised is not None:
            form.append(call.raised)
            continue
        value = determined(call.value) if freedom.free_signs else call.value
        for place, array in _leaves(value, "", freedom):
            finite = np.isfinite(array)
            form.append((place, array.shape, finite.tobytes()))
            places.setdefault(place, []).append(array[finite])
    return repr(form), [np.concatenate(places[place]) for place in sorted(places)]


def _leaves(value: Any, place: str, freedom: Freedom) -> Iterator[tuple[str, np.ndarray]]:
    if isinstance(value, Tensor):
        value = value.values
    if isinstance(value, dict):
        known = value if freedom.state is None else [key for key in freedom.state if key in value]
        for key in sorted(known, key=repr):  # a submission's keys may be of any kind
            yield from _leaves(value[key], f"{place}.{key}", freedom)
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from _leaves(item, f"{place}.{position}", freedom)
    elif isinstance(value, int | float | np.ndarray):
        array = np.asarray(value, dtype=np.float64)
        yield place, _with_signs_of_its_own(array) if freedom.free_signs else array
    else:
        yield f"{place}={value!r}", np.empty(0)


def _with_signs_of_its_own(array: np.ndarray) -> np.ndarray:
    """The columns of a matrix with the sign in which their projection is positive."""
    if array.ndim != 2:
        return array
    return array * np.where(_weights(len(array)) @ array < 0, -1, 1)


def _projection(values: np.ndarray) -> float:
    """Their sum with weights that tell the entries apart; infinite where no float holds it."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(values @ _weights(len(values)))


@lru_cache(maxsize=256)
def _weights(count: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(0.5, 1, count)
