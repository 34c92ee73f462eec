"""What a BEST_MODEL is worth: the network of Q4(c), trained with it on the same digits for all.

The weights to start from are recorded, so that everybody starts from the same. Students have this
file too. Therefore it holds no update rule: PyTorch's optimizers take the steps, and no function
here takes a single one. PyTorch is loaded when something is trained, and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from student.provided import experiments
from student.provided.data import load_digits_data
from student.provided.experiments import BestModelResult, Recipe
from student.provided.network import FullyConnectedNetwork

Parameters = Mapping[str, np.ndarray]
# What PyTorch calls each rule. Its other hyperparameters are the handout's, where they differ.
OPTIMIZERS: dict[str, tuple[str, dict[str, float]]] = {
    "sgd": ("SGD", {}),
    "sgd_momentum": ("SGD", {"momentum": 0.9}),
    "rmsprop": ("RMSprop", {}),
    "adam": ("Adam", {}),
}
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
    return experiments.best_model_recipe(best_model, tuple(OPTIMIZERS))


def _trained(recipe: Recipe, start: Parameters) -> BestModelResult:
    import torch

    data, (network, vector) = load_digits_data(), _in_one_vector(start)
    weights = torch.from_numpy(vector)
    name, others = OPTIMIZERS[recipe.update_rule]
    optimizer = getattr(torch.optim, name)([weights], lr=recipe.learning_rate, **others)
    decay = torch.optim.lr_scheduler.ExponentialLR(optimizer, recipe.lr_decay)
    rng = np.random.default_rng(experiments.DEEP_SEED)
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
            pieces = [gradients[name].ravel() for name in start]
            weights.grad = torch.from_numpy(np.concatenate(pieces))
            optimizer.step()
        val_accuracies.append(network.accuracy(data.X_val, data.y_val))
        if diverged:
            break
        decay.step()
    train_accuracy = network.accuracy(data.X_train, data.y_train)
    return BestModelResult.of(train_accuracy, val_accuracies, steps_per_epoch, diverged)


def _in_one_vector(start: Parameters) -> tuple[FullyConnectedNetwork, np.ndarray]:
    """A network, and the vector that its arrays are views of: what moves it moves the network."""
    network = FullyConnectedNetwork(start)
    vector = np.concatenate([array.ravel() for array in start.values()])
    ends = np.cumsum([array.size for array in start.values()])
    for (name, array), piece in zip(start.items(), np.split(vector, ends[:-1]), strict=True):
        network.parameters[name] = piece.reshape(array.shape)
    return network, vector
