"""What gradient descent does in Q1 and Q2, step by step: what the checks compare with.

One line for each equation of the handout, over plain numbers, so that the same loop runs on floats
and on exact fractions. No formula that a student is asked to derive is used here.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

Numbers = Sequence[Any] | np.ndarray  # floats or Fractions


def plain(values: Numbers) -> list[Any]:
    """A list of Python's own numbers, which are several times as fast as NumPy's one by one."""
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def descend(sigma: Numbers, y: Numbers, learning_rate: Any, num_steps: int) -> list[list[Any]]:
    """w_0 … w_T of Q1: w ← w + 2ησ(y − σw) in every dimension, from w = 0."""
    sigma, y = plain(sigma), plain(y)
    iterates = [[0 * s for s in sigma]]
    for _ in range(num_steps):
        steps = zip(iterates[-1], sigma, y, strict=True)
        iterates.append([w + 2 * learning_rate * s * (t - s * w) for w, s, t in steps])
    return iterates


def errors_left(sigma: Numbers, learning_rate: Any, num_steps: int) -> list[Any]:
    """How large an error of 1 still is after so many steps, in every dimension.

    With y = −σ the minimum is at w = −1, so that w = 0 is an error of 1 and w + 1 what is left.
    """
    sigma = plain(sigma)
    last = descend(sigma, [-s for s in sigma], learning_rate, num_steps)[-1]
    return [abs(w + 1) for w in last]


def steps_until_below(sigma: Numbers, learning_rate: float, epsilon: float) -> int:
    """How many steps it takes until an error of 1 is ε or less in every dimension.

    Step by step, of which more and more are written down at once: there may be 100,000.
    """
    kept = np.array(errors_left(sigma, learning_rate, 1))
    errors, step, ahead = np.ones_like(kept), 0, 16
    while True:
        left = np.multiply.accumulate(np.vstack([errors, np.tile(kept, (ahead, 1))]))
        arrived = np.flatnonzero(left.max(axis=1) <= epsilon)
        if arrived.size:
            return step + int(arrived[0])
        errors, step, ahead = left[-1], step + ahead, 2 * ahead


def descend_least_squares(
    X: np.ndarray, y: np.ndarray, learning_rate: float, num_steps: int
) -> np.ndarray:
    """w_0 … w_T of Q1(g), shape (T + 1, d), with the gradient summed up point by point."""
    iterates = [np.zeros(X.shape[1])]
    for _ in range(num_steps):
        w = iterates[-1]
        gradient = np.zeros_like(w)
        for row, target in zip(X, y, strict=True):
            gradient += 2 * (np.dot(row, w) - target) * row
        iterates.append(w - learning_rate * gradient)
    return np.array(iterates)


def approach(b: Numbers, x0: Numbers, step_sizes: Numbers) -> np.ndarray:
    """x_0 … x_T of Q2, shape (T + 1, d); at b the gradient is 0."""
    b, x0 = plain(b), plain(x0)
    iterates = [x0]
    for step in plain(step_sizes):
        x = iterates[-1]
        distance = math.dist(x, b)
        if distance == 0:
            iterates.append(x)
        else:
            iterates.append([p - step * (p - q) / distance for p, q in zip(x, b, strict=True)])
    return np.array(iterates, dtype=np.float64)


def distances(distance: Any, step_sizes: Numbers) -> list[Any]:
    """δ_0 … δ_T of Q2: a step t takes the distance δ to |δ − t|, and at 0 there is no step."""
    left = [distance]
    for step in plain(step_sizes):
        left.append(abs(left[-1] - step) if left[-1] else left[-1])
    return left


def decreasing_distances(distance: Any) -> Iterator[Any]:
    """δ_0, δ_1, … of Q2(d), without end: steps 1, 1/2, 1/3, …"""
    for i in itertools.count(1):
        yield distance
        distance = abs(distance - type(distance)(1) / i)


def first_within(left: Any, tolerance: Any) -> int | None:
    """Index of the first distance of at most the tolerance; None where there is none."""
    return next((i for i, distance in enumerate(left) if distance <= tolerance), None)
