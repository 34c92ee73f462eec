"""Q3: more single slips, in the code that people write."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from grader.diagnosis.bank import misconception

if TYPE_CHECKING:
    import torch
    from torch import nn


@cache
def _made() -> dict[tuple[bytes, ...], torch.Tensor]:
    """The matrices made so far: many mistakes begin with the same ones."""
    return {}


def features_of(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    """The right feature matrix, for what goes wrong elsewhere."""
    import torch

    parameters = list(model.parameters())
    key = tuple(each.detach().numpy().tobytes() for each in (x, *parameters))
    if key not in _made():
        outputs = model(x[:, None])[:, 0]
        rows = [torch.autograd.grad(y, parameters, retain_graph=True) for y in outputs]
        _made()[key] = torch.stack([torch.cat([g.flatten() for g in row]) for row in rows])
    return _made()[key].clone()


def _mlp(width: int, depth: int, fill: Callable[[nn.Linear, int, int], object]) -> nn.Sequential:
    """Linear layers with ReLU between; fill(layer, fan_in, fan_out) draws values."""
    import torch
    from torch import nn

    layers: list[nn.Module] = []
    for fan_in, fan_out in pairwise([1, *[width] * depth, 1]):
        layer = nn.Linear(fan_in, fan_out)
        with torch.no_grad():
            fill(layer, fan_in, fan_out)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


@misconception(
    part="q3_feature_block",
    formula="the columns from one after its first",
    hint="At which column does the block of a parameter begin, when counting starts at 0?",
)
def feature_block__one_column_late(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    start = 0
    for each, parameter in model.named_parameters():
        if each == name:
            return features_of(model, x)[:, start + 1 : start + 1 + parameter.numel()]
        start += parameter.numel()
    raise KeyError(name)


@misconception(
    part="q3_principal_features",
    formula="Φ(x_plot) V with all d columns of V",
    hint="How many singular values are there? As many principal features belong to them.",
)
def principal_features__all_columns_of_V(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    _, singular_values, Vh = torch.linalg.svd(features_of(model, x_train))
    return singular_values, features_of(model, x_plot) @ Vh.T


@misconception(
    part="q3_principal_features",
    formula="(Φ(x_plot) V)ᵀ, shape (r, m)",
    hint="One principal feature per column: which of the two sizes comes first?",
)
def principal_features__one_per_row(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    _, singular_values, Vh = torch.linalg.svd(features_of(model, x_train), full_matrices=False)
    return singular_values, Vh @ features_of(model, x_plot).T


def spans_of(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """The leading left singular vectors of both networks."""
    import torch

    one, other = (
        torch.linalg.svd(features_of(model, x), full_matrices=False)[0][:, :rank]
        for model in (model_a, model_b)
    )
    return one, other


@misconception(
    part="q3_principal_overlap",
    formula="min cos² θ_i",
    hint="One direction that they don't share is enough for your 0. What about the other angles?",
)
def principal_overlap__largest_angle(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    import torch

    one, other = spans_of(model_a, model_b, x, rank)
    return float(torch.linalg.svdvals(one.T @ other).min() ** 2)


@misconception(
    part="q3_principal_overlap",
    formula="cos² between the first singular vectors",
    hint="Does your result change with `rank`?",
)
def principal_overlap__first_vectors_alone(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    one, other = spans_of(model_a, model_b, x, 1)
    return float((one.T @ other) ** 2)


@misconception(
    part="q3_build_mlp",
    formula="std of the biases = 2/(fan_in + fan_out)",
    hint="2/(fan_in + fan_out) is their variance. What does normal_ take?",
)
def build_mlp__variance_as_std_of_the_biases(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, 2 / (fan_in + fan_out), generator=generator)

    return _mlp(width, num_hidden_layers, fill)


@misconception(
    part="q3_build_mlp",
    formula="kaiming_normal_(weight, a=√5): variance 2/(6 fan_in)",
    hint="a is the slope of a leaky ReLU on its negative side. Which slope has yours?",
)
def build_mlp__slope_of_a_leaky_relu(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / (6 * fan_in)) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp(width, num_hidden_layers, fill)


@misconception(
    part="q3_build_mlp",
    formula="biases with the fans of a matrix of one row: variance 2/(fan_out + 1)",
    hint="Whose fans does xavier_normal_ see in a bias that was made a matrix?",
)
def build_mlp__biases_as_a_matrix_of_one_row(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_out + 1)) ** 0.5, generator=generator)

    return _mlp(width, num_hidden_layers, fill)
