"""The values that cross the wire beside plain data and kinds, and the arrays that do."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

MAX_DIMENSIONS = 8
MAX_NAME = 80
DTYPES = {
    name: np.dtype(name)
    for name in ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8")
}


@dataclass(frozen=True)
class Tensor:
    """A torch tensor, carried as the array that holds its values."""

    values: np.ndarray


@dataclass(frozen=True)
class Seed:
    """A random generator, made by the worker from `seed`.

    Two equal seeds in one test case are one generator, so that several calls can share it; another
    `label` makes a second generator that starts from the same state.
    """

    kind: str  # "numpy" or "torch"
    seed: int
    label: str = ""


@dataclass(frozen=True)
class Handle:
    """Something that stays in the worker: an object of a student's class, a cache, a function.

    It is good for later calls of the same case. Equal where the types' names are: the numbers mean
    something in their own case alone.

    type_name: what the type is called there, or why there is nothing to hold.
    handle_id: its number in the case; 0 where there is nothing to hold.
    """

    type_name: str
    handle_id: int = field(default=0, compare=False)
