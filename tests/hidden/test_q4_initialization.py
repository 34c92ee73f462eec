"""Q4(a), kept from students: normal and independent entries, defaults, the layers of a network."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from grader.calls.failures import StudentRaised
from grader.trials.comparing import require, require_array
from grader.trials.mismatch import Mismatch
from grader.trials.properties import cases, expecting
from grader.worker.wire import Seed
from tests.answers import require_no_global_draw
from tests.initial_weights import (
    check_schemes,
    check_weights,
    draw_weights,
    require_generator,
    require_independent,
    require_normal,
    require_standard_deviation,
    require_uncorrelated,
    require_weights,
)
from tests.normal_draws import Bounds, require_draws_of_their_own

# 20,000 weights: enough to tell a normal from one that is cut off at three standard deviations.
LARGE_LAYERS = ((100, 200), (200, 100))
LAYERS = ((60, 80), (80, 60), (70, 70))
# Over a hundred samples, values that are scaled to fit a mean square are far from those that only
# scatter about it.
CALLS, SMALL_LAYER = 100, (6, 10)
WIDTH, DEEP_NETWORK = 8, [8] * 101
NETWORK, SQUARE_NETWORK = [60, 110, 50], [50, 50, 50, 50]


def samples(layer_function: Any, seed: int) -> np.ndarray:
    """The weights of many calls with one generator, one call in each row."""
    rng = Seed("numpy", seed, "samples")
    return np.array([draw_weights(layer_function, *SMALL_LAYER, rng).ravel() for _ in range(CALLS)])


@cases(1, seed=lambda draw: draw.SEEDS)
def test_zero_init_does_not_depend_on_the_generator(initialization: Any, seed: int) -> None:
    """zero_init gives zeros whatever the generator, and touches nothing."""
    for rng in (Seed("numpy", seed), Seed("numpy", seed + 1)):
        observation = initialization.observe("zero_init", 2, 6, rng)
        weights = require_array(observation.value, (2, 6), what="the array of weights")
        require(not weights.any(), "the weights are not all zero", got=weights)
        require_no_global_draw(observation, "{}'s global random state was touched")


@cases(1, seed=lambda draw: draw.SEEDS)
def test_zero_init_gives_zeros_where_one_unit_is_alone(initialization: Any, seed: int) -> None:
    """zero_init gives zeros for layers of one unit, at either side, too."""
    for fan_in, fan_out in ((1, 1), (1, 6), (6, 1)):
        got = initialization.zero_init(fan_in, fan_out, Seed("numpy", seed))
        weights = require_array(got, (fan_in, fan_out), what="the array of weights")
        require(not weights.any(), "the weights are not all zero", got=weights)


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    bounds=lambda oracles: [oracles.random_weights(*fans) for fans in ((60, 100), (300, 20))]
)
def test_random_init_has_a_default_scale(
    initialization: Any, seed: int, bounds: list[Bounds]
) -> None:
    """Without weight_scale, random_init's weights have standard deviation 1e-2 in every layer."""
    for (fan_in, fan_out), wanted in zip(((60, 100), (300, 20)), bounds, strict=True):
        weights = draw_weights(initialization.random_init, fan_in, fan_out, Seed("numpy", seed))
        require_standard_deviation(weights, wanted, f"weights of a {fan_in} × {fan_out} layer")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    bounds=lambda oracles: [oracles.random_matrix(*fans) for fans in LARGE_LAYERS],
    correlations=lambda oracles: [oracles.correlations(fans) for fans in LARGE_LAYERS],
    between_calls=lambda oracles: oracles.random_samples(CALLS, *SMALL_LAYER),
)
def test_random_init_draws_independent_normals(
    initialization: Any,
    seed: int,
    bounds: list[Bounds],
    correlations: list[dict[str, float]],
    between_calls: Bounds,
) -> None:
    """random_init's entries are normal and independent of one another."""
    for fans, wanted, largest in zip(LARGE_LAYERS, bounds, correlations, strict=True):
        weights = draw_weights(initialization.random_init, *fans, Seed("numpy", seed))
        require_normal(weights, wanted)
        require_independent(weights, largest)
    drawn = samples(initialization.random_init, seed)
    require_draws_of_their_own(drawn, between_calls, "calls' weights")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: [oracles.he_matrix(*fans) for fans in LARGE_LAYERS])
