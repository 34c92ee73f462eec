"""Q3 mean_feature_overlap: other angles, other means, zero columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.diagnosis.bank import misconception
from tests.misconceptions.q3.slips import features_of

if TYPE_CHECKING:
    import torch
    from torch import nn


def _cosines(a: torch.Tensor, b: torch.Tensor, dim: int = 0) -> torch.Tensor:
    """Cosines of the angles between matching columns (or rows), 0 for zero ones."""
    import torch

    return torch.cosine_similarity(a, b, dim=dim)


@misconception(
    part="q3_mean_feature_overlap",
    formula="mean cos θ_j in place of mean cos² θ_j",
    hint="A feature and its negative span the same. What do they add to your mean?",
)
def mean_feature_overlap__cosine_not_squared(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    return float(_cosines(a, b).mean())


@misconception(
    part="q3_mean_feature_overlap",
    formula="mean |cos θ_j| in place of mean cos² θ_j",
    hint=(
        "The result is too large except where it is 0 or 1. Which power of the cosines is averaged?"
    ),
)
def mean_feature_overlap__absolute_cosine(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    return float(_cosines(a, b).abs().mean())


@misconception(
    part="q3_mean_feature_overlap",
    formula="(mean cos θ_j)²",
    hint="Which comes first, the square or the mean?",
)
def mean_feature_overlap__squared_mean(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    return float(_cosines(a, b).mean() ** 2)


@misconception(
    part="q3_mean_feature_overlap",
    formula="mean (a_j · b_j)²",
    hint="The result changes when features are scaled. What turns an inner product into a cosine?",
)
def mean_feature_overlap__not_normalized(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    return float((a * b).sum(dim=0).square().mean())


@misconception(
    part="q3_mean_feature_overlap",
    formula="0/0 where a column is zero",
    hint="What is the cosine of the angle to a zero column, and what did the handout decide?",
)
def mean_feature_overlap__zero_columns_nan(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    return float(((a * b).sum(dim=0) / (a.norm(dim=0) * b.norm(dim=0))).square().mean())


@misconception(
    part="q3_mean_feature_overlap",
    formula="mean over the columns that aren't zero",
    hint="Over how many features is the mean taken, those that are zero included?",
)
def mean_feature_overlap__zero_columns_left_out(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    cosines = _cosines(a, b)
    return float(cosines[a.any(dim=0) & b.any(dim=0)].square().mean())


@misconception(
    part="q3_mean_feature_overlap",
    formula="cos² = 1 where both columns are zero",
    hint="What does a column that is zero in both networks count as?",
)
def mean_feature_overlap__zero_columns_match(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    squares = _cosines(a, b).square()
    squares[~a.any(dim=0) & ~b.any(dim=0)] = 1
    return float(squares.mean())


@misconception(
    part="q3_mean_feature_overlap",
    formula="cos² of the angle between the two matrices as vectors",
    hint="Features are compared one by one. How many angles are there?",
)
def mean_feature_overlap__whole_matrix(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    return float(_cosines(a.flatten(), b.flatten()) ** 2)


@misconception(
    part="q3_mean_feature_overlap",
    formula="mean cos² over points in place of features",
    hint="Is a feature a row or a column of the feature matrix?",
)
def mean_feature_overlap__rows(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    return float(_cosines(a, b, dim=1).square().mean())


@misconception(
    part="q3_mean_feature_overlap",
    formula="Σ_j cos² θ_j",
    hint="The result exceeds 1. Over how many features do you average?",
)
def mean_feature_overlap__summed(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    return float(_cosines(a, b).square().sum())


@misconception(
    part="q3_mean_feature_overlap",
    formula="right, but the models' parameters are frozen",
    hint="Can the caller still train its networks afterwards?",
)
def mean_feature_overlap__frozen(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    for model in (model_a, model_b):
        model.requires_grad_(False)
    return float(_cosines(a, b).square().mean())


@misconception(
    part="q3_mean_feature_overlap",
    formula="squared correlation coefficients",
    hint="A correlation subtracts means first. Does a cosine?",
)
def mean_feature_overlap__centered(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = features_of(model_a, x), features_of(model_b, x)
    a, b = a - a.mean(dim=0), b - b.mean(dim=0)
    return float(_cosines(a, b).square().mean())
