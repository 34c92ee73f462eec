"""What a BEST_MODEL is worth at home: the same training, moved by PyTorch's optimizers.

A student's kit can't hold the update rules that retraining.py trains with, since they are what Q4
asks for. Both come equally far, to the image.
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


def retrain(best_model: Any, start: Parameters) -> BestModelResult:
    """Train the network that starts with these parameters with the hyperparameters of a BEST_MODEL.

    Raises:
        ValueError: where they are no hyperparameters, with the reason.
    """
    recipe = experiments.best_model_recipe(best_model, RULES)
    # A rate that is too big is nothing to warn about: the result says so.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return _trained(recipe, start)


def _trained(recipe: Recipe, start: Parameters) -> BestModelResult:
    data, network = load_digits_data(), ReproducibleNetwork(start)
    optimizer, moved = _optimizer(recipe, network)
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
            for name, gradient in gradients.items():
                moved[name].grad.numpy()[...] = gradient
            optimizer.step()
            for array in network.parameters.values():
                array[...] = settled(array)
        val_accuracies.append(network.accuracy(data.X_val, data.y_val))
        if diverged:
            break
        for group in optimizer.param_groups:
            group["lr"] *= recipe.lr_decay
    train_accuracy = network.accuracy(data.X_train, data.y_train)
    return BestModelResult.of(train_accuracy, val_accuracies, steps_per_epoch, diverged)


def _optimizer(recipe: Recipe, network: ReproducibleNetwork) -> tuple[Any, dict[str, Any]]:
    """The optimizer of a rule, and the tensors that it moves, in the network's own memory."""
    import torch  # takes a second, and few checks need it

    moved = {name: torch.from_numpy(array) for name, array in network.parameters.items()}
    for tensor in moved.values():
        tensor.grad = torch.zeros_like(tensor)
    optimizers = torch.optim
    make = {
        "sgd": optimizers.SGD,
        "sgd_momentum": optimizers.SGD,
        "rmsprop": optimizers.RMSprop,
        "adam": optimizers.Adam,
    }[recipe.update_rule]
    options = {"momentum": 0.9} if recipe.update_rule == "sgd_momentum" else {}
    return make(moved.values(), lr=recipe.learning_rate, **options), moved
