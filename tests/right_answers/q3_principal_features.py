"""Q3(b, c): principal features and overlaps in honest styles."""

from __future__ import annotations

import math

import numpy as np
import scipy.linalg
import torch
from torch import nn

Pair = tuple[torch.Tensor, torch.Tensor]


def _jacobian(model: nn.Sequential, x: torch.Tensor, attached: bool = False) -> torch.Tensor:
    y, parameters = model(x[:, None])[:, 0], list(model.parameters())
    rows = [
        torch.autograd.grad(y_i, parameters, retain_graph=True, create_graph=attached) for y_i in y
    ]
    return torch.stack([torch.cat([g.flatten() for g in row]) for row in rows])


def principal_features__full_svd(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> Pair:
    _, S, Vh = torch.linalg.svd(_jacobian(model, x_train), full_matrices=True)
    return S, (_jacobian(model, x_plot) @ Vh.mH)[:, : S.numel()]


def principal_features__attached_to_the_graph(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> Pair:
    _, S, Vh = torch.linalg.svd(_jacobian(model, x_train, attached=True), full_matrices=False)
    return S, _jacobian(model, x_plot, attached=True) @ Vh.mT


def principal_features__numpy_with_other_signs(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[np.ndarray, np.ndarray]:
    _, s, vt = np.linalg.svd(_jacobian(model, x_train).numpy(), full_matrices=False)
    signs = np.where(np.arange(len(s)) % 2, 1, -1)
    return s, _jacobian(model, x_plot).numpy() @ (vt.T * signs)


def principal_features__eigenvectors_of_the_gram_matrix(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> Pair:
    phi = _jacobian(model, x_train)
    eigenvalues, V = torch.linalg.eigh(phi.T @ phi)
    r = min(phi.shape)
    eigenvalues, V = eigenvalues.flip(0)[:r], V.flip(1)[:, :r]
    return eigenvalues.clamp(min=0).sqrt(), _jacobian(model, x_plot) @ V


def principal_features__eigenvectors_of_the_kernel(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> Pair:
    # Φ(x_plot) V = K(x_plot, x_train) U Σ⁻¹; no parameter space needed.
    phi, phi_plot = _jacobian(model, x_train), _jacobian(model, x_plot)
    eigenvalues, U = torch.linalg.eigh(phi @ phi.T)
    order = eigenvalues.argsort(descending=True)[: min(phi.shape)]
    sigma = eigenvalues[order].clamp(min=0).sqrt()
    return sigma, phi_plot @ phi.T @ U[:, order] / sigma


def principal_features__svd_of_the_transpose(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> Pair:
    V, S, _ = torch.svd(_jacobian(model, x_train).T)
    return S, torch.einsum("md,dr->mr", _jacobian(model, x_plot), V)


def principal_features__one_pass_in_double_precision(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> Pair:
    both = _jacobian(model, torch.cat([x_train, x_plot])).double()
    phi, phi_plot = both.split([len(x_train), len(x_plot)])
    _, S, Vh = torch.linalg.svd(phi, full_matrices=False)
    return S, phi_plot @ Vh.T


def principal_overlap__projectors(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> torch.Tensor:
    projectors = []
    for model in (model_a, model_b):
        U = torch.linalg.svd(_jacobian(model, x))[0][:, :rank]
        projectors.append(U @ U.T)
    return torch.trace(projectors[0] @ projectors[1]) / rank


def principal_overlap__attached_to_the_graph(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> torch.Tensor:
    U_a = torch.linalg.svd(_jacobian(model_a, x, attached=True), full_matrices=False)[0][:, :rank]
    U_b = torch.linalg.svd(_jacobian(model_b, x, attached=True), full_matrices=False)[0][:, :rank]
    return (U_a.T @ U_b).square().sum() / rank


def principal_overlap__subspace_angles(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    U_a, _, _ = np.linalg.svd(_jacobian(model_a, x).numpy(), full_matrices=False)
    U_b, _, _ = np.linalg.svd(_jacobian(model_b, x).numpy(), full_matrices=False)
    angles = scipy.linalg.subspace_angles(U_a[:, :rank], U_b[:, :rank])
    return float(np.mean(np.cos(angles) ** 2))


def principal_overlap__eigenvectors_of_the_kernel(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    spans = []
    for model in (model_a, model_b):
        phi = _jacobian(model, x)
        spans.append(torch.linalg.eigh(phi @ phi.T).eigenvectors[:, -rank:])
    return ((spans[0].T @ spans[1]) ** 2).sum().item() / rank


def principal_overlap__qr_of_the_leading_part(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> np.float64:
    bases = []
    for model in (model_a, model_b):
        phi = _jacobian(model, x).numpy()
        leading = phi @ np.linalg.svd(phi)[2][:rank].T
        bases.append(np.linalg.qr(leading)[0])
    cosines = np.linalg.svd(bases[0].T @ bases[1], compute_uv=False)
    return np.mean(np.minimum(cosines, 1) ** 2)


def principal_overlap__distance_of_projectors(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    # ‖P_a − P_b‖_F² = 2 rank − 2 trace(P_a P_b).
    U_a = torch.linalg.svd(_jacobian(model_a, x).double())[0][:, :rank]
    U_b = torch.linalg.svd(_jacobian(model_b, x).double())[0][:, :rank]
    distance = torch.linalg.matrix_norm(U_a @ U_a.T - U_b @ U_b.T)
    return float(1 - distance**2 / (2 * rank))


def mean_feature_overlap__cosine_similarity(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = _jacobian(model_a, x), _jacobian(model_b, x)
    return torch.cosine_similarity(a, b, dim=0).pow(2).mean().item()


def mean_feature_overlap__attached_to_the_graph(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    a, b = _jacobian(model_a, x, attached=True), _jacobian(model_b, x, attached=True)
    return torch.cosine_similarity(a, b, dim=0).square().mean()


def mean_feature_overlap__column_by_column(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = _jacobian(model_a, x).numpy(), _jacobian(model_b, x).numpy()
    total = 0.0
    for j in range(a.shape[1]):
        length = math.hypot(*a[:, j]) * math.hypot(*b[:, j])
        if length > 0:
            total += float(a[:, j] @ b[:, j] / length) ** 2
    return total / a.shape[1]


def mean_feature_overlap__nan_to_num(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> torch.Tensor:
    a, b = _jacobian(model_a, x), _jacobian(model_b, x)
    squares = (a * b).sum(0) ** 2 / ((a**2).sum(0) * (b**2).sum(0))
    return torch.nan_to_num(squares).mean()


def mean_feature_overlap__unit_columns(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> np.float64:
    a, b = _jacobian(model_a, x).double().numpy(), _jacobian(model_b, x).double().numpy()
    a, b = (m / np.maximum(np.linalg.norm(m, axis=0), 1e-12) for m in (a, b))
    return np.mean(np.einsum("nd,nd->d", a, b) ** 2)


def mean_feature_overlap__epsilon_in_the_denominator(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor
) -> float:
    a, b = _jacobian(model_a, x), _jacobian(model_b, x)
    cosines = (a * b).sum(dim=0) / (a.norm(dim=0) * b.norm(dim=0) + 1e-8)
    return float((cosines**2).mean())
