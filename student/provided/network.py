"""A fully connected ReLU network with a softmax loss and a backward pass by hand (NumPy).

Layer l computes a_l = h_{l−1} W_l + b_l, with h_0 = X and h_l = max(0, a_l); the last a holds the
scores of the classes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


class FullyConnectedNetwork:
    """A network whose parameters are the dict that `initialize` returns.

    Attributes:
        layer_dims: sizes of the layers, input first and number of classes last.
        parameters: W1, b1, W2, b2, …, with Wl of shape (layer_dims[l − 1], layer_dims[l]) and bl
            of shape (layer_dims[l],): copies, so that training leaves yours as they were.
    """

    def __init__(self, parameters: Mapping[str, np.ndarray]) -> None:
        """
        Raises:
            ValueError: where the names or shapes are not those of a network.
        """
        self.layer_dims = _layer_dims(parameters)
        self.parameters = {name: np.array(values) for name, values in parameters.items()}

    @property
    def num_layers(self) -> int:
        """How many layers have weights."""
        return len(self.layer_dims) - 1

    def scores(self, X: np.ndarray) -> np.ndarray:
        """The score of each class for each row of X, shape (n, classes)."""
        return self._forward(X)[-1]

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The class with the highest score for each row of X, shape (n,)."""
        return np.asarray(self.scores(X).argmax(axis=1))

    def accuracy(self, X: np.ndarray, y: np.ndarray) -> float:
        """The fraction of rows of X that get their class in y."""
        return float(np.mean(self.predict(X) == y))

    def loss(self, X: np.ndarray, y: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        """The mean cross-entropy of the softmax of the scores, and its gradients.

        Args:
            X: inputs, shape (n, layer_dims[0]).
            y: classes, shape (n,).

        Returns:
            The loss in nats, and the gradient with respect to each parameter, by its name.
        """
        *inputs, scores = self._forward(X)
        rows = np.arange(len(X))
        scores = scores - scores.max(axis=1, keepdims=True)
        p = self._exp(scores)
        total = p.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - scores[rows, y]).mean()

        # δ is ∂loss/∂a of the layer at hand, from the last one back to the first.
        delta = p / total
        delta[rows, y] -= 1
        delta /= len(X)
        gradients = {}
        for layer in range(self.num_layers, 0, -1):
            h = inputs[layer - 1]
            gradients[f"W{layer}"] = self._product(h.T, delta)
            gradients[f"b{layer}"] = delta.sum(axis=0)
            if layer > 1:
                delta = self._product(delta, self.parameters[f"W{layer}"].T) * (h > 0)
        return float(loss), gradients

    # Another network may do these two in its own way.
    @staticmethod
    def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.asarray(a @ b)

    @staticmethod
    def _exp(x: np.ndarray) -> np.ndarray:
        return np.asarray(np.exp(x))

    def _forward(self, X: np.ndarray) -> list[np.ndarray]:
        """The input of each layer, h_0 = X first, and the scores last."""
        values = [X]
        for layer in range(1, self.num_layers + 1):
            weights, biases = self.parameters[f"W{layer}"], self.parameters[f"b{layer}"]
            a = self._product(values[-1], weights) + biases
            values.append(np.maximum(a, 0) if layer < self.num_layers else a)
        return values


def _layer_dims(parameters: Mapping[str, np.ndarray]) -> list[int]:
    num_layers = len(parameters) // 2
    expected = {f"{kind}{layer}" for kind in "Wb" for layer in range(1, num_layers + 1)}
    if not parameters or set(parameters) != expected:
        raise ValueError(f"parameters must be W1, b1, W2, b2, …, but are {sorted(parameters)}")
    layer_dims = [np.shape(parameters["W1"])[0]]
    for layer in range(1, num_layers + 1):
        weights, biases = (np.shape(parameters[f"{kind}{layer}"]) for kind in "Wb")
        if len(weights) != 2 or weights[0] != layer_dims[-1] or biases != weights[1:]:
            raise ValueError(
                f"W{layer} and b{layer} have shapes {weights} and {biases}, "
                f"but layer {layer} has {layer_dims[-1]} inputs"
            )
        layer_dims.append(weights[1])
    return layer_dims
