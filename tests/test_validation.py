"""Bad arguments raise a ValueError that names the argument and says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from solutions import features, initialization, learning_rates, optimizers, step_sizes, training

RNG = np.random.default_rng(0)
MLP = features.build_mlp(2, 1, torch.Generator().manual_seed(0))
WIDER = features.build_mlp(3, 1, torch.Generator().manual_seed(0))

BAD: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (learning_rates.gradient_descent, ([1, 0], [1, 1], 0.1, 3), "sigma must be positive"),
    (learning_rates.gradient_descent, ([1, 2], [1], 0.1, 3), "sigma and y must have the same"),
    (learning_rates.gradient_descent, ([1], [1], 0, 3), "learning_rate must be positive"),
    (learning_rates.gradient_descent, ([1], [1], 0.1, -1), "num_steps must be at least 0"),
    (learning_rates.gradient_descent, ([1], [1], 0.1, 1.5), "num_steps must be a whole number"),
    (learning_rates.gradient_descent, ([1], ["a"], 0.1, 1), "y must hold numbers"),
    (learning_rates.convergence_factors, ([], 0.1), "sigma must not be empty"),
    (learning_rates.convergence_factors, ([[1]], 0.1), "sigma must have one dimension"),
    (learning_rates.is_stable, ([1, float("inf")], 0.1), "sigma must be finite"),
    (learning_rates.is_stable, ([1], "fast"), "learning_rate must be a number"),
    (learning_rates.max_learning_rate, (-1,), "sigma must be positive"),
    (learning_rates.steps_to_accuracy, ([2, 1], 0.25, 0.1), "learning_rate 0.25 does not converge"),
    (learning_rates.steps_to_accuracy, ([2, 1], 0.1, 1), "epsilon must lie between 0 and 1"),
    (learning_rates.slowest_dimension, ([1], -1), "learning_rate must be positive"),
    (learning_rates.optimal_learning_rate, ([],), "sigma must not be empty"),
    (learning_rates.least_squares_gradient_descent, ([[0]], [1], 1, 1), "X must not be all zeros"),
    (learning_rates.least_squares_gradient_descent, ([[1]], [1, 2], 1, 1), "X and y must have"),
    (learning_rates.least_squares_learning_rates, ([1, 2],), "X must be a matrix"),
    (learning_rates.least_squares_learning_rates, (np.zeros((0, 2)),), "X must be a matrix"),
    (step_sizes.distance_gradient, ([1, 2], [1]), "x and b must have the same length"),
    (step_sizes.constant_step_sizes, (-1, 2), "step must not be negative"),
    (step_sizes.decreasing_step_sizes, (-1,), "num_steps must be at least 0"),
    (step_sizes.gradient_descent, ([1], [0], [1, -1]), "step_sizes must not be negative"),
    (step_sizes.gradient_descent, ([1], [0], [float("nan")]), "step_sizes must be finite"),
    (step_sizes.steps_until_within, ([1], [0], [1], -0.1), "tolerance must not be negative"),
    (step_sizes.constant_step_limit, (1, 0), "step must be positive"),
    (step_sizes.constant_step_reaches, (-1, 1, 0.1), "distance must not be negative"),
    (step_sizes.decreasing_steps_needed, (10.5, 0.1), "distance must be 10 at most"),
    (step_sizes.decreasing_steps_needed, (1, 0), "tolerance must be positive"),
    (step_sizes.decreasing_steps_estimate, (-1,), "distance must not be negative"),
    (features.build_mlp, (0, 1), "width must be at least 1"),
    (features.build_mlp, (2, 0), "num_hidden_layers must be at least 1"),
    (features.linearized_features, (MLP, []), r"x must have shape \(n,\)"),
    (features.feature_block, (MLP, [1.0], "1.bias"), "name must be one of 0.weight, 0.bias"),
    (features.principal_features, (MLP, [1.0], [[1.0]]), "x_plot must have shape"),
    (features.principal_overlap, (MLP, MLP, [1.0, 2.0], 3), r"rank must be min\(n, d\) at most"),
    (features.principal_overlap, (MLP, MLP, [1.0, 2.0], 0), "rank must be at least 1"),
    (features.mean_feature_overlap, (MLP, WIDER, [1.0]), "model_a and model_b must have"),
    (features.mean_feature_overlap, (WIDER, MLP, [1.0]), "model_a and model_b must have"),
    (features.linearized_features, (MLP, 1.0), r"x must have shape \(n,\)"),
    (initialization.zero_init, (0, 1, RNG), "fan_in must be at least 1"),
    (initialization.zero_init, (1, 0, RNG), "fan_out must be at least 1"),
    (initialization.random_init, (0, 1, RNG), "fan_in must be at least 1"),
    (initialization.random_init, (1, 0, RNG), "fan_out must be at least 1"),
    (initialization.random_init, (1, 1, RNG, -1), "weight_scale must not be negative"),
    (initialization.he_init, (0, 1, RNG), "fan_in must be at least 1"),
    (initialization.he_init, (1, 0, RNG), "fan_out must be at least 1"),
    (initialization.he_init, (1, 1, np.random), "rng must be a numpy.random.Generator"),
    (initialization.initialize, ([3], "he", RNG), "layer_dims must have an input and an output"),
    (initialization.initialize, ([3, 0], "he", RNG), r"layer_dims\[1\] must be at least 1"),
    (initialization.initialize, ([3, 1], "xavier", RNG), "scheme must be one of zero, random, he"),
    (optimizers.sgd, ([1, 2], [1]), "w and dw must have the same shape"),
    (optimizers.sgd, ([1], [1], {"learning_rate": 0}), r"config\['learning_rate'\] must be"),
    (optimizers.sgd_momentum, ([1], [1], {"momentum": 1}), r"config\['momentum'\] must be 0 or"),
    (optimizers.adam, ([1], [1], {"epsilon": -1}), r"config\['epsilon'\] must not be negative"),
    (optimizers.adam, ([1], [1], 1e-3), "config must be a dict or None"),
    (training.mean_gradient_norm, ({},), "grads must be a dict with an array"),
    (training.mean_gradient_norm, ({"W1": ["a"]},), r"grads\['W1'\] must hold numbers"),
]


@pytest.mark.parametrize(("function", "arguments", "message"), BAD)
def test_a_bad_argument_is_named_with_the_reason(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        function(*arguments)


def test_lists_ints_and_scalars_are_taken_for_arrays_and_floats() -> None:
    assert learning_rates.convergence_factors(2, 1).tolist() == [7]
    assert learning_rates.gradient_descent([1], 1, 1, 1).tolist() == [[0], [2]]
    assert step_sizes.gradient_descent([3, 4], [0, 0], [5]).tolist() == [[0, 0], [3, 4]]
    assert step_sizes.gradient_descent([3], [0], []).tolist() == [[0]]
    # The annotations of update rules promise arrays; that lists will do too is a courtesy.
    sgd: Callable[..., Any] = optimizers.sgd
    assert sgd([1, 2], [1, 1], {"learning_rate": 1})[0].tolist() == [0, 1]


def test_update_rules_keep_the_dtype_of_float_arrays() -> None:
    w, dw = np.ones(2, dtype=np.float32), np.ones(2, dtype=np.float32)

    for rule in (optimizers.sgd, optimizers.sgd_momentum, optimizers.rmsprop, optimizers.adam):
        assert rule(w, dw)[0].dtype == np.float32


@pytest.mark.parametrize("numerator", range(1, 16))
def test_accuracies_that_are_met_exactly_count_as_met(numerator: int) -> None:
    # Every power of the factor that a double holds exactly.
    factor = numerator / 16
    exact = [t for t in range(1, 51) if factor.as_integer_ratio()[0] ** t < 2**53]

    for t in exact:
        for learning_rate in ((1 - factor) / 8, (1 + factor) / 8):
            assert learning_rates.steps_to_accuracy(2, learning_rate, factor**t) == t
