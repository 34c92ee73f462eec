"""Q3 build_mlp: other layers and other draws, a line each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

from tests.misconceptions.in_short import Mistake, registered

WHICH_VARIANCE = "What is the variance of what you draw, with both fans 100? Compare the handout's."
WHICH_LAYERS = "Which layers has a network with one hidden layer, in order?"
WHICH_BIASES = "Biases are drawn too. From which distribution?"
Draw = Callable[[Any, int, int, Any], object]


def _weights(std: Callable[[int, int], float]) -> Draw:
    """Normal weights of this standard deviation, biases as in the handout."""
    return lambda layer, n, k, source: (
        layer.weight.normal_(0, std(n, k), generator=source), _xavier(layer, n, k, source)
    )  # fmt: skip


def _biases(fill: Draw) -> Draw:
    """Weights as in the handout, biases by fill."""
    return lambda layer, n, k, source: (
        layer.weight.normal_(0, (2 / n) ** 0.5, generator=source), fill(layer, n, k, source)
    )  # fmt: skip


def _xavier(layer: Any, n: int, k: int, source: Any) -> object:
    return layer.bias.normal_(0, (2 / (n + k)) ** 0.5, generator=source)


def _mlp(
    draw: Draw,
    between: Callable[[Any, int], list[Any]] = lambda nn, k: [nn.ReLU()],
    layers: Callable[[int, int], list[int]] = lambda width, depth: [1, *[width] * depth, 1],
    bias: bool = True,
) -> Callable[..., Any]:
    """Linear layers with what stands between them; draw fills each."""

    def wrong(width: int, num_hidden_layers: int, generator: Any = None) -> Any:
        import torch
        from torch import nn

        made: list[Any] = []
        for n, k in pairwise(layers(width, num_hidden_layers)):
            layer = nn.Linear(n, k, bias=bias)
            with torch.no_grad():
                draw(layer, n, k, generator)
            between_here = between(nn, k)
            made += [layer, *between_here]
        return nn.Sequential(*made[: -len(between_here)] if between_here else made)

    return wrong


_RIGHT = _biases(_xavier)
NETWORKS = {
    "biases_of_a_hundredth": Mistake(
        "biases = 0.01", WHICH_BIASES, _mlp(_biases(lambda layer, n, k, g: layer.bias.fill_(0.01)))
    ),
    "biases_of_one": Mistake(
        "biases = 1", WHICH_BIASES, _mlp(_biases(lambda layer, n, k, g: layer.bias.fill_(1.0)))
    ),
    "biases_of_standard_normals": Mistake(
        "biases ~ N(0, 1)", WHICH_BIASES,
        _mlp(_biases(lambda layer, n, k, g: layer.bias.normal_(0, 1, generator=g))),
    ),
    "small_normal_biases": Mistake(
        "biases ~ N(0, 0.01²)", WHICH_BIASES,
        _mlp(_biases(lambda layer, n, k, g: layer.bias.normal_(0, 0.01, generator=g))),
    ),
    "uniform_xavier_biases": Mistake(
        "biases ~ U(−√(6/(fan_in + fan_out)), √(6/(fan_in + fan_out)))", WHICH_BIASES,
        _mlp(_biases(lambda layer, n, k, g: layer.bias.uniform_(
            -((6 / (n + k)) ** 0.5), (6 / (n + k)) ** 0.5, generator=g))),
    ),
    "biases_over_fan_in": Mistake(
        "biases ~ N(0, 1/fan_in)", WHICH_BIASES,
        _mlp(_biases(lambda layer, n, k, g: layer.bias.normal_(0, n**-0.5, generator=g))),
    ),
    "biases_over_fan_out": Mistake(
        "biases ~ N(0, 1/fan_out)", WHICH_BIASES,
        _mlp(_biases(lambda layer, n, k, g: layer.bias.normal_(0, k**-0.5, generator=g))),
    ),
    "two_over_the_root_of_fan_in": Mistake(
        "weights of standard deviation 2/√fan_in",
        WHICH_VARIANCE, _mlp(_weights(lambda n, k: 2 / n**0.5))
    ),
    "root_of_two_over_fan_in": Mistake(
        "weights of standard deviation √2/fan_in",
        WHICH_VARIANCE, _mlp(_weights(lambda n, k: 2**0.5 / n))
    ),
    "standard_normal_weights": Mistake(
        "weights ~ N(0, 1)", WHICH_VARIANCE, _mlp(_weights(lambda n, k: 1.0))
    ),
    "small_normal_weights": Mistake(
        "weights ~ N(0, 0.01²)", WHICH_VARIANCE, _mlp(_weights(lambda n, k: 0.01))
    ),
    "one_over_fan_in_as_std": Mistake(
        "weights of standard deviation 1/fan_in", WHICH_VARIANCE, _mlp(_weights(lambda n, k: 1 / n))
    ),
    "mean_of_the_fans": Mistake(
        "weights ~ N(0, 4/(fan_in + fan_out))",
        WHICH_VARIANCE, _mlp(_weights(lambda n, k: 2 / (n + k) ** 0.5))
    ),
    "standard_normals_alone": Mistake(
        "weights and biases ~ N(0, 1)", WHICH_VARIANCE,
        _mlp(lambda layer, n, k, g: [p.normal_(0, 1, generator=g) for p in layer.parameters()]),
        (), 2,
    ),
    "xavier_and_zero_biases": Mistake(
        "weights ~ N(0, 2/(fan_in + fan_out)), biases = 0", WHICH_VARIANCE,
        _mlp(lambda layer, n, k, g: (
            layer.weight.normal_(0, (2 / (n + k)) ** 0.5, generator=g), layer.bias.zero_()
        )),
        (), 2,
    ),
    "uniform_and_zero_biases": Mistake(
        "weights ~ U(−√(6/fan_in), √(6/fan_in)), biases = 0", WHICH_VARIANCE,
        _mlp(lambda layer, n, k, g: (
            layer.weight.uniform_(-((6 / n) ** 0.5), (6 / n) ** 0.5, generator=g),
            layer.bias.zero_(),
        )),
        (), 2,
    ),
    "weights_absolute": Mistake(
        "weights = |N(0, 2/fan_in)|", "Which mean have your weights?",
        _mlp(lambda layer, n, k, g: (_RIGHT(layer, n, k, g), layer.weight.abs_())),
    ),
    "output_weights_by_xavier": Mistake(
        "weights ~ N(0, 1/fan_in) in the output layer",
        "Is the output layer drawn like the others?",
        _mlp(_weights(lambda n, k: ((2 if k > 1 else 1) / n) ** 0.5)),
    ),
    "output_bias_of_zero": Mistake(
        "the output layer's bias = 0", "Is the output layer drawn like the others?",
        _mlp(lambda layer, n, k, g: (
            _RIGHT(layer, n, k, g), layer.bias.zero_() if k == 1 else None
        )),
    ),
    "no_biases": Mistake(
        "layers without biases", "The handout's layers have biases, and features for them.",
        _mlp(
            lambda layer, n, k, g: layer.weight.normal_(0, (2 / n) ** 0.5, generator=g), bias=False
        ),
    ),
    "leaky_relu": Mistake(
        "LeakyReLU between the layers", WHICH_LAYERS, _mlp(_RIGHT, lambda nn, k: [nn.LeakyReLU()])
    ),
    "sigmoid": Mistake(
        "Sigmoid between the layers", WHICH_LAYERS, _mlp(_RIGHT, lambda nn, k: [nn.Sigmoid()])
    ),
    "gelu": Mistake("GELU between the layers",
    WHICH_LAYERS, _mlp(_RIGHT, lambda nn, k: [nn.GELU()])),
    "linear_layers_alone": Mistake(
        "no ReLU at all", WHICH_LAYERS, _mlp(_RIGHT, lambda nn, k: [])
    ),
    "dropout": Mistake(
        "ReLU and Dropout between the layers", WHICH_LAYERS,
        _mlp(_RIGHT, lambda nn, k: [nn.ReLU(), nn.Dropout()]),
    ),
    "normalisation": Mistake(
        "ReLU and BatchNorm between the layers", WHICH_LAYERS,
        _mlp(_RIGHT, lambda nn, k: [nn.ReLU(), nn.BatchNorm1d(k)]),
    ),
    "layer_too_many": Mistake(
        "one hidden layer more",
        "How many hidden layers has your network for num_hidden_layers = 1?",
        _mlp(_RIGHT, layers=lambda width, depth: [1, *[width] * (depth + 1), 1]),
    ),
    "one_hidden_layer_always": Mistake(
        "one hidden layer, whatever num_hidden_layers", WHICH_LAYERS,
        _mlp(_RIGHT, layers=lambda width, depth: [1, width, 1]),
    ),
    "output_layer_missing": Mistake(
        "no output layer",
        WHICH_LAYERS, _mlp(_RIGHT, layers=lambda width, depth: [1, *[width] * depth])
    ),
    "input_as_wide_as_the_rest": Mistake(
        "Linear(width, width) first", "How many numbers go in?",
        _mlp(_RIGHT, layers=lambda width, depth: [*[width] * (depth + 1), 1]),
    ),
    "output_as_wide_as_the_rest": Mistake(
        "Linear(width, width) last", "How many numbers come out?",
        _mlp(_RIGHT, layers=lambda width, depth: [1, *[width] * (depth + 1)]),
    ),
}  # fmt: skip

WEIGHTS: dict[str, tuple[str, Draw]] = {
    "uniform_xavier": (
        "weights ~ U(−√(6/(fan_in + fan_out)), √(6/(fan_in + fan_out)))",
        lambda layer, n, k, g: layer.weight.uniform_(
            -((6 / (n + k)) ** 0.5), (6 / (n + k)) ** 0.5, generator=g
        ),
    ),
    "uniform_he": (
        "weights ~ U(−√(6/fan_in), √(6/fan_in))",
        lambda layer, n, k, g: layer.weight.uniform_(
            -((6 / n) ** 0.5), (6 / n) ** 0.5, generator=g
        ),
    ),
    "a_hundredth": (
        "weights ~ N(0, 0.01²)",
        lambda layer, n, k, g: layer.weight.normal_(0, 0.01, generator=g),
    ),
    "fan_out": (
        "weights ~ N(0, 2/fan_out)",
        lambda layer, n, k, g: layer.weight.normal_(0, (2 / k) ** 0.5, generator=g),
    ),
}
BIASES: dict[str, tuple[str, Draw]] = {
    "zero": ("biases = 0", lambda layer, n, k, g: layer.bias.zero_()),
    "a_hundredth": ("biases = 0.01", lambda layer, n, k, g: layer.bias.fill_(0.01)),
    "default": ("biases as nn.Linear leaves them", lambda layer, n, k, g: None),
}


def _both(weights: Draw, biases: Draw) -> Draw:
    return lambda layer, n, k, g: (weights(layer, n, k, g), biases(layer, n, k, g))


PAIRS = {
    f"weights_of_{one}_and_biases_of_{other}": Mistake(
        f"{words}; {more}",
        "Weights and biases both have other distributions. Begin with the weights: which variance?",
        _mlp(_both(fill, left)),
        "all",
        2,
    )
    for (one, (words, fill)), (other, (more, left)) in product(WEIGHTS.items(), BIASES.items())
    if (one, other) != ("uniform_he", "zero")
}  # fmt: skip

globals().update(registered("q3_build_mlp", "build_mlp", NETWORKS | PAIRS, __name__))
