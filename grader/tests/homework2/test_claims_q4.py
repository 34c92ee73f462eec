"""What handout and notebook claim in Q4, computed with update rules and weights of our own.

What a training run comes to differs a little from processor to processor: margins allow for that.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from student.provided import experiments
from student.provided.data import load_digits_data
from student.provided.network import FullyConnectedNetwork
from student.provided.solver import Solver

Step = tuple[np.ndarray, dict[str, Any]]
DIGITS = load_digits_data()
ONE_HIDDEN, MEDIUM, TEN = (64, 50, 10), (64, 100, 100, 100, 10), (64, *[50] * 9, 10)
GUESSING = 0.15


def momentum(w: np.ndarray, dw: np.ndarray, config: dict[str, Any]) -> Step:
    velocity = config.get("momentum", 0.9) * config.get("velocity", 0) + dw
    return w - config["learning_rate"] * velocity, config | {"velocity": velocity}


def sgd(w: np.ndarray, dw: np.ndarray, config: dict[str, Any]) -> Step:
    return w - config["learning_rate"] * dw, config


def rmsprop(w: np.ndarray, dw: np.ndarray, config: dict[str, Any]) -> Step:
    cache = 0.99 * config.get("cache", 0) + 0.01 * dw * dw
    step = config["learning_rate"] * dw / (np.sqrt(cache) + 1e-8)
    return w - step, config | {"cache": cache}


def adam(w: np.ndarray, dw: np.ndarray, config: dict[str, Any]) -> Step:
    t = config.get("t", 0) + 1
    m = 0.9 * config.get("m", 0) + 0.1 * dw
    v = 0.999 * config.get("v", 0) + 0.001 * dw * dw
    step = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w - config["learning_rate"] * step, config | {"t": t, "m": m, "v": v}


RULES = {"sgd": sgd, "sgd_momentum": momentum, "rmsprop": rmsprop, "adam": adam}


def network(layer_dims: tuple[int, ...], std: float | None = None) -> FullyConnectedNetwork:
    """Normal weights of this standard deviation, or of He's where there is none."""
    rng, parameters = np.random.default_rng(0), {}
    for layer, (fan_in, fan_out) in enumerate(itertools.pairwise(layer_dims), 1):
        scale = math.sqrt(2 / fan_in) if std is None else std
        parameters[f"W{layer}"] = scale * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return FullyConnectedNetwork(parameters)


def mean_norm(grads: Mapping[str, np.ndarray]) -> float:
    return sum(math.sqrt(float((g * g).sum())) for g in grads.values()) / len(grads)


def train(
    rule: Callable[..., Step], rate: float, start: FullyConnectedNetwork, **options: Any
) -> Solver:
    data = options.pop("data", DIGITS)
    solver = Solver(start, data, rule, rate, gradient_norm=mean_norm, **options)
    solver.train()
    return solver


# ---- (a), (c) initialization ----


def test_small_random_weights_break_the_symmetry_of_one_hidden_layer_and_zeros_do_not() -> None:
    zero = train(momentum, 1e-2, network(ONE_HIDDEN, 0))
    random = train(momentum, 1e-2, network(ONE_HIDDEN, 1e-2))

    assert zero.val_accuracy_history[-1] == pytest.approx(0.107, abs=0.01)
    assert random.val_accuracy_history[-1] == pytest.approx(0.83, abs=0.04)


@pytest.mark.parametrize("std", [0, 1e-2])
def test_ten_layers_learn_the_frequencies_of_the_classes_alone_from_zero_and_random(
    std: float,
) -> None:
    solver = train(momentum, 1e-2, network(TEN, std), num_epochs=4)

    assert solver.val_accuracy_history[-1] < GUESSING
    assert solver.loss_history[-1] == pytest.approx(math.log(10), abs=0.05)
    assert np.mean(solver.gradient_norm_history) == pytest.approx(0.0045, rel=0.2)


def test_he_keeps_gradients_a_hundred_times_larger_from_1_7_down_to_some_tenths() -> None:
    norms = train(momentum, 1e-2, network(TEN)).gradient_norm_history

    assert norms[0] == pytest.approx(1.7, abs=0.2)
    assert 0.1 < np.mean(norms[-20:]) < 1
    assert 50 < np.mean(norms) / 0.0045 < 200


def test_weights_of_std_0_4_begin_with_a_loss_of_3059_and_diverge_within_five_steps() -> None:
    solver = train(momentum, 1e-2, network(TEN, 0.4))

    assert solver.diverged
    assert solver.loss_history[0] == pytest.approx(3059, abs=1)
    assert solver.gradient_norm_history[0] > 1000
    assert len(solver.loss_history) <= 5


@pytest.mark.parametrize(("std", "factor"), [(1e-2, 0.0025), (0.4, 4), (math.sqrt(2 / 50), 1)])
def test_a_layer_multiplies_the_mean_square_by_half_of_n_in_times_the_variance(
    std: float, factor: float
) -> None:
    rng = np.random.default_rng(0)
    h = np.maximum(0, rng.standard_normal((2000, 50)))
    ratios = []
    for _ in range(40):
        after = np.maximum(0, h @ (std * rng.standard_normal((50, 50))))
        ratios.append(np.mean(after**2) / np.mean(h**2))

    assert np.mean(ratios) == pytest.approx(factor, rel=0.15)


