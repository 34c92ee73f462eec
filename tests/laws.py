"""Laws of random draws: families (normal, uniform, …), and formulas of their scale by a layer's
fans, both in the words of a report."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

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
        words = self.words.format(c=number(c)).removeprefix("1 ")
        if not self.is_root:
            squared = f"({words})²" if set(words) & set(" /²") else f"{words}²"
            return {"scale": words, "variance": "1" if words == "1" else squared}
        root, (_, stroke, below) = math.sqrt(c), words.partition("/")
        whole = stroke and root == int(root)
        return {"scale": f"{root:g}/√{below}" if whole else f"√({words})", "variance": words}


def number(c: float) -> str:
    """As people write it: √2, and three digits of anything else."""
    square = round(c * c)
    is_root = math.isclose(c * c, square, rel_tol=1e-3) and round(c) ** 2 != square
    return f"√{square}" if is_root else f"{c:.3g}"


PLAIN = Formula("{c}", lambda lot: 1.0)
_OF_FANS = (
    Formula("{c}/fan_in", lambda lot: 1 / lot.fan_in),
    Formula("{c}/fan_out", lambda lot: 1 / lot.fan_out),
    Formula("{c}/(fan_in + fan_out)", lambda lot: 1 / (lot.fan_in + lot.fan_out)),
)
OF_FANS = (
    PLAIN,
    *_OF_FANS,
    *(replace(formula, is_root=True) for formula in _OF_FANS),
    Formula("{c}/(fan_in fan_out)", lambda lot: 1 / (lot.fan_in * lot.fan_out), is_root=True),
    Formula("{c}/max(fan_in, fan_out)", lambda lot: 1 / max(lot.fan_in, lot.fan_out), is_root=True),
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
COMMON = {True: _SQUARES, False: (*map(math.sqrt, _SQUARES), 1 / 3, 3, 6)}
