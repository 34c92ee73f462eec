"""What the checks of Q1 draw: σ, losses, rates by their side of the best one, and matrices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from hypothesis import strategies as st

from tests.strategies.arrays import eighths, vectors

# σ of a few dimensions: the wide kind is seldom equal, the narrow kind nearly always.
SIGMAS = vectors(eighths(0.25, 4)) | vectors(st.sampled_from([0.5, 1.0, 2.0]))
# η · max σ²: gradient descent converges below 1 and diverges above.
STABLE_FRACTIONS = st.integers(1, 31).map(lambda k: k / 32)
UNSTABLE_FRACTIONS = st.integers(33, 64).map(lambda k: k / 32)
ANY_FRACTIONS = STABLE_FRACTIONS | UNSTABLE_FRACTIONS
# ε from the middle of a handout, and so near 1 that one step may do.
EPSILONS = st.sampled_from([0.5, 0.1, 0.01, 1e-3, 1e-6, 0.875])
SCALES = st.sampled_from([2.0**-20, 0.1, 3.0, 2.0**20])
POWERS_OF_TWO = st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.0]), min_size=1, max_size=4)
SMALL_INTS = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def rate(sigma: np.ndarray, fraction: float) -> float:
    """The learning rate at the given fraction of the bound."""
    return fraction / float(np.max(sigma)) ** 2


def worst_factor(sigma: np.ndarray, learning_rate: float) -> float:
    """The largest convergence factor."""
    return float(np.max(np.abs(1 - 2 * learning_rate * sigma**2)))


@st.composite
def rates(
    draw: st.DrawFn,
    fractions: st.SearchStrategy[float],
    sigmas: st.SearchStrategy[Any] = SIGMAS,
) -> dict[str, Any]:
    """σ, shape (k,), and a learning rate at one of these fractions of its bound."""
    sigma = draw(sigmas)
    return {"sigma": sigma, "learning_rate": rate(sigma, draw(fractions))}


@st.composite
def one_large_sigma(draw: st.DrawFn) -> np.ndarray:
    """σ up to 2, and between them one of 2 or more."""
    sigma = draw(vectors(eighths(0.25, 2)))
    return np.insert(sigma, draw(st.integers(0, sigma.size)), draw(eighths(2, 4)))


# What a learning rate may be compared with by mistake.
_OTHER_BOUNDS: Sequence[Callable[[np.ndarray], float]] = (
    lambda s: 1 / np.min(s) ** 2,
    lambda s: 1 / s[0] ** 2,
    lambda s: 1 / s[-1] ** 2,
    lambda s: 1 / np.mean(s) ** 2,
    lambda s: 1 / np.mean(s**2),
    lambda s: 1 / np.median(s) ** 2,
    lambda s: 1 / np.sum(s**2),
    lambda s: 2 / (np.max(s) ** 2 + np.min(s) ** 2),
    lambda s: 1 / np.max(s),
    lambda s: 2 / np.max(s),
)


@st.composite
def rates_beside_other_bounds(draw: st.DrawFn) -> dict[str, Any]:
    """σ, shape (2…5,), and a learning rate a little below or above a wrong bound: the cases that
    tell one wrong bound from another."""
    sigma = draw(vectors(eighths(0.25, 4), 2, 5).filter(lambda s: bool(np.unique(s).size > 1)))
    beside = draw(st.sampled_from(_OTHER_BOUNDS))(sigma) * draw(st.sampled_from([0.97, 1.03]))
    return {"sigma": sigma, "learning_rate": float(beside)}


def scaled_sigmas(factor: float = 1) -> st.SearchStrategy[np.ndarray]:
    """σ on scales from a millionth to a million, times a factor."""
    return st.builds(lambda sigma, scale: factor * scale * sigma, SIGMAS, SCALES)


@st.composite
def losses(draw: st.DrawFn) -> dict[str, np.ndarray]:
    """σ and y of one loss, both of shape (k,); y has either sign and zeros."""
    sigma = draw(SIGMAS)
    y = draw(vectors(eighths(-4, 4), sigma.size, sigma.size))
    return {"sigma": sigma, "y": y}


@st.composite
def runs(
    draw: st.DrawFn, fractions: st.SearchStrategy[float], num_steps: tuple[int, int]
) -> dict[str, Any]:
    """A loss, a learning rate at one of these fractions of its bound, and a number of steps."""
    loss = draw(losses())
    learning_rate = rate(loss["sigma"], draw(fractions))
    return loss | {"learning_rate": learning_rate, "num_steps": draw(st.integers(*num_steps))}


@st.composite
def runs_of_one_step(draw: st.DrawFn) -> dict[str, Any]:
    """A loss with equal σ, targets that differ, and the rate at which one step is enough."""
    sigma = draw(SIGMAS)
    sigma = np.full(sigma.shape, sigma[0])
    return {
        "sigma": sigma,
        "y": draw(eighths(-4, 4)) + np.arange(sigma.size),
        "learning_rate": rate(sigma, 0.5),
        "num_steps": draw(st.integers(0, 4)),
    }


@st.composite
def dyadic_runs(draw: st.DrawFn) -> dict[str, Any]:
    """Nine steps in numbers that fractions hold, at rates of which most diverge; lists."""
    sigma = draw(POWERS_OF_TWO)
    return {
        "sigma": sigma,
        "y": [(-1.0) ** i * (i + 1) for i in range(len(sigma))],
        "learning_rate": draw(st.sampled_from([0.125, 0.5, 1])),
        "num_steps": 9,
    }


@st.composite
def rates_by_side(draw: st.DrawFn, side: Literal["below", "above", "any"]) -> dict[str, Any]:
    """σ and a learning rate below the best one (the smallest σ is slowest), above it (the largest
    is) but stable, or any, up to twice the bound; never at the best, where the two tie."""
    sigma = draw(SIGMAS)
    if side == "any":
        fraction = draw(STABLE_FRACTIONS | UNSTABLE_FRACTIONS)
        learning_rate = rate(sigma, fraction)
    else:
        squares = float(np.max(sigma)) ** 2, float(np.min(sigma)) ** 2
        best, bound = 1 / sum(squares), 1 / squares[0]
        # Near the best rate a small slip in a factor changes which one is largest: one of a
        # ten-thousandth, or of single precision.
        nudge = draw(st.sampled_from([0, 2.0**-14, 2.0**-28]))
        if nudge:
            learning_rate = best * (1 - nudge if side == "below" else 1 + nudge)
        else:
            part = draw(st.integers(1, 15)) / 16
            learning_rate = best * part if side == "below" else best + (bound - best) * part
    return {"sigma": sigma, "learning_rate": learning_rate}


def has_clear_slowest(case: dict[str, Any]) -> bool:
    """Whether the largest factor stands out beyond rounding from those of other σ."""
    sigma = case["sigma"]
    factors = np.abs(1 - 2 * case["learning_rate"] * sigma**2)
    others = factors[sigma != sigma[np.argmax(factors)]]
    return bool(np.all(others < np.max(factors) - 1e-9))


def slow_cases(side: Literal["below", "above", "any"]) -> st.SearchStrategy[dict[str, Any]]:
    """σ and a learning rate for which one σ is clearly the slowest."""
    return rates_by_side(side).filter(has_clear_slowest)


def slow_cases_without_repetitions() -> st.SearchStrategy[dict[str, Any]]:
    """The same for any rate, with every σ once."""

    def without_repetitions(case: dict[str, Any]) -> dict[str, Any]:
        _, first = np.unique(case["sigma"], return_index=True)
        return case | {"sigma": case["sigma"][np.sort(first)]}

    return slow_cases("any").map(without_repetitions)


def fractional_steps(case: dict[str, Any]) -> float:
    factor = worst_factor(case["sigma"], case["learning_rate"])
    return float(np.log(case["epsilon"]) / np.log(factor))


@st.composite
def accuracy_goals(draw: st.DrawFn, side: Literal["below", "above"]) -> dict[str, Any]:
    """σ, a learning rate and ε; the number of steps is no knife edge and some hundreds at most."""
    case = draw(rates_by_side(side).filter(lambda c: worst_factor(**c) > 1e-3))
    near = st.tuples(st.integers(1, 12), st.sampled_from([0.002, 0.4, 0.998]))
    if draw(st.booleans()):
        case["epsilon"] = draw(EPSILONS)
    else:
        # A thousandth of a step before or after a whole number of steps: rounding would miss it.
        steps, short = draw(near)
        case["epsilon"] = worst_factor(**case) ** (steps - short)
    return case


def is_no_knife_edge(case: dict[str, Any]) -> bool:
    """Whether the number of steps is well defined beyond rounding, and small enough to simulate."""
    steps = fractional_steps(case)
    return 1e-3 < steps % 1 < 1 - 1e-3 and steps < 400


def goals(side: Literal["below", "above"]) -> st.SearchStrategy[dict[str, Any]]:
    """Accuracy goals that every honest method agrees on."""
    return accuracy_goals(side).filter(is_no_knife_edge)


@st.composite
def goals_with_fast_dimensions(draw: st.DrawFn) -> dict[str, Any]:
    """A goal whose largest σ is slowest, in reverse order, and dimensions that need one step."""
    case = draw(goals("above"))
    fast = [(2 * case["learning_rate"]) ** -0.5] * draw(st.integers(1, 3))
    return case | {"sigma": np.concatenate([case["sigma"][::-1], fast])}


@st.composite
def goals_of_one_step(draw: st.DrawFn) -> dict[str, Any]:
    """Two equal σ, powers of two, and the rate at which the factor is 0 exactly; any ε."""
    sigma = np.full(2, 2.0 ** round(np.log2(draw(eighths(0.25, 4)))))
    epsilon = draw(st.sampled_from([0.5, 1e-3, 1e-12]))
    return {"sigma": sigma, "learning_rate": rate(sigma, 0.5), "epsilon": epsilon}


@st.composite
def slow_goals(draw: st.DrawFn) -> dict[str, Any]:
    """One σ and a rate at which ε takes hundreds of steps or many thousands.

    Draws {"sigma", "learning_rate", "epsilons"}: the same number of steps for all of them, a
    thousandth of a step before or after a whole number, beyond the rounding of doubles.
    """
    sigma = draw(st.sampled_from([1.125, 1.75, 2.625, 3.0]))
    small = 0.5 ** draw(st.sampled_from([7, 11, 15]))
    factor = 1 - 2 * small
    steps = np.ceil(np.log(0.03) / np.log(factor))
    epsilons = [0.03, float(factor ** (steps - 0.999)), float(factor ** (steps - 0.001))]
    return {"sigma": sigma, "learning_rate": small / sigma**2, "epsilons": epsilons}


# Factors and numbers of steps for which factor^t is exact. The quotient of logarithms, of any base,
# is t itself for powers of 1/2, and a rounding above t for those of 3/4: no choice of base matters.
EXACT_POWERS = [
    *((1 / 2, steps) for steps in (1, 2, 3, 4, 8, 16)),
    *((1 / 4, steps) for steps in (1, 2, 3, 4, 8, 16)),
    *((3 / 4, steps) for steps in (3, 6, 12, 24)),
    *((9 / 16, steps) for steps in (3, 6, 12)),
]


@st.composite
def exact_accuracy_goals(draw: st.DrawFn) -> dict[str, Any]:
    """One σ, a learning rate and an ε that is exactly what some number of steps leaves."""
    factor, steps = draw(st.sampled_from(EXACT_POWERS))
    scale = draw(st.sampled_from([1, 2.0, 0.5]))
    moved = 1 + factor if draw(st.booleans()) else 1 - factor
    return {
        "sigma": [scale],
        "learning_rate": moved / (2 * scale**2),
        "epsilon": factor**steps,
    }
