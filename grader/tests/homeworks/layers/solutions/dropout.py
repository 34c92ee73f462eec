"""Dropout, switched on while a network is trained."""

from __future__ import annotations

import numpy as np


class Dropout:
    """Drops entries with probability rate, 0 ≤ rate < 1, while `train` is true."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.train = True

    def forward(self, x: np.ndarray) -> np.ndarray:
        """x with dropped entries set to 0 and the others divided by 1 − rate; x itself where
        `train` is false."""
        """  # BEGIN PROMPT
        raise NotImplementedError("Q12 Dropout: a mask while train is true")
        """  # END PROMPT
        # BEGIN SOLUTION NO PROMPT
        if not self.train:
            return x
        kept = np.random.random(x.shape) >= self.rate
        return x * kept / (1 - self.rate)
        # END SOLUTION
