"""What a number between two bounds may be called: a small fraction, a known constant, or else the
fewest digits."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from grader.diagnosis.formulas.forms import fraction

_BITS_OF_A_DIGIT = math.log2(10)


class Constant(NamedTuple):
    """A fraction: its two sides in words ("" is 1), how simple it is, and how many bits it takes to
    pick it."""

    value: float
    above: str
    below: str
    cost: float
    bits: float

    @property
    def has_no_name(self) -> bool:
        """Whether it is but some digits."""
        return self not in _KNOWN

    @property
    def words(self) -> str:
        """The whole of it."""
        return fraction([self.above], [self.below]).replace(" ", "")

    def times(self, word: str) -> str:
        """Its product with something."""
        return fraction([self.above, word], [self.below]) if word else self.words


def _fractions() -> list[Constant]:
    whole = [1, 2, 3, 4, 5, 6, 8, 10, 16, 100, 1000]
    pairs = [(n, 1) for n in whole] + [(1, n) for n in whole[1:]] + [(2, 3), (3, 2), (3, 4), (4, 3)]
    found = [Constant(0, "0", "", 0, 1)]
    for above, below in pairs:
        cost = 0 if above == below else 1 if above * below <= 4 else 2
        for sign, more in (("", 0), ("-", 1)):
            side = f"{sign}{above}" if sign or above > 1 else ""
            value = float(f"{sign}1") * above / below
            bits = 6 if cost + more else 0
            found.append(Constant(value, side, str(below) if below > 1 else "", cost + more, bits))
    named = {
        "π": math.pi,
        "e": math.e,
        "γ": np.euler_gamma,
        "√2": math.sqrt(2),
        "log(2)": math.log(2),
    }
    for name, value in named.items():
        found += [Constant(value, name, "", 2, 6), Constant(-value, f"-{name}", "", 3, 6),
                  Constant(1 / value, "", name, 2, 6)]  # fmt: skip
    return sorted(found, key=lambda constant: constant.cost)


_KNOWN = _fractions()
_VALUES = np.array([constant.value for constant in _KNOWN])


def nicest(low: float, high: float, most_digits: int) -> Constant | None:
    """The simplest number from low to high; None where it has more digits than that."""
    inside = np.flatnonzero((low <= _VALUES) & (high >= _VALUES))
    if inside.size:
        return _KNOWN[int(inside[0])]
    middle = (low + high) / 2
    if not math.isfinite(middle):
        return None
    for digits in range(1, most_digits + 1):
        words = f"{float(f'{middle:.{digits}g}'):g}"  # 30, where the inner one says 3e+01
        if low <= float(words) <= high:
            return Constant(float(words), words, "", 2 + digits, 4 + digits * _BITS_OF_A_DIGIT)
    return None
