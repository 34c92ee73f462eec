"""The two experiments of Q4(c), fixed but for the numbers in training.py: the grader runs them too.

Both train on the digits from He-initialized weights that PyTorch draws, with the update rules that
they are given: yours in the notebook, the grader's own when it grades.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from student.provided.data import load_digits_data
from student.provided.network import FullyConnectedNetwork
from student.provided.reproducible import ReproducibleNetwork, settled
from student.provided.solver import Solver, UpdateRule
from student.provided.validation import choice, count, positive, up_to

# Eight hidden layers: deep enough that no rule gets anywhere in time at the rate it has by default.
DEEP = (64, *[32] * 8, 10)
DEEP_SEED = 182
BEST_MODEL_BAR = 0.94
BEST_MODEL_KEYS = ("learning_rate", "num_epochs", "batch_size", "lr_decay", "update_rule")
MOST_EPOCHS = 20
SMALLEST_BATCH, LARGEST_BATCH = 32, 500

# Momentum against plain SGD: long enough for the velocity to build up, short enough for the
# accuracy to tell how far training has come.
SHALLOW = (64, 32, 10)
MATCH_SEEDS = (4, 5, 6)
MATCH_STEPS, MATCH_BATCH = 48, 100
MOMENTUM = {"momentum": 0.9}
MOMENTUM_LEARNING_RATE = 1e-2
# Rates from half of what matches best to twice that pass, with some room.
MATCH_TOLERANCE = 0.065


@dataclass(frozen=True)
class BestModelResult:
    """What became of a BEST_MODEL: accuracies (fractions) at the end of training.

    steps_to_bar counts the steps to the first epoch whose validation accuracy was BEST_MODEL_BAR or
    more; None where there was none. val_accuracy_history has the validation accuracies before
    training and after each epoch, network is what was trained.
    """

    train_accuracy: float
    val_accuracy: float
    steps_to_bar: int | None
    diverged: bool
    val_accuracy_history: tuple[float, ...]
    network: FullyConnectedNetwork | None = field(compare=False, repr=False)

    @classmethod
    def of(
        cls,
        train_accuracy: float,
        val_accuracies: Sequence[float],
        steps_per_epoch: int,
        diverged: bool,
        network: FullyConnectedNetwork | None = None,
    ) -> BestModelResult:
        """The result of a training with these accuracies, one before it and one for each epoch."""
        above_bar = np.flatnonzero(np.array(val_accuracies) >= BEST_MODEL_BAR)
        steps = int(above_bar[0]) * steps_per_epoch if len(above_bar) else None
        history = tuple(val_accuracies)
        return cls(train_accuracy, history[-1], steps, diverged, history, network)


@dataclass(frozen=True)
class Recipe:
    """The hyperparameters of a BEST_MODEL, looked through."""

    learning_rate: float
    num_epochs: int
    batch_size: int
    lr_decay: float
    update_rule: str


@dataclass(frozen=True)
class MomentumComparison:
    """Training accuracies (fractions, means over MATCH_SEEDS) after MATCH_STEPS steps."""

    momentum_accuracy: float
    sgd_accuracy: float

    @property
    def is_match(self) -> bool:
        """Whether the two come equally far, to MATCH_TOLERANCE."""
        return abs(self.sgd_accuracy - self.momentum_accuracy) <= MATCH_TOLERANCE


def best_model_recipe(best_model: Mapping[str, Any], update_rules: Sequence[str]) -> Recipe:
    """The hyperparameters of a BEST_MODEL.

    Args:
        best_model: learning_rate > 0, num_epochs 1 … 20, batch_size 32 … 500, lr_decay (factor on
            the rate after each epoch) above 0 and 1 at most, and update_rule, a name. Other
            keys mean nothing here.
        update_rules: the names that there are.

    Raises:
        ValueError: for a key that is missing, or a value out of range.
    """
    if not isinstance(best_model, Mapping) or not set(BEST_MODEL_KEYS) <= set(best_model):
        raise ValueError(f"BEST_MODEL must be a dict with the keys {', '.join(BEST_MODEL_KEYS)}")
    rule = choice("update_rule", best_model["update_rule"], tuple(update_rules))
    num_epochs = count("num_epochs", best_model["num_epochs"], at_least=1)
    batch_size = count("batch_size", best_model["batch_size"], at_least=SMALLEST_BATCH)
    return Recipe(
        learning_rate=positive("learning_rate", best_model["learning_rate"]),
        num_epochs=int(up_to("num_epochs", num_epochs, MOST_EPOCHS)),
        batch_size=int(up_to("batch_size", batch_size, LARGEST_BATCH)),
        lr_decay=up_to("lr_decay", positive("lr_decay", best_model["lr_decay"]), 1),
        update_rule=rule,
    )


def train_best_model(
    best_model: Mapping[str, Any], update_rules: Mapping[str, UpdateRule]
) -> BestModelResult:
    """Train the deep network with the hyperparameters of a BEST_MODEL, as the grader does.

    They come to the same accuracy on every machine.

    Args:
        best_model: see best_model_recipe.
        update_rules: the rules that may be named.

    Raises:
        ValueError: for a key that is missing, or a value out of range.
    """
    recipe = best_model_recipe(best_model, tuple(update_rules))
    solver = Solver(
        ReproducibleNetwork(he_network(DEEP, DEEP_SEED).parameters),
        load_digits_data(),
        _settling(update_rules[recipe.update_rule]),
        recipe.learning_rate,
        num_epochs=recipe.num_epochs,
        batch_size=recipe.batch_size,
        lr_decay=recipe.lr_decay,
        seed=DEEP_SEED,
        train_accuracy_each_epoch=False,
    )
    solver.train()
    return BestModelResult.of(
        solver.train_accuracy_history[-1],
        solver.val_accuracy_history,
        solver.steps_per_epoch,
        solver.diverged,
        solver.network,
    )


def _settling(rule: UpdateRule) -> UpdateRule:
    """The rule, with what it gives rounded: your way to write it is as good as the grader's."""

    def step(
        w: np.ndarray, dw: np.ndarray, config: dict[str, Any]
    ) -> tuple[np.ndarray, dict[str, Any]]:
        next_w, config = rule(w, dw, config)
        return settled(next_w), config

    return step


