"""The forms that a formula of two quantities and a constant may have.

Two quantities are joined to w; of c · w or w + c a root, a logarithm or the like is taken, which
may be rounded. Turned round, an answer bounds the constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

Bounds = tuple[np.ndarray, np.ndarray]
# From bounds of what a function gives to bounds of what it is given.
Back = Callable[[np.ndarray, np.ndarray], Bounds]
# How far below the next whole number still is below it.
_TINY = 1e-12


class Joined(NamedTuple):
    """How two quantities become w.

    above, below: the two sides of a fraction, in words over {0} and {1}.
    """

    above: str
    below: str
    cost: float
    join: Callable[[np.ndarray, np.ndarray], np.ndarray]
    symmetric: bool = True

    @property
    def quantities(self) -> int:
        """How many quantities it joins."""
        return 2 if self.cost else 1

    def words(self, *names: str) -> str:
        """The quantities of these names, so joined."""
        return fraction([self.above.format(*names)], [self.below.format(*names)])


def fraction(tops: Sequence[str], bottoms: Sequence[str]) -> str:
    """The product of some words divided by that of others; "" and "1" are left out."""
    tops, bottoms = ([word for word in side if word not in ("", "1")] for side in (tops, bottoms))
    if tops[0:1] == ["-1"] and tops[1:]:
        tops = [f"-{tops[1]}", *tops[2:]]
    above, below = " · ".join(tops) or "1", " · ".join(bottoms)
    if not below:
        return above
    return f"{above} / ({below})" if " · " in below else f"{above} / {below}"


def bare(words: str) -> str:
    """Without the brackets around all of it."""
    inside = words[1:-1]
    is_bracketed = words == f"({inside})" and "(" not in inside and ")" not in inside
    return inside if is_bracketed else words


class Form(NamedTuple):
    """What is made of w and the constant c.

    words: over {w} and {c}, or over their product {wc} or 1 divided by that, {r}.
    bounds: those of c, from w and the bounds of the answer. idle: each c with which w says nothing.
    """

    words: str
    cost: float
    bounds: Callable[[np.ndarray, np.ndarray, np.ndarray], Bounds]
    idle: tuple[float, ...] = (0,)


JOINED: Sequence[Joined] = (
    Joined("{0}", "", 0, lambda a, b: a),
    Joined("{0} · {1}", "", 1, np.multiply),
    Joined("{0}", "{1}", 1, np.divide, symmetric=False),
    Joined("({0} + {1})", "", 1, np.add),
    Joined("({0} - {1})", "", 1, np.subtract, symmetric=False),
    Joined("|{0} - {1}|", "", 1.5, lambda a, b: np.abs(a - b)),
    Joined("max({0}, {1})", "", 2, np.maximum),
    Joined("min({0}, {1})", "", 2, np.minimum),
    Joined("({0} mod {1})", "", 2, np.mod, symmetric=False),
)


def _factor(w: np.ndarray, low: np.ndarray, high: np.ndarray) -> Bounds:
    one, other = low / w, high / w
    # 0 times anything is 0, and nothing else.
    anything = np.where((low <= 0) & (high >= 0), np.inf, np.nan)
    return (
        np.where(w == 0, -anything, np.minimum(one, other)),
        np.where(w == 0, anything, np.maximum(one, other)),
    )


def _basis(w: np.ndarray, low: np.ndarray, high: np.ndarray) -> Bounds:
    low, high = _factor(w, np.log(low), np.log(high))
    return np.exp(low), np.exp(high)


def _of_ratio(w: np.ndarray, low: np.ndarray, high: np.ndarray) -> Bounds:
    return _factor(w, (1 + low) / (1 - low), (1 + high) / (1 - high))


def _of(product: str, total: str, cost: float, back: Back) -> tuple[Form, Form]:
    """A function of c · w, and of w + c."""

    def of_sum(w: np.ndarray, *answer: np.ndarray) -> Bounds:
        low, high = back(*answer)
        return low - w, high - w

    return (
        Form(product, cost, lambda w, *answer: _factor(w, *back(*answer))),
        Form(total, cost + 1, of_sum),
    )


def _rising(inverse: Callable[[np.ndarray], np.ndarray]) -> Back:
    return lambda low, high: (inverse(low), inverse(high))


def _falling(inverse: Callable[[np.ndarray], np.ndarray]) -> Back:
    return lambda low, high: (inverse(high), inverse(low))


_OUTER: Sequence[Form] = (
    *_of("{wc}", "{w} + {c}", 0, _rising(lambda y: y)),
    *_of("{r}", "1 / ({w} + {c})", 0.5, _falling(lambda y: 1 / y)),
    *_of("1 - {wc}", "1 - ({w} + {c})", 1, _falling(lambda y: 1 - y)),
    *_of("√({wc})", "√({w} + {c})", 1, _rising(np.square)),
    *_of("({wc})²", "({w} + {c})²", 1, _rising(np.sqrt)),
    *_of("exp({wc})", "exp({w} + {c})", 1, _rising(np.log)),
    *_of("log({wc})", "log({w} + {c})", 1, _rising(np.exp)),
    Form("({wc} - 1) / ({wc} + 1)", 2, _of_ratio),
    Form("{c}^({w})", 1.5, _basis, idle=(0, 1)),
)


def _rounded(name: str, below: float, above: float) -> list[Form]:
    """A rounding of what lies so far from the answer, also 1 more or less, or at least 0 or 1."""

    def shifted(more: int) -> Back:
        return lambda low, high: (low - more + below, high - more + above)

    def at_least(least: int) -> Back:
        return lambda low, high: (np.where(low <= least, -np.inf, low + below), high + above)

    wrapped: Sequence[tuple[str, float, Back]] = (
        ("{}", 1, shifted(0)),
        ("{} + 1", 1.5, shifted(1)),
        ("{} - 1", 1.5, shifted(-1)),
        ("max({}, 0)", 3, at_least(0)),
        ("max({}, 1)", 3, at_least(1)),
    )
    return [
        form
        for words, cost, back in wrapped
        for form in _of(
            words.format(f"{name}({{wc}})"), words.format(f"{name}({{w}} + {{c}})"), cost, back
        )
    ]


_ROUNDED = (
    *_rounded("ceil", -1 + _TINY, 0),
    *_rounded("floor", 0, 1 - _TINY),
    *_rounded("round", -0.5, 0.5),
)
# By the kind of the answers: floats, integers.
FORMS: dict[str, Sequence[Form]] = {"f": _OUTER, "i": (*_OUTER, *_ROUNDED)}
