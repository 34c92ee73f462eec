"""What Q1's tables of mistakes share: σ as a vector, and the right factors of a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

WHICH_FACTOR = "What multiplies the error in one step? Write down w_{t+1} − y/σ in terms of w_t."


def vector(values: Any) -> np.ndarray:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def of_factors(result: Callable[[np.ndarray, float, np.ndarray], Any]) -> Callable[..., Any]:
    """result(σ, η, the right factors)."""

    def wrong(sigma: Any, learning_rate: float) -> Any:
        s = vector(sigma)
        return result(s, learning_rate, np.abs(1 - 2 * learning_rate * s**2))

    return wrong
