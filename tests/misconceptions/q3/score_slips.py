"""Q3: more single slips in principal features and in overlaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.diagnosis.bank import misconception
from tests.misconceptions.q3.slips import features_of, spans_of

if TYPE_CHECKING:
    import torch
    from torch import nn


@misconception(
    part="q3_principal_features",
    formula="the first principal feature alone",
    hint="How many singular values are there? As many principal features belong to them.",
)
def principal_features__first_one_alone(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    _, singular_values, Vh = torch.linalg.svd(features_of(model, x_train), full_matrices=False)
    return singular_values, features_of(model, x_plot) @ Vh[:1].T


@misconception(
    part="q3_principal_features",
    formula="V in the place of Φ(x_plot) V",
    hint="V says how the features are mixed. What are their values on x_plot?",
)
def principal_features__directions_themselves(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    _, singular_values, Vh = torch.linalg.svd(features_of(model, x_train), full_matrices=False)
    return singular_values, Vh.T


@misconception(
    part="q3_principal_features",
    formula="(Φ(x_plot) V, singular values)",
    hint="What does the docstring say is returned first?",
)
def principal_features__in_the_other_order(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    _, singular_values, Vh = torch.linalg.svd(features_of(model, x_train), full_matrices=False)
    return features_of(model, x_plot) @ Vh.T, singular_values


@misconception(
    part="q3_principal_overlap",
    formula="mean_k |u_k · u'_k|",
    hint="The k-th vectors of two spans need not match. And which power of the cosine is wanted?",
    slips=2,
)
def principal_overlap__absolute_products_of_matching_vectors(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    one, other = spans_of(model_a, model_b, x, rank)
    return float((one * other).sum(dim=0).abs().mean())


@misconception(
    part="q3_principal_overlap",
    formula="Π cos θ_i",
    hint="One right angle makes your result 0. How does the handout put the angles together?",
)
def principal_overlap__product_of_cosines(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    import torch

    one, other = spans_of(model_a, model_b, x, rank)
    return float(torch.linalg.svdvals(one.T @ other).prod())


@misconception(
    part="q3_principal_overlap",
    formula="mean θ_i",
    hint="What should come out for two equal spans: 0 or 1?",
)
def principal_overlap__mean_angle(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    import torch

    one, other = spans_of(model_a, model_b, x, rank)
    return float(torch.arccos(torch.linalg.svdvals(one.T @ other).clamp(max=1)).mean())


@misconception(
    part="q3_principal_overlap",
    formula="‖U_aᵀ U_b‖, the root not squared",
    hint="Which norm adds up the squared cosines, and what is divided by rank?",
)
def principal_overlap__norm_of_the_products(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    one, other = spans_of(model_a, model_b, x, rank)
    return float((one.T @ other).norm() / rank**0.5)


@misconception(
    part="q3_principal_overlap",
    formula="max cos θ_i",
    hint="Do all angles count in your result? And which power of the cosine is wanted?",
    slips=2,
)
def principal_overlap__largest_cosine_not_squared(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    import torch

    one, other = spans_of(model_a, model_b, x, rank)
    return float(torch.linalg.svdvals(one.T @ other).max())


@misconception(
    part="q3_principal_overlap",
    formula="‖U_aᵀ U_b‖/rank",
    hint="Σ cos² θ_i is the square of that norm. Which power is divided by rank?",
)
def principal_overlap__norm_over_rank(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    one, other = spans_of(model_a, model_b, x, rank)
    return float((one.T @ other).norm() / rank)


@misconception(
    part="q3_principal_overlap",
    formula="the SVD of Φ minus its column means",
    hint="That is what PCA of data does. Of which matrix does the handout take the SVD?",
)
def principal_overlap__centered(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    import torch

    one, other = (features_of(model, x) for model in (model_a, model_b))
    spans = [
        torch.linalg.svd(features - features.mean(dim=0), full_matrices=False)[0][:, :rank]
        for features in (one, other)
    ]
    return float((spans[0].T @ spans[1]).pow(2).sum() / rank)


@misconception(
    part="q3_principal_overlap",
    formula="the angle between the kernels Φ Φᵀ",
    hint="Singular values weigh in your result. Does the span of singular vectors depend on them?",
)
def principal_overlap__kernels(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    one, other = (
        features @ features.T
        for features in (features_of(model, x) for model in (model_a, model_b))
    )
    return float((one * other).sum() / (one.norm() * other.norm()))


@misconception(
    part="q3_mean_feature_overlap",
    formula="cos² = 1 where one of two columns is zero",
    hint="A zero column has no direction: what does the docstring say that it counts as?",
)
def mean_feature_overlap__zero_columns_count_as_one(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    import torch

    one, other = features_of(model_a, x), features_of(model_b, x)
    lengths = one.norm(dim=0) * other.norm(dim=0)
    cosines = (one * other).sum(dim=0) / torch.where(lengths > 0, lengths, 1)
    return float(torch.where(lengths > 0, cosines**2, 1).mean())
