"""Q3 build_mlp: more single slips in layers and generators."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from grader.diagnosis.bank import misconception

if TYPE_CHECKING:
    import torch
    from torch import nn


def _network(
    widths: list[int],
    generator: torch.Generator | None,
    activation: str = "ReLU",
    biases_from_it: bool = True,
) -> nn.Sequential:
    """The handout's network, layer by layer; biases from the generator or the global one."""
    import torch
    from torch import nn

    layers: list[nn.Module] = []
    for n, k in pairwise(widths):
        layer = nn.Linear(n, k)
        with torch.no_grad():
            layer.weight.normal_(0, (2 / n) ** 0.5, generator=generator)
            source = generator if biases_from_it else None
            layer.bias.normal_(0, (2 / (n + k)) ** 0.5, generator=source)
        layers += [layer, getattr(nn, activation)()]
    return nn.Sequential(*layers[:-1])


@misconception(
    part="q3_build_mlp",
    formula="weights from the generator, biases from the global one",
    hint="Two generators in one state should give one network. Where do your biases come from?",
)
def build_mlp__generator_for_the_weights_alone(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    widths = [1, *[width] * num_hidden_layers, 1]
    return _network(widths, generator, biases_from_it=False)


@misconception(
    part="q3_build_mlp",
    formula="torch.manual_seed(…) before anything is drawn",
    hint="Without a generator, should two calls give the same network?",
)
def build_mlp__seeds_anew(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    import torch

    torch.manual_seed(0)
    return _network([1, *[width] * num_hidden_layers, 1], generator)


@misconception(
    part="q3_build_mlp",
    formula="tanh between the layers",
    hint="Which function stands between the layers in the handout?",
)
def build_mlp__tanh(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    return _network([1, *[width] * num_hidden_layers, 1], generator, "Tanh")
