"""Q1: why learning rates cannot be too big (NumPy).

Minimize L(w) = Σ_i (y_i − σ_i w_i)² with all σ_i > 0 by gradient descent from w_0 = 0,

    w_{t+1} = w_t + 2 η σ (y − σ w_t)        (entry by entry; η is the learning rate),

then a general least-squares problem, which is k such problems in the coordinates of its SVD.

k: number of dimensions; T: number of steps; n: number of points; d: number of parameters.
Every function accepts lists and ints, and a scalar as k = 1. Arguments are checked for you: a bad
one raises a ValueError that says what is wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from student.provided.validation import (
    count,
    fraction,
    nonzero_matrix,
    positive,
    positive_vector,
    require_convergence,
    require_equal_lengths,
    vector,
)


def gradient_descent(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    """Iterates of gradient descent on Σ_i (y_i − σ_i w_i)² from w_0 = 0. Source: Q1(a).

    Args:
        sigma: σ, shape (k,), positive.
        y: targets, shape (k,).
        learning_rate: η > 0; one for which gradient descent diverges is fine.
        num_steps: T ≥ 0.

    Returns:
        w_0 … w_T, one iterate per row, shape (T + 1, k).

    Raises:
        ValueError: for an empty sigma, σ ≤ 0, η ≤ 0, T < 0, or sigma and y of different lengths.
    """
    sigma = positive_vector("sigma", sigma)
    y = vector("y", y)
    require_equal_lengths("sigma", sigma, "y", y)
    learning_rate = positive("learning_rate", learning_rate)
    num_steps = count("num_steps", num_steps)

    raise NotImplementedError("Q1 gradient_descent: from zeros, update T times, keep every w")


def convergence_factors(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    """The factor by which one step multiplies each error |w_i − y_i/σ_i|. Source: Q1(a).

    Args:
        sigma: σ, shape (k,), positive.
        learning_rate: η > 0.

    Returns:
        Factors, shape (k,), each 0 or more.

    Raises:
        ValueError: for an empty sigma, σ ≤ 0 or η ≤ 0.
    """
    sigma = positive_vector("sigma", sigma)
    learning_rate = positive("learning_rate", learning_rate)

    raise NotImplementedError("Q1 convergence_factors: |error after a step| / |error before it|")


def is_stable(sigma: ArrayLike, learning_rate: float) -> bool:
    """Whether gradient descent converges in every dimension. Source: Q1(a), Q1(c).

    Args:
        sigma: σ, shape (k,), positive.
        learning_rate: η > 0.

    Returns:
        True if every error shrinks with every step; False if one keeps its size or grows.

    Raises:
        ValueError: for an empty sigma, σ ≤ 0 or η ≤ 0.
    """
    sigma = positive_vector("sigma", sigma)
    learning_rate = positive("learning_rate", learning_rate)

    raise NotImplementedError("Q1 is_stable: does the error of every dimension shrink?")


def max_learning_rate(sigma: ArrayLike) -> float:
    """The rate below which every dimension converges. Source: Q1(a), Q1(c).

    Args:
        sigma: σ, shape (k,), positive.

    Returns:
        The supremum of the stable learning rates (itself not stable).

    Raises:
        ValueError: for an empty sigma or σ ≤ 0.
    """
    sigma = positive_vector("sigma", sigma)

    raise NotImplementedError("Q1 max_learning_rate: which dimension limits the rate, and to what?")


def steps_to_accuracy(sigma: ArrayLike, learning_rate: float, epsilon: float) -> int:
    """The fewest steps that bring every error down to ε times what it was or less. Source: Q1(b).

    Args:
        sigma: σ, shape (k,), positive.
        learning_rate: η > 0, stable.
        epsilon: ε, relative accuracy, 0 < ε < 1.

    Returns:
        The number of steps, at least 1 (where one step lands on the minimum, it is 1). Exact where
        floats are: a factor of 3/4 and ε = 27/64 need 3 steps.

    Raises:
        ValueError: for an empty sigma, σ ≤ 0, η ≤ 0, an unstable η, or ε outside (0, 1).
    """
    sigma = positive_vector("sigma", sigma)
    learning_rate = positive("learning_rate", learning_rate)
    epsilon = fraction("epsilon", epsilon)
    require_convergence(sigma, learning_rate)

    raise NotImplementedError("Q1 steps_to_accuracy: fewest t with factor^t ≤ ε in every dimension")


def slowest_dimension(sigma: ArrayLike, learning_rate: float) -> int:
    """The dimension whose error shrinks least (or grows most) with each step. Source: Q1(d).

    Args:
        sigma: σ, shape (k,), positive.
        learning_rate: η > 0.

    Returns:
        Its index, 0 … k − 1; the lowest such index where several dimensions have that σ.

    Raises:
        ValueError: for an empty sigma, σ ≤ 0 or η ≤ 0.
    """
    sigma = positive_vector("sigma", sigma)
    learning_rate = positive("learning_rate", learning_rate)

    raise NotImplementedError("Q1 slowest_dimension: the index with the largest convergence factor")


def optimal_learning_rate(sigma: ArrayLike) -> float:
    """The rate for which the slowest dimension is as fast as it can be. Source: Q1(e), Q1(f).

    Args:
        sigma: σ, shape (k,), positive.

    Returns:
        The rate η with the smallest largest convergence factor.

    Raises:
        ValueError: for an empty sigma or σ ≤ 0.
    """
    sigma = positive_vector("sigma", sigma)

    raise NotImplementedError("Q1 optimal_learning_rate: make the worst factor as small as it gets")


def least_squares_gradient_descent(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    """Iterates of gradient descent on ‖Xw − y‖² from w_0 = 0: w ← w − 2η Xᵀ(Xw − y). Source: Q1(g).

    Args:
        X: points, shape (n, d), not all 0.
        y: targets, shape (n,).
        learning_rate: η > 0; one for which gradient descent diverges is fine.
        num_steps: T ≥ 0.

    Returns:
        w_0 … w_T, one iterate per row, shape (T + 1, d).

    Raises:
        ValueError: for an empty X, X = 0, η ≤ 0, T < 0, or X and y of different lengths.
    """
    X = nonzero_matrix("X", X)
    y = vector("y", y)
    require_equal_lengths("X", X, "y", y)
    learning_rate = positive("learning_rate", learning_rate)
    num_steps = count("num_steps", num_steps)

    raise NotImplementedError(
        "Q1 least_squares_gradient_descent: from zeros, update T times, keep every w"
    )


def least_squares_learning_rates(X: ArrayLike) -> tuple[float, float]:
    """The largest and the best rate for ‖Xw − y‖². Source: Q1(g).

    Directions in which gradient descent from w_0 = 0 never moves are left out: those of singular
    values s_i ≤ max(n, d) · eps · s_max (eps of float64), as in `np.linalg.matrix_rank`.

    Args:
        X: points, shape (n, d), not all 0.

    Returns:
        The supremum of the stable rates, and the rate with the smallest largest convergence factor.

    Raises:
        ValueError: for an empty X or X = 0.
    """
    X = nonzero_matrix("X", X)

    raise NotImplementedError(
        "Q1 least_squares_learning_rates: what plays the part of σ here? Leave out its zeros"
    )