def test_backwards_he_keeps_sizes_only_where_a_layer_is_as_wide_as_its_input() -> None:
    rng = np.random.default_rng(0)
    for n_in, n_out in ((50, 50), (50, 200), (200, 50)):
        W = math.sqrt(2 / n_in) * rng.standard_normal((n_in, n_out))
        delta, on = rng.standard_normal((2000, n_out)), rng.uniform(size=(2000, n_in)) < 0.5
        kept = np.mean(((delta @ W.T) * on) ** 2) / np.mean(delta**2)
        assert kept == pytest.approx(n_out / n_in, rel=0.15)


def test_under_random_every_layers_gradient_is_about_twenty_to_the_minus_nine() -> None:
    _, grads = network(TEN, 1e-2).loss(DIGITS.X_train[:100], DIGITS.y_train[:100])
    norms = [np.linalg.norm(grads[f"W{layer}"]) for layer in range(1, 11)]

    assert math.sqrt(1 / 0.0025) == pytest.approx(20)
    assert all(0.3 < norm / 20.0**-9 < 6 for norm in norms)


# ---- (b) update rules ----


def test_fifty_examples_are_learned_by_heart_and_more_overfit_less() -> None:
    gaps = []
    for count in (50, 200, 1200):
        options = {"data": DIGITS.first(count), "num_steps": 400, "batch_size": 50}
        solver = train(sgd, 5e-2, network(MEDIUM), **options)
        assert solver.train_accuracy_history[-1] > 0.99
        gaps.append(solver.train_accuracy_history[-1] - solver.val_accuracy_history[-1])

    assert gaps[0] > 0.15 > 0.1 > gaps[1] > 0.03 > gaps[2]


def test_rmsprops_first_step_is_ten_times_as_long_as_adams_at_one_rate() -> None:
    w, gradient, config = np.zeros(1), np.array([3.7]), {"learning_rate": 1e-3}

    assert adam(w, gradient, config)[0] == pytest.approx(-1e-3)
    assert rmsprop(w, gradient, config)[0] == pytest.approx(-1e-2)


def test_each_rule_gets_as_far_at_a_rate_of_its_own_and_rmsprop_leads_at_a_shared_one() -> None:
    for rule, rate in ((sgd, 0.2), (momentum, 0.03), (rmsprop, 2e-3), (adam, 5e-3)):
        assert train(rule, rate, network(MEDIUM)).val_accuracy_history[-1] > 0.97

    first_epoch = {
        rule: np.mean(train(rule, 1e-3, network(MEDIUM), num_epochs=1).loss_history)
        for rule in (rmsprop, adam)
    }
    assert first_epoch[rmsprop] < 0.6 * first_epoch[adam]


# ---- (c) momentum's effective step, a good model ----


def test_the_velocity_is_within_a_few_percent_of_its_limit_after_three_over_one_minus_mu() -> None:
    missing = 1 - 0.1 * sum(0.9**t for t in range(30))

    assert 0.03 < missing < 0.05


@pytest.mark.parametrize(
    ("rate", "ahead"), [(0.04, -0.097), (0.05, -0.060), (0.1, 0.018), (0.2, 0.058), (0.3, 0.073)]
)
def test_plain_sgd_is_as_far_from_momentum_as_the_tolerance_was_chosen_for(
    rate: float, ahead: float
) -> None:
    compared = experiments.compare_momentum_with_sgd(rate, sgd, momentum)

    assert compared.sgd_accuracy - compared.momentum_accuracy == pytest.approx(ahead, abs=3e-3)


@pytest.mark.parametrize(
    ("change", "accuracy"),
    [
        ({"update_rule": "sgd"}, 0.5),
        ({"update_rule": "adam", "learning_rate": 1e-3}, 0.85),
        ({}, 0.92),
        ({"num_epochs": 12, "batch_size": 50}, 0.97),
        ({"num_epochs": 12, "learning_rate": 0.05, "lr_decay": 0.9}, 0.97),
    ],
    ids=str,
)
def test_what_was_tried_for_the_best_model_comes_as_far_as_it_says(
    change: dict[str, Any], accuracy: float
) -> None:
    usual = {"learning_rate": 1e-2, "num_epochs": 10, "batch_size": 100, "lr_decay": 1.0}
    tried = usual | {"update_rule": "sgd_momentum"} | change
    result = experiments.train_best_model(tried, RULES)

    assert result.val_accuracy == pytest.approx(accuracy, abs=0.03)
    assert result.val_accuracy == result.val_accuracy_history[-1]


def test_momentum_at_0_1_learns_little_in_the_deep_network() -> None:
    tried = {"learning_rate": 0.1, "num_epochs": 12, "batch_size": 100, "lr_decay": 1.0}

    assert (
        experiments.train_best_model(tried | {"update_rule": "sgd_momentum"}, RULES).val_accuracy
        < 0.6
    )


def test_a_larger_batch_is_less_noisy_by_its_root_and_its_mean_is_as_long() -> None:
    rng, model = np.random.default_rng(0), network((64, 100, 10))
    lengths, noise = [], []
    for size in (20, 320):
        flat = []
        for _ in range(60):
            batch = rng.integers(len(DIGITS.y_train), size=size)
            _, grads = model.loss(DIGITS.X_train[batch], DIGITS.y_train[batch])
            flat.append(np.concatenate([g.ravel() for g in grads.values()]))
        mean = np.mean(flat, axis=0)
        lengths.append(np.linalg.norm(mean))
        noise.append(np.sqrt(np.mean(np.sum((np.array(flat) - mean) ** 2, axis=1))))

    assert lengths[1] == pytest.approx(lengths[0], rel=0.1)
    assert noise[0] / noise[1] == pytest.approx(math.sqrt(320 / 20), rel=0.15)
