"""Trains a network with any update rule, and remembers how it went."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from student.provided.data import Dataset
from student.provided.network import FullyConnectedNetwork

Config = dict[str, Any]
UpdateRule = Callable[[np.ndarray, np.ndarray, Config], tuple[np.ndarray, Config]]

BAR_LENGTH = 20


class Solver:
    """Minibatch training of one network.

        solver = Solver(network, data, adam, learning_rate=1e-3, num_epochs=5)
        solver.train()
        solver.val_accuracy_history[-1]

    Each epoch goes through the training images once, in a new order; images that don't fill a batch
    sit that epoch out.

    Attributes:
        loss_history: loss of each step's batch, before the step (nats).
        gradient_norm_history: `gradient_norm` of each step's gradients; empty without it.
        train_accuracy_history, val_accuracy_history: fractions before training, after each epoch,
            and at the end where it is none; of the training images at the end alone with
            train_accuracy_each_epoch=False.
        diverged: whether training stopped early because the loss was no longer finite.
    """

    def __init__(
        self,
        network: FullyConnectedNetwork,
        data: Dataset,
        update_rule: UpdateRule,
        learning_rate: float,
        *,
        config: Config | None = None,
        num_epochs: int = 10,
        num_steps: int | None = None,
        batch_size: int = 100,
        lr_decay: float = 1.0,
        seed: int = 0,
        gradient_norm: Callable[[dict[str, np.ndarray]], float] | None = None,
        train_accuracy_each_epoch: bool = True,
        progress: bool = False,
    ) -> None:
        """
        Args:
            network: what to train; its parameters change.
            data: what to train it on, and what to measure the accuracy on.
            update_rule: next_w, config = update_rule(w, dw, config), called for each parameter.
            learning_rate: of the first epoch.
            config: further hyperparameters for the update rule, such as {"momentum": 0.9}.
            num_epochs: how often to go through the training images.
            num_steps: how many steps to take, instead of num_epochs.
            batch_size: images per step; all of them, where there are no more.
            lr_decay: factor on the learning rate after each epoch.
            seed: says which images make up which batch.
            gradient_norm: what to record about the gradients, such as your mean_gradient_norm.
            train_accuracy_each_epoch: False saves more time than the steps of a small network take.
            progress: draw a progress bar on standard error.
        """
        self.network = network
        self.data = data
        self.update_rule = update_rule
        self.learning_rate = learning_rate
        self.batch_size = min(batch_size, len(data.y_train))
        self.steps_per_epoch = len(data.y_train) // self.batch_size
        self.num_steps = num_epochs * self.steps_per_epoch if num_steps is None else num_steps
        self.lr_decay = lr_decay
        self.gradient_norm = gradient_norm
        self.train_accuracy_each_epoch = train_accuracy_each_epoch
        self.progress = progress
        self._rng = np.random.default_rng(seed)
        # One config for each parameter: its velocity or moments are its own.
        self._configs = {name: dict(config or {}) for name in network.parameters}

        self.loss_history: list[float] = []
        self.gradient_norm_history: list[float] = []
        self.train_accuracy_history: list[float] = []
        self.val_accuracy_history: list[float] = []
        self.diverged = False

    def train(self) -> None:
        """Take all steps, or stop where the loss is no longer finite."""
        # A rate that is too big is nothing to warn about: `diverged` says so.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            self._record_accuracy()
            for step in range(self.num_steps):
                if step % self.steps_per_epoch == 0:
                    order = self._rng.permutation(len(self.data.y_train))
                first = step % self.steps_per_epoch * self.batch_size
                self._step(order[first : first + self.batch_size])
                if self.diverged:
                    break
                if (step + 1) % self.steps_per_epoch == 0:
                    self.learning_rate *= self.lr_decay
                    self._record_accuracy()
                self._draw_progress(step + 1)
            if self.num_steps % self.steps_per_epoch or self.diverged:
                self._record_accuracy()
            if not self.train_accuracy_each_epoch:
                accuracy = self.network.accuracy(self.data.X_train, self.data.y_train)
                self.train_accuracy_history.append(accuracy)

    def _step(self, batch: np.ndarray) -> None:
        """One step of the update rule for each parameter, on the images with these indices."""
        loss, gradients = self.network.loss(self.data.X_train[batch], self.data.y_train[batch])
        self.loss_history.append(loss)
        self.diverged = not np.isfinite(loss)
        if self.diverged:
            return
        if self.gradient_norm is not None:
            self.gradient_norm_history.append(self.gradient_norm(gradients))
        parameters = self.network.parameters
        for name, gradient in gradients.items():
            config = {**self._configs[name], "learning_rate": self.learning_rate}
            parameters[name], self._configs[name] = self.update_rule(
                parameters[name], gradient, config
            )

    def _record_accuracy(self) -> None:
        data = self.data
        if self.train_accuracy_each_epoch:
            self.train_accuracy_history.append(self.network.accuracy(data.X_train, data.y_train))
        self.val_accuracy_history.append(self.network.accuracy(data.X_val, data.y_val))

    def _draw_progress(self, step: int) -> None:
        if not self.progress:
            return
        bar = "█" * (BAR_LENGTH * step // self.num_steps)
        print(
            f"\r{bar:░<{BAR_LENGTH}} step {step}/{self.num_steps}, "
            f"loss {self.loss_history[-1]:.3f}, val accuracy {self.val_accuracy_history[-1]:.3f} ",
            end="\n" if step == self.num_steps else "",
            file=sys.stderr,
        )
