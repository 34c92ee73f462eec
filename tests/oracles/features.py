"""Q3's features without automatic differentiation: slopes of a network's output, in plain NumPy.

Between its elbows a ReLU network is a polynomial in its parameters and *linear in each of them*, so
a central difference is exact up to rounding, whatever the step, as long as it crosses no elbow. By
another route, the chain rule by hand, come the features of hidden checks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.kinds import MLP
from tests.linearization import blocks, determined_groups, separation_for, tolerance_for

# A parameter's step moves a later activation by less than 2⁹ times as much in the networks drawn
# here, and their elbows are 2⁻⁴ away; dyadic, so that θ ± STEP is exact.
STEP = 2.0**-13


def outputs(model: MLP, x: np.ndarray) -> np.ndarray:
    """y(x_i; θ), shape (n,), in float64."""
    return _outputs(model, _flat(model)[None], x)[0]


def slopes(model: MLP, x: np.ndarray) -> np.ndarray:
    """Φ, shape (n, d), in float64: the slope of y(x_i; θ) as θ_j alone moves up and down."""
    theta = _flat(model)
    steps = STEP * np.eye(theta.size)
    up, down = (_outputs(model, theta + sign * steps, x) for sign in (1, -1))
    return ((up - down) / (2 * STEP)).T


def backpropagated(model: MLP, x: np.ndarray) -> np.ndarray:
    """Φ, shape (n, d), in float64, by the chain rule: ∂y/∂W = δ hᵀ and ∂y/∂b = δ in every layer."""
    weights, biases = (
        [array.astype(np.float64) for array in model.parameters[kind::2]] for kind in (0, 1)
    )
    inputs = [x.astype(np.float64)[:, None]]
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        inputs.append(np.maximum(inputs[-1] @ weight.T + bias, 0))
    delta = np.ones((len(x), 1))
    columns: list[np.ndarray] = []
    for weight, h in zip(weights[::-1], inputs[::-1], strict=True):
        outer = delta[:, :, None] * h[:, None, :]
        columns = [outer.reshape(len(x), -1), delta, *columns]
        delta = (delta @ weight) * (h > 0)
    return np.concatenate(columns, axis=1)


def determined_ranks(model: MLP, x: np.ndarray) -> set[int]:
    """The ranks for which the span of the leading left singular vectors is determined."""
    singular_values = np.linalg.svd(slopes(model, x), compute_uv=False)
    return {group.stop for group in determined_groups(singular_values, separation_for(model))}


def mean_squared_cosine(model_a: MLP, model_b: MLP, x: np.ndarray) -> list[float]:
    """The mean over columns of cos² of the angle between those of Φ_a and Φ_b, and its tolerance.

    An ε of 1e-8 beside ‖a‖‖b‖ is an honest guard against 0/0; it lowers cos² by 2ε/(‖a‖‖b‖).
    """
    a, b = slopes(model_a, x), slopes(model_b, x)
    lengths = np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0)
    nonzero = lengths > 0
    squares = np.sum(a * b, axis=0)[nonzero] ** 2 / lengths[nonzero] ** 2
    guarded = 2e-8 * np.sum(squares / lengths[nonzero]) / lengths.size
    mean = np.sum(squares) / lengths.size
    return [float(mean), float(10 * tolerance_for(model_a) + guarded)]


def singular_values(matrix: np.ndarray) -> np.ndarray:
    """All of them, descending, shape (min(n, d),)."""
    return np.linalg.svd(matrix, compute_uv=False)


def principal(train: np.ndarray, plot: np.ndarray) -> dict[str, np.ndarray]:
    """The singular values of Φ(x_train), shape (r,), and Φ(x_plot) V, shape (m, r)."""
    _, values, vectors = np.linalg.svd(train, full_matrices=False)
    return {"values": values, "curves": plot @ vectors.T}


def principal_overlap(case: dict[str, Any]) -> float:
    """trace(P_a P_b)/rank, P the projectors onto the spans."""
    rank = case["rank"]
    projectors = []
    for name in ("model_a", "model_b"):
        left, _, _ = np.linalg.svd(slopes(case[name], case["x"]))
        projectors.append(left[:, :rank] @ left[:, :rank].T)
    return float(np.sum(projectors[0] * projectors[1])) / rank


def share_of_features(model: MLP, x: np.ndarray) -> float:
    """The share of features that are not 0 on all points."""
    return float(np.mean(slopes(model, x).any(axis=0)))


def _flat(model: MLP) -> np.ndarray:
    return np.concatenate([parameter.ravel() for parameter in model.parameters]).astype(np.float64)


def _outputs(model: MLP, thetas: np.ndarray, x: np.ndarray) -> np.ndarray:
    """y(x_i; θ) for each row θ of thetas, shape (len(thetas), n)."""
    parameters = iter(zip(model.parameters, blocks(model).values(), strict=True))
    h = np.broadcast_to(x.astype(np.float64)[:, None], (len(thetas), x.size, 1))
    for kind in model.layers:
        if kind == "ReLU":
            h = np.maximum(h, 0)
            continue
        weight, bias = (
            thetas[:, columns].reshape(-1, *array.shape)
            for array, columns in (next(parameters), next(parameters))
        )
        h = h @ weight.swapaxes(1, 2) + bias[:, None, :]
    return h[:, :, 0]
