"""Q4(c) mean_gradient_norm: a number for each array and what is made of these numbers; one of the
two wrong, or both."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from tests.misconceptions.in_short import Mistake, registered

Norm = Callable[[np.ndarray], float]

WHICH_NORM = "Which norm is asked for, and of what?"
WHICH_MEAN = "One norm for each array: which one number is made of them all?"
ONE_NUMBER = "One number is asked for. What is left to do with the norms?"


def _l2(gradient: np.ndarray) -> float:
    return float(np.sqrt(np.sum(gradient**2)))


def _all(grads: dict[str, np.ndarray]) -> np.ndarray:
    return np.concatenate([gradient.ravel() for gradient in grads.values()])


def _of_each(
    norm: Norm = _l2, made: Callable[[list[float]], Any] = lambda norms: float(np.mean(norms))
) -> Callable[..., Any]:
    return lambda grads: made([norm(gradient) for gradient in grads.values()])


NORMS: dict[str, tuple[str, Norm]] = {
    "squared": ("‖g‖²", lambda g: float(np.sum(g**2))),
    "absolute_values": ("Σ|g|", lambda g: float(np.sum(np.abs(g)))),
    "largest_entry": ("max |g|", lambda g: float(np.max(np.abs(g)))),
    "per_entry": ("√(mean of g²)", lambda g: float(np.sqrt(np.mean(g**2)))),
    "mean_absolute_entry": ("mean of |g|", lambda g: float(np.mean(np.abs(g)))),
    "mean_square": ("mean of g²", lambda g: float(np.mean(g**2))),
    "half_of_the_square": ("‖g‖²/2", lambda g: float(np.sum(g**2) / 2)),
    "sum_of_the_entries": ("Σ g", lambda g: float(np.sum(g))),
    "size_of_the_sum": ("|Σ g|", lambda g: float(abs(np.sum(g)))),
    "mean_of_the_entries": ("mean of g", lambda g: float(np.mean(g))),
    "size_of_the_mean": ("|mean of g|", lambda g: float(abs(np.mean(g)))),
    "root_of_the_sizes": ("√Σ|g|", lambda g: float(np.sqrt(np.sum(np.abs(g))))),
    "spread": ("standard deviation of g", lambda g: float(np.std(g))),
    "over_the_rows": ("‖g‖/(number of rows)", lambda g: _l2(g) / len(g)),
    "over_the_entries": ("‖g‖/(number of entries)", lambda g: _l2(g) / g.size),
}
MEANS: dict[str, tuple[str, Callable[[list[float]], Any]]] = {
    "sum": ("Σ", lambda norms: float(sum(norms))),
    "largest": ("max", max),
    "smallest": ("min", min),
    "median": ("median", lambda norms: float(np.median(norms))),
    "total": ("√Σ(·)²", lambda norms: _l2(np.array(norms))),
    "total_over_the_number": ("√Σ(·)²/n", lambda norms: _l2(np.array(norms)) / len(norms)),
    "root_mean_square": (
        "√(mean of (·)²)", lambda norms: _l2(np.array(norms)) / len(norms) ** 0.5
    ),
    "sum_of_squares": ("Σ(·)²", lambda norms: float(np.sum(np.square(norms)))),
    "over_one_less": ("Σ/(n − 1)", lambda norms: float(sum(norms)) / max(len(norms) - 1, 1)),
    "over_one_more": ("Σ/(n + 1)", lambda norms: float(sum(norms)) / (len(norms) + 1)),
    "root_of_the_mean": ("√(mean)", lambda norms: float(np.sqrt(np.mean(norms)))),
    "geometric_mean": (
        "geometric mean", lambda norms: float(np.prod(norms) ** (1 / len(norms)))
    ),
    "first_alone": ("that of the first array", lambda norms: norms[0]),
    "last_alone": ("that of the last array", lambda norms: norms[-1]),
    "last_over_the_number": (
        "that of the last array, over n", lambda norms: norms[-1] / len(norms)
    ),
    "list_of_norms": ("a list of them", list),
    "array_of_norms": ("an array of them", np.array),
}  # fmt: skip
# Those that have a name elsewhere.
_THERE = {
    "squared", "absolute_values", "largest_entry", "per_entry", "mean_absolute_entry",
    "over_the_entries", "sum", "largest", "median", "root_mean_square", "total",
}  # fmt: skip
SINGLE = {
    **{
        name: Mistake(f"mean of {formula}", WHICH_NORM, _of_each(norm))
        for name, (formula, norm) in NORMS.items() if name not in _THERE
    },
    **{
        name: Mistake(f"{formula} of the norms", WHICH_MEAN, _of_each(made=made))
        for name, (formula, made) in MEANS.items() if name not in _THERE
    },
    "dict_of_norms": Mistake(
        "a dict of the norms", ONE_NUMBER,
        lambda grads: {name: _l2(gradient) for name, gradient in grads.items()},
    ),
    "norm_of_the_mean": Mistake(
        "‖(Σ g₁, Σ g₂, …)‖/n", WHICH_MEAN,
        lambda grads: _l2(np.array([np.sum(g) for g in grads.values()])) / len(grads),
    ),
    "per_entry_of_all": Mistake(
        "√(mean of the squares of all entries)", WHICH_MEAN,
        lambda grads: float(np.sqrt(np.mean(_all(grads) ** 2))),
    ),
    "mean_of_all_squares": Mistake(
        "mean of the squares of all entries", WHICH_MEAN,
        lambda grads: float(np.mean(_all(grads) ** 2)), "all", 2,
    ),
    "weights_or_nothing": Mistake(
        "mean over the W alone, NaN where there is none",
        "Are biases among the arrays in the dict?",
        lambda grads: float(np.mean(
            [_l2(g) for name, g in grads.items() if name.startswith("W")] or [np.nan]
        )),
    ),
    "biases_only": Mistake(
        "mean over the b alone", "Are weights among the arrays in the dict?",
        lambda grads: float(np.mean(
            [_l2(g) for name, g in grads.items() if name.startswith("b")] or [0.0]
        )),
    ),
}  # fmt: skip
# The same numbers as another entry's.
_SAID_OTHERWISE = {
    ("squared", "sum"), ("squared", "root_of_the_mean"),
    ("sum_of_the_entries", "total_over_the_number"),
    ("per_entry", "sum_of_squares"), ("per_entry", "root_mean_square"),
    ("root_of_the_sizes", "root_mean_square"), ("root_of_the_sizes", "sum_of_squares"),
}  # fmt: skip
PAIRS = {
    f"{one}_and_{other}": Mistake(
        f"{made} of {norm}", f"{WHICH_NORM} {WHICH_MEAN}", _of_each(of_one, of_all), "all", 2
    )
    for (one, (norm, of_one)), (other, (made, of_all)) in product(NORMS.items(), MEANS.items())
    # Squares know no signs.
    if not (one.startswith("size_of") and ("total" in other or "square" in other))
    and (one, other) not in _SAID_OTHERWISE
}
for _mistakes in (SINGLE, PAIRS):
    globals().update(
        registered(
            "q4c_mean_gradient_norm", "mean_gradient_norm", _mistakes, __name__,
            brief=_mistakes is PAIRS,
        )
    )  # fmt: skip
