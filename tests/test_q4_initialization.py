"""Q4(a): are initial weights of the right shape and size, and drawn from the generator given?

Random weights are judged by their distribution, whatever way they are drawn: with a probability of
at least 1 − 1e-9 a check passes every answer that draws independent normals of the right standard
deviation (`grader/tests/test_statistics.py` simulates that).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from grader.trials.comparing import require, require_array
from grader.trials.properties import cases, expecting
from grader.worker.wire import Seed
from tests.initial_weights import (
    check_weights,
    draw_weights,
    require_entries,
    require_generator,
    require_normal,
    require_own_memory,
    require_shapes,
    require_standard_deviation,
)
from tests.normal_draws import Bounds

# (fan_in, fan_out, calls): 6,000 weights each, so that the mean square is known to 14 %; fan_in is
# never 2, where √(2/n) and 2/n are the same, and never fan_out. The layer with fan_in 1, where 2/√n
# and 2/n are the same, comes last: by then they have been told apart.
LAYERS = ((60, 100, 1), (100, 60, 1), (400, 15, 1), (3, 400, 5), (1, 300, 20))
SCALES = ((60, 100, 0.5), (150, 40, 3.0), (80, 80, 1e-3))
SMALL_NETWORKS = ([5, 3], [4, 1, 6], [2, 7, 3, 5, 1])
LARGE_NETWORK = [60, 110, 50, 150, 40]


@cases(1, seed=lambda draw: draw.SEEDS)
def test_zero_init_gives_zeros(initialization: Any, seed: int) -> None:
    """zero_init gives an array of zeros of shape (fan_in, fan_out)."""
    for fan_in, fan_out in ((3, 5), (5, 3), (4, 4)):
        got = initialization.zero_init(fan_in, fan_out, Seed("numpy", seed))
        weights = require_array(got, (fan_in, fan_out), what="the array of weights")
        require(not weights.any(), "the weights are not all zero", got=weights)


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: [oracles.random_weights(*layer) for layer in SCALES])
def test_random_init_has_the_standard_deviation_weight_scale(
    initialization: Any, seed: int, bounds: list[Bounds]
) -> None:
    """random_init gives weights of shape (fan_in, fan_out) with standard deviation weight_scale."""
    require_shapes(initialization.random_init, seed)
    for (fan_in, fan_out, weight_scale), wanted in zip(SCALES, bounds, strict=True):
        rng = Seed("numpy", seed, "scale")
        scale = {"weight_scale": weight_scale}
        weights = draw_weights(initialization.random_init, fan_in, fan_out, rng, **scale)
        require_standard_deviation(weights, wanted, f"weights for {scale}")


@cases(1, seed=lambda draw: draw.SEEDS)
def test_random_init_draws_from_the_generator_alone(initialization: Any, seed: int) -> None:
    """random_init's weights depend on rng and on nothing else: same seed, same weights."""
    weights = partial(require_entries, 4 * 3)
    require_generator(initialization, "random_init", seed, 4, 3, weights=weights)


@cases(1, seed=lambda draw: draw.SEEDS)
def test_he_init_has_the_shape_of_the_layer(initialization: Any, seed: int) -> None:
    """he_init gives weights of shape (fan_in, fan_out)."""
    require_shapes(initialization.he_init, seed)


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: [oracles.he_weights(*layer) for layer in LAYERS])
def test_he_init_has_variance_two_over_fan_in(
    initialization: Any, seed: int, bounds: list[Bounds]
) -> None:
    """he_init's weights have variance 2/fan_in, for wide layers and for tall ones."""
    rng = Seed("numpy", seed)
    for (fan_in, fan_out, calls), wanted in zip(LAYERS, bounds, strict=True):
        weights = [draw_weights(initialization.he_init, fan_in, fan_out, rng) for _ in range(calls)]
        what = f"weights of a {fan_in} × {fan_out} layer"
        require_standard_deviation(np.array(weights), wanted, what)


@cases(1, seed=lambda draw: draw.SEEDS)
def test_he_init_draws_from_the_generator_alone(initialization: Any, seed: int) -> None:
    """he_init's weights depend on rng and on nothing else: same seed, same weights."""
    weights = partial(require_entries, 4 * 3)
    require_generator(initialization, "he_init", seed, 4, 3, weights=weights)


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(networks=lambda oracles: [oracles.initial_network(dims) for dims in SMALL_NETWORKS])
def test_initialize_gives_weights_and_zero_biases_for_each_layer(
    initialization: Any, seed: int, networks: list[dict[str, Any]]
) -> None:
    """initialize gives W1, b1, W2, b2, … with the shapes of the layers, and biases of zero."""

    def check(scheme: str, weights: list[np.ndarray]) -> None:
        zero = not any(layer.any() for layer in weights)
        require(zero == (scheme == "zero"), f"all weights are {'' if zero else 'not '}zero")

    for network in networks:
        schemes = ("zero", "random", "he")
        check_weights(initialization, schemes, check, network, seed, shapes=True)
    require_own_memory(initialization, ("zero", "random", "he"), [2, 3, 3, 1], seed)


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    network=lambda oracles: oracles.initial_network(LARGE_NETWORK, 0.7),
    bounds=lambda oracles: oracles.layer_bounds(LARGE_NETWORK, 0.7),
)
def test_initialize_gives_each_layer_its_scale(
    initialization: Any, seed: int, network: dict[str, Any], bounds: dict[str, list[Bounds]]
) -> None:
    """Weights are normal; by "random" of standard deviation weight_scale, by "he" √(2/fan_in)."""

    def check(scheme: str, weights: list[np.ndarray]) -> None:
        for layer, (matrix, wanted) in enumerate(zip(weights, bounds[scheme], strict=True), 1):
            what = f'the weights W{layer} by "{scheme}"'
            require_standard_deviation(matrix, wanted, what, f"result['W{layer}']")
            require_normal(matrix, wanted)

    check_weights(initialization, ("random", "he"), check, network, seed)
