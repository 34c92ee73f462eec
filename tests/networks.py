"""What build_mlp returns, layer by layer: its shape, checked, and its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.trials.comparing import require, require_array
from grader.trials.mismatch import describe_type
from grader.worker.wire import Seed
from tests.kinds import MLP
from tests.normal_draws import Bounds, has_the_size, mean_square

# (width, number of hidden layers): 8000 values tell distributions apart that are nearly normal; the
# second network has square layers too, and many kinds of pairs of layers.
SIZES = [(8000, 1), (100, 3)]


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

    def require_size(self, parameter: str, bounds: Bounds) -> None:
        """Independent normals of the expected variance would have such a mean square."""
        values = getattr(self, parameter)
        observed = f"the {parameter} of {self.name} has mean square {mean_square(values):.3g}"
        require(
            has_the_size(values, bounds["variance"], bounds),
            f"{observed} where {bounds['stated']} was expected",
            look=f"result[{self.index}].{parameter}.square().mean()",
        )


def require_network(got: Any, network: dict[str, Any]) -> None:
    """Mismatch where the result is no network of the expected kinds and fans."""
    linear_layers(got, network)
    require(
        got.layers == network["kinds"],
        f"the layers are {', '.join(got.layers)}",
        got=got.layers,
        expected=network["kinds"],
    )


def linear_layers(got: Any, network: dict[str, Any]) -> list[Layer]:
    """The Linear layers of a network, which have the expected fans; what stands between them is for
    the check of the layers to say."""
    require(
        type(got) is MLP, f"the result is {describe_type(got)} where an nn.Sequential was expected"
    )
    places = [index for index, kind in enumerate(got.layers) if kind == "Linear"]
    count = len(network["fans"])
    require(
        len(places) == count,
        f"the result has {len(places)} Linear layers where {count} were expected",
        got=got.layers,
        expected=network["kinds"],
    )
    arrays = zip(got.parameters[::2], got.parameters[1::2], strict=True)
    layers = [
        Layer(index, fan_in, fan_out, weight, bias)
        for index, (fan_in, fan_out), (weight, bias) in zip(
            places, network["fans"], arrays, strict=True
        )
    ]
    for layer in layers:
        shape = (layer.fan_out, layer.fan_in)
        require_array(layer.weight, shape, what=f"the weight of {layer.name}")
        require_array(layer.bias, shape[:1], what=f"the bias of {layer.name}")
    return layers


def build(features: Any, network: dict[str, Any], generator: Seed | None = None) -> list[Layer]:
    """The Linear layers of what was asked for, with a generator where there is one."""
    keywords = {} if generator is None else {"generator": generator}
    got = features.build_mlp(network["width"], network["num_hidden_layers"], **keywords)
    return linear_layers(got, network)


def drawn_layers(
    features: Any, seed: int, networks: list[dict[str, Any]]
) -> Iterator[tuple[Layer, dict[str, Bounds]]]:
    """The layers of networks drawn one after the other from one generator, with their bounds."""
    for network in networks:
        layers = build(features, network, Seed("torch", seed))
        yield from zip(layers, network["values"], strict=True)
