"""Are these the initial weights that were asked for? What the checks of Q4(a) have in common.

Scale, shape of the distribution and independence are judged apart, the last two at whatever scale
the weights have, so that a wrong standard deviation costs the points for the standard deviation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.calls.failures import StudentRaised
from grader.trials.comparing import assert_equal, require, require_array, require_dict
from grader.trials.mismatch import Mismatch
from grader.worker.wire import Seed
from tests.answers import require_no_global_draw
from tests.normal_draws import (
    Bounds,
    are_correlated,
    entries_to_compare,
    has_the_row_lengths,
    has_the_shape,
    has_the_size,
    has_the_tails,
    likely_variances,
    mean_square,
)

LayerFunction = Callable[..., Any]


def draw_weights(
    layer_function: LayerFunction, fan_in: int, fan_out: int, rng: Seed, **keywords: float
) -> np.ndarray:
    """One layer's weights as a matrix; which way round is for the shape check to say."""
    weights = require_array(
        layer_function(fan_in, fan_out, rng, **keywords), what="the array of weights"
    )
    if weights.ndim != 2 or weights.size != fan_in * fan_out:
        raise _other_shape(weights, (fan_in, fan_out), "the array of weights")
    return weights


def _other_shape(got: np.ndarray, wanted: Sequence[int], what: str) -> Mismatch:
    """Another number of weights; which way round they are is for the check of the shapes."""
    form = (got.shape, tuple(wanted))
    return Mismatch(f"{what} has shape {got.shape}", got=got, what=what, form=form)


def require_shapes(layer_function: LayerFunction, seed: int) -> None:
    """(fan_in, fan_out) for layers that are wide, tall and a single number."""
    for fan_in, fan_out in ((3, 7), (7, 3), (1, 5), (4, 1), (1, 1)):
        weights = layer_function(fan_in, fan_out, Seed("numpy", seed))
        require_array(weights, (fan_in, fan_out), what="the array of weights")


def require_standard_deviation(
    weights: np.ndarray, bounds: Bounds, what: str, path: str = "result"
) -> None:
    """Independent normals of the expected variance would have such a mean square.

    path: where they are in what a call returned, or several calls.
    """
    if not has_the_size(weights, bounds["variance"], bounds):
        measured, std = math.sqrt(mean_square(weights)), math.sqrt(bounds["variance"])
        raise Mismatch(
            f"{what} have standard deviation {measured:.3g} where {std:.3g} was expected",
            got=measured,
            expected=std,
            look=f"np.sqrt(np.mean(np.square({path})))",
        )


def require_normal(weights: np.ndarray, bounds: Bounds) -> None:
    """Independent normals of the expected variance, or of the one that is there, look like that."""
    # Of 20,000 float32 normals about ten are there twice; rounded ones, or a few rows repeated, are
    # there many times.
    distinct = np.unique(weights).size
    require(2 * distinct > weights.size, f"of {weights.size} weights only {distinct} are different")
    _require_tails(weights, bounds)
    questions = [
        ("histogram", has_the_shape, weights, bounds),
        ("length of the rows", has_the_row_lengths, weights, bounds["row_lengths"]),
        ("length of the columns", has_the_row_lengths, weights.T, bounds["column_lengths"]),
    ]
    for name, looks_normal, values, wanted in questions:
        normal = any(looks_normal(values, v, wanted) for v in likely_variances(weights, bounds))
        require(normal, f"the {name} of {weights.size} weights is not that of normals")


def _require_tails(weights: np.ndarray, bounds: Bounds) -> None:
    variances = likely_variances(weights, bounds)
    normal = any(has_the_tails(weights, v, bounds) for v in variances)
    # Which way it is off tells a bounded distribution from one with heavy tails.
    most = bounds["largest"][1] * math.sqrt(variances[-1])
    way = "larger" if np.max(np.abs(weights)) > most else "smaller"
    require(normal, f"the largest of {weights.size} weights is {way} than that of normals")


def require_independent(weights: np.ndarray, correlations: dict[str, float]) -> None:
    """Halves, neighbours and, for a square matrix, mirror images are not correlated."""
    for what, (one, other) in entries_to_compare(weights).items():
        require_uncorrelated(one, other, correlations[what], what)


def require_uncorrelated(one: np.ndarray, other: np.ndarray, largest: float, what: str) -> None:
    """Independent normals would have a correlation as small as this."""
    require(not are_correlated(one, other, largest), f"{what} are correlated")


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
        words = f"{name} touched {{}}'s global random state: draw from rng alone"
        require_no_global_draw(observation, words)
        return weights(observation.value)

    first, second, again = draw(seed, "one"), draw(seed, "one"), draw(seed, "two")
    require(np.array_equal(first, again), "the same seed gave other weights the second time")
    require(not np.array_equal(first, second), "two calls with one generator gave the same weights")
    other = draw(seed + 1, "one")
    require(not np.array_equal(first, other), "two different seeds gave the same weights")