def test_he_init_draws_normals(initialization: Any, seed: int, bounds: list[Bounds]) -> None:
    """he_init's entries are normal: not uniform, not cut off in the tails."""
    for fans, wanted in zip(LARGE_LAYERS, bounds, strict=True):
        weights = draw_weights(initialization.he_init, *fans, Seed("numpy", seed))
        require_normal(weights, wanted)


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    correlations=lambda oracles: [oracles.correlations(fans) for fans in LAYERS],
    correlation=lambda oracles: [oracles.correlation(a * b) for a, b in LAYERS],
    between_calls=lambda oracles: oracles.he_samples(CALLS, *SMALL_LAYER),
)
def test_he_init_draws_independent_entries(
    initialization: Any,
    seed: int,
    correlations: list[dict[str, float]],
    correlation: list[float],
    between_calls: Bounds,
) -> None:
    """he_init's entries don't repeat one another, within a layer or from one call to the next."""
    rng = Seed("numpy", seed)
    for fans, within, largest in zip(LAYERS, correlations, correlation, strict=True):
        first, second = (draw_weights(initialization.he_init, *fans, rng) for _ in range(2))
        require_independent(first, within)
        require_uncorrelated(first, second, largest, "the weights of two calls")
    drawn = samples(initialization.he_init, seed)
    require_draws_of_their_own(drawn, between_calls, "calls' weights")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    networks=lambda oracles: [oracles.initial_network(NETWORK, *scale) for scale in ((), (5.0,))],
    bounds=lambda oracles: oracles.layer_bounds(NETWORK),
)
def test_initialize_uses_weight_scale_for_random_alone(
    initialization: Any, seed: int, networks: list[dict[str, Any]], bounds: dict[str, list[Bounds]]
) -> None:
    """weight_scale is 1e-2 where it is missing, and means nothing to "zero" and "he"."""

    def check(scheme: str, weights: list[np.ndarray]) -> None:
        for layer, matrix in enumerate(weights, start=1):
            if scheme == "zero":
                require(not matrix.any(), f'the weights W{layer} by "zero" are not zero')
            else:
                what = f'the weights W{layer} by "{scheme}"'
                path = f"result['W{layer}']"
                require_standard_deviation(matrix, bounds[scheme][layer - 1], what, path)

    without, with_scale = networks
    check_weights(initialization, ("zero", "random"), check, without, seed)
    check_weights(initialization, ("zero", "he"), check, with_scale, seed)


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    network=lambda oracles: oracles.initial_network(SQUARE_NETWORK),
    largest=lambda oracles: oracles.correlation(50 * 50),
    deep_network=lambda oracles: oracles.initial_network(DEEP_NETWORK),
    between_layers=lambda oracles: oracles.weights_of_layers_as_samples(
        len(DEEP_NETWORK) - 1, WIDTH
    ),
)
def test_initialize_draws_every_layer_anew(
    initialization: Any,
    seed: int,
    network: dict[str, Any],
    largest: float,
    deep_network: dict[str, Any],
    between_layers: dict[str, Bounds],
) -> None:
    """Layers of one network share no numbers, and the same seed gives the same network."""
    layer_dims = network["layer_dims"]

    def check(scheme: str) -> None:
        def weights(parameters: Any) -> np.ndarray:
            return np.array(require_weights(parameters, network))

        require_generator(initialization, "initialize", seed, layer_dims, scheme, weights=weights)
        rng = Seed("numpy", seed, "layers")
        layers = weights(initialization.initialize(layer_dims, scheme, rng))
        for one, other in combinations(layers, 2):
            require_uncorrelated(one, other, largest, "the weights of two layers")

    def fault_is_elsewhere(scheme: str) -> bool:
        try:
            require_generator(initialization, f"{scheme}_init", seed, 50, 50, weights=require_array)
        except (Mismatch, StudentRaised):
            return True
        return False

    def check_deep_network(scheme: str, weights: list[np.ndarray]) -> None:
        drawn = np.array([matrix.ravel() for matrix in weights])
        require_draws_of_their_own(drawn, between_layers[scheme], "layers' weights")

    check_schemes(("random", "he"), check, fault_is_elsewhere)
    check_weights(initialization, ("random", "he"), check_deep_network, deep_network, seed)
