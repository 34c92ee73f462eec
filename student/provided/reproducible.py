"""A network that trains to the same numbers on every machine.

Sums of products come out in another last digit where another processor, or another library, adds
them in another order, and hundreds of steps make percents of accuracy of it. Here nothing is left
to add in another way: products are of whole numbers, which float64 adds exactly, and all else is
elementwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from student.provided.network import FullyConnectedNetwork

# Two factors of 21 bits and a sum of up to 2^11 of their products fill float64's 53.
BITS = 21
MOST_TERMS = 1 << 11
SMALLEST_STEP = 2.0**-20


class ReproducibleNetwork(FullyConnectedNetwork):
    """A network whose products are those of factors rounded to 2⁻²¹ of their largest entry.

    Whoever trains it rounds the parameters after each step, with `settled`.
    """

    def __init__(self, parameters: Mapping[str, np.ndarray]) -> None:
        super().__init__({name: settled(values) for name, values in parameters.items()})

    @staticmethod
    def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return exact_product(a, b)

    @staticmethod
    def _exp(x: np.ndarray) -> np.ndarray:
        """(1 + x/n)ⁿ for n = 2²⁰, by squaring: for x ≤ 0 within 1e-6 of eˣ."""
        power = np.asarray(np.maximum(1 + x / 2**20, 0))
        for _ in range(20):
            power *= power
        return power


def exact_product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a @ b of factors rounded to BITS, the same in whatever order its terms are added.

    Raises:
        ValueError: for more terms than can be added exactly.
    """
    if a.shape[1] > MOST_TERMS:
        raise ValueError(f"a product of more than {MOST_TERMS} terms can't be added exactly")
    (whole_a, unit_a), (whole_b, unit_b) = _in_whole_numbers(a), _in_whole_numbers(b)
    return np.asarray((whole_a @ whole_b) * unit_a * unit_b)


def settled(parameters: np.ndarray) -> np.ndarray:
    """Parameters rounded to SMALLEST_STEP: two ways to write one update rule, which differ in the
    last digit, give the same ones."""
    return np.asarray(np.rint(parameters / SMALLEST_STEP) * SMALLEST_STEP)


def _in_whole_numbers(array: np.ndarray) -> tuple[np.ndarray, float]:
    """Whole numbers of at most BITS, and the unit, a power of two, that they count."""
    largest = float(np.abs(array).max(initial=0))
    if not 1e-200 < largest < 1e200:  # not finite, or as good as 0: training has ended here
        return array, 1.0
    unit = math.ldexp(1.0, math.frexp(largest)[1] - BITS)
    return np.rint(array / unit), unit
