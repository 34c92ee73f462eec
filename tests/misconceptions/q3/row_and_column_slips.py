"""Q3: more single slips in the rows and columns of Φ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.diagnosis.bank import misconception
from tests.misconceptions.q3.slips import features_of

if TYPE_CHECKING:
    import torch
    from torch import nn


@misconception(
    part="q3_linearized_features",
    formula="∂(mean_k y(x_k))/∂θ in every row",
    hint="Each row belongs to one point. Which points does the y see that you differentiate?",
)
def linearized_features__mean_over_points_in_every_row(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    features = features_of(model, x)
    return features.mean(dim=0).repeat(len(x), 1)


@misconception(
    part="q3_linearized_features",
    formula="the row of the last point, n times",
    hint="All your rows are one and the same tensor, filled again for each point. What keeps the "
    "values of one point?",
)
def linearized_features__last_row_in_every_row(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    features = features_of(model, x)
    return features[-1].repeat(len(x), 1)


@misconception(
    part="q3_linearized_features",
    formula="columns (…, b⁽²⁾, W⁽²⁾, b⁽¹⁾, W⁽¹⁾)",
    hint="In which order does model.parameters() give them?",
)
def linearized_features__parameters_backwards(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    import torch

    sizes = [parameter.numel() for parameter in model.parameters()]
    return torch.cat(features_of(model, x).split(sizes, dim=1)[::-1], dim=1)


@misconception(
    part="q3_linearized_features",
    formula="∂y(x_i)/∂x_i, one column",
    hint="With respect to what is the model linearized: its input, or its parameters?",
)
def linearized_features__with_respect_to_the_input(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    import torch

    at = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad(model(at[:, None]).sum(), at)[0][:, None]


@misconception(
    part="q3_linearized_features",
    formula="Φ is right, but the parameters are frozen",
    hint="Which line of yours sets requires_grad, and what sets it back?",
)
def linearized_features__parameters_frozen(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    features = features_of(model, x)
    model.requires_grad_(False)
    return features


@misconception(
    part="q3_linearized_features",
    formula="one row: ∂(Σ_k y(x_k))/∂θ",
    hint="Each row belongs to one point. How many rows have you, and how many points are there?",
)
def linearized_features__one_row_for_all_points(
    model: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    return features_of(model, x).sum(dim=0, keepdim=True)


@misconception(
    part="q3_linearized_features",
    formula="Φ Φᵀ",
    hint="That is the kernel of the features. What are the features themselves?",
)
def linearized_features__kernel(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    features = features_of(model, x)
    return features @ features.T


@misconception(
    part="q3_linearized_features",
    formula="each row divided by its length",
    hint="How large is a derivative? Nothing in the handout makes the rows equally long.",
)
def linearized_features__rows_of_one_length(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    features = features_of(model, x)
    return features / features.norm(dim=1, keepdim=True)


@misconception(
    part="q3_feature_block",
    formula="one row: the block of ∂(Σ_k y(x_k))/∂θ",
    hint="Each row belongs to one point. How many rows have you, and how many points are there?",
)
def feature_block__one_row_for_all_points(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    start, size = _start(model, name)
    return features_of(model, x)[:, start : start + size].sum(dim=0, keepdim=True)


def _start(model: nn.Sequential, name: str) -> tuple[int, int]:
    """The first column of a parameter, and how many it has."""
    start = 0
    for each, parameter in model.named_parameters():
        if each == name:
            return start, parameter.numel()
        start += parameter.numel()
    raise KeyError(name)


@misconception(
    part="q3_feature_block",
    formula="the block's transpose",
    hint="One row per point: which of the two sizes comes first?",
)
def feature_block__transposed(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    start, size = _start(model, name)
    return features_of(model, x)[:, start : start + size].T


@misconception(
    part="q3_feature_block",
    formula="the block without its last column",
    hint="Where does a slice end in Python?",
)
def feature_block__one_column_short(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    start, size = _start(model, name)
    return features_of(model, x)[:, start : start + size - 1]


@misconception(
    part="q3_feature_block",
    formula="the block of the parameter that follows",
    hint="Is the size of the parameter itself added before its block begins?",
)
def feature_block__next_block(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    start, size = _start(model, name)
    return features_of(model, x)[:, start + size : start + 2 * size]


@misconception(
    part="q3_feature_block",
    formula="from the block's first column to the last of all",
    hint="Where does the block end?",
)
def feature_block__through_the_end(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    return features_of(model, x)[:, _start(model, name)[0] :]


@misconception(
    part="q3_feature_block",
    formula="the block begins after as many columns as the parameters before have rows",
    hint="How many columns does a matrix of weights take: its rows, or its entries?",
)
def feature_block__rows_counted(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    start = 0
    for each, parameter in model.named_parameters():
        if each == name:
            return features_of(model, x)[:, start : start + parameter.numel()]
        start += len(parameter)
    raise KeyError(name)
