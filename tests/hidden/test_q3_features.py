"""Q3, hidden: the same features by another route (the chain rule by hand), and edge cases."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np

from grader.trials.comparing import (
    assert_close,
    require,
    require_array,
    require_number,
    require_sequence,
)
from grader.trials.properties import cases, expecting
from grader.worker.wire import Seed, Tensor
from tests.kinds import MLP
from tests.linearization import (
    assert_features,
    assert_principal_features,
    assert_singular_values,
    determined_groups,
    require_untouched,
    separation_for,
    span_tolerance_for,
    tolerance_for,
    with_and_without_gradients,
    with_units_reversed,
)
from tests.networks import SIZES, build, drawn_layers
from tests.normal_draws import (
    Bounds,
    are_correlated,
    has_the_shape,
    has_the_size,
    has_the_tails,
    mean_square,
    require_draws_of_their_own,
)
from tests.test_q3_features import Case, assert_overlap, principal_features

# Over a hundred square layers, values that are scaled to fit a mean square are far from those that
# only scatter about it.
DEEP = (8, 101)
OUTPUT_BIASES = 36


def with_output_weights_times(model: MLP, factor: float) -> MLP:
    """The same elbows, and features that are all multiplied but for those of the output layer."""
    *earlier, weight, bias = model.parameters
    scaled = (factor * weight).astype(weight.dtype)
    return dataclasses.replace(model, parameters=[*earlier, scaled, bias])


# ---- build_mlp ----


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(networks=lambda oracles: oracles.drawn_networks(SIZES, questions_a_layer=4))
def test_initial_values_are_normally_distributed(
    features: Any, seed: int, networks: list[dict[str, Any]]
) -> None:
    """Weights and biases are normal draws, neither uniform nor truncated."""
    for layer, values in drawn_layers(features, seed, networks):
        for name, bounds in values.items():
            drawn, variance = getattr(layer, name), bounds["variance"]
            message = f"the {name} of {layer.name} is not N(0, {variance:.3g})"
            require(has_the_shape(drawn, variance, bounds), f"{message}: look at a histogram")
            require(has_the_tails(drawn, variance, bounds), f"{message}: look at the largest")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(expected=lambda oracles: oracles.independent_layers(SIZES, DEEP))
def test_no_two_layers_share_their_draws(
    features: Any, seed: int, expected: dict[str, Any]
) -> None:
    """Weights and biases of different layers are uncorrelated: each value is a draw of its own."""
    arrays = [
        (f"{name} of {layer.name}", getattr(layer, name))
        for network in expected["networks"]
        for layer in build(features, network, Seed("torch", seed))
        for name in ("weight", "bias")
    ]
    for (name, values), (other, other_values) in itertools.combinations(arrays, 2):
        if values.size == other_values.size > 1:
            largest = expected["largest"][str(values.size)]
            alike = are_correlated(values, other_values, largest)
            require(not alike, f"the {name} and the {other} are correlated")
    deep = expected["deep"]
    layers = build(features, deep, Seed("torch", seed, "deep"))[1:-1]
    for name in ("weight", "bias"):
        samples = np.array([getattr(layer, name).ravel() for layer in layers])
        require_draws_of_their_own(samples, deep[name], f"layers' {name}")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    network=lambda oracles: oracles.network(100, 1),
    bounds=lambda oracles: oracles.normals(
        OUTPUT_BIASES, oracles.bias_variance(100, 1), questions=2
    ),
)
def test_the_output_bias_varies_from_network_to_network(
    features: Any, seed: int, network: dict[str, Any], bounds: Bounds
) -> None:
    """The bias of the output layer is drawn from N(0, 2/(fan_in + fan_out)) as well."""
    networks = [build(features, network, Seed("torch", seed)) for _ in range(OUTPUT_BIASES)]
    biases = np.concatenate([layers[-1].bias for layers in networks])
    variance = bounds["variance"]
    # What nn.Linear fills in stays within 1/√100, which is 0.71 standard deviations: 36 normal
    # draws do so with a probability of 1e-10.
    right = has_the_size(biases, variance, bounds) and has_the_tails(biases, variance, bounds)
    message = f"{biases.size} output biases have mean square {mean_square(biases):.3g}"
    require(right, f"{message} where {variance:.3g} was expected")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    network=lambda oracles: oracles.drawn_networks([(4000, 1)], questions_a_layer=4)[0],
    before=lambda oracles: oracles.network(2, 1),
)
def test_without_a_generator_every_network_is_another(
    features: Any, seed: int, network: dict[str, Any], before: dict[str, Any]
) -> None:
    """Without a generator values are spread alike, and new in each call whatever came before."""
    networks = []
    for label in ("", "same state"):
        features.build_mlp(
            before["width"], before["num_hidden_layers"], generator=Seed("torch", seed, label)
        )
        networks.append(build(features, network))
    for layer, other, values in zip(*networks, network["values"], strict=True):
        for drawn in (layer, other):
            for name, bounds in values.items():
                drawn.require_size(name, bounds)
        again = np.array_equal(layer.weight, other.weight)
        require(not again, f"two networks have the same weights in {layer.name}")


# ---- linearized_features ----


@cases(4, case=lambda draw: draw.linearizations(dtype=draw.FLOAT32))
@expecting(expected=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]))
def test_features_of_a_float32_model_agree_with_the_chain_rule(
    features: Any, case: Case, expected: np.ndarray
) -> None:
    """A float32 model's features are right to float32 precision."""
    got = features.linearized_features(case["model"], Tensor(case["x"]))
    assert_features(got, expected, case["model"], what="the feature matrix")


