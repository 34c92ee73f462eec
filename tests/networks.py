"""What build_mlp returns, layer by layer: its shape, checked, and its values."""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.trials.comparing import describe_type, require, require_array
from grader.worker.wire import Seed
from tests.kinds import MLP

# (width, number of hidden layers): 8000 values tell distributions apart that are nearly normal; the
# second network has square layers too, and many kinds of pairs of layers.
SIZES = [(8000, 1), (100, 3)]
# How many values a parameter of these networks has.
SPREADS = [1, 100, 8000, 10_000]


@dataclass(frozen=True)
class Layer:
    """One Linear layer: weight (fan_out, fan_in) and bias (fan_out,), by what was asked for.

    index: its place in the nn.Sequential.
    """

    index: int
    fan_in: int
    fan_out: int
    weight: np.ndarray
    bias: np.ndarray

    @property
    def name(self) -> str:
        """As printing the network shows it."""
        return f"({self.index}): Linear({self.fan_in}, {self.fan_out})"

    def describe(self, parameter: str, variance: str) -> str:
        """How large the values are, and how large they should be."""
        values = getattr(self, parameter)
        mean_square = np.mean(np.square(values, dtype=np.float64))
        observed = f"the {parameter} of {self.name} has mean square {mean_square:.3g}"
        return f"{observed} where {variance} was expected"


def require_network(got: Any, width: int, num_hidden_layers: int) -> list[Layer]:
    """The layers of a network with the wanted shape; Mismatch where it has another."""
    require(
        type(got) is MLP, f"the result is {describe_type(got)} where an nn.Sequential was expected"
    )
    sizes = [1, *[width] * num_hidden_layers, 1]
    kinds = ["Linear", "ReLU"] * num_hidden_layers + ["Linear"]
    require(
        got.layers == kinds,
        f"the layers are {', '.join(got.layers)}",
        got=got.layers,
        expected=kinds,
    )
    arrays = zip(got.parameters[::2], got.parameters[1::2], strict=True)
    layers = [
        Layer(2 * position, *fans, *parameters)
        for position, (fans, parameters) in enumerate(
            zip(itertools.pairwise(sizes), arrays, strict=True)
        )
    ]
    for layer in layers:
        shape = (layer.fan_out, layer.fan_in)
        require_array(layer.weight, shape, what=f"the weight of {layer.name}")
        require_array(layer.bias, shape[:1], what=f"the bias of {layer.name}")
    return layers


def drawn_layers(features: Any, seed: int) -> list[Layer]:
    """The layers of networks of both SIZES, drawn one after the other from one generator."""
    return [
        layer
        for width, depth in SIZES
        for layer in require_network(
            features.build_mlp(width, depth, generator=Seed("torch", seed)), width, depth
        )
    ]


def with_units_reversed(model: MLP) -> MLP:
    """The same function with the units of the first hidden layer in reverse order."""
    first, bias, second, *rest = model.parameters
    reordered = [first[::-1], bias[::-1], second[:, ::-1]]
    return dataclasses.replace(model, parameters=[*map(np.ascontiguousarray, reordered), *rest])


def with_output_weights_times(model: MLP, factor: float) -> MLP:
    """The same elbows, and features that are all multiplied but for those of the output layer."""
    *earlier, weight, bias = model.parameters
    scaled = (factor * weight).astype(weight.dtype)
    return dataclasses.replace(model, parameters=[*earlier, scaled, bias])
