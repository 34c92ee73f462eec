"""Q3 build_mlp: draws that are shifted and scaled until they fit, and are no longer independent."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from grader.diagnosis.bank import misconception

if TYPE_CHECKING:
    import torch
    from torch import nn


@misconception(
    part="q3_build_mlp",
    formula="values √(2/fan_in) (z − mean z)/std z",
    hint="The mean of every layer's weights is 0, and their standard deviation always the same. Is "
    "that so for independent draws?",
)
def build_mlp__normalised(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    import torch
    from torch import nn

    def normalised(shape: torch.Size) -> torch.Tensor:
        z = torch.randn(shape, generator=generator)
        # One value alone would become 0.
        return (z - z.mean()) / z.std() if z.numel() > 1 else z

    layers: list[nn.Module] = []
    for fan_in, fan_out in itertools.pairwise([1, *[width] * num_hidden_layers, 1]):
        layer = nn.Linear(fan_in, fan_out)
        with torch.no_grad():
            layer.weight.copy_((2 / fan_in) ** 0.5 * normalised(layer.weight.shape))
            layer.bias.copy_((2 / (fan_in + fan_out)) ** 0.5 * normalised(layer.bias.shape))
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])
