"""Numbers that stand in hints, docstrings, comments and prompts, and where a text says "hardly" or
"about": each computed without solutions."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
import torch

from grader.answers import read
from grader.answers.formula import value
from grader.tests.course import ROOT
from grader.tests.homework2.test_claims_q3 import principal_overlap, trained
from grader.tests.homework2.test_claims_q4 import RULES
from student.provided import experiments, piecewise
from student.provided.data import load_digits_data

ANSWERS = (ROOT / "student" / "answers.toml").read_text(encoding="utf-8")


# ---- Q1 and Q2 ----


def test_one_step_is_enough_at_half_the_bound() -> None:
    for sigma in (Fraction(1, 3), Fraction(5, 2)):
        rate = 1 / (2 * sigma**2)
        assert 1 - 2 * rate * sigma**2 == 0
        assert 2 * rate * sigma * 7 == 7 / sigma


def test_twice_the_bound_belongs_to_half_the_loss() -> None:
    sigma = Fraction(3)
    # Half of the squared error has the slope −σ (y − σw), so a step multiplies by 1 − ησ².
    assert 1 - (2 / sigma**2) * sigma**2 == -1


def test_momentum_at_its_best_has_the_root_of_kappa() -> None:
    small, large = 1.0, 81.0
    kappa = large / small
    # Heavy ball on λw²/2, with Polyak's rate and momentum.
    momentum = ((math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)) ** 2
    rate = 4 / (math.sqrt(large) + math.sqrt(small)) ** 2
    for curvature in np.linspace(small, large, 9):
        step = np.array([[1 + momentum - rate * curvature, -momentum], [1, 0]])
        factor = np.abs(np.linalg.eigvals(step)).max()
        assert factor == pytest.approx((math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1), rel=1e-6)


def test_a_direction_takes_as_many_more_steps_as_the_square_of_its_singular_value_is_smaller() -> (
    None
):
    first, later, rate = 1.0, 0.02, 0.05
    steps = [math.log(0.01) / math.log(abs(1 - 2 * rate * s**2)) for s in (first, later)]

    assert steps[1] / steps[0] == pytest.approx((first / later) ** 2, rel=0.06)


def test_the_running_example_is_7_5_away_and_eulers_constant_is_0_5772() -> None:
    assert math.hypot(6, 4.5) == 7.5
    assert round(np.euler_gamma, 4) == 0.5772
    assert sum(1 / n for n in range(1, 10_001)) - math.log(10_000) == pytest.approx(
        np.euler_gamma, abs=1e-4
    )


def test_the_forms_that_the_answers_begin_with_are_equal() -> None:
    one, other = re.findall(r'"([^"]+)" is\s+"([^"]+)"', ANSWERS.replace("\n# ", " "))[0]
    letters = {name: np.linspace(0.5, 3, 9) for name in "xy"}

    assert value(read(one), letters) == pytest.approx(value(read(other), letters))


# ---- Q3 ----


def test_the_targets_slope_changes_least_at_0_6() -> None:
    slopes = np.diff(piecewise.VALUES) / np.diff(piecewise.KNOTS)
    turns = dict(zip(piecewise.KNOTS[1:-1], np.abs(np.diff(slopes)), strict=True))

    assert turns.pop(0.6) < 0.5 * min(turns.values())
    assert set(turns) == {0.2, 0.35, 0.8}


def test_elbows_as_initialized_crowd_around_zero_and_many_lie_outside_the_data() -> None:
    rng = np.random.default_rng(0)
    width = 40
    weights = rng.normal(0, math.sqrt(2), (200, width))
    biases = rng.normal(0, math.sqrt(2 / (1 + width)), (200, width))
    elbows = -biases / weights

    assert np.median(np.abs(elbows)) < 0.25
    assert np.mean((elbows < 0) | (elbows > 1)) > 0.5


def test_elbows_and_principal_features_hardly_change_after_a_thousand_steps() -> None:
    torch.set_num_threads(1)
    start, then, later = (trained(40, 1, 1500).models[step] for step in (0, 1000, 1500))
    early, late = (
        np.median(np.abs(piecewise.elbows(model) - piecewise.elbows(then)))
        for model in (start, later)
    )

    assert late < 0.05 * early
    assert principal_overlap(then, later) > 0.99


# ---- Q4 ----


def test_a_normal_number_is_beyond_two_deviations_about_once_in_22() -> None:
    assert round(1 / (2 * NormalDist().cdf(-2))) == 22


def test_rmsprops_steps_under_one_gradient_are_longer_by_what_its_cache_lacks() -> None:
    w, config = np.zeros(1), {"learning_rate": 1e-3}
    for t in range(1, 40):
        before = w
        w, config = RULES["rmsprop"](w, np.array([2.5]), config)
        assert before - w == pytest.approx(1e-3 / math.sqrt(1 - 0.99**t), rel=1e-6)


def test_twenty_to_the_minus_nine_is_2e_12_and_sizes_double_with_a_factor_of_four() -> None:
    assert math.pow(20, -9) == pytest.approx(2e-12, rel=0.03)
    assert math.sqrt(0.5 * 50 * 0.4**2) == pytest.approx(2)
    assert sum(0.01 * 0.9**t for t in range(400)) == pytest.approx(0.1)


def test_the_digits_are_as_many_as_they_say() -> None:
    digits = load_digits_data()
    sizes = [len(part) for part in (digits.y_train, digits.y_val, digits.y_test)]

    assert sizes == [1200, 300, 297]
    assert set(digits.y_train) == set(range(10))
    assert "1200 training, 300 validation and 297 test" in str(load_digits_data.__doc__)


@pytest.mark.parametrize("decay", [1.0, 0.9])
def test_a_larger_rate_jumps_about_with_decay_and_without_and_gets_there(decay: float) -> None:
    tried = {"learning_rate": 0.05, "num_epochs": 12, "batch_size": 100, "lr_decay": decay}
    result = experiments.train_best_model(tried | {"update_rule": "sgd_momentum"}, RULES)
    late = np.array(result.val_accuracy_history[5:])

    assert result.val_accuracy == pytest.approx(0.97, abs=0.015)
    assert 0.02 < -np.diff(late).min() < 0.06
