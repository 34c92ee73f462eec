"""Q3: what comes of features whose rows gather in .grad, in each function that uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grader.diagnosis.bank import misconception

if TYPE_CHECKING:
    import torch
    from torch import nn

Features = Callable[["nn.Sequential", "torch.Tensor"], "torch.Tensor"]


def _gathered(*, cleared_first: bool) -> Features:
    """The rows of one backward() after another, .grad cleared before the first of them or never."""

    def phi(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
        import torch

        if cleared_first:
            model.zero_grad()
        rows = []
        for x_i in x:
            model(x_i[None, None]).sum().backward()
            gradients = [p.grad for p in model.parameters() if p.grad is not None]
            rows.append(torch.cat([gradient.flatten() for gradient in gradients]))
        return torch.stack(rows)

    return phi


def _block(phi: Features) -> Callable[..., Any]:
    def function(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
        matrix, start = phi(model, x), 0
        for each, parameter in model.named_parameters():
            if each == name:
                return matrix[:, start : start + parameter.numel()]
            start += parameter.numel()
        raise KeyError(name)

    return function


def _principal(phi: Features) -> Callable[..., Any]:
    def function(model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor) -> Any:
        import torch

        _, values, Vh = torch.linalg.svd(phi(model, x_train), full_matrices=False)
        return values, phi(model, x_plot) @ Vh.T

    return function


def _overlap(phi: Features) -> Callable[..., Any]:
    def function(
        model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
    ) -> float:
        import torch

        one, other = (
            torch.linalg.svd(phi(model, x), full_matrices=False)[0][:, :rank]
            for model in (model_a, model_b)
        )
        return float((torch.linalg.svdvals(one.T @ other) ** 2).mean().clamp(max=1))

    return function


def _mean_overlap(phi: Features) -> Callable[..., Any]:
    def function(model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor) -> float:
        import torch

        one, other = phi(model_a, x), phi(model_b, x)
        norms = one.norm(dim=0) * other.norm(dim=0)
        cosines = (one * other).sum(dim=0) / torch.where(norms > 0, norms, 1)
        return float((cosines**2).mean().clamp(max=1))

    return function


_USES = {
    "linearized_features": lambda phi: phi,
    "feature_block": _block,
    "principal_features": _principal,
    "principal_overlap": _overlap,
    "mean_feature_overlap": _mean_overlap,
}
_NAMES = {True: "rows_gathered_in_grad", False: "rows_gathered_on_what_grad_held"}

for _function, _use in _USES.items():
    for _cleared_first, _name in _NAMES.items():
        _entry = _use(_gathered(cleared_first=_cleared_first))
        _entry.__name__ = f"{_function}__{_name}"
        globals()[_entry.__name__] = misconception(
            part=f"q3_{_function}",
            formula="Φ_ij = Σ_{k ≤ i} ∂y(x_k)/∂θ_j",
            hint="Each row of the feature matrix contains the rows before it. What does backward() "
            "do to a .grad that is already there?",
        )(_entry)
