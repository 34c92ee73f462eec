"""What the checks of Q4(c) draw: gradients by name."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.strategies.arrays import EIGHTHS, PARAMETER_SHAPES, float_arrays

# Names from other networks as well: the mean is over all arrays, whatever they are called.
PARAMETER_NAMES = ["W1", "b1", "W2", "b2", "gamma1", "embedding"]


@st.composite
def gradient_dicts(
    draw: st.DrawFn, *, dtype: Any = np.float64, most: int = 5
) -> dict[str, np.ndarray]:
    """Gradients by name: one to `most` arrays of one to four dimensions, some of them all zero."""
    names = draw(st.lists(st.sampled_from(PARAMETER_NAMES), min_size=1, max_size=most, unique=True))
    gradients = {}
    for name in names:
        elements = draw(st.sampled_from([EIGHTHS, EIGHTHS, EIGHTHS, st.just(0.0)]))
        gradients[name] = draw(
            float_arrays(draw(st.sampled_from(PARAMETER_SHAPES)), elements, dtype)
        )
    return gradients
