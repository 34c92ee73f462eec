"""The mistakes of the affine layer."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.bank import misconception


@misconception(
    part="q2_affine_forward",
    formula="x w",
    hint="What does the layer answer to x = 0?",
)
def affine_forward__without_the_bias(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> tuple:
    return x @ w + 0 * b, (x, w)


@misconception(
    part="q10_affine_backward",
    formula="db averaged over the rows",
    hint="The loss is a sum over the rows. Does b change one of them, or each?",
)
def affine_backward__mean_over_the_rows(dout: np.ndarray, cache: tuple) -> tuple:
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.mean(axis=0)


@misconception(
    part="q12_dropout",
    formula="x (1 − rate) where train is false",
    hint="The entries that are kept are scaled while train is true. What is left to do afterwards?",
)
class Dropout__scaled_when_off:
    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.train = True

    def forward(self, x: np.ndarray) -> np.ndarray:
        if not self.train:
            return x * (1 - self.rate)
        return x * (np.random.random(x.shape) >= self.rate) / (1 - self.rate)
