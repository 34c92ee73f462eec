"""Which law do draws follow? Told from the numbers alone, and only where a single one fits them.

The true one is turned down with a probability of at most FALSE_ALARM: as seldom is another one
named in its place, where it is among those that are tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import numpy as np

from tests.laws import COMMON, FAMILIES, OF_FANS, PLAIN, Family, Formula, Lot, number

FALSE_ALARM = 1e-6
# Of each lot: mean square, largest, distance to the distribution, each on two sides.
QUESTIONS = 6
# So many draws tell; of a lot no more are looked at than tell more.
_FEWEST, _MOST = 50, 20_000
_ROUNDING = 1e-5  # of a scale in float32
_LARGEST = 1e100  # what is larger, or as small, can't be squared
# Two formulas come to the same where scales differ by less: the first is the simplest.
_SAME = 0.05


def lots_of(drawn: Iterable[Lot]) -> list[Lot]:
    """The lots with the same fans put together; what was drawn twice, from generators in the same
    state, counts once. Zeros have not been drawn."""
    found: dict[tuple[int, int, float], dict[bytes, np.ndarray]] = {}
    for number_of_lot, lot in enumerate(drawn):
        values = np.ravel(lot.values).astype(np.float64)
        name = values.tobytes() if values.any() else f"zeros {number_of_lot}".encode()
        key = lot.fan_in, lot.fan_out, lot.weight_scale
        found.setdefault(key, {})[name] = values
    return [Lot(np.concatenate([*v.values()])[:_MOST], *key) for key, v in found.items()]


def law_of(
    lots: Sequence[Lot], formulas: Sequence[Formula] = OF_FANS, wanted: str = ""
) -> str | None:
    """The only law that all lots follow, in words; None where none does, or several do. Of several
    the one that is wanted, if it is among them."""
    if not lots or not all(min(lot.fan_in, lot.fan_out) > 0 for lot in lots):
        return None  # a submission may return a layer without units
    if not all(_have_squares(lot.values) for lot in lots):
        return None
    if all(np.ptp(lot.values) == 0 for lot in lots):
        return _constant(lots, formulas)
    if sum(lot.values.size for lot in lots) < _FEWEST:
        return None
    laws: list[tuple[Family, list[float], str]] = []
    telling = [lot for lot in lots if lot.values.size >= _FEWEST] or lots
    for formula, family in product(formulas, FAMILIES):
        c = _fitted(lots, family, formula)
        if c is None:
            continue
        words = family.words.format(**formula.told(c))
        if words == wanted:
            return words
        scales = [formula.scale(lot, c) for lot in telling]
        if not any(same is family and np.allclose(scales, s, _SAME) for same, s, _ in laws):
            laws.append((family, scales, words))
    return laws[0][2] if len(laws) == 1 else None


def _have_squares(values: np.ndarray) -> bool:
    """Whether these are numbers, and floats hold their squares: a submission may return any."""
    sizes = np.abs(values[values != 0].astype(np.float64))
    return bool(values.size and np.all((sizes > 1 / _LARGEST) & (sizes < _LARGEST)))


def orthogonal(matrices: Sequence[np.ndarray]) -> str | None:
    """What orthogonal matrices, one of which has two rows and columns at least, are multiples of;
    None where they aren't."""
    telling = [matrix for matrix in matrices if matrix.ndim == 2 and min(matrix.shape) > 1]
    if not any(matrix.any() for matrix in telling):
        return None
    if not all(matrix.ndim == 2 and _have_squares(matrix) for matrix in matrices):
        return None
    squares = []
    for matrix in matrices:
        tall = np.asarray(matrix if matrix.shape[0] >= matrix.shape[-1] else matrix.T, np.float64)
        products = tall.T @ tall
        squares.append(float(np.max(np.abs(products))))
        if not np.allclose(products, squares[0] * np.eye(len(products)), atol=1e-4 * squares[0]):
            return None
    c = float(f"{math.sqrt(squares[0]):.4g}")
    return "orthogonal matrices" if c == 1 else f"orthogonal matrices times {number(c)}"


