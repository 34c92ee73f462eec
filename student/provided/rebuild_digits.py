"""Rebuild digits.npz from scikit-learn: python -m student.provided.rebuild_digits [FILE]

The images are the test set of E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten
Digits", UCI Machine Learning Repository (1998), as scikit-learn carries them: 1797 images of 8 × 8
pixels from 0 to 16. They come sorted by writer, so they are shuffled here, once and for all.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import numpy as np

from student.provided.data import DIGITS, DIGITS_SHA256, sha256

SHUFFLE_SEED = 182


def rebuild(path: Path) -> None:
    """Write the archive: images, shape (1797, 64), and labels, shape (1797,), both uint8."""
    images, labels = import_module("sklearn.datasets").load_digits(return_X_y=True)
    # RandomState's streams are frozen: every version of NumPy shuffles like this.
    order = np.random.RandomState(SHUFFLE_SEED).permutation(len(labels))
    np.savez_compressed(
        path, images=images[order].astype(np.uint8), labels=labels[order].astype(np.uint8)
    )


def main(arguments: list[str]) -> int:
    """Rebuild the file, and say whether it is the one that `load_digits_data` expects."""
    path = Path(arguments[0]) if arguments else DIGITS
    try:
        rebuild(path)
    except ImportError:
        print("scikit-learn is missing: pip install scikit-learn", file=sys.stderr)
        return 2
    digest = sha256(path)
    if digest == DIGITS_SHA256:
        print(f"{path}: as expected")
        return 0
    print(f"{path}: not as expected; if that is meant, set DIGITS_SHA256 in data.py to {digest}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
