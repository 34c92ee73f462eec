"""Q3 principal_overlap: other spans, other means."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from grader.diagnosis.bank import ALL, misconception
from tests.misconceptions.q3.slips import features_of

if TYPE_CHECKING:
    import torch
    from torch import nn


def _left(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    """All left singular vectors of the feature matrix, shape (n, n)."""
    import torch

    return torch.linalg.svd(features_of(model, x))[0]


def _cosines(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Cosines of the principal angles between two spans with these orthonormal bases."""
    import torch

    return torch.linalg.svdvals(a.T @ b)


@misconception(
    part="q3_principal_overlap",
    formula="mean cos θ_i in place of mean cos² θ_i",
    hint=(
        "The result is too large except where it is 0 or 1. Which power of the cosines is averaged?"
    ),
)
def principal_overlap__cosine_not_squared(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x)[:, :rank] for model in (model_a, model_b))
    return float(_cosines(U_a, U_b).mean())


@misconception(
    part="q3_principal_overlap",
    formula="max cos² θ_i",
    hint="One direction in common is enough for your 1. What about the other angles?",
)
def principal_overlap__largest_cosine(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x)[:, :rank] for model in (model_a, model_b))
    return float(_cosines(U_a, U_b).max() ** 2)


@misconception(
    part="q3_principal_overlap",
    formula="Σ cos² θ_i",
    hint="The result exceeds 1. How many angles are there?",
)
def principal_overlap__summed(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x)[:, :rank] for model in (model_a, model_b))
    return float((U_a.T @ U_b).square().sum())


@misconception(
    part="q3_principal_overlap",
    formula="(1/rank²) Σ_kl (u_k · u'_l)²",
    hint=(
        "A network does not overlap fully with itself. How many angles are there between two spans?"
    ),
)
def principal_overlap__mean_of_all_products(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x)[:, :rank] for model in (model_a, model_b))
    return float((U_a.T @ U_b).square().mean())


@misconception(
    part="q3_principal_overlap",
    formula="mean_k (u_k · u'_k)²",
    hint="Two bases of one span can look very different. Does your result depend on the basis?",
)
def principal_overlap__matching_vectors(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x)[:, :rank] for model in (model_a, model_b))
    return float((U_a * U_b).sum(dim=0).square().mean())


@misconception(
    part="q3_principal_overlap",
    formula="mean (1 − θ_i/(π/2))",
    hint="Is it the angles that are averaged?",
)
def principal_overlap__angle_not_cosine(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x)[:, :rank] for model in (model_a, model_b))
    angles = _cosines(U_a, U_b).clamp(max=1).acos()
    return float(1 - angles.mean() / (math.pi / 2))


@misconception(
    part="q3_principal_overlap",
    formula="the spans of V in place of U",
    hint=(
        "Functions on the points x are vectors of n values. Which singular vectors have n entries?"
    ),
)
def principal_overlap__right_singular_vectors(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    import torch

    V_a, V_b = (torch.linalg.svd(features_of(model, x))[2][:rank].T for model in (model_a, model_b))
    return float((V_a.T @ V_b).square().sum() / rank)


@misconception(
    part="q3_principal_overlap",
    formula="the last `rank` left singular vectors",
    hint="In which order are the singular values that your method returns?",
)
def principal_overlap__smallest_singular_values(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x)[:, -rank:] for model in (model_a, model_b))
    return float((U_a.T @ U_b).square().sum() / rank)


@misconception(
    part="q3_principal_overlap",
    formula="the first rank + 1 vectors",
    hint="How many vectors does your slice hold?",
)
def principal_overlap__one_rank_too_many(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x)[:, : rank + 1] for model in (model_a, model_b))
    return float((U_a.T @ U_b).square().sum() / U_a.shape[1])


@misconception(
    part="q3_principal_overlap",
    formula="right, but the models stay in evaluation mode",
    hint="Look at model.training before and after your function: who sets it back?",
)
def principal_overlap__left_in_evaluation_mode(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    model_a.eval()
    model_b.eval()
    U_a, U_b = (_left(model, x)[:, :rank] for model in (model_a, model_b))
    return float((U_a.T @ U_b).square().sum() / rank)


@misconception(
    part="q3_principal_overlap",
    formula="the spans of all of U, whatever `rank` is",
    hint="Does your result change with `rank`?",
    costs=ALL,  # it is 1, whatever is asked
)
def principal_overlap__all_of_the_span(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, U_b = (_left(model, x) for model in (model_a, model_b))
    return float((U_a.T @ U_b).square().sum() / len(x))
