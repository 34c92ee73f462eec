"""Q3 principal_features: other vectors, other points, other scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.diagnosis.bank import misconception
from tests.misconceptions.q3.slips import features_of

if TYPE_CHECKING:
    import torch
    from torch import nn


def _svd(model: nn.Sequential, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """U, σ and V (not transposed) of the feature matrix."""
    import torch

    U, singular_values, Vh = torch.linalg.svd(features_of(model, x), full_matrices=False)
    return U, singular_values, Vh.T


@misconception(
    part="q3_principal_features",
    formula="Φ(x_train) V",
    hint="A principal feature is a function of every x. At which points did you evaluate it?",
)
def principal_features__on_training_points(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    _, singular_values, V = _svd(model, x_train)
    return singular_values, features_of(model, x_train) @ V


@misconception(
    part="q3_principal_features",
    formula="U at the training points",
    hint=(
        "U holds values on the training points alone. What combines features into a function "
        "of every x?"
    ),
)
def principal_features__left_singular_vectors(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    U, singular_values, _ = _svd(model, x_train)
    return singular_values, U


@misconception(
    part="q3_principal_features",
    formula="Φ(x_plot) V Σ⁻¹",
    hint="The columns are too small where σ is large. What does the handout say about scaling?",
)
def principal_features__divided_by_singular_values(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    _, singular_values, V = _svd(model, x_train)
    return singular_values, features_of(model, x_plot) @ V / singular_values


@misconception(
    part="q3_principal_features",
    formula="Φ(x_plot) V Σ",
    hint="The columns are too large where σ is large. Is Σ part of the principal features?",
)
def principal_features__times_singular_values(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    _, singular_values, V = _svd(model, x_train)
    return singular_values, features_of(model, x_plot) @ V * singular_values


@misconception(
    part="q3_principal_features",
    formula="columns of Φ(x_plot) V divided by their norm",
    hint="All columns have the same length. What does the handout say about scaling?",
)
def principal_features__unit_columns(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    _, singular_values, V = _svd(model, x_train)

    curves = features_of(model, x_plot) @ V
    return singular_values, curves / curves.norm(dim=0).clamp(min=1e-12)


@misconception(
    part="q3_principal_features",
    formula="Φ(x_plot) Vᵀ",
    hint=(
        "Does your SVD return V or its transpose? Are the singular vectors the rows or the columns?"
    ),
)
def principal_features__transpose_forgotten(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    _, singular_values, Vh = torch.linalg.svd(features_of(model, x_train))
    return singular_values, features_of(model, x_plot) @ Vh[:, : len(singular_values)]


@misconception(
    part="q3_principal_features",
    formula="V from the SVD of Φ(x_plot)",
    hint="Which points say in which directions training moves fastest?",
)
def principal_features__svd_of_plot_points(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    _, singular_values, _ = _svd(model, x_train)
    _, _, Vh = torch.linalg.svd(features_of(model, x_plot))
    curves = features_of(model, x_plot) @ Vh.T
    return singular_values, curves[:, : len(singular_values)]


@misconception(
    part="q3_principal_features",
    formula="σ² in place of σ",
    hint="Are the eigenvalues of ΦᵀΦ the singular values of Φ?",
)
def principal_features__squared_singular_values(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    _, singular_values, V = _svd(model, x_train)
    return singular_values**2, features_of(model, x_plot) @ V


@misconception(
    part="q3_principal_features",
    formula="σ_r, …, σ_1",
    hint="Which singular value comes first?",
)
def principal_features__ascending(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    _, singular_values, V = _svd(model, x_train)
    return singular_values.flip(0), features_of(model, x_plot) @ V.flip(1)


@misconception(
    part="q3_principal_features",
    formula="σ/√n",
    hint="The singular values shrink as points are added. Of which matrix are they?",
)
def principal_features__divided_by_root_n(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    _, singular_values, V = _svd(model, x_train)
    return singular_values / len(x_train) ** 0.5, features_of(model, x_plot) @ V


@misconception(
    part="q3_principal_features",
    follows="q3_linearized_features",
    formula="right, but model.grad is lost",
    hint="The caller's model comes back without the .grad that it had. Who cleared it?",
)
def principal_features__grad_overwritten(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    model.zero_grad()
    _, singular_values, V = _svd(model, x_train)
    return singular_values, features_of(model, x_plot) @ V


@misconception(
    part="q3_principal_features",
    formula="the SVD of Φ(x_train) minus its column means",
    hint="Principal components subtract a mean first. Does the handout?",
)
def principal_features__centered(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    matrix = features_of(model, x_train)
    _, singular_values, Vh = torch.linalg.svd(matrix - matrix.mean(dim=0), full_matrices=False)
    return singular_values, features_of(model, x_plot) @ Vh.T


@misconception(
    part="q3_principal_features",
    formula="Σ and V from the SVD of Φ(x_plot)",
    hint="Which points say in which directions training moves fastest?",
)
def principal_features__of_the_plot_points(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    _, singular_values, V = _svd(model, x_plot)
    return singular_values, features_of(model, x_plot) @ V
