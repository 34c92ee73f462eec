"""What the checks of Q2 draw: walks to b, and distances with a tolerance that they meet or miss."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.strategies.arrays import eighths, vectors

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

    Draws {"b", "x0", "step_sizes", "distance": ‖x0 − b‖}.
    """
    b = draw(vectors(eighths(-4, 4), 1, 3))
    distances = [*draw(st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.0]), max_size=4)), 0.0]
    steps = []
    for before, after in itertools.pairwise(distances):
        stays_on_its_side = after <= before and draw(st.booleans())
        steps.append(before - after if stays_on_its_side else before + after)
    x0 = b.copy()
    x0[draw(st.integers(0, b.size - 1))] += draw(st.sampled_from([1, -1])) * distances[0]
    step_sizes = np.array([*steps, 0.5, 1.0])
    return {"b": b, "x0": x0, "step_sizes": step_sizes, "distance": distances[0]}


@st.composite
def searches(draw: st.DrawFn) -> dict[str, Any]:
    """A walk and a tolerance that it meets at a drawn step, or misses, beyond rounding."""
    walk = draw(WALKS)
    left = [float(np.linalg.norm(walk["x0"] - walk["b"]))]
    for step in walk["step_sizes"]:
        left.append(abs(left[-1] - float(step)))
    aim = draw(st.sampled_from([*left, min(left)]))
    # 1e-8 is far beyond the rounding of doubles, and within that of single precision.
    tolerance = aim * draw(st.sampled_from([1.01, 0.99, 1 + 1e-8, 1 - 1e-8]))
    return walk | {"tolerance": tolerance}


def misses_no_tolerance(case: dict[str, Any]) -> bool:
    """Whether no distance of the walk is within rounding of the tolerance."""
    left = float(np.linalg.norm(case["x0"] - case["b"]))
    for step in [*case["step_sizes"], 0.0]:
        if abs(left - case["tolerance"]) < 1e-10:
            return False
        left = abs(left - float(step))
    return True


SEARCHES = searches().filter(misses_no_tolerance)


@st.composite
def constant_walks(draw: st.DrawFn) -> dict[str, float]:
    """A distance of some whole steps and a part of one, where the part is not near 0 or 1."""
    step = draw(st.floats(0.1, 4, allow_subnormal=False))
    whole, part = draw(st.integers(0, 30)), draw(st.integers(1, 31)) / 32
    return {"distance": (whole + part) * step, "step": step}


@st.composite
def constant_goals(draw: st.DrawFn, margins: Sequence[float] = (1e-3,)) -> dict[str, float]:
    """A constant walk and a tolerance above or below the nearest that it comes, by one of the
    margins or by far."""
    walk = draw(constant_walks())
    part = walk["distance"] / walk["step"] % 1
    nearest = min(part, 1 - part) * walk["step"]
    near = [1 + sign * margin for margin in margins for sign in (-1, 1)]
    return walk | {"tolerance": nearest * draw(st.sampled_from([0.5, 1.9, 20.0, *near]))}


def is_decided(case: dict[str, float], rounding: float = 1e-9) -> bool:
    """Whether no distance of the decreasing walk is within rounding of the tolerance."""
    left, i = case["distance"], 0
    while left > case["tolerance"] - rounding:
        if left < case["tolerance"] + rounding:
            return False
        i += 1
        left = abs(left - 1 / i)
    return True


@st.composite
def decreasing_goals(draw: st.DrawFn) -> dict[str, float]:
    """A distance up to 5 and a tolerance down to 1/256."""
    distance = draw(eighths(0, 5)) + draw(st.sampled_from([0.0, 0.03, 0.061]))
    return {"distance": distance, "tolerance": 2.0 ** -draw(st.integers(0, 8)) * 0.99}


@st.composite
def close_goals(draw: st.DrawFn) -> dict[str, float]:
    """A distance up to 3, and a tolerance that a distance of its walk meets or misses by 1e-8 of
    itself: far beyond the rounding of doubles in so few steps, and within that of singles."""
    distance = draw(eighths(0.5, 3)) + draw(st.sampled_from([0.03, 0.061]))
    left = itertools.accumulate(range(1, 40), lambda d, i: abs(d - 1 / i), initial=distance)
    near = list(itertools.accumulate(left, min))
    aim = near[draw(st.integers(0, len(near) - 1))]
    return {"distance": distance, "tolerance": aim * draw(st.sampled_from([1 + 1e-8, 1 - 1e-8]))}


@st.composite
def overshoots(draw: st.DrawFn) -> dict[str, float]:
    """A distance between two sums 1 + 1/2 + … + 1/n, farther than the tolerance from both: the
    iterate jumps over b and has to come back. Their smallest number of steps is n + 1."""
    n, part = draw(st.integers(1, 60)), draw(st.integers(2, 14)) / 16
    distance = sum(1 / i for i in range(1, n)) + part / n
    share = draw(st.sampled_from([0.06, 0.3, 0.9]))
    return {"distance": distance, "tolerance": share * min(part, 1 - part) / n}


@st.composite
def near_misses(draw: st.DrawFn) -> dict[str, Any]:
    """A walk whose first step of 1 ends near b, but not on it; up to two steps more."""
    b = draw(vectors(eighths(-4, 4), 1, 3))
    x0 = b.copy()
    x0[-1] += draw(st.sampled_from([1, -1])) * (1 + draw(st.sampled_from([2.0**-20, 2.0**-8])))
    steps = draw(st.lists(st.sampled_from([0, 1, 2]), max_size=2))
    return {"b": b, "x0": x0, "step_sizes": [1, *steps]}


# Distance and tolerance: met exactly by the start, by the first step, by the second (both exact in
# binary), and the longest way that is allowed.
EXACT_GOALS = [
    *([0.5, 0.5], [0.0, 0.25], [0.25, 2.0]),
    *([1.25, 0.25], [0.75, 0.25], [1.0, 0.125]),
    *([2.0, 0.5], [1.75, 0.25], [1.5, 2.0**-9]),
    *([10.0, 0.25], [10.0, 2.0**-10]),
]
TURNS = st.integers(0, 2**32 - 1)
RUNNING_EXAMPLE = {"distance": 7.5, "tolerance": 0.01}
CLOSE_GOALS = close_goals().filter(lambda goal: is_decided(goal, rounding=1e-12))
DECREASING_GOALS = decreasing_goals().filter(is_decided) | CLOSE_GOALS | st.just(RUNNING_EXAMPLE)
OVERSHOOTS = overshoots().filter(is_decided)
