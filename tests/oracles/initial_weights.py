"""Which weights Q4(a) asks for: their scale, and how a network is put together layer by layer."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from tests.oracles.normal_draws import normal_matrix, normal_samples, normals

DEFAULT_SCALE = 1e-2


def he_variance(fan_in: int) -> float:
    """So that a ReLU layer keeps the mean square of what goes in."""
    return 2 / fan_in


def he_weights(fan_in: int, fan_out: int, calls: int = 1) -> dict[str, Any]:
    """Bounds for all weights of so many layers."""
    return normals(calls * fan_in * fan_out, he_variance(fan_in))


def random_weights(fan_in: int, fan_out: int, scale: float = DEFAULT_SCALE) -> dict[str, Any]:
    """Bounds for the weights of a layer with this standard deviation."""
    return normals(fan_in * fan_out, scale**2)


def he_matrix(fan_in: int, fan_out: int) -> dict[str, Any]:
    """The same, and for the rows and columns of the matrix."""
    return normal_matrix((fan_in, fan_out), he_variance(fan_in))


def random_matrix(fan_in: int, fan_out: int, scale: float = DEFAULT_SCALE) -> dict[str, Any]:
    """The same, and for the rows and columns of the matrix."""
    return normal_matrix((fan_in, fan_out), scale**2)


def he_samples(calls: int, fan_in: int, fan_out: int) -> dict[str, Any]:
    """Bounds for what the weights of so many calls differ by."""
    return normal_samples(calls, fan_in * fan_out, he_variance(fan_in))


def random_samples(calls: int, fan_in: int, fan_out: int) -> dict[str, Any]:
    """Bounds for what the weights of so many calls differ by."""
    return normal_samples(calls, fan_in * fan_out, DEFAULT_SCALE**2)


def initial_network(layer_dims: Sequence[int], weight_scale: float | None = None) -> dict[str, Any]:
    """How a network is asked for, and what it has to hold: the names of its weights and biases,
    and the call that draws the weights of one layer by each of the schemes.

    weight_scale: None where the call leaves it out.
    """
    keywords = {} if weight_scale is None else {"weight_scale": weight_scale}
    layers = [
        {"weights": f"W{number}", "biases": f"b{number}", "fans": fans}
        for number, fans in enumerate(itertools.pairwise(layer_dims), start=1)
    ]
    calls = {
        scheme: {"function": f"{scheme}_init", "keywords": keywords if scheme == "random" else {}}
        for scheme in ("zero", "random", "he")
    }
    return {
        "layer_dims": list(layer_dims), "keywords": keywords, "layers": layers, "calls": calls
    }  # fmt: skip


def layer_bounds(
    layer_dims: Sequence[int], weight_scale: float = DEFAULT_SCALE
) -> dict[str, list[dict[str, Any]]]:
    """Bounds for the weights of each layer, by the two schemes that draw."""
    fans = list(itertools.pairwise(layer_dims))
    return {
        "random": [random_matrix(*each, weight_scale) for each in fans],
        "he": [he_matrix(*each) for each in fans],
    }


def weights_of_layers_as_samples(number: int, width: int) -> dict[str, Any]:
    """Bounds for what the layers of a network of one width differ by, by scheme."""
    return {
        "random": random_samples(number, width, width),
        "he": he_samples(number, width, width),
    }
