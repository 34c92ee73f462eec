"""The strategies find the edges that they were written for, and shrink to the least of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st

from tests import strategies as draws
from tests.strategies.arrays import orthogonal

SETTINGS = settings(max_examples=400, database=None, deadline=None, phases=[Phase.generate])
SHRINKING = settings(SETTINGS, phases=[Phase.generate, Phase.shrink])


def drawn(strategy: st.SearchStrategy[Any], condition: Callable[[Any], bool]) -> Any:
    """A draw with the property; NoSuchExample where none is found."""
    return find(strategy, condition, settings=SETTINGS, random=Random(182))


def smallest(strategy: st.SearchStrategy[Any]) -> Any:
    """What a draw shrinks to."""
    return find(strategy, lambda case: True, settings=SHRINKING, random=Random(182))


EDGES: list[tuple[str, st.SearchStrategy[Any], Callable[[Any], bool]]] = [
    ("one dimension", draws.SIGMAS, lambda sigma: sigma.size == 1),
    ("equal σ", draws.SIGMAS, lambda sigma: sigma.size > 1 and np.ptp(sigma) == 0),
    ("σ that differ", draws.SIGMAS, lambda sigma: np.unique(sigma).size >= 3),
    ("a target of 0", draws.losses(), lambda loss: bool((loss["y"] == 0).any())),
    ("both signs", draws.losses(), lambda loss: loss["y"].min() < 0 < loss["y"].max()),
    ("an oscillating slowest dimension", draws.slow_cases("above"),
     lambda case: 1 - 2 * case["learning_rate"] * case["sigma"].max() ** 2 < -0.5),
    ("a single step", draws.goals("below"), lambda case: draws.fractional_steps(case) < 1),
    ("a wide X", draws.matrices(), lambda case: case["X"].shape[0] < case["X"].shape[1]),
    ("a tall X", draws.matrices(), lambda case: case["X"].shape[0] > case["X"].shape[1]),
    ("one point", draws.matrices(), lambda case: len(case["X"]) == 1),
    ("repeated singular values", draws.matrices(),
     lambda case: np.unique(case["singular_values"]).size < case["singular_values"].size),
    ("no steps", draws.WALKS, lambda walk: walk["step_sizes"].size == 0),
    ("a step of 0", draws.WALKS, lambda walk: bool((walk["step_sizes"] == 0).any())),
    ("a step past b", draws.WALKS, lambda walk: walk["step_sizes"].size > 0 and
     walk["step_sizes"][0] > np.linalg.norm(walk["x0"] - walk["b"])),
    ("a start at b", draws.dyadic_walks(), lambda walk: bool((walk["x0"] == walk["b"]).all())),
    ("a tie of gradients", draws.descents(), lambda case: np.unique(case["gradients"]).size
     < case["gradients"].size),
    ("a gradient of 0", draws.descents(), lambda case: not case["gradients"].all()),
    ("an array of one entry", draws.descents(), lambda case: case["w"].size == 1),
    ("four dimensions", draws.descents(), lambda case: case["w"].ndim == 4),
    ("a β of 0", draws.descents(hyperparameters=draws.ADAM),
     lambda case: case["config"]["beta1"] == 0),
    ("no hyperparameters", draws.descents(hyperparameters=draws.ADAM, given="some"),
     lambda case: not case["config"]),
    ("a gradient of zeros", draws.gradient_dicts(),
     lambda grads: any(not array.any() for array in grads.values())),
    ("one point for a network", draws.linearizations(), lambda case: case["x"].size == 1),
    ("one unit", draws.linearizations(),
     lambda case: any(array.shape == (1, 1) for array in case["model"].parameters)),
    ("three hidden layers", draws.linearizations(), lambda case: case["model"].layers.count(
     "ReLU") == 3),
    ("float32", draws.linearizations(), lambda case: case["x"].dtype == np.float32),
]  # fmt: skip


@pytest.mark.parametrize(
    ("strategy", "condition"), [e[1:] for e in EDGES], ids=[e[0] for e in EDGES]
)
def test_the_edge_is_drawn(
    strategy: st.SearchStrategy[Any], condition: Callable[[Any], bool]
) -> None:
    assert condition(drawn(strategy, condition))


def test_a_loss_shrinks_to_one_dimension() -> None:
    loss = smallest(draws.losses())
    assert (loss["sigma"].size, loss["y"].tolist()) == (1, [0.0])


def test_a_descent_shrinks_to_one_entry_and_zeros() -> None:
    descent = smallest(draws.descents(hyperparameters=draws.SGD))
    assert descent["w"].tolist() == [0.0]
    assert descent["gradients"].shape == (3, 1)
    assert descent["config"] == {"learning_rate": 1.0}


def test_entries_of_an_array_are_drawn_one_by_one() -> None:
    found = drawn(draws.float_arrays((2, 3), draws.EIGHTHS), lambda a: np.unique(a).size == 6)
    assert np.unique(found).size == 6


def test_a_drawn_orthogonal_matrix_has_the_same_last_digits_everywhere() -> None:
    matrix = orthogonal(np.random.default_rng(182), 5)
    np.testing.assert_allclose(matrix.T @ matrix, np.eye(5), atol=1e-14)
    assert hashlib.sha256(matrix.tobytes()).hexdigest()[:8] == "343aacbd"


def test_gradients_of_adam_are_large_enough_to_hide_epsilon() -> None:
    found = smallest(draws.LARGE)
    assert abs(found) >= 1000


def test_networks_keep_their_distance_from_every_elbow() -> None:
    def near_an_elbow(case: dict[str, Any]) -> bool:
        model, h = case["model"], case["x"].astype(float)[:, None]
        pairs = list(zip(model.parameters[::2], model.parameters[1::2], strict=True))
        for weight, bias in pairs[:-1]:
            before = h @ weight.T.astype(float) + bias
            if np.abs(before).min() < draws.ELBOW_MARGIN:
                return True
            h = np.maximum(before, 0)
        return False

    for size in (1, 3, 6):
        strategy = draws.linearizations(num_points=(size, size))
        assert not near_an_elbow(drawn(strategy, lambda case: True))
