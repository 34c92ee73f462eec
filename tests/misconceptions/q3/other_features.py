"""Q3: other features, blocks and principal features, a line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.misconceptions.in_short import Mistake, registered
from tests.misconceptions.q3.slips import features_of

if TYPE_CHECKING:
    import torch
    from torch import nn

OF_WHAT = "A feature is the derivative of y(x_i) by one parameter. What else is in your rows?"
WHICH_COLUMNS = "Which columns of Φ belong to the parameter, and how many are they?"
WHICH_MATRIX = "Of which matrix does the handout take the SVD, and what does it do with V?"


def _hidden(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    """What goes into the output layer."""
    return model[:-1](x[:, None]).detach()


def _block(model: nn.Sequential, name: str) -> slice:
    start = 0
    for each, parameter in model.named_parameters():
        if each == name:
            return slice(start, start + parameter.numel())
        start += parameter.numel()
    raise KeyError(name)


def _principal(
    result: Callable[[torch.Tensor, torch.Tensor], Any],
) -> Callable[..., Any]:
    """result(Φ(x_train), Φ(x_plot))."""
    return lambda model, x_train, x_plot: result(
        features_of(model, x_train), features_of(model, x_plot)
    )


def _svd(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Singular values and V."""
    import torch

    _, values, Vh = torch.linalg.svd(matrix, full_matrices=False)
    return values, Vh.T


def _standard(matrix: torch.Tensor) -> torch.Tensor:
    return (matrix - matrix.mean(dim=0)) / (matrix.std(dim=0, correction=0) + 1e-8)


FEATURES = {
    "hidden_activations": Mistake(
        "the values of the last hidden layer", OF_WHAT, _hidden
    ),
    "network_outputs": Mistake(
        "y(x_i), one column", OF_WHAT, lambda model, x: model(x[:, None]).detach()
    ),
    "columns_of_one_length": Mistake(
        "each column divided by its length", OF_WHAT,
        lambda model, x: (phi := features_of(model, x)) / phi.norm(dim=0).clamp(min=1e-12),
    ),
    "columns_centred": Mistake(
        "each column minus its mean", OF_WHAT,
        lambda model, x: (phi := features_of(model, x)) - phi.mean(dim=0),
    ),
    "columns_standardised": Mistake(
        "each column minus its mean, divided by its standard deviation", OF_WHAT,
        lambda model, x: _standard(features_of(model, x)), "all", 2,
    ),
    "half_squared_loss": Mistake(
        "Φ_ij = y(x_i) ∂y(x_i)/∂θ_j", OF_WHAT,
        lambda model, x: model(x[:, None]).detach() * features_of(model, x),
    ),
    "mean_in_one_row": Mistake(
        "one row: ∂(mean_k y(x_k))/∂θ", "Each row belongs to one point. How many rows have you?",
        lambda model, x: features_of(model, x).mean(dim=0, keepdim=True),
    ),
    "one_vector": Mistake(
        "all rows in one vector", "Which shape does the docstring give?",
        lambda model, x: features_of(model, x).flatten(),
    ),
    "absolute_values": Mistake(
        "|∂y(x_i)/∂θ_j|", OF_WHAT, lambda model, x: features_of(model, x).abs()
    ),
    "blocks_in_a_list": Mistake(
        "a list with the columns of each parameter", "One matrix is asked for. How many are yours?",
        lambda model, x: list(
            features_of(model, x).split([p.numel() for p in model.parameters()], dim=1)
        ),
    ),
    "output_bias_missing": Mistake(
        "without the column of the last bias", "How many parameters has the model?",
        lambda model, x: features_of(model, x)[:, :-1],
    ),
    "column_of_ones_before": Mistake(
        "a column of ones, then Φ", "How many parameters has the model?",
        lambda model, x: _with_ones(features_of(model, x)),
    ),
}  # fmt: skip


def _with_ones(matrix: torch.Tensor) -> torch.Tensor:
    import torch

    return torch.cat([torch.ones_like(matrix[:, :1]), matrix], dim=1)


