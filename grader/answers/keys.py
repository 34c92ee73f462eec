"""What is right for a short answer, and which wrong ones are known: a homework's content.

A key is written as formulas, and recorded as their values at points where the letters are defined.
Who is given the recorded form can compare with it without reading the right formula there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.answers.formula import value
from grader.answers.reading import read

POINTS = 12


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that people give: what it is called, and what a good assistant would say."""

    answer: str
    name: str
    hint: str


@dataclass(frozen=True)
class Expression:
    """A formula is asked for, or a number where there are no letters.

    right: one form of it. letters: for each name, the range that it is drawn from, positive ends
    spaced evenly in their logarithm. ascending: names whose values are in this order.
    tolerance: what may be lost by rounding, relative: for numbers that are rounded on paper.
    """

    right: str
    letters: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    wrong: Sequence[Wrong] = ()
    ascending: tuple[str, ...] = ()
    tolerance: float = 1e-9

    def recorded(self) -> dict[str, Any]:
        """The key without its formulas: values at the points, shape (POINTS,), for each answer."""
        points = self._points()
        return {
            "letters": points,
            "right": self._values(self.right, points),
            "tolerance": self.tolerance,
            "wrong": [
                {"values": self._values(each.answer, points), "name": each.name, "hint": each.hint}
                for each in self.wrong
            ],
        }

    def readable(self) -> dict[str, Any]:
        """What tells an answer from what is none, and nothing of which is right."""
        return {"letters": self._points()}

    def _values(self, formula: str, points: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.broadcast_to(value(read(formula, self.letters), points), POINTS).copy()

    def _points(self) -> dict[str, np.ndarray]:
        points = {
            name: _spread(low, high, place)
            for place, (name, (low, high)) in enumerate(self.letters.items(), 1)
        }
        if self.ascending:
            ordered = np.sort([points[name] for name in self.ascending], axis=0)
            points |= dict(zip(self.ascending, ordered, strict=True))
        return points


@dataclass(frozen=True)
class Choice:
    """One of several words is asked for. wrong: by option, what it is called and a hint."""

    right: str
    options: tuple[str, ...]
    wrong: Sequence[Wrong] = ()

    def recorded(self) -> dict[str, Any]:
        """The key as it is recorded."""
        return {
            "right": self.right,
            "options": list(self.options),
            "wrong": [
                {"answer": each.answer, "name": each.name, "hint": each.hint} for each in self.wrong
            ],
        }

    def readable(self) -> dict[str, Any]:
        """What tells an answer from what is none, and nothing of which is right."""
        return {"options": list(self.options)}


Key = Expression | Choice


def _spread(low: float, high: float, place: int) -> np.ndarray:
    """POINTS values between two ends, in an order of its own for each letter.

    Multiples of an irrational step, modulo 1, fill the range evenly; with the roots of different
    primes no two letters move together, so that different formulas differ somewhere.
    """
    root = np.sqrt((2, 3, 5, 7, 11, 13, 17, 19)[place - 1])
    share = np.arange(1, POINTS + 1) * root % 1
    if low > 0:
        return np.asarray(low * (high / low) ** share)
    return np.asarray(low + (high - low) * share)
