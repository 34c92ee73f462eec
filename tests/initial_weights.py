"""Are these the initial weights that were asked for? What the checks of Q4(a) have in common.

Scale, shape of the distribution and independence are judged apart, the last two at whatever scale
the weights have, so that a wrong standard deviation costs the points for the standard deviation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.calls.failures import StudentRaised
from grader.trials.comparing import Mismatch, assert_equal, require, require_array, require_dict
from grader.worker.wire import Seed
from tests.normal_draws import FALSE_ALARM, Bounds, moments_vary

# No check asks more than a hundred questions, so that by the union bound none fails an honest
# answer with a probability above FALSE_ALARM.
ALARM = FALSE_ALARM / 100

LayerFunction = Callable[..., Any]


def draw_weights(
    layer_function: LayerFunction, fan_in: int, fan_out: int, rng: Seed, **keywords: float
) -> np.ndarray:
    """One layer's weights as a matrix; which way round is for the shape check to say."""
    weights = require_array(layer_function(fan_in, fan_out, rng, **keywords), what="the weights")
    is_matrix = weights.ndim == 2 and weights.size == fan_in * fan_out
    require(is_matrix, f"the weights have shape {weights.shape}", got=weights)
    return weights


def require_shapes(layer_function: LayerFunction, seed: int) -> None:
    """(fan_in, fan_out) for layers that are wide, tall and a single number."""
    for fan_in, fan_out in ((3, 7), (7, 3), (1, 5), (4, 1), (1, 1)):
        weights = layer_function(fan_in, fan_out, Seed("numpy", seed))
        require_array(weights, (fan_in, fan_out), what="the weights")


def require_standard_deviation(weights: np.ndarray, std: float, what: str, bounds: Bounds) -> None:
    """Independent normals with this standard deviation would have such a mean square."""
    if not bounds.spread_is_right(weights, std**2):
        measured = float(np.sqrt(np.mean(np.square(weights))))
        raise Mismatch(
            f"{what} have standard deviation {measured:.3g} where {std:.3g} was expected",
            got=measured,
            expected=std,
        )


def require_normal(weights: np.ndarray, std: float, bounds: Bounds) -> None:
    """Independent normals, of this standard deviation or of the one that they have, look like that.

    Where either of them will do the bound holds all the more.
    """
    # Of 20,000 float32 normals about ten are there twice; rounded ones, or a few rows repeated, are
    # there many times.
    distinct = np.unique(weights).size
    require(2 * distinct > weights.size, f"of {weights.size} weights only {distinct} are different")
    variances = [std**2, float(np.mean(np.square(weights)))]
    questions = [
        ("largest entry", bounds.largest_is_normal, weights),
        ("histogram", bounds.shape_is_normal, weights),
        ("length of the rows", bounds.rows_are_normal, weights),
        ("length of the columns", bounds.rows_are_normal, weights.T),
    ]
    for name, is_normal, values in questions:
        fits = any(is_normal(values, variance) for variance in variances if variance > 0)
        require(fits, f"the {name} of {weights.size} weights is not that of normals")


