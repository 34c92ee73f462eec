"""What a formula may be made of: the numbers of what a function was given, beside its answers.

Answers that are numbers have one place each, those that are vectors one for each entry; a quantity
has a value for every place: an argument that is a number, the largest entry of one that is a
vector, the singular values of a matrix, where in its vector the place is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from grader.diagnosis.pairs import number_or_array
from grader.model import Call

# {0} stands for the vector, {1} for the same in brackets where it is a difference.
_OF_VECTORS: Sequence[tuple[str, int, Callable[[np.ndarray], Any]]] = (
    ("max({0})", 1, np.max),
    ("min({0})", 1, np.min),
    ("sum({0})", 1, np.sum),
    ("mean({0})", 1, np.mean),
    ("len({0})", 1, np.size),
    ("norm({0})", 1, np.linalg.norm),
    ("{1}[0]", 1, lambda vector: vector[0]),
    ("{1}[-1]", 1, lambda vector: vector[-1]),
    ("sum({1}²)", 1, lambda vector: np.sum(vector**2)),
    ("mean({1}²)", 2, lambda vector: np.mean(vector**2)),
    ("median({0})", 2, np.median),
    ("std({0})", 2, np.std),
    ("prod({0})", 2, np.prod),
    ("sum(|{0}|)", 2, lambda vector: np.sum(np.abs(vector))),
    ("max(|{0}|)", 2, lambda vector: np.max(np.abs(vector))),
)
_OF_NUMBERS: Sequence[tuple[str, int, Callable[[np.ndarray], Any]]] = (
    ("{}", 0, lambda number: number),
    ("{}²", 1, np.square),
    ("{}³", 2, lambda number: number**3),
    ("√{}", 2, np.sqrt),
    ("log({})", 2, np.log),
    ("exp({})", 2, np.exp),
    ("|{}|", 2, np.abs),
    ("sign({})", 2, np.sign),
)
_CONSTANTS = {"1": 1.0, "2": 2.0, "10": 10.0, "½": 0.5}
_LONGEST_NAME = 30
# A long vector says no more than some of its entries.
_MOST_ENTRIES = 12
# A singular value so much smaller than the largest is a rounding of 0.
_NOTHING = 1e-10


class Quantity(NamedTuple):
    """What it is called, how simple it is (0 is an argument itself), its value at every place, and
    which argument it comes from."""

    words: str
    cost: int
    values: np.ndarray
    source: str


class Places:
    """Where the answers of some calls stand.

    answers: one vector for each call, shape (n,), or numbers, shape ().
    """

    def __init__(self, answers: Sequence[np.ndarray]) -> None:
        self._sizes = [answer.shape for answer in answers]
        self._kept = [_some(answer.size) for answer in answers]
        self.answers = self.entries(answers)

    @property
    def positions(self) -> np.ndarray:
        """Where in its vector each place is, from 0."""
        return np.concatenate(self._kept).astype(np.float64)

    def entries(self, vectors: Sequence[np.ndarray]) -> np.ndarray:
        """The entries at the places of vectors that are as long as the answers."""
        kept = zip(vectors, self._kept, strict=True)
        return np.concatenate([vector.ravel()[places] for vector, places in kept])

    def repeated(self, numbers: Sequence[float]) -> np.ndarray:
        """A number of each call at all of the call's places."""
        return np.repeat(np.asarray(numbers, dtype=np.float64), [kept.size for kept in self._kept])

    @property
    def are_entries(self) -> bool:
        """Whether the answers are vectors, which have a position in them."""
        return all(self._sizes)

    def fit(self, vectors: Sequence[np.ndarray]) -> bool:
        """Whether vectors are as long as the answers beside them."""
        return [vector.shape for vector in vectors] == self._sizes


def _some(size: int) -> np.ndarray:
    return np.unique(np.linspace(0, size - 1, min(size, _MOST_ENTRIES)).astype(int))


