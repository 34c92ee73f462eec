"""Q3: what comes of features that backward() leaves in .grad, in each function that uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.diagnosis.bank import misconception

if TYPE_CHECKING:
    import torch
    from torch import nn

Features = Callable[["nn.Sequential", "torch.Tensor"], "torch.Tensor"]


def _by_backward(
    clears: str, change: Callable[[torch.Tensor], torch.Tensor] = lambda rows: rows
) -> Features:
    """The rows of one backward() after another, changed afterwards.

    clears: when .grad is cleared before a backward(): at "each", at the "first" alone, or "never".
    """

    def phi(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
        import torch

        rows: list[torch.Tensor] = []
        for x_i in x:
            if clears == "each" or (clears == "first" and not rows):
                model.zero_grad()
            model(x_i[None, None]).sum().backward()
            gradients = [p.grad for p in model.parameters() if p.grad is not None]
            rows.append(torch.cat([gradient.flatten() for gradient in gradients]))
        return change(torch.stack(rows))

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


class _Slip(NamedTuple):
    """A feature matrix that goes wrong, and the functions that are worth asking when it does."""

    phi: Features
    formula: str
    hint: str
    functions: tuple[str, ...] = tuple(_USES)


_WHAT_STANDS_IN_GRAD = (
    "Each row of the feature matrix contains the rows before it. What does backward() do to a "
    ".grad that is already there?"
)
_SLIPS = {
    "rows_gathered_in_grad": _Slip(
        _by_backward("first"), "Φ_ij = Σ_{k ≤ i} ∂y(x_k)/∂θ_j", _WHAT_STANDS_IN_GRAD
    ),
    "rows_gathered_on_what_grad_held": _Slip(
        _by_backward("never"), "Φ_ij = Σ_{k ≤ i} ∂y(x_k)/∂θ_j", _WHAT_STANDS_IN_GRAD
    ),
    "summed_over_points_by_backward": _Slip(
        _by_backward("each", lambda rows: rows.sum(dim=0).repeat(len(rows), 1)),
        "Φ_ij = ∂(Σ_k y(x_k))/∂θ_j, and .grad isn't what it was",
        "One backward() through a sum gives the sum of the slopes. How does each point get its "
        "own?",
        ("linearized_features", "feature_block"),
    ),
    "last_row_in_every_row_by_backward": _Slip(
        _by_backward("each", lambda rows: rows[-1].repeat(len(rows), 1)),
        "the row of the last point, n times, and .grad isn't what it was",
        "All your rows are one and the same .grad, filled again for each point. What keeps the "
        "values of one point?",
        ("linearized_features", "feature_block"),
    ),
    "grad_overwritten": _Slip(
        _by_backward("each"),
        "right, but model.grad isn't what it was",
        "The caller's model comes back with other .grad than it had. Is there a way to "
        "differentiate that writes into no .grad?",
        ("principal_overlap", "mean_feature_overlap"),
    ),
}

for _name, _slip in _SLIPS.items():
    for _function in _slip.functions:
        _entry = _USES[_function](_slip.phi)
        _entry.__name__ = f"{_function}__{_name}"
        globals()[_entry.__name__] = misconception(
            part=f"q3_{_function}",
            formula=_slip.formula,
            hint=_slip.hint,
            follows=() if _function == "linearized_features" else "q3_linearized_features",
        )(_entry)