def require_independent(weights: np.ndarray, bounds: Bounds) -> None:
    """Halves, neighbours and, for a square matrix, mirror images are not correlated."""
    rows, columns = (size // 2 for size in weights.shape)
    upper = np.triu_indices(min(weights.shape), k=1)
    pairs = {
        "the upper and the lower half": (weights[:rows], weights[-rows:]),
        "the left and the right half": (weights[:, :columns], weights[:, -columns:]),
        "neighbouring rows": (weights[: 2 * rows : 2], weights[1 : 2 * rows : 2]),
        "neighbouring columns": (weights[:, : 2 * columns : 2], weights[:, 1 : 2 * columns : 2]),
        "entries ij and ji": (weights[upper], weights.T[upper]),
    }
    for what, (one, other) in pairs.items():
        require_uncorrelated(one, other, what, bounds)


def require_uncorrelated(one: np.ndarray, other: np.ndarray, what: str, bounds: Bounds) -> None:
    """Independent normals would have a correlation as small as this."""
    require(bounds.are_uncorrelated(one, other), f"{what} are correlated")


def require_moments_that_vary(layer_function: LayerFunction, rng: Seed) -> None:
    """The mean and the spread of the weights differ from call to call, as they do by chance."""
    calls = [draw_weights(layer_function, 6, 10, rng).ravel() for _ in range(20)]
    require(moments_vary(np.array(calls)), "every call gives the same mean, or the same spread")


def require_generator(
    initialization: Any, name: str, seed: int, *arguments: Any, weights: Callable[[Any], Any]
) -> None:
    """All randomness comes from rng: the same seed gives the same weights, another seed others, and
    so does a second call.

    arguments: what stands before rng in the call. They label the generators as well, so that those
        of another call in the same case are others.
    weights: takes what the function returns to an array.
    """

    def draw(seed: int, label: str) -> Any:
        rng = Seed("numpy", seed, f"{name} {arguments} {label}")
        observation = initialization.observe(name, *arguments, rng)
        touched = observation.random_state_touched
        require(not touched, f"{name} touched the global random state: draw from rng alone")
        return weights(observation.value)

    first, second, again = draw(seed, "one"), draw(seed, "one"), draw(seed, "two")
    require(np.array_equal(first, again), "the same seed gave other weights the second time")
    require(not np.array_equal(first, second), "two calls with one generator gave the same weights")
    other = draw(seed + 1, "one")
    require(not np.array_equal(first, other), "two different seeds gave the same weights")


def require_parameters(parameters: Any, layer_dims: Sequence[int]) -> list[np.ndarray]:
    """The weights of each layer; Mismatch where names, shapes or biases are wrong."""
    layers = list(enumerate(pairwise(layer_dims), start=1))
    names = [f"{letter}{layer}" for layer, _ in layers for letter in "Wb"]
    require_dict(parameters, names, what="the dict of parameters")
    assert_equal(sorted(parameters), sorted(names), what="the list of names")
    for layer, (_, fan_out) in layers:
        biases = require_array(parameters[f"b{layer}"], (fan_out,), what=f"b{layer}")
        require(not biases.any(), f"b{layer} is not zero", got=biases)
    weights = [
        require_array(parameters[f"W{layer}"], fans, what=f"W{layer}") for layer, fans in layers
    ]
    for layer, matrix in enumerate(weights, start=1):
        # Three digits are too few to train with.
        require(matrix.dtype != np.float16, f"W{layer} is in half precision", got=matrix)
    return weights


def require_own_memory(
    initialization: Any, schemes: Sequence[str], layer_dims: list[int], seed: int
) -> None:
    """The arrays that initialize returns can be updated in place, each by itself."""
    for scheme in schemes:
        rng = Seed("numpy", seed, f"{scheme} {layer_dims} observed")
        try:
            seen = initialization.observe("initialize", layer_dims, scheme, rng)
        except StudentRaised:
            continue  # that is for the check of the values to say
        for one, other in seen.shared:
            raise Mismatch(f"{_name(one)} and {_name(other)} share memory: one change is in both")
        for path in seen.read_only:
            raise Mismatch(f"{_name(path)} can't be written to, so no step can change it in place")


def _name(path: str) -> str:
    return path.removeprefix("result['").removesuffix("']")


def check_schemes(
    schemes: Sequence[str], check: Callable[[str], None], fault_is_elsewhere: Callable[[str], bool]
) -> None:
    """`check` what initialize does for each scheme.

    A network built from a wrong he_init is wrong too, but that costs he_init's points alone: a
    scheme that fails is passed over where the fault lies in the student's function for one layer.
    At least one scheme must remain.
    """
    passed_over: list[Exception] = []
    for scheme in schemes:
        try:
            check(scheme)
        except (Mismatch, StudentRaised) as failure:
            if not fault_is_elsewhere(scheme):
                raise
            passed_over.append(failure)
    if len(passed_over) == len(schemes):
        raise passed_over[0]


def check_weights(
    initialization: Any,
    schemes: Sequence[str],
    check: Callable[[str, list[np.ndarray]], None],
    layer_dims: list[int],
    seed: int,
    **keywords: float,
) -> None:
    """`check` the weights that initialize gives by each scheme.

    The fault is elsewhere where the student's own layer function, called layer by layer, gives the
    very same weights, or fails as well.
    """

    def initialized(scheme: str, label: str) -> Any:
        rng = Seed("numpy", seed, f"{scheme} {layer_dims} {label}")
        return initialization.initialize(layer_dims, scheme, rng, **keywords)

    def check_scheme(scheme: str) -> None:
        check(scheme, require_parameters(initialized(scheme, "at once"), layer_dims))

    def fault_is_elsewhere(scheme: str) -> bool:
        own = own_parameters(initialization, layer_dims, scheme, seed, **keywords)
        try:
            return same_parameters(initialized(scheme, "once more"), own)
        except StudentRaised:
            return own is None

    check_schemes(schemes, check_scheme, fault_is_elsewhere)


def own_parameters(
    initialization: Any, layer_dims: Sequence[int], scheme: str, seed: int, **keywords: float
) -> dict[str, Any] | None:
    """What the student's function for one layer gives for all of them; None where it raises."""
    layer_function = getattr(initialization, f"{scheme}_init")
    scale = keywords if scheme == "random" else {}
    rng = Seed("numpy", seed, f"{scheme} {layer_dims} layer by layer")
    own: dict[str, Any] = {}
    try:
        for layer, (fan_in, fan_out) in enumerate(pairwise(layer_dims), start=1):
            own[f"W{layer}"] = layer_function(fan_in, fan_out, rng, **scale)
            own[f"b{layer}"] = np.zeros(fan_out)
    except StudentRaised:
        return None
    return own


def same_parameters(one: Any, other: dict[str, Any] | None) -> bool:
    """Whether two dicts hold the same arrays under the same names."""
    return (
        type(one) is dict
        and other is not None
        and sorted(one) == sorted(other)
        and all(np.array_equal(one[name], other[name]) for name in one)
    )
