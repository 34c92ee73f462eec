"""What a BEST_MODEL is worth: the network of Q4(c), trained with it on the same digits for all.

The weights to start from are recorded, and the network's arithmetic is the same on every machine:
a setting has one accuracy everywhere. It holds what the update rules do, and is no part of what
students are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from student.provided import experiments
from student.provided.data import load_digits_data
from student.provided.experiments import BestModelResult, Recipe
from student.provided.reproducible import ReproducibleNetwork, settled

Parameters = Mapping[str, np.ndarray]
RULES = ("sgd", "sgd_momentum", "rmsprop", "adam")
# A class has many submissions with the same numbers; what is kept stays small however many differ.
MOST_KEPT = 1000
_results: dict[Recipe, BestModelResult] = {}


def retrain(best_model: Any, start: Parameters) -> BestModelResult:
    """Train the network that starts with these parameters with the hyperparameters of a BEST_MODEL.

    Raises:
        ValueError: where they are no hyperparameters, with the reason.
    """
    recipe = _recipe(best_model)
    if recipe not in _results:
        if len(_results) >= MOST_KEPT:
            _results.clear()
        # A rate that is too big is nothing to warn about: the result says so.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            _results[recipe] = _trained(recipe, start)
    return _results[recipe]


def result_of(best_model: Any) -> BestModelResult | None:
    """What became of a BEST_MODEL that has been trained lately; None of any other value."""
    try:
        return _results.get(_recipe(best_model))
    except (ValueError, TypeError):
        return None


def _recipe(best_model: Any) -> Recipe:
    return experiments.best_model_recipe(best_model, RULES)


def _trained(recipe: Recipe, start: Parameters) -> BestModelResult:
    data, network = load_digits_data(), ReproducibleNetwork(start)
    vector = _in_one_vector(network)
    move = _Mover(recipe.update_rule, vector)
    rng, rate = np.random.default_rng(experiments.DEEP_SEED), recipe.learning_rate
    steps_per_epoch = len(data.y_train) // recipe.batch_size
    val_accuracies = [network.accuracy(data.X_val, data.y_val)]
    diverged = False
    for _ in range(recipe.num_epochs):
        order = rng.permutation(len(data.y_train))[: steps_per_epoch * recipe.batch_size]
        for batch in np.split(order, steps_per_epoch):
            loss, gradients = network.loss(data.X_train[batch], data.y_train[batch])
            diverged = not np.isfinite(loss)
            if diverged:
                break
            move(np.concatenate([gradients[name].ravel() for name in network.parameters]), rate)
            vector[:] = settled(vector)
        val_accuracies.append(network.accuracy(data.X_val, data.y_val))
        if diverged:
            break
        rate *= recipe.lr_decay
    train_accuracy = network.accuracy(data.X_train, data.y_train)
    return BestModelResult.of(train_accuracy, val_accuracies, steps_per_epoch, diverged)


def _in_one_vector(network: ReproducibleNetwork) -> np.ndarray:
    """All parameters in one vector, of which the network's arrays become views: what moves it moves
    the network."""
    arrays = network.parameters
    vector = np.concatenate([array.ravel() for array in arrays.values()])
    ends = np.cumsum([array.size for array in arrays.values()])
    pieces = np.split(vector, ends[:-1])
    for (name, array), piece in zip(list(arrays.items()), pieces, strict=True):
        arrays[name] = piece.reshape(array.shape)
    return vector


class _Mover:
    """Moves a vector in place, by a rule with its default hyperparameters but for the rate."""

    def __init__(self, rule: str, vector: np.ndarray) -> None:
        self._rule, self._vector = rule, vector
        self._first, self._second = np.zeros_like(vector), np.zeros_like(vector)
        self._first_left, self._second_left = 1.0, 1.0  # 0.9ᵗ and 0.999ᵗ

    def __call__(self, gradient: np.ndarray, rate: float) -> None:
        first, second = self._first, self._second
        if self._rule == "sgd":
            self._vector -= rate * gradient
        elif self._rule == "sgd_momentum":
            first *= 0.9
            first += gradient
            self._vector -= rate * first
        elif self._rule == "rmsprop":
            second *= 0.99
            second += (1 - 0.99) * np.square(gradient)
            self._vector -= rate * gradient / (np.sqrt(second) + 1e-8)
        else:
            first *= 0.9
            first += (1 - 0.9) * gradient
            second *= 0.999
            second += (1 - 0.999) * np.square(gradient)
            self._first_left *= 0.9
            self._second_left *= 0.999
            size = np.sqrt(second / (1 - self._second_left)) + 1e-8
            self._vector -= rate * (first / (1 - self._first_left)) / size