@cases(2, case=lambda draw: draw.deep_linearizations())
@expecting(expected=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]))
def test_features_of_a_deep_network_agree_with_the_chain_rule(
    features: Any, case: Case, expected: np.ndarray
) -> None:
    """With four or five hidden layers the features are those of backpropagation by hand."""
    got = features.linearized_features(case["model"], Tensor(case["x"]))
    assert_features(got, expected, case["model"], what="the feature matrix")


@cases(2, case=lambda draw: draw.linearizations(("model_a", "model_b"), num_points=(2, 5)))
@expecting(expected=lambda oracles, case: oracles.backpropagated(case["model_a"], case["x"]))
def test_a_row_depends_on_its_point_and_model_alone(
    features: Any, case: Case, expected: np.ndarray
) -> None:
    """Row i is the same whichever points are beside x_i, and whichever model was asked before."""
    x, model = case["x"], case["model_a"]
    features.linearized_features(case["model_b"], Tensor(x))
    for points in (slice(None), slice(None, None, -1), slice(1)):
        got = features.linearized_features(model, Tensor(x[points].copy()))
        assert_features(got, expected[points], model, what="the feature matrix")


@cases(3, case=lambda draw: draw.linearizations(widths=(2, 4), dead_units=2))
@expecting(
    expected=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]),
    column_ranges=lambda oracles, case: oracles.column_ranges(case["model"]),
)
def test_features_of_a_unit_that_is_off_are_zero(
    features: Any, case: Case, expected: np.ndarray, column_ranges: dict[str, list[int]]
) -> None:
    """Where a ReLU is off, y doesn't depend on what enters it: those features are exactly 0."""
    model = case["model"]
    got = features.linearized_features(model, Tensor(case["x"]))
    matrix = require_array(got, expected.shape, what="the feature matrix")
    for start, _ in (column_ranges["0.weight"], column_ranges["0.bias"]):
        for column in (start, start + 1):
            require(not matrix[:, column].any(), f"column {column} is not 0 for a unit that is off")
    assert_features(matrix, expected, model, what="the feature matrix")


# ---- feature_block ----


@cases(2, case=lambda draw: draw.linearizations(hidden_layers=(2, 2)))
@expecting(
    expected=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]),
    column_ranges=lambda oracles, case: oracles.column_ranges(case["model"]),
)
def test_every_parameter_has_its_block(
    features: Any, case: Case, expected: np.ndarray, column_ranges: dict[str, list[int]]
) -> None:
    """The blocks of all parameters, side by side, are the feature matrix; in deep networks too."""
    model = case["model"]
    scale, tolerance = np.max(np.abs(expected)), tolerance_for(model)
    for name, columns in column_ranges.items():
        got = features.feature_block(model, Tensor(case["x"]), name)
        block, what = expected[:, slice(*columns)], f"the block {name}"
        assert_close(got, block, scale=scale, tolerance=tolerance, what=what)


