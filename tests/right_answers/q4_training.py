"""Q4(c): mean_gradient_norm in honest styles."""

from __future__ import annotations

import numpy as np

Gradients = dict[str, np.ndarray]


def mean_gradient_norm__loop(grads: Gradients) -> float:
    total = 0.0
    for name in grads:
        total += np.sqrt(np.sum(grads[name] ** 2))
    return total / len(grads)


def mean_gradient_norm__numpy_scalar(grads: Gradients) -> float:
    return np.mean([np.linalg.norm(gradient.ravel()) for gradient in grads.values()])


def mean_gradient_norm__dot(grads: Gradients) -> float:
    flat = [np.reshape(gradient, -1) for gradient in grads.values()]
    return sum(float(gradient @ gradient) ** 0.5 for gradient in flat) / len(flat)


def mean_gradient_norm__einsum(grads: Gradients) -> float:
    norms = [np.sqrt(np.einsum("i,i->", g.flatten(), g.flatten())) for g in grads.values()]
    return float(np.average(norms))


def mean_gradient_norm__torch_inside(grads: Gradients) -> float:
    import torch

    norms = [torch.linalg.vector_norm(torch.tensor(g)) for g in grads.values()]
    return torch.stack(norms).double().mean().item()


def mean_gradient_norm__exact_sum(grads: Gradients) -> float:
    import math

    norms = [math.sqrt(math.fsum(float(x) ** 2 for x in g.flat)) for g in grads.values()]
    return math.fsum(norms) / len(norms)


def mean_gradient_norm__entry_by_entry(grads: Gradients) -> float:
    import math

    return sum(math.hypot(*gradient.ravel().tolist()) for gradient in grads.values()) / len(grads)
