"""What build_mlp has to return: the layers of a network, and how their values spread."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.oracles.normal_draws import correlation, normal_samples, normals

Sizes = Sequence[tuple[int, int]]


def network(width: int, num_hidden_layers: int) -> dict[str, Any]:
    """The kinds of the layers, and (fan_in, fan_out) of each Linear one."""
    sizes = [1, *[width] * num_hidden_layers, 1]
    return {
        "width": width,
        "num_hidden_layers": num_hidden_layers,
        "kinds": ["Linear", "ReLU"] * num_hidden_layers + ["Linear"],
        "fans": list(itertools.pairwise(sizes)),
    }


def drawn_networks(sizes: Sizes, questions_a_layer: int) -> list[dict[str, Any]]:
    """Networks with bounds for the values of each layer, of which so many questions are asked."""
    networks = [network(*size) for size in sizes]
    questions = questions_a_layer * sum(len(found["fans"]) for found in networks)
    for found in networks:
        found["values"] = [_values(fan_in, fan_out, questions) for fan_in, fan_out in found["fans"]]
    return networks


def weight_variance(fan_in: int) -> float:
    """He's, for what a ReLU follows; here for every layer."""
    return 2 / fan_in


def bias_variance(fan_in: int, fan_out: int) -> float:
    """Xavier's."""
    return 2 / (fan_in + fan_out)


def independent_layers(sizes: Sizes, deep: tuple[int, int]) -> dict[str, Any]:
    """Networks of these sizes with the largest |r| of two of their arrays, by the arrays' size, and
    a deep one with bounds for what the values of its square layers differ by."""
    networks = [network(*size) for size in sizes]
    fans = [each for found in networks for each in found["fans"]]
    arrays = Counter(size for fan_in, fan_out in fans for size in (fan_in * fan_out, fan_out))
    arrays.pop(1, None)
    pairs = sum(math.comb(count, 2) for count in arrays.values())
    questions = pairs + 4  # means and mean squares of the deep network's weights and biases
    return {
        "networks": networks,
        "largest": {str(size): correlation(size, questions) for size in arrays},
        "deep": network(*deep) | _layers_as_samples(*deep, questions),
    }


def _layers_as_samples(width: int, num_hidden_layers: int, questions: int) -> dict[str, Any]:
    number = num_hidden_layers - 1
    return {
        "weight": normal_samples(number, width**2, weight_variance(width), questions),
        "bias": normal_samples(number, width, bias_variance(width, width), questions),
    }


def _values(fan_in: int, fan_out: int, questions: int) -> dict[str, Any]:
    weights = normals(fan_in * fan_out, weight_variance(fan_in), questions)
    biases = normals(fan_out, bias_variance(fan_in, fan_out), questions)
    return {
        "weight": weights | {"stated": f"2/{fan_in}"},
        "bias": biases | {"stated": f"2/{fan_in + fan_out}"},
    }
