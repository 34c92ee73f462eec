"""What the checks of Q4(b) draw: descents, with gradients and hyperparameters to follow."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from hypothesis import strategies as st

from tests.strategies.arrays import EIGHTHS, PARAMETER_SHAPES, float_arrays

# So large that ε may stand inside or outside the root, before or after the bias correction: with
# |g| ≥ 1000 and ε ≤ 1e-8 that moves a step by less than 4e-10 of itself, 32 ε/|g| where β₂ = 0.999.
# Where ε belongs, and what it is by default, is one check's business alone.
LARGE = st.integers(-9, 8).map(lambda k: 1000.0 * (k + (k >= 0)))
NONZERO = st.integers(-12, 11).map(lambda k: (k + (k >= 0)) / 4)
LARGE_OR_ZERO = st.sampled_from([0.0, 0.0, 1000.0, -2000.0, 3000.0])
LARGE_SQUARES = st.integers(1, 64).map(lambda k: 1e6 * k)

# Rates β are dyadic, so that 1 − β is the same number whoever computes it in whichever precision.
LEARNING_RATES = st.sampled_from([1.0, 0.5, 4.0, 0.05])
SGD = {"learning_rate": LEARNING_RATES}
MOMENTUM = {"learning_rate": LEARNING_RATES, "momentum": st.sampled_from([0.5, 0.25, 0.96875])}
RMSPROP = {
    "learning_rate": LEARNING_RATES,
    "decay_rate": st.sampled_from([0.5, 0.75, 0.96875]),
    "epsilon": st.sampled_from([1e-9, 1e-11]),
}
ADAM = {
    "learning_rate": LEARNING_RATES,
    "beta1": st.sampled_from([0.5, 0.0, 0.75, 0.96875]),
    "beta2": st.sampled_from([0.75, 0.5, 0.96875]),
    "epsilon": st.sampled_from([1e-9, 1e-11]),
}


@st.composite
def descents(
    draw: st.DrawFn,
    *,
    gradient: st.SearchStrategy[float] = EIGHTHS,
    steps: tuple[int, int] = (3, 6),
    dtype: Any = np.float64,
    hyperparameters: Mapping[str, st.SearchStrategy[Any]] = MappingProxyType({}),
    given: Literal["all", "some"] = "all",
    state: Mapping[str, st.SearchStrategy[float]] = MappingProxyType({}),
) -> dict[str, Any]:
    """A start, the gradients to follow, and a config to start with.

    hyperparameters: strategies by key; `given` says whether all are in the config or any of them.
    state: strategies for the entries of state arrays (of w's shape) that the config starts with.

    Draws {"w": shape s, "gradients": shape (steps, *s), "config": dict}.
    """
    shape = draw(st.sampled_from(PARAMETER_SHAPES))
    number = draw(st.integers(*steps))
    required, optional = (hyperparameters, {}) if given == "all" else ({}, hyperparameters)
    config = draw(st.fixed_dictionaries(dict(required), optional=dict(optional)))
    for name, elements in state.items():
        config[name] = draw(float_arrays(shape, elements, dtype))
    return {
        "w": draw(float_arrays(shape, EIGHTHS, dtype)),
        "gradients": draw(float_arrays((number, *shape), gradient, dtype)),
        "config": config,
    }


@st.composite
def sparse_descents(draw: st.DrawFn) -> dict[str, Any]:
    """A descent with many gradients of 0, and none but those for the first entry of the last
    axis."""
    descent = draw(descents(gradient=LARGE_OR_ZERO))
    descent["gradients"][..., 0] = 0.0
    return descent


@st.composite
def three_descents(
    draw: st.DrawFn, gradient: st.SearchStrategy[float] = EIGHTHS
) -> list[dict[str, Any]]:
    """Three descents to take in turns: two of one shape, which a shared state mixes up in silence,
    and one of another shape between them."""
    first, second = draw(st.permutations(PARAMETER_SHAPES))[:2]
    return [
        {
            "w": draw(float_arrays(shape, EIGHTHS)),
            "gradients": draw(float_arrays((number, *shape), gradient)),
        }
        for shape, number in [(first, 3), (second, 2), (first, 3)]
    ]
