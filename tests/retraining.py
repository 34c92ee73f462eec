"""What a submission's numbers are worth: networks trained with them, on the same digits for all.

The weights to start from are recorded, so that everybody starts from the same. All parameters are
one long vector that a run moves in place; nothing here is an update rule by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from student.provided.data import Dataset, load_digits_data
from student.provided.network import FullyConnectedNetwork

Parameters = Mapping[str, np.ndarray]
RULES = ("sgd", "sgd_momentum", "rmsprop", "adam")


@dataclass
class Run:
    """One network in training.

    start: its parameters. rule: which of RULES moves it, with that rule's default hyperparameters
    but for the rate. seed: says which images make up which batch.

    val_accuracies: before training, after each epoch, and at the end where it is none.
    """

    start: Parameters
    rule: str
    learning_rate: float
    batch_size: int
    lr_decay: float = 1.0
    seed: int = 0
    data: Dataset = field(default_factory=load_digits_data)
    val_accuracies: list[float] = field(default_factory=list)
    diverged: bool = False

    def __post_init__(self) -> None:
        self.network = FullyConnectedNetwork(self.start)
        self.batch_size = min(self.batch_size, len(self.data.y_train))
        self.steps_per_epoch = len(self.data.y_train) // self.batch_size
        self._flat = np.concatenate([array.ravel() for array in self.start.values()])
        ends = np.cumsum([array.size for array in self.start.values()])
        for (name, array), end in zip(self.start.items(), ends, strict=True):
            piece = self._flat[end - array.size : end]
            self.network.parameters[name] = piece.reshape(array.shape)
        self._first = np.zeros_like(self._flat)
        self._second = np.zeros_like(self._flat)

    def train(self, num_steps: int) -> None:
        """Take all steps, or stop where the loss is no longer finite."""
        rng, rate = np.random.default_rng(self.seed), self.learning_rate
        data = self.data
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            self._record()
            for step in range(num_steps):
                place = step % self.steps_per_epoch
                if place == 0:
                    order = rng.permutation(len(data.y_train))
                batch = order[place * self.batch_size : (place + 1) * self.batch_size]
                loss, gradients = self.network.loss(data.X_train[batch], data.y_train[batch])
                self.diverged = not np.isfinite(loss)
                if self.diverged:
                    break
                pull = np.concatenate([gradients[name].ravel() for name in self.start])
                self._move(pull, rate, step + 1)
                if place == self.steps_per_epoch - 1:
                    rate *= self.lr_decay
                    self._record()
            if num_steps % self.steps_per_epoch or self.diverged:
                self._record()

    @property
    def train_accuracy(self) -> float:
        """The fraction of training images that get their class now."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.network.accuracy(self.data.X_train, self.data.y_train)

    def _move(self, pull: np.ndarray, rate: float, count: int) -> None:
        first, second = self._first, self._second
        if self.rule == "sgd":
            self._flat -= rate * pull
        elif self.rule == "sgd_momentum":
            first *= 0.9
            first += pull
            self._flat -= rate * first
        elif self.rule == "rmsprop":
            second *= 0.99
            second += (1 - 0.99) * np.square(pull)
            self._flat -= rate * pull / (np.sqrt(second) + 1e-8)
        else:
            first *= 0.9
            first += (1 - 0.9) * pull
            second *= 0.999
            second += (1 - 0.999) * np.square(pull)
            correction = np.sqrt(second / (1 - 0.999**count)) + 1e-8
            self._flat -= rate * (first / (1 - 0.9**count)) / correction

    def _record(self) -> None:
        self.val_accuracies.append(self.network.accuracy(self.data.X_val, self.data.y_val))


def as_key(best_model: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """A BEST_MODEL as something to remember results by."""
    return tuple(sorted(best_model.items()))