def quantities(calls: Sequence[Call], places: Places) -> list[Quantity]:
    """The quantities of these calls, simplest first; of those that are equal in all places one."""
    with np.errstate(all="ignore"):
        plain = [*_numbers(calls, places)]
        found = [
            Quantity(words.format(name), cost + more, np.asarray(function(values)), source)
            for name, cost, values, source in plain
            for words, more, function in _OF_NUMBERS
        ]
    found += [
        Quantity(name, 1, places.repeated([number] * len(calls)), "")
        for name, number in _CONSTANTS.items()
    ]
    distinct: dict[bytes, Quantity] = {}
    for quantity in sorted(found, key=lambda quantity: quantity.cost):
        if np.isfinite(quantity.values).all():
            # To ten digits: what is computed in two ways is rounded in two ways.
            distinct.setdefault(np.char.mod("%.10g", quantity.values).tobytes(), quantity)
    return list(distinct.values())


def _numbers(calls: Sequence[Call], places: Places) -> Iterator[Quantity]:
    if places.are_entries:
        yield Quantity("i", 0, places.positions, "i")
        yield Quantity("(i + 1)", 0, places.positions + 1, "i")
    for name, values in _arguments(calls).items():
        if not any(value.ndim for value in values):
            yield Quantity(name, 0, places.repeated([float(value) for value in values]), name)
            continue
        vectors = [np.atleast_1d(value) for value in values]
        if places.are_entries and places.fit(vectors):
            yield Quantity(f"{_bracketed(name)}[i]", 0, places.entries(vectors), name)
        if all(vector.ndim == 1 and vector.size for vector in vectors):
            yield from _of_vectors(name, name, vectors, places)
        elif all(vector.ndim == 2 and vector.size for vector in vectors):
            yield from _of_matrices(name, vectors, places)


def _of_vectors(
    name: str, source: str, vectors: Sequence[np.ndarray], places: Places
) -> Iterator[Quantity]:
    for words, cost, function in _OF_VECTORS:
        values = places.repeated([float(function(vector)) for vector in vectors])
        yield Quantity(words.format(name, _bracketed(name)), cost, values, source)


def _of_matrices(name: str, matrices: Sequence[np.ndarray], places: Places) -> Iterator[Quantity]:
    rows = places.repeated([len(matrix) for matrix in matrices])
    yield Quantity(f"rows({name})", 1, rows, name)
    columns = places.repeated([matrix.shape[1] for matrix in matrices])
    yield Quantity(f"columns({name})", 1, columns, name)
    if all(np.isfinite(matrix).all() for matrix in matrices):
        singular = [np.linalg.svd(matrix, compute_uv=False) for matrix in matrices]
        yield from _of_vectors(f"svd({name})", name, singular, places)
        kept = [values[values > _NOTHING * values[0]] for values in singular]
        if all(map(np.size, kept)):
            yield from _of_vectors(f"nonzero svd({name})", name, kept, places)
    yield from _of_vectors(name, name, [matrix.ravel() for matrix in matrices], places)


def _bracketed(name: str) -> str:
    return f"({name})" if " - " in name else name


def _arguments(calls: Sequence[Call]) -> dict[str, list[np.ndarray]]:
    """The arguments that are numbers or arrays in every call, and the differences of two vectors
    that are as long as each other."""
    named = [named_arguments(call) for call in calls]
    common = [name for name in named[0] if all(name in arguments for arguments in named)]
    found = {name: [arguments[name] for arguments in named] for name in common}
    vectors = [name for name in common if all(value.ndim == 1 for value in found[name])]
    for first, second in pairwise(vectors):
        pairs = list(zip(found[first], found[second], strict=True))
        if all(one.shape == other.shape for one, other in pairs):
            found[f"{first} - {second}"] = [one - other for one, other in pairs]
    return found


def named_arguments(call: Call) -> dict[str, np.ndarray]:
    """The numbers and arrays a call was given, by name; of a dict its items and how many."""
    unnamed = [f"argument {place}" for place in range(len(call.parameters) + 1, len(call.args) + 1)]
    given = {**dict(zip([*call.parameters, *unnamed], call.args, strict=False)), **call.kwargs}
    for name, value in list(given.items()):
        if isinstance(value, dict):
            items = {key: item for key, item in value.items() if _is_name(key)}
            given |= {f"len({name})": len(value)} | items
    arrays = {name: number_or_array(value) for name, value in given.items()}
    return {name: array for name, array in arrays.items() if array is not None}


def _is_name(key: object) -> bool:
    """Whether a key can stand in a sentence: a submission may have returned the dict."""
    return isinstance(key, str) and key.isidentifier() and len(key) <= _LONGEST_NAME