@cases(3, case=lambda draw: draw.named_blocks(gradients=True))
@expecting(
    expected=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]),
    column_ranges=lambda oracles, case: oracles.column_ranges(case["model"]),
)
def test_feature_block_leaves_the_model_as_it_was(
    features: Any, case: Case, expected: np.ndarray, column_ranges: dict[str, list[int]]
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    block, scale = expected[:, slice(*column_ranges[case["name"]])], np.max(np.abs(expected))
    for model in with_and_without_gradients(case["model"]):
        seen = features.observe("feature_block", model, Tensor(case["x"]), case["name"])
        require_untouched(seen)
        assert_close(seen.value, block, scale=scale, tolerance=tolerance_for(model))


# ---- principal_features ----


@cases(3, case=lambda draw: draw.WIDE_OR_TALL)
@expecting(
    singular_values=lambda oracles, case: oracles.singular_values(case, oracles.backpropagated)
)
def test_principal_features_are_orthogonal_on_the_training_points(
    features: Any, case: Case, singular_values: np.ndarray
) -> None:
    """On the training points principal feature k has length σ_k, at right angles to the others."""
    case = case | {"x_plot": case["x_train"]}
    model, (_, curves) = case["model"], principal_features(features, case)
    shape = (len(case["x_train"]), len(singular_values))
    curves = require_array(curves, shape, what="the matrix of principal features", finite=False)
    kept = list(determined_groups(singular_values, separation_for(model)))[-1].stop
    products = curves[:, :kept].astype(np.float64).T @ curves[:, :kept]
    expected = np.diag(singular_values[:kept] ** 2)
    scale, tolerance = singular_values[0] ** 2, span_tolerance_for(model)
    assert_close(products, expected, scale=scale, tolerance=tolerance, what="FᵀF")


@cases(3, case=lambda draw: draw.WIDE_OR_TALL)
@expecting(
    once=lambda oracles, case: oracles.singular_values(case, oracles.backpropagated),
    curves=lambda oracles, case: oracles.principal_features(case, oracles.backpropagated),
    rank=lambda oracles, case: oracles.rank_with_points_twice(case),
)
def test_training_points_given_twice_scale_the_singular_values(
    features: Any, case: Case, once: np.ndarray, curves: np.ndarray, rank: int
) -> None:
    """With every training point twice, Φ loses rank: σ grows by √2, principal features stay."""
    model, case = case["model"], case | {"x_train": np.concatenate([case["x_train"]] * 2)}
    missing = rank - len(once)
    expected = np.concatenate([np.sqrt(2) * once, np.zeros(missing)])
    got_values, got_curves = principal_features(features, case)
    assert_singular_values(got_values, expected, model)
    expected_curves = np.pad(curves, [(0, 0), (0, missing)])
    assert_principal_features(got_curves, expected_curves, expected, model)


@cases(3, case=lambda draw: draw.repeated_singular_values())
@expecting(
    singular_values=lambda oracles, case: oracles.singular_values(case, oracles.backpropagated),
    expected=lambda oracles, case: oracles.principal_features(case, oracles.backpropagated),
)
def test_any_basis_of_a_repeated_singular_value_is_right(
    features: Any, case: Case, singular_values: np.ndarray, expected: np.ndarray
) -> None:
    """Where two singular values are equal, the two principal features span the right functions."""
    got_values, got_curves = principal_features(features, case)
    assert_singular_values(got_values, singular_values, case["model"])
    assert_principal_features(got_curves, expected, singular_values, case["model"])


@cases(3, case=lambda draw: draw.linearizations(points=("x_train", "x_plot"), gradients=True))
@expecting(expected=lambda oracles, case: oracles.singular_values(case, oracles.backpropagated))
def test_principal_features_leaves_the_model_as_it_was(
    features: Any, case: Case, expected: np.ndarray
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    points = [Tensor(case[name]) for name in ("x_train", "x_plot")]
    for model in with_and_without_gradients(case["model"]):
        seen = features.observe("principal_features", model, *points)
        require_untouched(seen)
        singular_values, _ = require_sequence(seen.value, 2)
        assert_singular_values(singular_values, expected, model)


# ---- principal_overlap ----


@cases(
    3,
    case=lambda draw: draw.overlaps(everything=True, num_points=(1, 4)),
    smaller=lambda draw: draw.overlaps(num_points=(3, 7), min_rank=2),
)
@expecting(expected=lambda oracles, smaller: oracles.principal_overlap(smaller))
def test_spans_of_full_rank_overlap_fully(
    features: Any, case: Case, smaller: Case, expected: float
) -> None:
    """With rank = n both spans are the whole space: any two networks overlap by 1."""
    for drawn, overlap in ((case, 1.0), (smaller, expected)):
        models = drawn["model_a"], drawn["model_b"]
        got = features.principal_overlap(*models, Tensor(drawn["x"]), drawn["rank"])
        assert_overlap(got, overlap, models[0])


@cases(
    3,
    case=lambda draw: draw.overlaps(
        num_points=(3, 7), hidden_layers=(1, 2), widths=(2, 4), min_rank=2
    ),
)
@expecting(expected=lambda oracles, case: oracles.principal_overlap(case))
def test_the_order_of_units_points_and_models_does_not_matter(
    features: Any, case: Case, expected: float
) -> None:
    """Reordering hidden units, points or models leaves the overlap as it is: spans don't change."""
    one, other, x, rank = case["model_a"], case["model_b"], case["x"], case["rank"]
    overlap = features.principal_overlap(one, other, Tensor(x), rank)
    assert_overlap(overlap, expected, one)
    again = features.principal_overlap(
        with_units_reversed(other), one, Tensor(x[::-1].copy()), rank
    )
    assert_overlap(again, require_number(overlap), one)


@cases(3, case=lambda draw: draw.overlaps(num_points=(2, 5), gradients=True))
@expecting(expected=lambda oracles, case: oracles.principal_overlap(case))
def test_principal_overlap_leaves_the_models_as_they_were(
    features: Any, case: Case, expected: float
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    for models in zip(
        *(with_and_without_gradients(case[name]) for name in ("model_a", "model_b")), strict=True
    ):
        seen = features.observe("principal_overlap", *models, Tensor(case["x"]), case["rank"])
        require_untouched(seen)
        assert_overlap(seen.value, expected, models[0])


# ---- mean_feature_overlap ----

ZERO_IN_EITHER = (("model_a", "model_b"), ("model_b", "model_a"), ("model_a", "model_a"))


@cases(2, case=lambda draw: draw.dead_linearizations())
@expecting(
    expected=lambda oracles, case: [
        oracles.mean_squared_cosine(case, *pair) for pair in ZERO_IN_EITHER
    ]
)
def test_a_feature_that_is_zero_in_either_network_counts_as_zero(
    features: Any, case: Case, expected: list[list[float]]
) -> None:
    """A column that is zero in one network or in both adds 0 to the mean, and still counts."""
    for (one, other), (mean, tolerance) in zip(ZERO_IN_EITHER, expected, strict=True):
        got = features.mean_feature_overlap(case[one], case[other], Tensor(case["x"]))
        assert_close(got, mean, scale=1, tolerance=tolerance, what="the overlap")


@cases(2, case=lambda draw: draw.linearizations(("model_a", "model_b"), hidden_layers=(1, 2)))
@expecting(expected=lambda oracles, case: oracles.mean_squared_cosine(case, "model_a", "model_b"))
def test_the_size_and_sign_of_features_do_not_matter(
    features: Any, case: Case, expected: list[float]
) -> None:
    """Multiplying the output weights of one network by −2.2 leaves the overlap as it is."""
    one, other, (mean, tolerance) = case["model_a"], case["model_b"], expected
    scaled = with_output_weights_times(other, -2.2)
    for pair in ((one, other), (scaled, one)):
        overlap = features.mean_feature_overlap(*pair, Tensor(case["x"]))
        assert_close(overlap, mean, scale=1, tolerance=tolerance, what="the overlap")


@cases(
    2,
    case=lambda draw: draw.linearizations(
        ("model_a", "model_b"), hidden_layers=(1, 2), gradients=True
    ),
)
@expecting(expected=lambda oracles, case: oracles.mean_squared_cosine(case, "model_a", "model_b"))
def test_mean_feature_overlap_leaves_the_models_as_they_were(
    features: Any, case: Case, expected: list[float]
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    mean, tolerance = expected
    for models in zip(
        *(with_and_without_gradients(case[name]) for name in ("model_a", "model_b")), strict=True
    ):
        seen = features.observe("mean_feature_overlap", *models, Tensor(case["x"]))
        require_untouched(seen)
        assert_close(seen.value, mean, scale=1, tolerance=tolerance, what="the overlap")
