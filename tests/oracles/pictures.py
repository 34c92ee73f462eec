"""What the pictures show as right, where no graded test asks for it."""

from __future__ import annotations

import numpy as np

from tests.oracles.update_rules import UPDATE_RULES


def valley(X: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """The loss ‖Xw − y‖² for a square, diagonal X: its curvature along each axis and its minimum,
    shape (d,). Its gradient is their product with the distance to the minimum."""
    diagonal = np.diag(X)
    return {"curvatures": 2 * diagonal**2, "minimum": y / diagonal}


def path_through_valley(
    rule: str, X: np.ndarray, y: np.ndarray, learning_rate: float, num_steps: int
) -> np.ndarray:
    """The path of an update rule from 0 on the loss ‖Xw − y‖², shape (num_steps + 1, d)."""
    path = [np.zeros(X.shape[1])]
    config = {"learning_rate": learning_rate}
    for _ in range(num_steps):
        gradient = 2 * X.T @ (X @ path[-1] - y)
        w, config = UPDATE_RULES[rule](path[-1], gradient, config)
        path.append(w)
    return np.array(path)