def _constant(lots: Sequence[Lot], formulas: Sequence[Formula]) -> str | None:
    """One number in each lot, the same or by a formula of the fans."""
    values = [float(lot.values[0]) for lot in lots]
    if not any(values):
        return "all 0"
    for formula in formulas if min(values) > 0 else [PLAIN]:
        found = [formula.multiplier(lot, v) for lot, v in zip(lots, values, strict=True)]
        if np.ptp(found) <= _ROUNDING * abs(found[0]):
            return f"all {formula.told(found[0])['scale']}"
    return None


def _fitted(lots: Sequence[Lot], family: Family, formula: Formula) -> float | None:
    """The roundest c with which the lots may be of this law."""
    alarm = FALSE_ALARM / (QUESTIONS * len(lots))
    sizes = [lot.values.size for lot in lots]
    multipliers = [
        formula.multiplier(lot, math.sqrt(np.mean(lot.values**2) / family.mean_square))
        for lot in lots
    ]
    # A mean of squares, also where a multiplier is one of standard deviations.
    power = 1 if formula.is_root else 2
    c = math.pow(np.average(np.power(multipliers, power), weights=sizes), 1 / power)
    if family.has_edge:
        ends = [formula.multiplier(lot, np.max(np.abs(lot.values))) for lot in lots]
        c = float(max(ends)) * (1 + 1 / max(sizes))
    near = _spread(max(sizes), alarm) ** (1 / power)
    for value in [*_round_numbers(c, near, COMMON[formula.is_root]), c]:
        if all(may_follow(lot, formula.scale(lot, value), family, alarm) for lot in lots):
            return value
    return None


def _round_numbers(c: float, near: float, common: Sequence[float]) -> Iterator[float]:
    """Numbers that people write, as near to c as it is known."""
    numbers = [*sorted(common, key=lambda n: abs(math.log(n / c))), _rounded(c, 1), _rounded(c, 2)]
    yield from (number for number in numbers if 1 / near < number / c < near)


def _rounded(c: float, digits: int) -> float:
    return float(f"{c:.{digits - 1}e}")


def _spread(size: int, alarm: float) -> float:
    """By how much the mean square of so many draws may be too large: Laurent and Massart's bound
    for squares of normals, which holds for lighter tails too."""
    part = math.log(1 / alarm) / size
    return 1 + 2 * math.sqrt(part) + 2 * part


def may_follow(lot: Lot, scale: float, family: Family, alarm: float) -> bool:
    """Whether a lot may be draws of a family with this scale: each of the questions turns true
    draws down with a probability of at most `alarm`."""
    z = lot.values / scale
    above = _spread(z.size, alarm)
    mean_square = float(np.mean(z**2)) / family.mean_square
    return (
        2 - above <= mean_square <= above
        and _has_the_largest(z, family, alarm)
        and _distance(z, family) <= math.sqrt(math.log(2 / alarm) / (2 * z.size))
    )


def _has_the_largest(z: np.ndarray, family: Family, alarm: float) -> bool:
    """Whether one draw may be as large as the largest, and all the others smaller."""
    largest = float(np.max(np.abs(z)))
    beyond = min(max(family.beyond(largest), 0.0), 1 - _ROUNDING)
    if family.has_edge and abs(largest - 1) <= _ROUNDING:
        return True
    return z.size * math.log1p(-beyond) >= math.log(alarm) and z.size * beyond >= alarm


def _distance(z: np.ndarray, family: Family) -> float:
    """Kolmogorov and Smirnov's; by Massart's bound it exceeds d with P ≤ 2 exp(−2 N d²)."""
    levels, below = family.below(np.sort(z)), np.arange(z.size) / z.size
    return float(np.maximum(levels - below, below + 1 / z.size - levels).max())