def require_entries(count: int, weights: Any) -> np.ndarray:
    """The weights as an array, which has so many entries, in whatever shape."""
    array = require_array(weights)
    require(array.size == count, f"{array.size} weights for a layer that has {count}")
    return array


def require_parameters(parameters: Any, network: dict[str, Any]) -> list[np.ndarray]:
    """The weights of each layer; Mismatch where names, shapes or biases are wrong."""
    layers = network["layers"]
    names = _names(network)
    require_dict(parameters, names, what="the dict of parameters")
    assert_equal(sorted(parameters, key=str), sorted(names), what="the list of names")
    for layer in layers:
        name, size = layer["biases"], layer["fans"][-1:]
        biases = require_array(parameters[name], size, what=name)
        require(not biases.any(), f"{name} is not zero", got=biases)
    weights = [
        require_array(parameters[layer["weights"]], layer["fans"], what=layer["weights"])
        for layer in layers
    ]
    for layer, matrix in zip(layers, weights, strict=True):
        # Three digits are too few to train with.
        half = matrix.dtype == np.float16
        require(not half, f"{layer['weights']} is in half precision", got=matrix)
    return weights


def require_weights(parameters: Any, network: dict[str, Any]) -> list[np.ndarray]:
    """The weights of each layer as a matrix; which way round it is, and what is beside it, is for
    the check of the shapes to say."""
    require_dict(
        parameters, [layer["weights"] for layer in network["layers"]], what="the dict of parameters"
    )
    found = []
    for layer in network["layers"]:
        matrix = require_array(parameters[layer["weights"]], what=layer["weights"])
        if sorted(matrix.shape) != sorted(layer["fans"]):
            raise _other_shape(matrix, layer["fans"], layer["weights"])
        found.append(matrix if matrix.shape == tuple(layer["fans"]) else matrix.T)
    return found


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
            raise Mismatch(
                f"{_name(one)} and {_name(other)} share memory: one change is in both",
                look=f"np.shares_memory({one}, {other})",
            )
        for path in seen.read_only:
            raise Mismatch(
                f"{_name(path)} can't be written to, so no step can change it in place",
                look=f"{path}.flags.writeable",
            )


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
    network: dict[str, Any],
    seed: int,
    *,
    shapes: bool = False,
) -> None:
    """`check` the weights that initialize gives by each scheme; with `shapes`, all that it returns
    is also asked to be what it should.

    The fault is elsewhere where the student's own layer function, called layer by layer, gives the
    very same weights, or fails as well.
    """

    def initialized(scheme: str, label: str) -> Any:
        dims, keywords = network["layer_dims"], network["keywords"]
        rng = Seed("numpy", seed, f"{scheme} {dims} {label}")
        return initialization.initialize(dims, scheme, rng, **keywords)

    def check_scheme(scheme: str) -> None:
        weights = require_parameters if shapes else require_weights
        check(scheme, weights(initialized(scheme, "at once"), network))

    def fault_is_elsewhere(scheme: str) -> bool:
        own = own_weights(initialization, network, scheme, seed)
        try:
            found = initialized(scheme, "once more")
            return holds_the_same(found, own, network) and (
                not shapes or has_the_rest(found, network)
            )
        except StudentRaised:
            return own is None

    check_schemes(schemes, check_scheme, fault_is_elsewhere)


def own_weights(
    initialization: Any, network: dict[str, Any], scheme: str, seed: int
) -> list[Any] | None:
    """What the student's function for one layer gives for all of them; None where it raises."""
    call = network["calls"][scheme]
    layer_function = getattr(initialization, call["function"])
    rng = Seed("numpy", seed, f"{scheme} {network['layer_dims']} layer by layer")
    try:
        return [
            layer_function(*layer["fans"], rng, **call["keywords"]) for layer in network["layers"]
        ]
    except StudentRaised:
        return None


def holds_the_same(parameters: Any, own: list[Any] | None, network: dict[str, Any]) -> bool:
    """Whether a network's dict holds these weights."""
    return (
        type(parameters) is dict
        and own is not None
        and all(
            layer["weights"] in parameters and np.array_equal(parameters[layer["weights"]], weights)
            for layer, weights in zip(network["layers"], own, strict=True)
        )
    )


def has_the_rest(parameters: dict[str, Any], network: dict[str, Any]) -> bool:
    """Whether a network's dict has biases of zero beside its weights, and nothing else."""
    return set(parameters) == set(_names(network)) and all(
        np.array_equal(parameters[layer["biases"]], np.zeros(layer["fans"][-1:]))
        for layer in network["layers"]
    )


def _names(network: dict[str, Any]) -> list[str]:
    return [layer[kind] for layer in network["layers"] for kind in ("weights", "biases")]
