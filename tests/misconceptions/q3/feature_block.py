"""Q3 feature_block: other columns, other shapes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from grader.diagnosis.bank import ALL, misconception

if TYPE_CHECKING:
    import torch
    from torch import nn


def _gradients(model: nn.Sequential, x: torch.Tensor) -> list[tuple[torch.Tensor, ...]]:
    """∂y(x_i)/∂(each parameter), for every point."""
    import torch

    y, parameters = model(x[:, None])[:, 0], list(model.parameters())
    return [torch.autograd.grad(y_i, parameters, retain_graph=True) for y_i in y]


def _stack(rows: Iterable[Iterable[torch.Tensor]]) -> torch.Tensor:
    """One row for each point, with its gradients flattened one after another."""
    import torch

    return torch.stack([torch.cat([g.flatten() for g in row]) for row in rows])


@misconception(
    part="q3_feature_block",
    formula="shape (n, fan_out, fan_in)",
    hint=(
        "A block is a part of the feature matrix, with a row for each point. How many "
        "dimensions has that?"
    ),
)
def feature_block__not_flattened(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    import torch

    k = [key for key, _ in model.named_parameters()].index(name)
    return torch.stack([row[k] for row in _gradients(model, x)])


@misconception(
    part="q3_feature_block",
    formula="W flattened column by column",
    hint=(
        "A weight matrix is (fan_out, fan_in). Which of the two runs fastest when it is flattened?"
    ),
)
def feature_block__transposed_weights(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    k = [key for key, _ in model.named_parameters()].index(name)
    return _stack([row[k].T if row[k].ndim == 2 else row[k]] for row in _gradients(model, x))


@misconception(
    part="q3_feature_block",
    formula="columns of weight and bias of the layer",
    hint="The block has columns of another parameter too. What exactly does the name name?",
)
def feature_block__whole_layer(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    k = [key for key, _ in model.named_parameters()].index(name)
    return _stack(row[k - k % 2 : k - k % 2 + 2] for row in _gradients(model, x))


@misconception(
    part="q3_feature_block",
    formula="columns 0 … size − 1 of Φ",
    hint="Where in the feature matrix do the columns of this parameter start?",
)
def feature_block__first_columns(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    size = dict(model.named_parameters())[name].numel()
    return _stack(_gradients(model, x))[:, :size]


@misconception(
    part="q3_feature_block",
    formula="column k of Φ for the k-th parameter",
    hint="How many columns do the parameters before this one take?",
)
def feature_block__position_as_column(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    k = [key for key, _ in model.named_parameters()].index(name)
    size = dict(model.named_parameters())[name].numel()
    return _stack(_gradients(model, x))[:, k : k + size]


@misconception(
    part="q3_feature_block",
    formula="∂(mean_i y(x_i))/∂θ in every row",
    hint=(
        "All rows are equal. What does the gradient of a mean over points say about a single one?"
    ),
)
def feature_block__averaged_over_points(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    k = [key for key, _ in model.named_parameters()].index(name)
    block = _stack([row[k]] for row in _gradients(model, x))
    return block.mean(dim=0).expand(len(x), -1).clone()


@misconception(
    part="q3_feature_block",
    follows="q3_linearized_features",
    formula="the block is right, but model.grad isn't what it was",
    hint=(
        "The caller's model comes back with other .grad than it had. Is there a way to "
        "differentiate that writes into no .grad?"
    ),
)
def feature_block__grad_overwritten(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    parameter = dict(model.named_parameters())[name]
    rows = []
    for x_i in x:
        model.zero_grad()
        model(x_i[None, None]).sum().backward()
        rows.append([parameter.grad.clone()] if parameter.grad is not None else [])
    return _stack(rows)


@misconception(
    part="q3_feature_block",
    formula="the parameter's values, not the features",
    hint="The block changes with the points. Does yours?",
    costs=ALL,
)
def feature_block__parameter_itself(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    return dict(model.named_parameters())[name].detach().flatten().expand(len(x), -1).clone()


@misconception(
    part="q3_feature_block",
    formula="the bias where the weights are asked for, and the other way round",
    hint="Compare the number of your columns with the size of the parameter that the name names.",
)
def feature_block__weights_and_bias_exchanged(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    k = [key for key, _ in model.named_parameters()].index(name)
    return _stack([row[k ^ 1]] for row in _gradients(model, x))


@misconception(
    part="q3_feature_block",
    formula="all columns of Φ",
    hint="That is the whole feature matrix. Which of its columns belong to the name?",
)
def feature_block__all_columns(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    return _stack(_gradients(model, x))


@misconception(
    part="q3_feature_block",
    follows="q3_linearized_features",
    formula="∂(Σ_i y(x_i))/∂θ, one row for all points",
    hint="A gradient of the sum over points can't say which point it belongs to. Where are the rows?",  # noqa: E501
)
def feature_block__summed_over_points(
    model: nn.Sequential, x: torch.Tensor, name: str
) -> torch.Tensor:
    k = [key for key, _ in model.named_parameters()].index(name)
    return _stack([row[k]] for row in _gradients(model, x)).sum(dim=0)
