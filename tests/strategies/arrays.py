"""Numbers and arrays that several questions draw from."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

# One to four dimensions; ones among the sizes, so that an axis dropped by squeeze is found.
PARAMETER_SHAPES = [(1,), (4,), (2, 3), (3, 1), (2, 1, 2), (2, 1, 3, 1)]

# Dyadic numbers are exact in float32 too, and a report prints them short.
EIGHTHS = st.integers(-24, 24).map(lambda k: k / 8)

# Not the seeds that somebody would write into the code.
SEEDS = st.integers(1000, 2**32 - 2)


def eighths(low: float, high: float) -> st.SearchStrategy[float]:
    """Multiples of 1/8: exact in float32 as well, and short in a report."""
    return st.integers(round(8 * low), round(8 * high)).map(lambda k: k / 8)


def vectors(
    entries: st.SearchStrategy[float], min_size: int = 1, max_size: int = 5
) -> st.SearchStrategy[np.ndarray]:
    """Float arrays of shape (k,), every entry drawn on its own."""
    return st.lists(entries, min_size=min_size, max_size=max_size).map(
        lambda values: np.array(values, dtype=np.float64)
    )


def float_arrays(
    shape: tuple[int, ...], elements: st.SearchStrategy[float], dtype: Any = np.float64
) -> st.SearchStrategy[np.ndarray]:
    """Arrays of one shape with entries drawn one by one: a shared fill would make them equal."""
    return hnp.arrays(dtype, shape, elements=elements, fill=st.nothing())


def orthogonal(rng: np.random.Generator, size: int) -> np.ndarray:
    """A random orthogonal matrix, shape (size, size), as a product of reflections.

    Each sum is taken in one order, where a BLAS has other last digits on other processors: the
    same draws are the same cases everywhere.
    """
    matrix = np.eye(size)
    for normal in rng.standard_normal((size, size)):
        along = np.sum(normal[:, None] * matrix, axis=0)
        matrix -= 2 / math.fsum(normal * normal) * np.outer(normal, along)
    return matrix
