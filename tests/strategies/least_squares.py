"""What the checks of Q1(g) draw: matrices with chosen singular values."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.strategies.arrays import orthogonal, vectors
from tests.strategies.learning_rates import rate

EPS = float(np.finfo(np.float64).eps)


@st.composite
def matrices(
    draw: st.DrawFn, *, deficient: bool = False, rows: tuple[int, int] = (1, 6)
) -> dict[str, np.ndarray]:
    """X (n, d) with chosen singular values, repeated ones among them, wide and tall, and y (n,).

    deficient: some singular values are 0, as far as rounding lets them.

    Draws {"X": …, "y": …, "singular_values": those that are not 0}.
    """
    n, d = draw(st.integers(*rows)), draw(st.integers(2 if deficient else 1, 5))
    rank = draw(st.integers(1, min(n, d) - 1)) if deficient else min(n, d)
    values = draw(vectors(st.sampled_from([0.5, 1.0, 2.0, 3.0, 0.0625]), rank, rank))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    left, right = orthogonal(rng, n)[:, :rank], orthogonal(rng, d)[:, :rank]
    X = np.sum(left[:, None, :] * values * right, axis=-1)  # left · diag(values) · rightᵀ
    return {"X": X, "y": rng.standard_normal(n), "singular_values": values}


def zeros_stay_below_the_cutoff(case: dict[str, np.ndarray]) -> bool:
    """Whether the singular values that should be 0 are clearly below the handout's cutoff."""
    computed = np.linalg.svd(case["X"], compute_uv=False)[case["singular_values"].size :]
    cutoff = max(case["X"].shape) * np.finfo(np.float64).eps * case["singular_values"].max()
    return bool(np.all(computed <= cutoff / 4))


def deficient_matrices() -> st.SearchStrategy[dict[str, np.ndarray]]:
    """Rank-deficient X whose rank no honest SVD misjudges."""
    return matrices(deficient=True, rows=(6, 12)).filter(zeros_stay_below_the_cutoff)


@st.composite
def least_squares_runs(
    draw: st.DrawFn,
    problems: st.SearchStrategy[dict[str, np.ndarray]],
    fractions: st.SearchStrategy[float],
    num_steps: tuple[int, int],
) -> dict[str, Any]:
    """X and y, a learning rate at one of these fractions of its bound, and a number of steps."""
    problem = draw(problems)
    return {
        "X": problem["X"],
        "y": problem["y"],
        "learning_rate": rate(problem["singular_values"], draw(fractions)),
        "num_steps": draw(st.integers(*num_steps)),
    }


@st.composite
def least_squares_runs_of_integers(draw: st.DrawFn) -> dict[str, Any]:
    """Three steps with two points or more, of small integers in lists."""
    row = st.lists(st.integers(-2, 2), min_size=3, max_size=3)
    rows = [[1, 0, 2], *draw(st.lists(row, min_size=1, max_size=4))]
    y = [float(i - 1) for i in range(len(rows))]
    return {"X": rows, "y": y, "learning_rate": 2.0**-7, "num_steps": 3}


@st.composite
def scaled_deficient_matrices(draw: st.DrawFn) -> dict[str, np.ndarray]:
    """Rank-deficient X on another scale.

    Draws {"X", "singular_values": those that are not 0}.
    """
    problem = draw(deficient_matrices())
    scale = draw(st.sampled_from([2.0**-20, 1.1, 2.0**20]))
    return {key: scale * problem[key] for key in ("X", "singular_values")}


@st.composite
def matrices_at_the_cutoff(draw: st.DrawFn) -> dict[str, np.ndarray]:
    """X with two singular values, exact and apart: the smaller one at the handout's cutoff, below
    it, or small and yet above it.

    Draws {"X", "singular_values"}.
    """
    points, small = draw(
        st.sampled_from([(4, 4 * EPS), (4, 3 * EPS), (4, 2.0**-13), (4, 2.0**-3), (256, 2.0**-16)])
    )
    scale = draw(st.sampled_from([2.0**-20, 1.0, 4.0]))
    X = np.zeros((points, 2))
    X[2, 1], X[0, 0] = scale, scale * small
    return {
        "X": X.T if draw(st.booleans()) else X,
        "singular_values": np.array([scale, scale * small]),
    }
