"""What the checks of Q2 draw to walk on: points and step sizes, with a tolerance or turned."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.strategies.arrays import eighths, orthogonal, vectors

STEP_LISTS = {
    "constant": lambda size: [size] * 12,
    "decreasing": lambda size: [size / (i + 1) for i in range(12)],
    "growing": lambda size: [size * (i + 1) / 8 for i in range(12)],
}


def stays_off_b(walk: dict[str, np.ndarray]) -> bool:
    """Whether no iterate is so near b that rounding decides where the next step goes.

    An error across the line through b grows by |δ − t| / δ with a step t at distance δ.
    """
    left = float(np.linalg.norm(walk["x0"] - walk["b"]))
    growth = 1.0
    for step in walk["step_sizes"]:
        if left < 1e-3:
            return False
        growth *= max(1.0, abs(left - step) / left)
        left = abs(left - step)
    return left >= 1e-3 and growth < 1e3


@st.composite
def walks(draw: st.DrawFn, max_steps: int = 12) -> dict[str, np.ndarray]:
    """b and x0, shape (d,), and step sizes, shape (T,), T = 0 and steps of 0 included."""
    b = draw(vectors(eighths(-4, 4), 1, 4))
    x0 = draw(vectors(eighths(-4, 4), b.size, b.size))
    plan = draw(st.sampled_from([*STEP_LISTS, "any"]))
    if plan == "any":
        step_sizes = draw(vectors(eighths(0, 3), 0, max_steps))
    else:
        size = draw(st.sampled_from([1.0, 0.7, 0.25]))
        count = draw(st.integers(0, max_steps))
        step_sizes = np.array(STEP_LISTS[plan](size)[:count], dtype=np.float64)
    return {"b": b, "x0": x0, "step_sizes": step_sizes}


WALKS = walks().filter(stays_off_b)


@st.composite
def dyadic_walks(draw: st.DrawFn) -> dict[str, Any]:
    """A walk along one axis that lands on b, or starts there, and then goes on for two steps.

    Until then every distance is a power of two, so that no step is rounded, whether it is computed
    as t · (d / ‖d‖), as (t / ‖d‖) · d or with 1 / ‖d‖.
    """
    b = draw(vectors(eighths(-4, 4), 1, 3))
    distances = [*draw(st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.0]), max_size=4)), 0.0]
    steps = []
    for before, after in itertools.pairwise(distances):
        stays_on_its_side = after <= before and draw(st.booleans())
        steps.append(before - after if stays_on_its_side else before + after)
    x0 = b.copy()
    x0[draw(st.integers(0, b.size - 1))] += draw(st.sampled_from([1, -1])) * distances[0]
    return {"b": b, "x0": x0, "step_sizes": np.array([*steps, 0.5, 1.0])}


@st.composite
def near_misses(draw: st.DrawFn) -> dict[str, Any]:
    """A walk whose first step of 1 ends near b, but not on it; up to two steps more."""
    b = draw(vectors(eighths(-4, 4), 1, 3))
    x0 = b.copy()
    x0[-1] += draw(st.sampled_from([1, -1])) * (1 + draw(st.sampled_from([2.0**-20, 2.0**-8])))
    steps = draw(st.lists(st.sampled_from([0, 1, 2]), max_size=2))
    return {"b": b, "x0": x0, "step_sizes": [1, *steps]}


@st.composite
def turned_walks(draw: st.DrawFn) -> dict[str, np.ndarray]:
    """A walk, and an orthogonal matrix "turn" of shape (d, d)."""
    walk = draw(WALKS)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return walk | {"turn": orthogonal(rng, walk["b"].size)}


@st.composite
def points_near_b(draw: st.DrawFn) -> dict[str, np.ndarray]:
    """x and b, from a millionth to a million apart: 3, −4, 0, … of a power of two, so that their
    difference and its length are exact."""
    b = draw(vectors(eighths(-4, 4), 2, 4))
    length = draw(st.sampled_from([2.0**-24, 2.0**-13, 0.25, 2.0**20]))
    return {"x": b + length * np.array([3.0, -4.0, 0.0, 0.0])[: b.size], "b": b}


def distances_of(walk: dict[str, np.ndarray]) -> list[float]:
    """How far from b the iterates of a walk are."""
    start = float(np.linalg.norm(walk["x0"] - walk["b"]))
    steps = walk["step_sizes"].tolist()
    return list(itertools.accumulate(steps, lambda left, step: abs(left - step), initial=start))


@st.composite
def searches(draw: st.DrawFn) -> dict[str, Any]:
    """A walk and a tolerance that it meets at a drawn step, or misses, beyond rounding."""
    walk = draw(WALKS)
    left = distances_of(walk)
    aim = draw(st.sampled_from([*left, min(left)]))
    # 1e-8 is far beyond the rounding of doubles, and within that of single precision.
    tolerance = aim * draw(st.sampled_from([1.01, 0.99, 1 + 1e-8, 1 - 1e-8]))
    return walk | {"tolerance": tolerance}


def misses_no_tolerance(case: dict[str, Any]) -> bool:
    """Whether no distance of the walk is within rounding of the tolerance."""
    return all(abs(left - case["tolerance"]) >= 1e-10 for left in distances_of(case))


SEARCHES = searches().filter(misses_no_tolerance)


@st.composite
def exact_searches(draw: st.DrawFn) -> dict[str, Any]:
    """A walk without roundings, and a tolerance that is one of its distances, 0 among them."""
    walk = draw(dyadic_walks())
    until_b = distances_of(walk)[:-2]
    return walk | {"tolerance": draw(st.sampled_from(until_b))}


@st.composite
def searches_for_the_nearest(draw: st.DrawFn) -> dict[str, Any]:
    """A walk, and a tolerance that its nearest iterate misses or meets, or that all meet."""
    walk = draw(WALKS)
    left = distances_of(walk)
    share = draw(st.sampled_from([0.5, 0.999, 1.001, 50.0]))
    tolerance = max(50 * min(left), 1.5 * left[0]) if share == 50 else share * min(left)
    return walk | {"tolerance": tolerance}
