"""Q3's features without automatic differentiation: slopes of a network's output, in plain NumPy.

Between its elbows a ReLU network is a polynomial in its parameters and *linear in each of them*, so
a central difference is exact up to rounding, whatever the step, as long as it crosses no elbow. The
chain rule by hand is a second way to the same features.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.kinds import MLP
from tests.linearization import determined_groups, separation_for, tolerance_for

Case = dict[str, Any]
FeatureMap = Callable[[MLP, np.ndarray], np.ndarray]

# A parameter's step moves a later activation by less than 2⁹ times as much in the networks drawn
# here, and their elbows are 2⁻⁴ away; dyadic, so that θ ± STEP is exact.
STEP = 2.0**-13


def blocks(model: MLP) -> dict[str, slice]:
    """The columns of each parameter's features, by its name in `named_parameters()`."""
    names = [
        f"{layer}.{name}"
        for layer, kind in enumerate(model.layers)
        if kind == "Linear"
        for name in ("weight", "bias")
    ]
    ends = np.cumsum([0, *(parameter.size for parameter in model.parameters)])
    return {name: slice(*ends[i : i + 2]) for i, name in enumerate(names)}


def outputs(model: MLP, x: np.ndarray) -> np.ndarray:
    """y(x_i; θ), shape (n,), in float64."""
    (only,) = _outputs(model, _flat(model)[None], x)
    return np.asarray(only)


def slopes(model: MLP, x: np.ndarray) -> np.ndarray:
    """Φ, shape (n, d), in float64: the slope of y(x_i; θ) as θ_j alone moves up and down."""
    theta = _flat(model)
    steps = STEP * np.eye(theta.size)
    up, down = (_outputs(model, theta + sign * steps, x) for sign in (1, -1))
    return np.transpose((up - down) / (2 * STEP))


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


def column_ranges(model: MLP) -> dict[str, list[int]]:
    """Where the columns of each parameter's features begin and end."""
    return {name: [block.start, block.stop] for name, block in blocks(model).items()}


def feature_block(model: MLP, x: np.ndarray, name: str) -> np.ndarray:
    """The columns of one named parameter."""
    return slopes(model, x)[:, blocks(model)[name]]


def largest(matrix: np.ndarray) -> float:
    """The size of the largest entry, against which errors are small."""
    return float(np.max(np.abs(matrix)))


def squared_norm(matrix: np.ndarray) -> float:
    """The sum of the squared entries."""
    return float(np.sum(matrix**2))


def singular_values(case: Case, by: FeatureMap) -> np.ndarray:
    """Those of Φ(x_train), all min(n, d) of them, largest first."""
    return _singular_values(by(case["model"], case["x_train"]))


def principal_features(case: Case, by: FeatureMap) -> np.ndarray:
    """Φ(x_plot) V, shape (m, r), V from the SVD of Φ(x_train)."""
    _, _, vectors = np.linalg.svd(by(case["model"], case["x_train"]), full_matrices=False)
    return np.asarray(by(case["model"], case["x_plot"]) @ vectors.T)


def rank_with_points_twice(case: Case) -> int:
    """How many singular values there are with every training point twice, min(2n, d)."""
    model: MLP = case["model"]
    return min(2 * len(case["x_train"]), sum(array.size for array in model.parameters))


def determined_ranks(model: MLP, x: np.ndarray) -> set[int]:
    """The ranks for which the span of the leading left singular vectors is determined."""
    values = _singular_values(slopes(model, x))
    return {group.stop for group in determined_groups(values, separation_for(model))}


def principal_overlap(case: Case) -> float:
    """trace(P_a P_b)/rank, P the projectors onto the spans of the leading singular vectors."""
    rank: int = case["rank"]
    projectors = []
    for name in ("model_a", "model_b"):
        left, _, _ = np.linalg.svd(slopes(case[name], case["x"]))
        projectors.append(left[:, :rank] @ left[:, :rank].T)
    return float(np.sum(projectors[0] * projectors[1])) / rank


def mean_squared_cosine(case: Case, one: str, other: str) -> tuple[float, float]:
    """The mean over columns of cos² of the angle between those of two networks' feature matrices,
    and its tolerance.

    An ε of 1e-8 beside ‖a‖‖b‖ is an honest guard against 0/0; it lowers cos² by 2ε/(‖a‖‖b‖).
    """
    a, b = (slopes(case[name], case["x"]) for name in (one, other))
    lengths = np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0)
    nonzero = lengths > 0
    squares = np.sum(a * b, axis=0)[nonzero] ** 2 / lengths[nonzero] ** 2
    guarded = 2e-8 * np.sum(squares / lengths[nonzero]) / lengths.size
    mean = np.sum(squares) / lengths.size
    return float(mean), float(10 * tolerance_for(case[one]) + guarded)


def share_of_features(case: Case, name: str) -> tuple[float, float]:
    """The share of a network's features that are not 0 on all points, and the tolerance of its
    overlap with itself."""
    share = float(np.mean(slopes(case[name], case["x"]).any(axis=0)))
    _, tolerance = mean_squared_cosine(case, name, name)
    return share, tolerance


def _singular_values(matrix: np.ndarray) -> np.ndarray:
    values: np.ndarray = np.linalg.svd(matrix, compute_uv=False)
    return values


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