BLOCK = {
    "one_column_of_its_number": Mistake(
        "column k of Φ for the k-th parameter, and no more", WHICH_COLUMNS,
        lambda model, x, name: features_of(model, x)[
            :, [[each for each, _ in model.named_parameters()].index(name)]
        ],
    ),
    "first_column_alone": Mistake(
        "the first column of the block", WHICH_COLUMNS,
        lambda model, x, name: features_of(model, x)[:, _block(model, name)][:, :1],
    ),
    "mean_of_its_columns": Mistake(
        "the mean over the block's columns", WHICH_COLUMNS,
        lambda model, x, name: features_of(model, x)[:, _block(model, name)].mean(1, keepdim=True),
    ),
    "times_the_parameter": Mistake(
        "θ_j ∂y(x_i)/∂θ_j", OF_WHAT,
        lambda model, x, name: features_of(model, x)[:, _block(model, name)]
        * dict(model.named_parameters())[name].detach().flatten(),
    ),
    "last_columns": Mistake(
        "the last columns of Φ", WHICH_COLUMNS,
        lambda model, x, name: features_of(model, x)[
            :, -dict(model.named_parameters())[name].numel() :
        ],
    ),
    "its_rows": Mistake(
        "the rows of Φ with the block's numbers", "Rows belong to points. " + WHICH_COLUMNS,
        lambda model, x, name: features_of(model, x)[_block(model, name)],
    ),
    "block_before": Mistake(
        "the columns that end where the block begins", WHICH_COLUMNS,
        lambda model, x, name: features_of(model, x)[
            :, max(_block(model, name).start - dict(model.named_parameters())[name].numel(), 0) :
            max(_block(model, name).start, dict(model.named_parameters())[name].numel())
        ],
    ),
}  # fmt: skip
PRINCIPAL = {
    "standardised": Mistake(
        "the SVD of the standardised Φ(x_train)", WHICH_MATRIX,
        _principal(lambda train, plot: ((found := _svd(_standard(train)))[0], plot @ found[1])),
        "all", 2,
    ),
    "both_centred": Mistake(
        "both matrices minus the column means of Φ(x_train)", WHICH_MATRIX,
        _principal(lambda train, plot: (
            (found := _svd(train - train.mean(dim=0)))[0], (plot - train.mean(dim=0)) @ found[1])),
    ),
    "shares_of_the_sum": Mistake(
        "σ_i/Σσ", "The singular values themselves are asked for.",
        _principal(lambda train, plot: (
            (found := _svd(train))[0] / found[0].sum(), plot @ found[1])),
    ),
    "shares_of_the_variance": Mistake(
        "σ_i²/Σσ²", "The singular values themselves are asked for.",
        _principal(lambda train, plot: (
            (found := _svd(train))[0] ** 2 / (found[0] ** 2).sum(), plot @ found[1])),
    ),
    "variances": Mistake(
        "σ²/(n − 1)", "The singular values themselves are asked for.",
        _principal(lambda train, plot: (
            (found := _svd(train))[0] ** 2 / max(len(train) - 1, 1), plot @ found[1])), "all", 2,
    ),
    "features_in_the_other_order": Mistake(
        "the columns of Φ(x_plot) V in reverse order",
        "Which singular value does each column belong to?",
        _principal(lambda train, plot: ((found := _svd(train))[0], (plot @ found[1]).flip(1))),
    ),
    "features_alone": Mistake(
        "Φ(x_plot) V alone", "Two things are asked for. Which is the first?",
        _principal(lambda train, plot: plot @ _svd(train)[1]),
    ),
    "three_at_most": Mistake(
        "the first three alone", "How many singular values are there?",
        _principal(lambda train, plot: ((found := _svd(train))[0][:3], plot @ found[1][:, :3])),
    ),
    "one_divided_by_them": Mistake(
        "1/σ", "The singular values themselves are asked for.",
        _principal(lambda train, plot: (1 / (found := _svd(train))[0], plot @ found[1])),
    ),
    "features_themselves": Mistake(
        "Φ(x_plot) in the place of Φ(x_plot) V", WHICH_MATRIX,
        _principal(lambda train, plot: (_svd(train)[0], plot[:, : min(train.shape)])),
    ),
}  # fmt: skip
for _function, _mistakes in (
    ("linearized_features", FEATURES),
    ("feature_block", BLOCK),
    ("principal_features", PRINCIPAL),
):
    globals().update(registered(f"q3_{_function}", _function, _mistakes, __name__))
