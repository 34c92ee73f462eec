"""The data students train on: complete, the same for all, and read without running anything."""

from __future__ import annotations

import os
import pickle
import struct
from pathlib import Path

import numpy as np
import pytest

from student.provided import data, rebuild_digits
from student.provided.data import CIFAR_TEST_BATCH, CIFAR_TRAIN_BATCHES, load_cifar10

CIFAR_BATCHES = (*CIFAR_TRAIN_BATCHES, CIFAR_TEST_BATCH)
IMAGES_PER_BATCH = 4


@pytest.fixture
def cifar_folder(tmp_path: Path) -> Path:
    """Six batches, whose image i has the class i and is filled with 10 × batch + i."""
    for number, name in enumerate(CIFAR_BATCHES):
        images = np.arange(IMAGES_PER_BATCH, dtype=np.uint8)[:, None] + np.uint8(10 * number)
        images = np.repeat(images, 3072, axis=1)
        (tmp_path / name).write_bytes(python_2_batch(images, list(range(IMAGES_PER_BATCH))))
    return tmp_path


def python_2_batch(images: np.ndarray, labels: list[int]) -> bytes:
    """The pickle that Python 2 wrote for {"data": images, "labels": labels}, opcode by opcode."""

    def text(value: bytes) -> bytes:
        return b"T" + struct.pack("<i", len(value)) + value

    def number(value: int) -> bytes:
        return b"J" + struct.pack("<i", value)

    empty = b"cnumpy.core.multiarray\n_reconstruct\n"
    empty += b"(cnumpy\nndarray\n(" + number(0) + b"t" + text(b"b") + b"tR"
    dtype = b"cnumpy\ndtype\n(" + text(b"u1") + number(0) + number(1) + b"tR"
    dtype += b"(" + number(3) + text(b"|") + b"NNN" + number(-1) + number(-1) + number(0) + b"tb"
    shape = b"(" + b"".join(number(size) for size in images.shape) + b"t"
    array = empty + b"(" + number(1) + shape + dtype + b"\x89" + text(images.tobytes()) + b"tb"
    classes = b"](" + b"".join(number(label) for label in labels) + b"e"
    return b"\x80\x02}(" + text(b"data") + array + text(b"labels") + classes + b"u."


class RunsACommand:
    """Unpickles by calling os.mkdir."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.folder),)


def test_digits_are_complete_and_normalized() -> None:
    digits = data.load_digits_data()

    assert digits.X_train.shape == (1200, 64)
    assert digits.X_val.shape == (300, 64)
    assert digits.X_test.shape == (297, 64)
    assert digits.X_train.dtype == np.float64
    assert [len(y) for y in (digits.y_train, digits.y_val, digits.y_test)] == [1200, 300, 297]
    assert set(digits.y_train) == set(digits.y_val) == set(digits.y_test) == set(range(10))
    np.testing.assert_allclose(digits.X_train.mean(axis=0), 0, atol=1e-12)
    assert digits.X_train.std() == pytest.approx(1)


def test_digits_are_the_same_on_every_call_and_in_no_two_parts() -> None:
    first, second = data.load_digits_data(), data.load_digits_data()
    parts = [first.X_train, first.X_val, first.X_test]

    assert (first.X_train == second.X_train).all()
    assert (first.y_val == second.y_val).all()
    assert len(np.unique(np.concatenate(parts), axis=0)) == 1797


def test_the_first_images_are_what_overfitting_starts_with() -> None:
    digits = data.load_digits_data()
    few = digits.first(50)

    assert (few.X_train == digits.X_train[:50]).all()
    assert (few.y_train == digits.y_train[:50]).all()
    assert few.X_val is digits.X_val


@pytest.mark.parametrize("contents", [None, b"", b"PK\x03\x04 not what it was"])
def test_digits_that_were_changed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contents: bytes | None
) -> None:
    path = tmp_path / "digits.npz"
    if contents is not None:
        path.write_bytes(contents)
    monkeypatch.setattr(data, "DIGITS", path)

    with pytest.raises(ValueError, match=r"digits\.npz is missing or damaged: copy it again"):
        data.load_digits_data()


def test_the_file_of_digits_is_small() -> None:
    assert data.DIGITS.stat().st_size < 100_000


def test_rebuilding_without_scikit_learn_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(rebuild_digits, "import_module", missing)

    assert rebuild_digits.main([str(tmp_path / "digits.npz")]) == 2
    assert capsys.readouterr().err == "scikit-learn is missing: pip install scikit-learn\n"
    assert not (tmp_path / "digits.npz").exists()


def test_cifar_is_read_as_python_2_wrote_it(cifar_folder: Path) -> None:
    cifar = load_cifar10(cifar_folder, num_train=12, num_val=8, num_test=3)

    assert cifar.X_train.shape == (12, 3072)
    assert cifar.y_train.tolist() == [0, 1, 2, 3] * 3
    assert cifar.y_val.tolist() == [0, 1, 2, 3] * 2
    assert cifar.y_test.tolist() == [0, 1, 2]
    # Pixels 0 … 3, 10 … 13, 20 … 23 have mean 11.5; the test batch begins at 50.
    scale = np.std([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23])
    np.testing.assert_allclose(
        cifar.X_train[:, 0], (np.array([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]) - 11.5) / scale
    )
    np.testing.assert_allclose(cifar.X_test[:, -1], (np.array([50, 51, 52]) - 11.5) / scale)


def test_a_folder_without_cifar_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"has no data_batch_1: download the Python version of"):
        load_cifar10(tmp_path)


def test_a_batch_that_runs_something_is_refused_before_it_does(cifar_folder: Path) -> None:
    trap = cifar_folder / "made_by_the_pickle"
    (cifar_folder / "data_batch_3").write_bytes(pickle.dumps(RunsACommand(trap)))

    with pytest.raises(ValueError, match=r"data_batch_3 is no CIFAR-10 batch.*posix\.mkdir"):
        load_cifar10(cifar_folder)

    assert not trap.exists()


@pytest.mark.parametrize("contents", [b"", b"no pickle", pickle.dumps({b"labels": [1]})])
def test_a_broken_batch_is_named(cifar_folder: Path, contents: bytes) -> None:
    (cifar_folder / "test_batch").write_bytes(contents)

    with pytest.raises(ValueError, match="test_batch is no CIFAR-10 batch"):
        load_cifar10(cifar_folder)


def test_images_and_labels_have_to_match(cifar_folder: Path) -> None:
    images = np.zeros((2, 3072), dtype=np.uint8)
    (cifar_folder / "data_batch_2").write_bytes(python_2_batch(images, [1, 2, 3]))

    with pytest.raises(ValueError, match=r"data_batch_2 is no CIFAR-10 batch: .*\(2, 3072\)"):
        load_cifar10(cifar_folder)


def test_asking_for_more_images_than_there_are_is_refused(cifar_folder: Path) -> None:
    with pytest.raises(ValueError, match="has 20 images for num_train"):
        load_cifar10(cifar_folder, num_train=16, num_val=5, num_test=1)
