"""What the checks of Q2 draw on the line through b: distances, with a tolerance to meet or miss."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from hypothesis import strategies as st

from tests.strategies.arrays import eighths


@st.composite
def constant_walks(draw: st.DrawFn) -> dict[str, float]:
    """A distance of some whole steps and a part of one, where the part is not near 0 or 1."""
    step = draw(st.floats(0.1, 4, allow_subnormal=False))
    whole, part = draw(st.integers(0, 30)), draw(st.integers(1, 31)) / 32
    return {"distance": (whole + part) * step, "step": step}


@st.composite
def whole_walks(draw: st.DrawFn) -> dict[str, float]:
    """A distance of 0 to 9 steps, exactly."""
    step = draw(eighths(0.125, 3))
    return {"distance": draw(st.integers(0, 9)) * step, "step": step}


@st.composite
def long_walks(draw: st.DrawFn) -> dict[str, float]:
    """A distance of hundreds of steps and a part of one, on a larger scale."""
    walk = draw(constant_walks())
    step, part = 4 * walk["step"], walk["distance"] / walk["step"] % 1
    return {"distance": (draw(st.sampled_from([100, 2000])) + part) * step, "step": step}


@st.composite
def constant_goals(draw: st.DrawFn, margins: Sequence[float] = (1e-3,)) -> dict[str, float]:
    """A constant walk and a tolerance above or below the nearest that it comes, by one of the
    margins or by far."""
    walk = draw(constant_walks())
    part = walk["distance"] / walk["step"] % 1
    nearest = min(part, 1 - part) * walk["step"]
    near = [1 + sign * margin for margin in margins for sign in (-1, 1)]
    return walk | {"tolerance": nearest * draw(st.sampled_from([0.5, 1.9, 20.0, *near]))}


@st.composite
def goals_within_a_step(draw: st.DrawFn) -> dict[str, float]:
    """A distance of up to one step and a tolerance, a little below or above one of their sums: who
    looks at the first step alone goes wrong here."""
    step, part = draw(eighths(1, 4)), draw(st.sampled_from([0.1, 0.2, 0.35]))
    edge = draw(st.sampled_from([part, 1 - part, 1, 1 + part, 2 - part]))
    distance = step * edge * draw(st.sampled_from([0.97, 1.03]))
    return {"distance": distance, "step": step, "tolerance": part * step}


@st.composite
def long_goals(draw: st.DrawFn) -> dict[str, float]:
    """A constant goal that is so many steps farther away: more than anybody follows by default."""
    goal = draw(constant_goals())
    part = goal["distance"] / goal["step"] % 1
    return goal | {"distance": (20_000 + part) * goal["step"]}


@st.composite
def exact_constant_goals(draw: st.DrawFn) -> dict[str, float]:
    """A constant walk without roundings, and a tolerance that is the nearest it comes, or a little
    more or less."""
    step = draw(st.sampled_from([1.0, 0.5, 2.0, 3.0]))
    whole, sixteenths = draw(st.integers(0, 5)), draw(st.integers(0, 16))
    nearest = min(sixteenths, 16 - sixteenths) * step / 16
    nudge = draw(st.sampled_from([0, 0, -1, 1])) * 2.0**-12
    return {
        "distance": (whole + sixteenths / 16) * step,
        "step": step,
        "tolerance": max(nearest + nudge, 0.0),
    }


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
    # Not sum: since Python 3.12 it rounds otherwise.
    distance = math.fsum(1 / i for i in range(1, n)) + part / n
    share = draw(st.sampled_from([0.06, 0.3, 0.9]))
    return {"distance": distance, "tolerance": share * min(part, 1 - part) / n}


# Distance and tolerance: met exactly by the start, by the first step, by the second (both exact in
# binary), and the longest way that is allowed.
EXACT_GOALS = [
    *([0.5, 0.5], [0.0, 0.25], [0.25, 2.0]),
    *([1.25, 0.25], [0.75, 0.25], [1.0, 0.125]),
    *([2.0, 0.5], [1.75, 0.25], [1.5, 2.0**-9]),
    *([10.0, 0.25], [10.0, 2.0**-10]),
]
RUNNING_EXAMPLE = {"distance": 7.5, "tolerance": 0.01}
CLOSE_GOALS = close_goals().filter(lambda goal: is_decided(goal, rounding=1e-12))
DECREASING_GOALS = decreasing_goals().filter(is_decided) | CLOSE_GOALS | st.just(RUNNING_EXAMPLE)
OVERSHOOTS = overshoots().filter(is_decided)