def compare_momentum_with_sgd(
    sgd_learning_rate: float, sgd: UpdateRule, sgd_momentum: UpdateRule
) -> MomentumComparison:
    """Train with momentum 0.9 at rate 1e-2, and with plain SGD at the given rate.

    Both start from the same weights and take as many steps, on the same batches.

    Raises:
        ValueError: for a rate that is not positive and finite.
    """
    sgd_learning_rate = positive("sgd_learning_rate", sgd_learning_rate)
    return MomentumComparison(
        momentum_accuracy=mean_accuracy(sgd_momentum, MOMENTUM_LEARNING_RATE, MOMENTUM),
        sgd_accuracy=mean_accuracy(sgd, sgd_learning_rate, {}),
    )


def he_network(layer_dims: Sequence[int], seed: int) -> FullyConnectedNetwork:
    """A He-initialized network, the same for the same seed."""
    import torch  # only those who draw need it

    generator = torch.Generator().manual_seed(seed)
    parameters: dict[str, np.ndarray] = {}
    for layer, fans in enumerate(zip(layer_dims[1:], layer_dims[:-1], strict=True), start=1):
        weights = torch.empty(fans, dtype=torch.float64)
        torch.nn.init.kaiming_normal_(weights, nonlinearity="relu", generator=generator)
        parameters[f"W{layer}"] = weights.numpy().T
        parameters[f"b{layer}"] = np.zeros(layer_dims[layer])
    return FullyConnectedNetwork(parameters)


def mean_accuracy(rule: UpdateRule, learning_rate: float, config: Mapping[str, float]) -> float:
    """The training accuracy (a fraction) that a rule comes to, as the mean over MATCH_SEEDS."""
    data = load_digits_data()
    accuracies = []
    for seed in MATCH_SEEDS:
        solver = Solver(
            he_network(SHALLOW, seed),
            data,
            rule,
            learning_rate,
            config=dict(config),
            num_steps=MATCH_STEPS,
            batch_size=MATCH_BATCH,
            seed=seed,
            train_accuracy_each_epoch=False,
        )
        solver.train()
        accuracies.append(solver.train_accuracy_history[-1])
    return float(np.mean(accuracies))
