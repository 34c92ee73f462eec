"""Q4a: initial weights of a fully connected layer and of a whole network (NumPy).

A layer with fan_in inputs and fan_out outputs has weights W of shape (fan_in, fan_out) and biases b
of shape (fan_out,), and computes x W + b.

`rng` is a `numpy.random.Generator` (`np.random.default_rng(seed)`): draw from it and from nothing
else, so that the same seed gives the same weights. Arguments are checked for you: a bad one raises
a ValueError that says what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from student.provided.validation import choice, count, generator, layer_sizes, not_negative


def zero_init(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """Weights that are all 0. Source: Q4(a).

    Args:
        fan_in: number of inputs, at least 1.
        fan_out: number of outputs, at least 1.
        rng: not needed; there so that all three schemes are called alike.

    Returns:
        Weights, shape (fan_in, fan_out).

    Raises:
        ValueError: for fans below 1.
    """
    fan_in = count("fan_in", fan_in, at_least=1)
    fan_out = count("fan_out", fan_out, at_least=1)

    raise NotImplementedError("Q4a zero_init: an array of zeros")


def random_init(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    """Independent normal weights of one small size for every layer. Source: Q4(a).

    Args:
        fan_in: number of inputs, at least 1.
        fan_out: number of outputs, at least 1.
        rng: where the weights are drawn from.
        weight_scale: standard deviation, 0 or more.

    Returns:
        Weights with mean 0 and standard deviation weight_scale, shape (fan_in, fan_out).

    Raises:
        ValueError: for fans below 1, a negative weight_scale or an rng that is no Generator.
    """
    fan_in = count("fan_in", fan_in, at_least=1)
    fan_out = count("fan_out", fan_out, at_least=1)
    rng = generator("rng", rng)
    weight_scale = not_negative("weight_scale", weight_scale)

    raise NotImplementedError("Q4a random_init: normal entries of the given standard deviation")


def he_init(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """Independent normal weights that keep the size of a signal through ReLU layers. Source: Q4(a).

    Args:
        fan_in: number of inputs, at least 1.
        fan_out: number of outputs, at least 1.
        rng: where the weights are drawn from.

    Returns:
        Weights with mean 0 and variance 2/fan_in, shape (fan_in, fan_out).

    Raises:
        ValueError: for fans below 1 or an rng that is no Generator.
    """
    fan_in = count("fan_in", fan_in, at_least=1)
    fan_out = count("fan_out", fan_out, at_least=1)
    rng = generator("rng", rng)

    raise NotImplementedError("Q4a he_init: normal entries; mind variance and standard deviation")


def initialize(
    layer_dims: Sequence[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    """Initial parameters of a fully connected network. Source: Q4(a).

    Args:
        layer_dims: sizes of the layers, input first and output last; two or more, each at least 1.
        scheme: how weights are drawn: "zero", "random" or "he".
        rng: where the weights are drawn from.
        weight_scale: standard deviation for "random", 0 or more; means nothing to the others.

    Returns:
        For each layer l = 1, 2, …: "Wl", shape (layer_dims[l − 1], layer_dims[l]), drawn by the
        scheme, and "bl", shape (layer_dims[l],), all 0.

    Raises:
        ValueError: for fewer than two sizes, a size below 1, an unknown scheme, a negative
            weight_scale or an rng that is no Generator.
    """
    layer_dims = layer_sizes("layer_dims", layer_dims)
    scheme = choice("scheme", scheme, ("zero", "random", "he"))
    rng = generator("rng", rng)
    weight_scale = not_negative("weight_scale", weight_scale)

    raise NotImplementedError("Q4a initialize: a dict with W1, b1, W2, b2, … for the scheme")
