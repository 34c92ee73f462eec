"""A network trains to the same on every machine, and nearly to what arithmetic as usual gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from grader.tests.course import ROOT
from student.provided.network import FullyConnectedNetwork
from student.provided.reproducible import (
    MOST_TERMS,
    ReproducibleNetwork,
    exact_product,
    settled,
)
from tests.oracles.training import deep_start

# OpenBLAS's names of kernels that add in different orders; a machine without one takes its own.
KERNELS = ("Prescott", "Haswell", "SkylakeX")
# Settings that used to come to 0.94 with one kernel and 0.91 with another, and the like.
SETTINGS = [(0.05, 50, "sgd_momentum"), (0.01, 100, "rmsprop"), (0.03, 50, "adam")]
TRAIN = f"""
import json
from tests.oracles.training import deep_start
from tests.retraining import retrain
for rate, batch, rule in {SETTINGS}:
    others = {{"num_epochs": 6, "batch_size": batch, "lr_decay": 0.95, "update_rule": rule}}
    result = retrain({{"learning_rate": rate}} | others, deep_start())
    print(json.dumps([result.val_accuracy_history, result.train_accuracy]))
"""


def test_training_comes_to_the_same_with_every_kernel_and_number_of_threads() -> None:
    said = set()
    for kernel, threads in [*((kernel, "1") for kernel in KERNELS), ("Haswell", "2")]:
        done = subprocess.run(
            [sys.executable, "-c", TRAIN],
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        )
        said.add(done.stdout)
    (one,) = said
    assert len([json.loads(line) for line in one.splitlines()]) == len(SETTINGS)


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 64, 10), (64, 500, 32), (3, MOST_TERMS, 3)])
def test_an_exact_product_is_the_same_in_whatever_order_it_is_added(
    shape: tuple[int, int, int],
) -> None:
    n, k, m = shape
    rng = np.random.default_rng(k)
    a, b = rng.normal(size=(n, k)) * 10.0 ** rng.integers(-6, 6, size=k), rng.normal(size=(k, m))
    product = exact_product(a, b)
    for _ in range(5):
        order = rng.permutation(k)
        np.testing.assert_array_equal(exact_product(a[:, order], b[order]), product)
    bound = k * np.abs(a).max() * np.abs(b).max() * 2.0**-20
    assert np.abs(product - a @ b).max() <= bound


def test_a_product_that_could_round_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 2048 terms"):
        exact_product(np.ones((1, MOST_TERMS + 1)), np.ones((MOST_TERMS + 1, 1)))


@pytest.mark.parametrize("value", [0.0, np.inf, np.nan, 1e300])
def test_what_is_no_number_any_more_stays_so(value: float) -> None:
    with np.errstate(invalid="ignore", over="ignore"):
        np.testing.assert_array_equal(
            exact_product(np.full((2, 2), value), np.ones((2, 2))),
            np.full((2, 2), value) @ np.ones((2, 2)),
        )


def test_it_computes_what_the_network_of_the_handout_does_to_six_digits() -> None:
    start = deep_start()
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(100, 64)), rng.integers(10, size=100)
    loss, gradients = ReproducibleNetwork(start).loss(X, y)
    expected, slopes = FullyConnectedNetwork(start).loss(X, y)
    assert loss == pytest.approx(expected, rel=1e-5)
    for name, slope in slopes.items():
        assert np.abs(gradients[name] - slope).max() <= 1e-4 * np.abs(slope).max()


def test_ways_to_write_one_rule_settle_on_the_same_parameters() -> None:
    w = np.random.default_rng(0).normal(size=10_000)
    np.testing.assert_array_equal(settled(w * (1 + 2.0**-52)), settled(w))
    assert np.abs(settled(w) - w).max() <= 2.0**-21
