"""Q4c: gradient norms, and hyperparameters that you tune on the digits (NumPy)."""

from __future__ import annotations

from typing import Any

import numpy as np

from student.provided.validation import arrays_by_name


def mean_gradient_norm(grads: dict[str, np.ndarray]) -> float:
    """The mean size of a network's gradients, one per parameter array. Source: Q4(c).

    Args:
        grads: gradient of each parameter array by its name ("W1", "b1", …), of any shapes.

    Returns:
        The mean over the arrays of their ℓ₂ norm (for a matrix the Frobenius norm).

    Raises:
        ValueError: for an empty dict or an entry that holds no finite numbers.
    """
    grads = arrays_by_name("grads", grads)

    raise NotImplementedError("Q4c mean_gradient_norm: one norm per array, then their mean")


# The learning rate with which plain SGD trains like momentum 0.9 at learning rate 1e-2, on the same
# batches for the same number of steps. Source: Q4(c).
MATCHED_SGD_LEARNING_RATE: float | None = None  # a number

# Hyperparameters that train a deep He-initialized network well on the digits: the call
# `train_best_model` of student/provided/experiments.py says how well. Source: Q4(c).
# Keys: learning_rate (positive), num_epochs (1 to 20), batch_size (32 to 500), lr_decay (factor on
# the rate after each epoch, 1 at most), update_rule ("sgd", "sgd_momentum", "rmsprop" or "adam").
BEST_MODEL: dict[str, Any] | None = None  # a dict with these five keys
