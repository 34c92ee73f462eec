"""Q2: gradients, step sizes and iterates in honest styles."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike

from student.provided.validation import step_size_vector, vector


def _unit(x: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A student's own helper: the gradient, 0 at b."""
    away = x - b
    length = np.sqrt(np.sum(away**2))
    return away / length if length > 0 else away


def _path(b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike) -> np.ndarray:
    target, x = vector("b", b), vector("x0", x0)
    rows = [x]
    for t in step_size_vector("step_sizes", step_sizes):
        rows.append(rows[-1] - t * _unit(rows[-1], target))
    return np.array(rows)


# ---- distance_gradient ----


def distance_gradient__divided_where_it_may_be(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    away = vector("x", x) - vector("b", b)
    length = np.linalg.norm(away)
    return np.divide(away, length, out=np.zeros_like(away), where=length > 0)


def distance_gradient__torch_autograd(x: ArrayLike, b: ArrayLike) -> torch.Tensor:
    point = torch.tensor(vector("x", x), requires_grad=True)
    torch.linalg.vector_norm(point - torch.tensor(vector("b", b))).backward()
    assert point.grad is not None
    return point.grad


def distance_gradient__nan_to_num(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    away = vector("x", x) - vector("b", b)
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(away / np.linalg.norm(away))


def distance_gradient__guarded_by_a_tiny_number(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    away = vector("x", x) - vector("b", b)
    return away / max(np.sqrt(away @ away), 1e-15)


def distance_gradient__coordinate_by_coordinate(x: ArrayLike, b: ArrayLike) -> np.ndarray:
    point, target = vector("x", x).tolist(), vector("b", b).tolist()
    length = math.dist(point, target)
    pairs = zip(point, target, strict=True)
    return np.array([(p - q) / length if length else 0.0 for p, q in pairs])


# ---- constant_step_sizes, decreasing_step_sizes ----


def constant_step_sizes__ones(step: float, num_steps: int) -> np.ndarray:
    return step * np.ones(num_steps)


def constant_step_sizes__list(step: float, num_steps: int) -> list[float]:
    return [float(step)] * num_steps


def constant_step_sizes__read_only_view(step: float, num_steps: int) -> np.ndarray:
    return np.broadcast_to(float(step), (num_steps,))


def constant_step_sizes__tensor(step: float, num_steps: int) -> torch.Tensor:
    return torch.full((num_steps,), float(step), dtype=torch.float64)


def decreasing_step_sizes__comprehension(num_steps: int) -> list[float]:
    return [1 / (i + 1) for i in range(num_steps)]


def decreasing_step_sizes__reciprocal(num_steps: int) -> np.ndarray:
    return np.reciprocal(np.arange(1.0, num_steps + 1))


def decreasing_step_sizes__filled_one_by_one(num_steps: int) -> np.ndarray:
    t = np.zeros(num_steps)
    for i in range(num_steps):
        t[i] = 1.0 / (i + 1)
    return t


def decreasing_step_sizes__from_iterator(num_steps: int) -> np.ndarray:
    return np.fromiter((i**-1 for i in range(1, num_steps + 1)), dtype=np.float64)


# ---- gradient_descent ----


def gradient_descent__helper_for_the_gradient(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    return _path(b, x0, step_sizes)


def gradient_descent__along_the_line(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    target, start = vector("b", b), vector("x0", x0)
    direction = _unit(start, target)
    places = [float(np.linalg.norm(start - target))]
    for t in step_size_vector("step_sizes", step_sizes):
        places.append(places[-1] - np.sign(places[-1]) * t)
    return target + np.outer(places, direction)


def gradient_descent__in_place(b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike) -> np.ndarray:
    target, x = vector("b", b), vector("x0", x0).copy()
    steps = step_size_vector("step_sizes", step_sizes)
    rows = np.zeros((len(steps) + 1, len(x)))
    rows[0] = x
    for i in range(len(steps)):
        length = np.linalg.norm(x - target)
        if length != 0:
            x -= steps[i] * (x - target) / length
        rows[i + 1] = x
    return rows


def gradient_descent__shrinking_what_is_left(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    target, x = vector("b", b), vector("x0", x0)
    rows = [x]
    for t in step_size_vector("step_sizes", step_sizes):
        away = rows[-1] - target
        length = math.sqrt(away.dot(away))
        rows.append(target + (1 - t / length) * away if length else target)
    return np.vstack(rows)


def gradient_descent__torch_autograd(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike
) -> np.ndarray:
    target, x = torch.tensor(vector("b", b)), torch.tensor(vector("x0", x0))
    rows = [x.numpy()]
    for t in step_size_vector("step_sizes", step_sizes).tolist():
        x = x.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(torch.norm(x - target), x)
        x = x.detach() - t * gradient
        rows.append(x.numpy())
    return np.stack(rows)


# ---- steps_until_within ----


def steps_until_within__first_close_row(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> Any:
    close = np.linalg.norm(_path(b, x0, step_sizes) - vector("b", b), axis=1) <= tolerance
    return np.argmax(close) if close.any() else None


def steps_until_within__next(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    left = (math.dist(x, vector("b", b)) for x in _path(b, x0, step_sizes))
    return next((i for i, distance in enumerate(left) if distance <= tolerance), None)


def steps_until_within__looks_before_each_step(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> int | None:
    target, x = vector("b", b), vector("x0", x0)
    steps = step_size_vector("step_sizes", step_sizes)
    for i in range(len(steps) + 1):
        if np.linalg.norm(x - target) <= tolerance:
            return i
        if i < len(steps):
            x = x - steps[i] * _unit(x, target)
    return None


def steps_until_within__float_for_the_index(
    b: ArrayLike, x0: ArrayLike, step_sizes: ArrayLike, tolerance: float
) -> float | None:
    left = np.sqrt(((_path(b, x0, step_sizes) - vector("b", b)) ** 2).sum(axis=1))
    hits = np.flatnonzero(left <= tolerance)
    return float(hits[0]) if hits.size else None
