"""What a feature matrix Φ = U Σ Vᵀ determines, and what it leaves free: how answers of Q3 are
compared with what is expected."""

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
from tests.answers import require_no_global_draw
from tests.kinds import MLP


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


def with_and_without_gradients(model: MLP) -> list[MLP]:
    """The network with a .grad that was there before, and in the other mode without."""
    return [model, dataclasses.replace(model, gradients=None, training=not model.training)]


def with_units_reversed(model: MLP) -> MLP:
    """The same function with the units of the first hidden layer in reverse order."""
    first, bias, second, *rest = model.parameters
    reordered = [first[::-1], bias[::-1], second[:, ::-1]]
    return dataclasses.replace(model, parameters=[*map(np.ascontiguousarray, reordered), *rest])


def require_untouched(seen: Any) -> None:
    """Fail where an observed call changed an argument or drew from global random state."""
    changed = " and ".join(seen.changed)
    require(not changed, f"{changed} changed during the call", look="".join(seen.changed[:1]))
    require_no_global_draw(seen, "the call drew from or reseeded {}'s global random state")
