"""Q3: features from local linearization (PyTorch).

A network y(x; θ) with scalar input and output is, for small changes of its parameters, linear:

    y(x; θ + Δθ) ≈ y(x; θ) + Σ_j Δθ_j ∂y(x)/∂θ_j.

The derivatives ∂y(x)/∂θ_j are its features; Φ with Φ_ij = ∂y(x_i)/∂θ_j is its feature matrix.

n: number of points x; m: number of points to plot; d: number of parameters. Points are tensors of
shape (n,); lists and arrays are accepted. Results have the model's dtype, detached
or not.
Arguments are checked for you: a bad one raises a ValueError that says what is wrong.
"""

from __future__ import annotations

import torch
from torch import nn

from student.provided.validation import choice, count


def _points(name: str, x: torch.Tensor, model: nn.Module) -> torch.Tensor:
    """The points, detached, of the model's dtype, shape (n,) with n ≥ 1."""
    points = torch.as_tensor(x, dtype=next(model.parameters()).dtype).detach()
    if points.ndim != 1 or len(points) == 0:
        raise ValueError(f"{name} must have shape (n,), n ≥ 1, but has {tuple(points.shape)}")
    return points


def _require_same_shapes(model_a: nn.Module, model_b: nn.Module) -> None:
    shapes_a, shapes_b = ([p.shape for p in model.parameters()] for model in (model_a, model_b))
    if shapes_a != shapes_b:
        raise ValueError("model_a and model_b must have parameters of the same shapes")


def build_mlp(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    """A fully connected, randomly initialized ReLU network from ℝ to ℝ. Source: Q3(a), Q3(d).

    Weights are normal with mean 0 and variance 2/fan_in ("He"), biases normal with mean 0 and
    variance 2/(fan_in + fan_out) ("Xavier"), with the fans of their layer; the output layer too.

    Args:
        width: units in each hidden layer, at least 1.
        num_hidden_layers: at least 1.
        generator: where all values are drawn from; None is torch's own global generator.

    Returns:
        Linear(1, width), ReLU, [Linear(width, width), ReLU, …,] Linear(width, 1).

    Raises:
        ValueError: for a width or a number of layers below 1.
    """
    width = count("width", width, at_least=1)
    num_hidden_layers = count("num_hidden_layers", num_hidden_layers, at_least=1)

    raise NotImplementedError("Q3 build_mlp: stack Linear and ReLU, then draw weights and biases")


def linearized_features(model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    """The feature matrix Φ_ij = ∂y(x_i)/∂θ_j of a network as it is. Source: Q3(a).

    The model stays as it was: parameters, .grad (also one that was there before), requires_grad and
    training mode.

    Args:
        model: network as from `build_mlp`.
        x: points, shape (n,).

    Returns:
        Φ, shape (n, d); columns in the order of model.parameters(), each flattened.

    Raises:
        ValueError: for an x that is empty or has another shape than (n,).
    """
    x = _points("x", x, model)

    raise NotImplementedError("Q3 linearized_features: one row of derivatives for each point")


def feature_block(model: nn.Sequential, x: torch.Tensor, name: str) -> torch.Tensor:
    """The features of one parameter array: those columns of Φ. Source: Q3(a).

    Args:
        model: network as from `build_mlp`; stays as it was.
        x: points, shape (n,).
        name: name of the parameter as in model.named_parameters(), such as "0.bias".

    Returns:
        Columns of Φ, shape (n, size of the parameter).

    Raises:
        ValueError: for an unknown name, or an x that is empty or has another shape than (n,).
    """
    x = _points("x", x, model)
    name = choice("name", name, tuple(dict(model.named_parameters())))

    raise NotImplementedError("Q3 feature_block: the derivatives with respect to one parameter")


def principal_features(
    model: nn.Sequential, x_train: torch.Tensor, x_plot: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Singular values and principal features of Φ(x_train) = U Σ Vᵀ, anywhere. Source: Q3(b).

    Args:
        model: network as from `build_mlp`; stays as it was.
        x_train: points that say which directions matter, shape (n,).
        x_plot: points at which to evaluate the principal features, shape (m,).

    Returns:
        The singular values, descending, shape (r,) with r = min(n, d); and the principal features
        Φ(x_plot) V, one per column, not divided by the singular values, shape (m, r).

    Raises:
        ValueError: for points that are empty or have another shape than (n,).
    """
    x_train = _points("x_train", x_train, model)
    x_plot = _points("x_plot", x_plot, model)

    raise NotImplementedError("Q3 principal_features: the SVD of Φ(x_train), used at x_plot")


def principal_overlap(
    model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor, rank: int
) -> float:
    """How nearly the leading principal features of two networks span the same. Source: Q3(c).

    The mean squared cosine of the principal angles between two subspaces of ℝⁿ (values on x): the
    spans of the top-`rank` left singular vectors of Φ_a(x) and of Φ_b(x).

    Args:
        model_a, model_b: networks as from `build_mlp`; they stay as they were.
        x: points, shape (n,).
        rank: 1 … min(n, d).

    Returns:
        The overlap, 0 (orthogonal) … 1 (the same span).

    Raises:
        ValueError: for a rank out of range, or an x that is empty or has another shape than (n,).
    """
    x = _points("x", x, model_a)
    rank = count("rank", rank, at_least=1)
    num_parameters = [sum(p.numel() for p in model.parameters()) for model in (model_a, model_b)]
    if rank > min(len(x), *num_parameters):
        raise ValueError(f"rank must be min(n, d) at most, but is {rank}")

    raise NotImplementedError("Q3 principal_overlap: the mean squared singular value of U_aᵀ U_b")


def mean_feature_overlap(model_a: nn.Sequential, model_b: nn.Sequential, x: torch.Tensor) -> float:
    """How much the features of two networks agree one by one. Source: Q3(c).

    Args:
        model_a, model_b: networks as from `build_mlp`, of the same sizes; they stay as they were.
        x: points, shape (n,).

    Returns:
        The mean over the d features of the squared cosine of the angle between the matching columns
        of Φ_a(x) and Φ_b(x), 0 … 1; where one of the two columns is 0, it counts as 0.

    Raises:
        ValueError: for networks of different sizes, or an x that is empty or has another shape
            than (n,).
    """
    _require_same_shapes(model_a, model_b)
    x = _points("x", x, model_a)

    raise NotImplementedError("Q3 mean_feature_overlap: squared cosines, column by column")
