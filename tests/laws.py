"""Which law do draws follow? Told from the numbers alone, and only where a single one fits them.

A law is a family (normal, uniform, …) and a scale that may depend on a layer's fans. The true one
is turned down with a probability of at most FALSE_ALARM: as seldom is another one named in its
place, where it is among those that are tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

FALSE_ALARM = 1e-6
# Of each lot: mean square, largest, distance to the distribution, each on two sides.
QUESTIONS = 6
# So many draws tell; of a lot no more are looked at than tell more.
_FEWEST, _MOST = 50, 20_000
_ROUNDING = 1e-5  # of a scale in float32
_CUT = 2.0  # where a truncated normal ends, in standard deviations

_erf = np.vectorize(math.erf, otypes=[np.float64])


@dataclass(frozen=True)
class Lot:
    """What was drawn for layers of the same fans, and what else its scale may depend on."""

    values: np.ndarray
    fan_in: int
    fan_out: int
    weight_scale: float = 1.0


@dataclass(frozen=True)
class Family:
    """Draws z of scale 1.

    words: a law's, with its scale or variance in the place of the braces. below: P(z ≤ …).
    beyond: P(|z| > …). has_edge: whether the scale is where the draws end.
    """

    words: str
    mean_square: float
    below: Callable[[np.ndarray], np.ndarray]
    beyond: Callable[[float], float]
    has_edge: bool = False


def _phi(z: np.ndarray) -> np.ndarray:
    return np.asarray((1 + _erf(z / math.sqrt(2))) / 2)


def _beyond(size: float) -> float:
    return math.erfc(size / math.sqrt(2))


_KEPT = 1 - _beyond(_CUT)
FAMILIES = (
    Family("draws from N(0, {variance})", 1, _phi, _beyond),
    Family("draws from U(−{scale}, {scale})", 1 / 3, lambda z: np.clip((z + 1) / 2, 0, 1),
           lambda size: 1 - size, has_edge=True),
    Family("draws from U(0, {scale})", 1 / 3, lambda z: np.clip(z, 0, 1),
           lambda size: 1 - size, has_edge=True),
    Family("draws from N(0, {variance}) without their signs", 1,
           lambda z: np.maximum(2 * _phi(z) - 1, 0), _beyond),
    Family("draws from N(0, {variance}), cut off at two standard deviations",
           1 - _CUT * math.sqrt(2 / math.pi) * math.exp(-(_CUT**2) / 2) / _KEPT,
           lambda z: np.clip((_phi(z) - _beyond(_CUT) / 2) / _KEPT, 0, 1),
           lambda size: (_beyond(size) - _beyond(_CUT)) / _KEPT),
)  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """A scale: c times a factor, or the root of that. words: of what the root is taken of, or of
    the scale itself, with c in the braces."""

    words: str
    factor: Callable[[Lot], float]
    is_root: bool = False

    def scale(self, lot: Lot, c: float) -> float:
        """The scale of a lot."""
        return math.sqrt(c * self.factor(lot)) if self.is_root else c * self.factor(lot)

    def multiplier(self, lot: Lot, scale: float) -> float:
        """The c of a scale."""
        return (scale**2 if self.is_root else scale) / self.factor(lot)

    def told(self, c: float) -> dict[str, str]:
        """Scale and variance in words."""
        words = self.words.format(c=_number(c)).removeprefix("1 ")
        if not self.is_root:
            squared = f"({words})²" if set(words) & set(" /²") else f"{words}²"
            return {"scale": words, "variance": "1" if words == "1" else squared}
        root, (_, stroke, below) = math.sqrt(c), words.partition("/")
        whole = stroke and root == int(root)
        return {"scale": f"{root:g}/√{below}" if whole else f"√({words})", "variance": words}


_PLAIN = Formula("{c}", lambda lot: 1.0)
_OF_FANS = (
    Formula("{c}/fan_in", lambda lot: 1 / lot.fan_in),
    Formula("{c}/fan_out", lambda lot: 1 / lot.fan_out),
    Formula("{c}/(fan_in + fan_out)", lambda lot: 1 / (lot.fan_in + lot.fan_out)),
)
OF_FANS = (
    _PLAIN,
    *_OF_FANS,
    *(replace(formula, is_root=True) for formula in _OF_FANS),
    Formula("{c}/(fan_in fan_out)", lambda lot: 1 / (lot.fan_in * lot.fan_out), is_root=True),
    Formula("{c} fan_in", lambda lot: lot.fan_in, is_root=True),
)
OF_A_SCALE = (
    Formula("{c} weight_scale", lambda lot: lot.weight_scale),
    Formula("{c} weight_scale²", lambda lot: lot.weight_scale**2),
    Formula("{c}/weight_scale", lambda lot: 1 / lot.weight_scale),
    Formula("{c} weight_scale", lambda lot: lot.weight_scale, is_root=True),
    Formula("{c} weight_scale/√fan_in", lambda lot: lot.weight_scale / lot.fan_in**0.5),
    Formula("{c} weight_scale/√fan_out", lambda lot: lot.weight_scale / lot.fan_out**0.5),
    Formula("{c} weight_scale/fan_in", lambda lot: lot.weight_scale / lot.fan_in),
)
_SQUARES = (1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 2, 3, 4, 6, 8, 12)
_COMMON = {True: _SQUARES, False: (*map(math.sqrt, _SQUARES), 1 / 3, 3, 6)}


def lots_of(drawn: Iterable[Lot]) -> list[Lot]:
    """The lots with the same fans put together; what was drawn twice, from generators in the same
    state, counts once."""
    found: dict[tuple[int, int, float], dict[bytes, np.ndarray]] = {}
    for lot in drawn:
        values = np.ravel(lot.values).astype(np.float64)
        key = lot.fan_in, lot.fan_out, lot.weight_scale
        found.setdefault(key, {})[values.tobytes()] = values
    return [Lot(np.concatenate([*v.values()])[:_MOST], *key) for key, v in found.items()]


def law_of(lots: Sequence[Lot], formulas: Sequence[Formula] = OF_FANS) -> str | None:
    """The only law that all lots follow, in words; None where none does, or several do."""
    if not lots or not all(np.isfinite(lot.values).all() for lot in lots):
        return None
    if all(np.ptp(lot.values) == 0 for lot in lots):
        return _constant(lots, formulas)
    if sum(lot.values.size for lot in lots) < _FEWEST:
        return None
    laws = [
        family.words.format(**formula.told(c))
        for formula in formulas
        for family in FAMILIES
        if (c := _fitted(lots, family, formula)) is not None
    ]
    return laws[0] if len(laws) == 1 else None


def _constant(lots: Sequence[Lot], formulas: Sequence[Formula]) -> str | None:
    """One number in each lot, the same or by a formula of the fans."""
    values = [float(lot.values[0]) for lot in lots]
    if not any(values):
        return "all 0"
    for formula in formulas if min(values) > 0 else [_PLAIN]:
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
    for value in [*_round_numbers(c, near, _COMMON[formula.is_root]), c]:
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


def _number(c: float) -> str:
    square = c * c
    if abs(square - round(square)) < 1e-9 and abs(c - round(c)) > 1e-9:
        return f"√{round(square)}"
    return f"{c:.3g}"
