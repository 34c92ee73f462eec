"""What well-known libraries do with the same numbers. They are loaded when they are asked."""

from __future__ import annotations

from typing import Any


def torch_adam_steps(descent: dict[str, Any]) -> list[Any]:
    """The weights after each step of torch's Adam with its defaults, as `follow` gives them."""
    import torch
    from torch.optim.adam import adam as torch_adam

    w = torch.from_numpy(descent["w"].copy())
    m, v, t = torch.zeros_like(w), torch.zeros_like(w), torch.tensor(0.0)
    steps = []
    for gradient in torch.from_numpy(descent["gradients"]):
        torch_adam(
            [w], [gradient], [m], [v], [], [t], lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8,
            amsgrad=False, weight_decay=0.0, maximize=False, foreach=False,
        )  # fmt: skip
        steps.append((w.numpy().copy(), None))
    return steps
