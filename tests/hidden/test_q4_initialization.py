"""Q4(a), kept from students: normal and independent entries, defaults, the layers of a network."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from grader.calls.failures import StudentRaised
from grader.trials.comparing import Mismatch, require, require_array
from grader.trials.properties import cases, expecting
from grader.worker.wire import Seed
from tests.initial_weights import (
    ALARM,
    check_schemes,
    check_weights,
    draw_weights,
    require_generator,
    require_independent,
    require_moments_that_vary,
    require_normal,
    require_parameters,
    require_standard_deviation,
    require_uncorrelated,
)
from tests.normal_draws import Bounds

# 20,000 weights: enough to tell a normal from one that is cut off at three standard deviations.
WIDE, TALL = (100, 200), (200, 100)


def halves(fan_in: int, fan_out: int) -> set[int]:
    """How many values are compared with as many others where a layer's weights are independent."""
    small = min(fan_in, fan_out)
    return {
        fan_in // 2 * fan_out,
        fan_in * (fan_out // 2),
        small * (small - 1) // 2,
        fan_in * fan_out,
    }


CORRELATED = sorted(
    set().union(*(halves(*fans) for fans in (WIDE, TALL, (60, 80), (80, 60), (70, 70))))
)


@cases(1, seed=lambda draw: draw.SEEDS)
def test_zero_init_does_not_depend_on_the_generator(initialization: Any, seed: int) -> None:
    """zero_init gives zeros for layers of any size, whatever the generator, and touches nothing."""
    for fan_in, fan_out in ((1, 1), (1, 6), (6, 1)):
        for rng in (Seed("numpy", seed), Seed("numpy", seed + 1)):
            observation = initialization.observe("zero_init", fan_in, fan_out, rng)
            weights = require_array(observation.value, (fan_in, fan_out), what="the weights")
            require(not weights.any(), "the weights are not all zero", got=weights)
            require(not observation.random_state_touched, "the global random state was touched")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: oracles.normal_bounds(ALARM, spreads=[6000]))
def test_random_init_has_a_default_scale(
    initialization: Any, seed: int, bounds: dict[str, Any]
) -> None:
    """Without weight_scale, random_init's weights have standard deviation 1e-2 in every layer."""
    for fan_in, fan_out in ((60, 100), (300, 20)):
        weights = draw_weights(initialization.random_init, fan_in, fan_out, Seed("numpy", seed))
        require_standard_deviation(
            weights, 1e-2, f"weights of a {fan_in} × {fan_out} layer", Bounds(bounds)
        )


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    bounds=lambda oracles: oracles.normal_bounds(ALARM, correlations=CORRELATED, rows=[*WIDE])
)
def test_random_init_draws_independent_normals(
    initialization: Any, seed: int, bounds: dict[str, Any]
) -> None:
    """random_init's entries are normal and independent of one another."""
    require_moments_that_vary(initialization.random_init, Seed("numpy", seed, "calls"))
    for fans in (WIDE, TALL):
        weights = draw_weights(initialization.random_init, *fans, Seed("numpy", seed))
        require_normal(weights, 1e-2, Bounds(bounds))
        require_independent(weights, Bounds(bounds))


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: oracles.normal_bounds(ALARM, rows=[*WIDE]))
def test_he_init_draws_normals(initialization: Any, seed: int, bounds: dict[str, Any]) -> None:
    """he_init's entries are normal: not uniform, not cut off in the tails."""
    for fans in (WIDE, TALL):
        weights = draw_weights(initialization.he_init, *fans, Seed("numpy", seed))
        require_normal(weights, np.sqrt(2 / fans[0]), Bounds(bounds))


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: oracles.normal_bounds(ALARM, correlations=CORRELATED))
def test_he_init_draws_independent_entries(
    initialization: Any, seed: int, bounds: dict[str, Any]
) -> None:
    """he_init's entries don't repeat one another, within a layer or from one call to the next."""
    require_moments_that_vary(initialization.he_init, Seed("numpy", seed, "calls"))
    rng = Seed("numpy", seed)
    for fans in ((60, 80), (80, 60), (70, 70)):
        first, second = (draw_weights(initialization.he_init, *fans, rng) for _ in range(2))
        require_independent(first, Bounds(bounds))
        require_uncorrelated(first, second, "the weights of two calls", Bounds(bounds))


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: oracles.normal_bounds(ALARM, spreads=[6600, 5500]))
def test_initialize_uses_weight_scale_for_random_alone(
    initialization: Any, seed: int, bounds: dict[str, Any]
) -> None:
    """weight_scale is 1e-2 where it is missing, and means nothing to "zero" and "he"."""
    layer_dims = [60, 110, 50]

    def check(scheme: str, weights: list[np.ndarray]) -> None:
        for layer, (matrix, fan_in) in enumerate(zip(weights, layer_dims, strict=False), start=1):
            if scheme == "zero":
                require(not matrix.any(), f'the weights W{layer} by "zero" are not zero')
            else:
                std = 1e-2 if scheme == "random" else np.sqrt(2 / fan_in)
                require_standard_deviation(
                    matrix, std, f'the weights W{layer} by "{scheme}"', Bounds(bounds)
                )

    check_weights(initialization, ("zero", "random"), check, layer_dims, seed)
    check_weights(initialization, ("zero", "he"), check, layer_dims, seed, weight_scale=5.0)


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: oracles.normal_bounds(ALARM, correlations=[2500]))
def test_initialize_draws_every_layer_anew(
    initialization: Any, seed: int, bounds: dict[str, Any]
) -> None:
    """Layers of one network share no numbers, and the same seed gives the same network."""
    layer_dims = [50, 50, 50, 50]

    def check(scheme: str) -> None:
        def weights(parameters: Any) -> np.ndarray:
            return np.array(require_parameters(parameters, layer_dims))

        require_generator(initialization, "initialize", seed, layer_dims, scheme, weights=weights)
        rng = Seed("numpy", seed, "layers")
        layers = weights(initialization.initialize(layer_dims, scheme, rng))
        for one, other in combinations(layers, 2):
            require_uncorrelated(one, other, "the weights of two layers", Bounds(bounds))

    def fault_is_elsewhere(scheme: str) -> bool:
        try:
            require_generator(initialization, f"{scheme}_init", seed, 50, 50, weights=require_array)
        except (Mismatch, StudentRaised):
            return True
        return False

    check_schemes(("random", "he"), check, fault_is_elsewhere)
