"""The images to train on: handwritten digits that come with the homework, or CIFAR-10 of your own.

Either way the training images have mean 0 in each pixel, and variance 1 over all pixels.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from student.provided import cifar

DIGITS = Path(__file__).with_name("digits.npz")
DIGITS_SHA256 = "e3279cb972cdfe94cc3d79d797fc42163c58d61368679762b98ec9c82850e0f9"
DIGITS_TRAIN, DIGITS_VAL = 1200, 300

CIFAR_PAGE = "https://www.cs.toronto.edu/~kriz/cifar.html"
CIFAR_TRAIN_BATCHES = tuple(f"data_batch_{number}" for number in range(1, 6))
CIFAR_TEST_BATCH = "test_batch"


@dataclass(frozen=True)
class Dataset:
    """Images as float64 rows X of shape (n, features), and their classes y of shape (n,)."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_val: np.ndarray
    y_val: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray

    def first(self, num_train: int) -> Dataset:
        """The same data with the first `num_train` training images alone."""
        return replace(self, X_train=self.X_train[:num_train], y_train=self.y_train[:num_train])


def load_digits_data() -> Dataset:
    """Handwritten digits: 1200 training, 300 validation and 297 test images of 8 × 8 pixels.

    Returns:
        64 features, classes 0 … 9; the same on every call.

    Raises:
        ValueError: where the file that comes with the homework is missing or was changed.
    """
    if not DIGITS.is_file() or sha256(DIGITS) != DIGITS_SHA256:
        raise ValueError(
            f"{DIGITS} is missing or damaged: copy it again from the homework, "
            "or run python -m student.provided.rebuild_digits"
        )
    with np.load(DIGITS, allow_pickle=False) as archive:
        images, labels = archive["images"], archive["labels"]
    parts = [DIGITS_TRAIN, DIGITS_TRAIN + DIGITS_VAL]
    return _normalized(np.split(images, parts), np.split(labels, parts))


def load_cifar10(
    folder: str | Path, num_train: int = 10_000, num_val: int = 1_000, num_test: int = 1_000
) -> Dataset:
    """CIFAR-10 from the folder of its "Python version" (cifar-10-batches-py).

    Args:
        folder: holds data_batch_1 … data_batch_5 and test_batch.
        num_train: images to train on, the first of the training batches.
        num_val: images to validate with, the ones that follow.
        num_test: images to test with, the first of the test batch.

    Returns:
        3072 features (32 × 32 red, then green, then blue), classes 0 … 9.

    Raises:
        ValueError: where a batch is missing or is none, or there are fewer images than asked for.
    """
    folder = Path(folder)
    for name in (*CIFAR_TRAIN_BATCHES, CIFAR_TEST_BATCH):
        if not (folder / name).is_file():
            raise ValueError(
                f"{folder} has no {name}: download the Python version of CIFAR-10 from "
                f"{CIFAR_PAGE}, unpack it, and give the folder that holds data_batch_1"
            )
    batches = [cifar.read_batch(folder / name) for name in CIFAR_TRAIN_BATCHES]
    images, labels = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    test_images, test_labels = cifar.read_batch(folder / CIFAR_TEST_BATCH)
    end = num_train + num_val
    if end > len(labels) or num_test > len(test_labels):
        raise ValueError(
            f"{folder} has {len(labels)} images for num_train + num_val "
            f"and {len(test_labels)} for num_test"
        )
    return _normalized(
        [images[:num_train], images[num_train:end], test_images[:num_test]],
        [labels[:num_train], labels[num_train:end], test_labels[:num_test]],
    )


def sha256(path: Path) -> str:
    """The file's checksum in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _normalized(images: list[np.ndarray], labels: list[np.ndarray]) -> Dataset:
    """The training, validation and test parts, shifted and scaled as the training part asks for."""
    mean = images[0].mean(axis=0)
    # One scale for all pixels: one for each would blow up the noise of those at the edge.
    scale = np.std(images[0] - mean)
    X_train, X_val, X_test = ((part - mean) / scale for part in images)
    y_train, y_val, y_test = (part.astype(np.int64) for part in labels)
    return Dataset(X_train, y_train, X_val, y_val, X_test, y_test)
