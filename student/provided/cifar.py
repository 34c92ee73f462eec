"""Reads one batch file of CIFAR-10, without running what a pickle may ask for besides arrays."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np

FEATURES = 3072  # 32 × 32 pixels in three colours
# What makes an empty array that a pickle then fills; its module moved between versions of NumPy.
RECONSTRUCT = np.empty(0).__reduce__()[0]


class _ArrayUnpickler(pickle.Unpickler):
    """An unpickler for plain values and NumPy arrays: a pickle can name any function to be called,
    and these three are all that a batch needs."""

    def find_class(self, module: str, name: str) -> Any:
        allowed = {
            ("numpy", "ndarray"): np.ndarray,
            ("numpy", "dtype"): np.dtype,
            ("numpy.core.multiarray", "_reconstruct"): RECONSTRUCT,
            ("numpy._core.multiarray", "_reconstruct"): RECONSTRUCT,
        }
        if (module, name) not in allowed:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return allowed[module, name]


def read_batch(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The images, shape (n, 3072), and their classes, shape (n,), both uint8.

    Raises:
        ValueError: where the file is no CIFAR-10 batch.
    """
    try:
        with path.open("rb") as file:
            batch = _ArrayUnpickler(file, encoding="bytes").load()
        images = np.asarray(batch[b"data"], dtype=np.uint8)
        labels = np.asarray(batch[b"labels"], dtype=np.uint8)
    except Exception as error:  # a broken pickle can raise anything
        raise ValueError(f"{path} is no CIFAR-10 batch (Python version): {error}") from None
    if images.shape != (len(labels), FEATURES):
        raise ValueError(
            f"{path} is no CIFAR-10 batch: {labels.shape} labels for images of shape {images.shape}"
        )
    return images, labels
