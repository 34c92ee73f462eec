"""The network that students are given: its loss and its backward pass by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from student.provided.network import FullyConnectedNetwork

LAYER_DIMS = [5, 4, 4, 3]


def parameters() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    drawn = {}
    for layer in range(1, len(LAYER_DIMS)):
        drawn[f"W{layer}"] = rng.normal(size=(LAYER_DIMS[layer - 1], LAYER_DIMS[layer]))
        drawn[f"b{layer}"] = rng.normal(size=LAYER_DIMS[layer])
    return drawn


def test_loss_and_gradients_agree_with_torch() -> None:
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(7, 5)), rng.integers(3, size=7)
    values = parameters()
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in values.items()}
    h = torch.tensor(X)
    for layer in (1, 2, 3):
        h = h @ tensors[f"W{layer}"] + tensors[f"b{layer}"]
        h = torch.relu(h) if layer < 3 else h
    expected = torch.nn.functional.cross_entropy(h, torch.tensor(y))
    expected.backward()

    loss, gradients = FullyConnectedNetwork(values).loss(X, y)

    assert loss == pytest.approx(expected.item(), rel=1e-12)
    assert set(gradients) == set(values)
    for name, tensor in tensors.items():
        assert tensor.grad is not None
        np.testing.assert_allclose(gradients[name], tensor.grad.numpy(), rtol=1e-10, atol=1e-14)


def test_gradients_agree_with_central_differences() -> None:
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(4, 5)), rng.integers(3, size=4)
    network = FullyConnectedNetwork(parameters())
    _, gradients = network.loss(X, y)

    for name, value in network.parameters.items():
        index = (0,) * value.ndim
        start, losses = value[index], []
        for shift in (1e-6, -1e-6):
            value[index] = start + shift
            losses.append(network.loss(X, y)[0])
        value[index] = start
        # The differences are exact to shift² = 1e-12, and round at 1e-16 / 1e-6.
        assert gradients[name][index] == pytest.approx((losses[0] - losses[1]) / 2e-6, abs=1e-8)


def test_the_loss_of_a_zero_network_is_that_of_guessing() -> None:
    zeros = {name: 0 * value for name, value in parameters().items()}

    loss, _ = FullyConnectedNetwork(zeros).loss(np.ones((4, 5)), np.array([0, 1, 2, 0]))

    assert loss == pytest.approx(np.log(3))


def test_huge_scores_do_not_overflow() -> None:
    weights = {"W1": 1e6 * np.eye(3), "b1": np.zeros(3)}

    loss, gradients = FullyConnectedNetwork(weights).loss(np.eye(3), np.arange(3))

    assert loss == 0
    assert np.isfinite(gradients["W1"]).all()


def test_predictions_are_the_classes_with_the_highest_scores() -> None:
    network = FullyConnectedNetwork({"W1": np.eye(3), "b1": np.zeros(3)})

    assert network.predict(np.eye(3)[[2, 0, 1]]).tolist() == [2, 0, 1]
    assert network.accuracy(np.eye(3), np.array([0, 1, 1])) == pytest.approx(2 / 3)
    assert network.layer_dims == [3, 3]


@pytest.mark.parametrize(
    "change",
    [
        {"W2": np.ones((3, 4))},
        {"b1": np.ones(3)},
        {"W3": np.ones(4)},
        {"W5": np.ones((3, 2)), "b5": np.ones(2)},
    ],
)
def test_parameters_that_are_no_network_are_refused(change: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match=r"^W[123] and b[123] have shapes|^parameters must be"):
        FullyConnectedNetwork(parameters() | change)


def test_an_empty_dict_is_no_network() -> None:
    with pytest.raises(ValueError, match=r"^parameters must be W1, b1"):
        FullyConnectedNetwork({})
