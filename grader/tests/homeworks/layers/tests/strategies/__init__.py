"""Small layers with short numbers, of every shape."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import sampled_from

RATES = sampled_from([0.0, 0.25, 0.5])


@st.composite
def layers(draw: Any) -> dict[str, np.ndarray]:
    """x, w, b and a dout of the output's shape."""
    n, d, m = (draw(st.integers(1, 4)) for _ in range(3))
    shapes = {"x": (n, d), "w": (d, m), "b": (m,), "dout": (n, m)}
    return {name: draw(_arrays(shape)) for name, shape in shapes.items()}


@st.composite
def _arrays(draw: Any, shape: tuple[int, ...]) -> np.ndarray:
    size = int(np.prod(shape))
    numbers = draw(st.lists(st.integers(-16, 16), min_size=size, max_size=size))
    return np.array(numbers, dtype=float).reshape(shape) / 4
