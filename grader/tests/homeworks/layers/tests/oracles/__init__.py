"""What is right, written out index by index."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.answers.keys import Expression, Wrong

KEPT_ENTRY = Expression(
    "x/(1 - rate)",
    {"x": (-3.0, 3.0), "rate": (0.05, 0.95)},
    (Wrong("x/rate", "share of the dropped", "Which share of the entries is kept?"),),
)


def output(layer: dict[str, np.ndarray]) -> np.ndarray:
    """The output, one sum for each entry."""
    x, w, b = layer["x"], layer["w"], layer["b"]
    out = np.zeros((len(x), len(b)))
    for i, j in np.ndindex(out.shape):
        out[i, j] = sum(x[i, k] * w[k, j] for k in range(len(w))) + b[j]
    return out


def gradients(layer: dict[str, np.ndarray], dout: np.ndarray) -> dict[str, Any]:
    """dx, dw, db of sum(dout * output), which is linear in each: differences are exact up to
    rounding."""
    return {f"d{name}": _difference(layer, dout, name) for name in ("x", "w", "b")}


def _difference(layer: dict[str, np.ndarray], dout: np.ndarray, name: str) -> np.ndarray:
    gradient = np.zeros(layer[name].shape)
    for at in np.ndindex(gradient.shape):
        more, less = ({**layer, name: layer[name].copy()} for _ in range(2))
        more[name][at] += 1
        less[name][at] -= 1
        gradient[at] = ((output(more) - output(less)) * dout).sum() / 2
    return gradient
