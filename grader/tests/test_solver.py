"""The solver that students are given: it steps, decays, remembers and stops as it says."""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
import pytest

from student.provided.data import Dataset, load_digits_data
from student.provided.experiments import he_network
from student.provided.network import FullyConnectedNetwork
from student.provided.solver import Solver


def small_network() -> FullyConnectedNetwork:
    """Six parameter arrays, for the blobs."""
    return he_network([5, 4, 4, 3], seed=0)


def blobs(num_train: int = 20) -> Dataset:
    """Three classes around three corners, row i marked by its index in the last feature."""
    rng = np.random.default_rng(1)

    def part(n: int) -> tuple[np.ndarray, np.ndarray]:
        y = np.arange(n) % 3
        X = 0.1 * rng.normal(size=(n, 5))
        X[np.arange(n), y] += 3
        X[:, 4] = np.arange(n) / n
        return X, y

    return Dataset(*part(num_train), *part(6), *part(6))


def plain_step(
    w: np.ndarray, dw: np.ndarray, config: dict[str, Any]
) -> tuple[np.ndarray, dict[str, Any]]:
    return w - config["learning_rate"] * dw, config


class Spy:
    """An update rule that changes nothing and remembers the configs that it was given."""

    def __init__(self) -> None:
        self.configs: list[dict[str, Any]] = []

    def __call__(
        self, w: np.ndarray, dw: np.ndarray, config: dict[str, Any]
    ) -> tuple[np.ndarray, dict[str, Any]]:
        self.configs.append(dict(config))
        return w, {**config, "calls": config.get("calls", 0) + 1, "shape": w.shape}

    def learning_rates(self, num_parameters: int) -> list[float]:
        return [config["learning_rate"] for config in self.configs[::num_parameters]]


def test_training_leaves_the_initial_parameters_as_they_were() -> None:
    initial = small_network().parameters
    before = {name: value.copy() for name, value in initial.items()}

    def in_place(
        w: np.ndarray, dw: np.ndarray, config: dict[str, Any]
    ) -> tuple[np.ndarray, dict[str, Any]]:
        w -= config["learning_rate"] * dw
        return w, config

    network = FullyConnectedNetwork(initial)
    Solver(network, blobs(), in_place, 0.1, num_epochs=1, batch_size=5).train()

    assert all((initial[name] == before[name]).all() for name in before)
    assert (network.parameters["W1"] != before["W1"]).any()


def test_a_step_is_the_update_rule_applied_to_each_parameter() -> None:
    data, network, before = blobs(), small_network(), small_network()
    loss, gradients = before.loss(data.X_train, data.y_train)

    solver = Solver(network, data, plain_step, 0.1, num_steps=1, batch_size=100)
    solver.train()

    assert solver.loss_history == [pytest.approx(loss)]
    for name, value in before.parameters.items():
        np.testing.assert_allclose(network.parameters[name], value - 0.1 * gradients[name])


def test_an_epoch_goes_through_each_image_once_in_a_new_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[list[float]] = []
    original = FullyConnectedNetwork.loss

    def watched(self: FullyConnectedNetwork, X: np.ndarray, y: np.ndarray) -> Any:
        seen.append(X[:, 4].tolist())
        return original(self, X, y)

    monkeypatch.setattr(FullyConnectedNetwork, "loss", watched)
    network = small_network()
    Solver(network, blobs(20), Spy(), 0.1, num_epochs=2, batch_size=5).train()

    first, second = list(chain(*seen[:4])), list(chain(*seen[4:]))
    assert [len(batch) for batch in seen] == [5] * 8
    assert sorted(first) == sorted(second) == blobs(20).X_train[:, 4].tolist()
    assert first != second


def test_the_learning_rate_decays_after_each_epoch() -> None:
    spy = Spy()
    network = small_network()
    Solver(network, blobs(20), spy, 0.8, num_epochs=3, batch_size=10, lr_decay=0.5).train()

    assert spy.learning_rates(num_parameters=6) == [0.8, 0.8, 0.4, 0.4, 0.2, 0.2]


def test_each_parameter_has_a_config_of_its_own() -> None:
    spy = Spy()
    network = small_network()
    hyperparameters = {"momentum": 0.9}
    Solver(network, blobs(20), spy, 0.1, config=hyperparameters, num_steps=3).train()

    last = spy.configs[-6:]
    assert [config["calls"] for config in last] == [2] * 6
    assert {config["shape"] for config in last} == {
        value.shape for value in network.parameters.values()
    }
    assert all(config["momentum"] == 0.9 for config in spy.configs)
    assert hyperparameters == {"momentum": 0.9}


def test_equal_seeds_train_alike_and_others_do_not() -> None:
    def losses(seed: int) -> list[float]:
        network = small_network()
        solver = Solver(network, blobs(), plain_step, 0.1, num_steps=6, batch_size=5, seed=seed)
        solver.train()
        return solver.loss_history

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


def test_histories_have_an_entry_per_step_or_epoch() -> None:
    solver = Solver(
        small_network(),
        blobs(20),
        plain_step,
        0.1,
        num_steps=10,
        batch_size=5,
        gradient_norm=lambda gradients: float(len(gradients)),
    )
    solver.train()

    assert len(solver.loss_history) == 10
    assert solver.gradient_norm_history == [6.0] * 10
    # Before training, after two epochs of four steps, and at the end in the middle of the third.
    assert len(solver.train_accuracy_history) == len(solver.val_accuracy_history) == 4


def test_weights_that_explode_stop_training_without_a_warning() -> None:
    def explode(
        w: np.ndarray, dw: np.ndarray, config: dict[str, Any]
    ) -> tuple[np.ndarray, dict[str, Any]]:
        return 1e200 * w, config

    solver = Solver(small_network(), blobs(), explode, 0.1, num_epochs=5)
    solver.train()

    assert solver.diverged
    assert len(solver.loss_history) == 2
    assert not np.isfinite(solver.loss_history[-1])
    assert np.isfinite(solver.train_accuracy_history).all()


@pytest.mark.parametrize("progress", [True, False])
def test_progress_is_drawn_only_on_request(
    capsys: pytest.CaptureFixture[str], progress: bool
) -> None:
    network = small_network()
    Solver(network, blobs(), plain_step, 0.1, num_steps=3, progress=progress).train()

    out, err = capsys.readouterr()
    assert out == ""
    assert ("step 3/3" in err) == progress
    assert err.endswith("\n") == progress


def test_a_small_network_learns_the_digits() -> None:
    rng = np.random.default_rng(0)
    weights = {
        "W1": 0.1 * rng.normal(size=(64, 20)),
        "b1": np.zeros(20),
        "W2": 0.1 * rng.normal(size=(20, 10)),
        "b2": np.zeros(10),
    }
    network, data = FullyConnectedNetwork(weights), load_digits_data()
    Solver(network, data, plain_step, 0.3, num_epochs=10, batch_size=50).train()

    assert network.accuracy(data.X_test, data.y_test) > 0.9


def test_train_accuracy_at_the_end_is_the_same_without_that_of_each_epoch() -> None:
    accuracies = []
    for each_epoch in (True, False):
        solver = Solver(
            small_network(),
            blobs(),
            plain_step,
            0.1,
            num_epochs=4,
            batch_size=5,
            train_accuracy_each_epoch=each_epoch,
        )
        solver.train()
        accuracies.append(solver.train_accuracy_history)

    assert len(accuracies[0]) > 1
    assert accuracies[1] == accuracies[0][-1:]
