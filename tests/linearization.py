"""Q3's features without automatic differentiation: slopes of a network's output, in plain NumPy.

Between its elbows a ReLU network is a polynomial in its parameters and *linear in each of them*, so
a central difference is exact up to rounding, whatever the step, as long as it crosses no elbow.
What a feature matrix Φ = U Σ Vᵀ determines, and what it leaves free, is decided here too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.trials.comparing import (
    FLOAT32_TOLERANCE,
    FLOAT64_TOLERANCE,
    assert_close,
    require,
    require_array,
)
from tests.kinds import MLP

# A parameter's step moves a later activation by less than 2⁹ times as much in the networks drawn
# here, and their elbows are 2⁻⁴ away; dyadic, so that θ ± STEP is exact.
STEP = 2.0**-13


def tolerance_for(model: MLP) -> float:
    """Relative tolerance for what is computed in the model's dtype."""
    return FLOAT32_TOLERANCE if model.parameters[0].dtype == np.float32 else FLOAT64_TOLERANCE


def separation_for(model: MLP) -> float:
    """How far apart singular values are, relative to the largest, whose vectors are told apart.

    The vectors of a method that squares Φ (eigh of ΦᵀΦ is honest) are off by ε σ₁²/(σᵢ² − σⱼ²), at
    most ε/separation²: 1e-5 in float32, 1e-12 in float64. Both are far below `span_tolerance_for`.
    """
    return 0.1 if model.parameters[0].dtype == np.float32 else 0.01


def span_tolerance_for(model: MLP) -> float:
    """Tolerance for what is computed from separated singular vectors: 2e-4 or 1e-7."""
    return tolerance_for(model) / separation_for(model)


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
    return _outputs(model, _flat(model)[None], x)[0]


def slopes(model: MLP, x: np.ndarray) -> np.ndarray:
    """Φ, shape (n, d), in float64: the slope of y(x_i; θ) as θ_j alone moves up and down."""
    theta = _flat(model)
    steps = STEP * np.eye(theta.size)
    up, down = (_outputs(model, theta + sign * steps, x) for sign in (1, -1))
    return ((up - down) / (2 * STEP)).T


def assert_features(got: Any, expected: np.ndarray, model: MLP, *, what: str) -> None:
    """Compare features relative to the largest: a small one may be what large terms left over.

    Those of a float64 model must not come as float32 (the other way round is fine): parameters that
    a report can print short have features that both can hold.
    """
    if type(got) is np.ndarray and got.dtype.kind == "f":
        kind = model.parameters[0].dtype
        enough = got.dtype.itemsize >= kind.itemsize
        require(enough, f"{what} is {got.dtype} where the model is {kind}", got=got)
    assert_close(
        got, expected, scale=np.max(np.abs(expected)), tolerance=tolerance_for(model), what=what
    )


def assert_singular_values(got: Any, expected: np.ndarray, model: MLP) -> None:
    """Compare squares, relative to the largest: a method that squares Φ leaves √ε where σ is 0."""
    values = require_array(got, expected.shape, what="the singular values").astype(np.float64)
    squares, scale = expected**2, expected[0] ** 2
    what = "the square of the singular values"
    assert_close(
        values * np.abs(values), squares, scale=scale, tolerance=tolerance_for(model), what=what
    )


def determined_groups(singular_values: np.ndarray, separation: float) -> Iterator[slice]:
    """Runs of singular values that lie apart from all others, and from 0.

    Within a run (repeated values, or nearly) any basis of its singular vectors is right. What lies
    near 0 is left out: so do the singular vectors that the economy SVD drops.
    """
    gaps = -np.diff(singular_values, append=0.0)
    ends = (np.flatnonzero(gaps > separation * singular_values[0]) + 1).tolist()
    yield from (slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True))


def determined_ranks(model: MLP, x: np.ndarray) -> set[int]:
    """The ranks for which the span of the leading left singular vectors is determined."""
    singular_values = np.linalg.svd(slopes(model, x), compute_uv=False)
    return {group.stop for group in determined_groups(singular_values, separation_for(model))}


def assert_principal_features(
    got: Any, expected: np.ndarray, singular_values: np.ndarray, model: MLP
) -> None:
    """Compare principal features up to what is free: signs, and the basis of close singular values.

    expected: shape (m, r). Groups of several are compared through F Fᵀ, which no change of basis
    alters. Columns whose singular value is near 0 may hold anything, even NaN.
    """
    what = "the matrix of principal features"
    curves = require_array(got, expected.shape, what=what, finite=False)
    groups = list(determined_groups(singular_values, separation_for(model)))
    curves = require_array(curves[:, : groups[-1].stop], what=what).astype(np.float64)
    scale = np.max(np.linalg.norm(expected[:, : groups[-1].stop], axis=1))
    for group in groups:
        ours, theirs = expected[:, group], curves[:, group]
        if ours.shape[1] == 1:
            sign = np.sign(np.sum(ours * theirs)) or 1.0
            what, power = f"principal feature {group.start} (up to its sign)", 1
            ours, theirs = ours[:, 0], sign * theirs[:, 0]
        else:
            what, power = f"F Fᵀ for the principal features {group.start} to {group.stop - 1}", 2
            ours, theirs = ours @ ours.T, theirs @ theirs.T
        assert_close(
            theirs, ours, scale=scale**power, tolerance=span_tolerance_for(model), what=what
        )


def mean_squared_cosine(model_a: MLP, model_b: MLP, x: np.ndarray) -> tuple[float, float]:
    """The mean over columns of cos² of the angle between those of Φ_a and Φ_b, and its tolerance.

    An ε of 1e-8 beside ‖a‖‖b‖ is an honest guard against 0/0; it lowers cos² by 2ε/(‖a‖‖b‖).
    """
    a, b = slopes(model_a, x), slopes(model_b, x)
    lengths = np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0)
    nonzero = lengths > 0
    squares = np.sum(a * b, axis=0)[nonzero] ** 2 / lengths[nonzero] ** 2
    guarded = 2e-8 * np.sum(squares / lengths[nonzero]) / lengths.size
    mean = np.sum(squares) / lengths.size
    return float(mean), float(10 * tolerance_for(model_a) + guarded)


def with_and_without_gradients(model: MLP) -> list[MLP]:
    """The network with a .grad that was there before, and in the other mode without."""
    return [model, dataclasses.replace(model, gradients=None, training=not model.training)]


def require_untouched(seen: Any) -> None:
    """Fail where an observed call changed an argument or drew from global random state."""
    changed, whose = " and ".join(seen.changed), " and ".join(seen.random_state)
    require(not changed, f"{changed} changed during the call")
    require(not whose, f"the call drew from or reseeded {whose}'s global random state")


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
