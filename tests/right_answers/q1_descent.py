"""Q1: gradient_descent, both kinds, and convergence_factors in honest styles."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import torch
from numpy.typing import ArrayLike

from student.provided.validation import nonzero_matrix, positive_vector, vector


def _sigma_and_y(sigma: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    return positive_vector("sigma", sigma), vector("y", y)


# ---- gradient_descent ----


def gradient_descent__list_of_copies(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = _sigma_and_y(sigma, y)
    w = np.zeros(s.shape)
    history = [w.copy()]
    for _ in range(num_steps):
        w -= learning_rate * (-2 * s * (target - s * w))
        history.append(w.copy())
    return np.stack(history)


def gradient_descent__closed_form(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = _sigma_and_y(sigma, y)
    t = np.arange(num_steps + 1)[:, None]
    return target / s * (1 - (1 - 2 * learning_rate * s**2) ** t)


def gradient_descent__entry_by_entry(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = _sigma_and_y(sigma, y)
    w = np.zeros((num_steps + 1, len(s)))
    for i in range(len(s)):
        for t in range(1, num_steps + 1):
            keep = 1 - 2 * learning_rate * s[i] * s[i]
            w[t, i] = keep * w[t - 1, i] + 2 * learning_rate * s[i] * target[i]
    return w


def gradient_descent__torch_autograd(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = map(torch.from_numpy, _sigma_and_y(sigma, y))
    w = torch.zeros_like(s, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=learning_rate)
    rows = [w.detach().clone()]
    for _ in range(num_steps):
        optimizer.zero_grad()
        torch.sum((target - s * w) ** 2).backward()
        optimizer.step()
        rows.append(w.detach().clone())
    return torch.stack(rows).numpy()


def gradient_descent__tensor_returned(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> torch.Tensor:
    s, target = map(torch.from_numpy, _sigma_and_y(sigma, y))
    w = torch.zeros(num_steps + 1, len(s), dtype=torch.float64)
    for t in range(num_steps):
        w[t + 1] = w[t] + 2 * learning_rate * s * (target - s * w[t])
    return w


def gradient_descent__diagonal_matrix_and_transpose(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = _sigma_and_y(sigma, y)
    S = np.diag(s)
    w = np.zeros((len(s), num_steps + 1))
    for t in range(num_steps):
        w[:, t + 1] = w[:, t] - 2 * learning_rate * S.T @ (S @ w[:, t] - target)
    return w.T


def gradient_descent__errors_shrink(
    sigma: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    s, target = _sigma_and_y(sigma, y)
    factor = 1 - 2 * learning_rate * np.square(s)
    errors = list(accumulate(range(num_steps), lambda e, _: e * factor, initial=-target / s))
    print("last error:", errors[-1])
    return np.array(errors) + target / s


# ---- convergence_factors ----


def convergence_factors__root_of_a_square(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    s = positive_vector("sigma", sigma)
    return np.sqrt((1 - 2 * learning_rate * s * s) ** 2)


def convergence_factors__list_comprehension(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    s = positive_vector("sigma", sigma)
    return np.array([abs(1 - 2 * learning_rate * value**2) for value in s])


def convergence_factors__in_place(sigma: ArrayLike, learning_rate: float) -> np.ndarray:
    factors = 1.0 - 2.0 * learning_rate * positive_vector("sigma", sigma) ** 2
    factors[factors < 0] *= -1
    return factors


def convergence_factors__one_step_from_an_error_of_one(
    sigma: ArrayLike, learning_rate: float
) -> np.ndarray:
    s = positive_vector("sigma", sigma)
    w = np.zeros_like(s)
    w = w + 2 * learning_rate * s * (s - s * w)
    return np.abs(w - 1)


# ---- least_squares_gradient_descent ----


def least_squares_gradient_descent__appended(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, target = nonzero_matrix("X", X), vector("y", y)
    rows = [np.zeros(A.shape[1])]
    for _ in range(num_steps):
        residual = target - np.dot(A, rows[-1])
        rows.append(rows[-1] + 2 * learning_rate * np.dot(residual, A))
    return np.asarray(rows)


def least_squares_gradient_descent__normal_equations(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, target = nonzero_matrix("X", X), vector("y", y)
    step = np.eye(A.shape[1]) - 2 * learning_rate * A.T @ A
    shift = 2 * learning_rate * A.T @ target
    w = np.zeros((num_steps + 1, A.shape[1]))
    for t in range(num_steps):
        w[t + 1] = step @ w[t] + shift
    return w


def least_squares_gradient_descent__einsum(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, target = nonzero_matrix("X", X), vector("y", y)
    w = np.zeros((num_steps + 1, A.shape[1]))
    for t in range(num_steps):
        residual = np.einsum("nd,d->n", A, w[t]) - target
        w[t + 1] = w[t] - 2 * learning_rate * np.einsum("nd,n->d", A, residual)
    return w


def least_squares_gradient_descent__column_vectors(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, target = nonzero_matrix("X", X), vector("y", y).reshape(-1, 1)
    w = np.zeros((A.shape[1], 1))
    rows = [w.ravel().copy()]
    for _ in range(num_steps):
        w -= 2 * learning_rate * A.T.dot(A.dot(w) - target)
        rows.append(w.ravel().copy())
    return np.array(rows)


def least_squares_gradient_descent__in_the_coordinates_of_the_svd(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, target = nonzero_matrix("X", X), vector("y", y)
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    moves = s > max(A.shape) * np.finfo(np.float64).eps * s[0]
    U, s, Vt = U[:, moves], s[moves], Vt[moves]
    t = np.arange(num_steps + 1)[:, None]
    return (U.T @ target / s * (1 - (1 - 2 * learning_rate * s**2) ** t)) @ Vt


def least_squares_gradient_descent__point_by_point(
    X: ArrayLike, y: ArrayLike, learning_rate: float, num_steps: int
) -> np.ndarray:
    A, target = nonzero_matrix("X", X), vector("y", y)
    w = np.zeros((num_steps + 1, A.shape[1]))
    for t in range(num_steps):
        gradient = np.zeros(A.shape[1])
        for i in range(len(A)):
            gradient += 2 * (A[i] @ w[t] - target[i]) * A[i]
        w[t + 1] = w[t] - learning_rate * gradient
    return w
