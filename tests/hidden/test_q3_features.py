"""Q3, hidden: the same features by another route (the chain rule by hand), and edge cases."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.trials.comparing import (
    assert_close,
    require,
    require_array,
    require_number,
    require_sequence,
)
from grader.worker.wire import Seed, Tensor
from tests.kinds import MLP
from tests.linearization import (
    assert_features,
    assert_principal_features,
    assert_singular_values,
    blocks,
    determined_groups,
    mean_squared_cosine,
    require_untouched,
    separation_for,
    span_tolerance_for,
    tolerance_for,
    with_and_without_gradients,
)
from tests.networks import drawn_layers, require_network
from tests.normal_draws import (
    FALSE_ALARM,
    correlation_p_value,
    shape_p_value,
    tail_p_value,
    variance_p_value,
)
from tests.strategies import SEEDS, linearizations, named_blocks, overlaps, repeated_singular_values
from tests.test_q3_features import (
    TALL,
    WIDE,
    Case,
    assert_principal_overlap,
    principal_features,
)

FLOAT32 = st.just(np.float32)


def backpropagated(model: MLP, x: np.ndarray) -> np.ndarray:
    """Φ, shape (n, d), in float64, by the chain rule: ∂y/∂W = δ hᵀ and ∂y/∂b = δ in every layer."""
    weights, biases = (
        [array.astype(np.float64) for array in model.parameters[kind::2]] for kind in (0, 1)
    )
    inputs = [x.astype(np.float64)[:, None]]
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        inputs.append(np.maximum(inputs[-1] @ weight.T + bias, 0))
    delta = np.ones((len(x), 1))
    columns: list[np.ndarray] = []
    for weight, h in zip(weights[::-1], inputs[::-1], strict=True):
        outer = delta[:, :, None] * h[:, None, :]
        columns = [outer.reshape(len(x), -1), delta, *columns]
        delta = (delta @ weight) * (h > 0)
    return np.concatenate(columns, axis=1)


def with_units_reversed(model: MLP) -> MLP:
    """The same function with the units of the first hidden layer in reverse order."""
    first, bias, second, *rest = model.parameters
    reordered = [first[::-1], bias[::-1], second[:, ::-1]]
    return dataclasses.replace(model, parameters=[*map(np.ascontiguousarray, reordered), *rest])


def with_output_weights_times(model: MLP, factor: float) -> MLP:
    """The same elbows, and features that are all multiplied but for those of the output layer."""
    *earlier, weight, bias = model.parameters
    scaled = (factor * weight).astype(weight.dtype)
    return dataclasses.replace(model, parameters=[*earlier, scaled, bias])


# ---- build_mlp ----


@given(seed=SEEDS)
@settings(max_examples=1)
def test_initial_values_are_normally_distributed(features: Any, seed: int) -> None:
    """Weights and biases are normal draws, neither uniform nor truncated."""
    layers = drawn_layers(features, seed)
    # Two tests for each of two arrays; false alarms at most 1e-9 over all layers.
    level = FALSE_ALARM / (4 * len(layers))
    for layer in layers:
        variances = {"weight": 2 / layer.fan_in, "bias": 2 / (layer.fan_in + layer.fan_out)}
        for name, variance in variances.items():
            values = getattr(layer, name)
            p_value = min(shape_p_value(values, variance), tail_p_value(values, variance))
            message = f"the {name} of {layer.name} is not N(0, {variance:.3g})"
            require(
                p_value > level, f"{message}: normal draws look so with probability {p_value:.2g}"
            )


@given(seed=SEEDS)
@settings(max_examples=1)
def test_no_two_layers_share_their_draws(features: Any, seed: int) -> None:
    """Weights and biases of different layers are uncorrelated: each value is a draw of its own."""
    arrays = [
        (f"{name} of {layer.name}", getattr(layer, name))
        for layer in drawn_layers(features, seed)
        for name in ("weight", "bias")
    ]
    pairs = [
        pair for pair in itertools.combinations(arrays, 2) if pair[0][1].size == pair[1][1].size > 1
    ]
    for (name, values), (other, other_values) in pairs:
        # Student's t, exact; false alarms at most 1e-9 over all pairs.
        p_value = correlation_p_value(values, other_values)
        require(p_value > FALSE_ALARM / len(pairs), f"the {name} and the {other} are correlated")


@given(seed=SEEDS)
@settings(max_examples=1)
def test_the_output_bias_varies_from_network_to_network(features: Any, seed: int) -> None:
    """The bias of the output layer is drawn from N(0, 2/(fan_in + fan_out)) as well."""
    width, count = 100, 36
    networks = [features.build_mlp(width, 1, generator=Seed("torch", seed)) for _ in range(count)]
    biases = np.concatenate([require_network(got, width, 1)[-1].bias for got in networks])
    variance = 2 / (width + 1)
    # χ² and the largest of 36, both exact. What nn.Linear fills in stays within 1/√100, which is
    # 0.71 standard deviations: 36 normal draws do so with a probability of 1e-10.
    p_value = min(variance_p_value(biases, variance), tail_p_value(biases, variance))
    message = f"{count} output biases have mean square {np.mean(biases.astype(float) ** 2):.3g}"
    require(p_value > FALSE_ALARM / 2, f"{message} where {variance:.3g} was expected")


@given(seed=SEEDS)
@settings(max_examples=1)
def test_without_a_generator_every_network_is_another(features: Any, seed: int) -> None:
    """Without a generator values are spread alike, and new in each call whatever came before."""
    width, networks = 4000, []
    for label in ("", "same state"):
        features.build_mlp(2, 1, generator=Seed("torch", seed, label))
        networks.append(require_network(features.build_mlp(width, 1), width, 1))
    for layer, other in zip(*networks, strict=True):
        # χ², exact, for two arrays of two layers of two networks; false alarms at most 1e-9.
        for x in (layer, other):
            variances = {"weight": 2 / x.fan_in, "bias": 2 / (x.fan_in + x.fan_out)}
            for name, variance in variances.items():
                p_value = variance_p_value(getattr(x, name), variance)
                require(p_value > FALSE_ALARM / 8, x.describe(name, f"{variance:.3g}"))
        again = np.array_equal(layer.weight, other.weight)
        require(not again, f"two networks have the same weights in {layer.name}")


# ---- linearized_features ----


@given(case=linearizations(dtype=FLOAT32))
@settings(max_examples=4)
def test_features_of_a_float32_model_agree_with_the_chain_rule(features: Any, case: Case) -> None:
    """A float32 model's features are right to float32 precision."""
    got = features.linearized_features(case["model"], Tensor(case["x"]))
    expected = backpropagated(case["model"], case["x"])
    assert_features(got, expected, case["model"], what="the feature matrix")


@given(case=linearizations(hidden_layers=(4, 5), widths=(2, 3), dtype=st.just(np.float64)))
@settings(max_examples=2)
def test_features_of_a_deep_network_agree_with_the_chain_rule(features: Any, case: Case) -> None:
    """With four or five hidden layers the features are those of backpropagation by hand."""
    # Features that are not in whole eighths tell double precision from single.
    model = with_output_weights_times(case["model"], 1.1)
    got = features.linearized_features(model, Tensor(case["x"]))
    expected = backpropagated(model, case["x"])
    assert_features(got, expected, model, what="the feature matrix")


@given(case=linearizations(("model_a", "model_b"), num_points=(2, 5)))
@settings(max_examples=2)
def test_a_row_depends_on_its_point_and_model_alone(features: Any, case: Case) -> None:
    """Row i is the same whichever points are beside x_i, and whichever model was asked before."""
    x, model = case["x"], case["model_a"]
    expected = backpropagated(model, x)
    features.linearized_features(case["model_b"], Tensor(x))
    for points in (slice(None), slice(None, None, -1), slice(1)):
        got = features.linearized_features(model, Tensor(x[points].copy()))
        assert_features(got, expected[points], model, what="the feature matrix")


@given(case=linearizations(widths=(2, 4), dead_units=2))
@settings(max_examples=3)
def test_features_of_a_unit_that_is_off_are_zero(features: Any, case: Case) -> None:
    """Where a ReLU is off, y doesn't depend on what enters it: those features are exactly 0."""
    model = case["model"]
    expected = backpropagated(model, case["x"])
    got = features.linearized_features(model, Tensor(case["x"]))
    matrix = require_array(got, expected.shape, what="the feature matrix")
    first = blocks(model)["0.weight"].stop
    for column in (0, 1, first, first + 1):
        require(not matrix[:, column].any(), f"column {column} is not 0 for a unit that is off")
    assert_features(matrix, expected, model, what="the feature matrix")


# ---- feature_block ----


@given(case=linearizations(hidden_layers=(2, 2)))
@settings(max_examples=2)
def test_every_parameter_has_its_block(features: Any, case: Case) -> None:
    """The blocks of all parameters, side by side, are the feature matrix; in deep networks too."""
    model = case["model"]
    expected = backpropagated(model, case["x"])
    scale = np.max(np.abs(expected))
    for name, columns in blocks(model).items():
        got = features.feature_block(model, Tensor(case["x"]), name)
        tolerance = tolerance_for(model)
        what = f"the block {name}"
        assert_close(got, expected[:, columns], scale=scale, tolerance=tolerance, what=what)


@given(case=named_blocks())
@settings(max_examples=1)
def test_feature_block_leaves_the_model_as_it_was(features: Any, case: Case) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    for model in with_and_without_gradients(case["model"]):
        seen = features.observe("feature_block", model, Tensor(case["x"]), case["name"])
        require_untouched(seen)
        expected = backpropagated(model, case["x"])
        columns, scale = blocks(model)[case["name"]], np.max(np.abs(expected))
        tolerance = tolerance_for(model)
        assert_close(seen.value, expected[:, columns], scale=scale, tolerance=tolerance)


# ---- principal_features ----


@given(case=st.one_of(WIDE, TALL))
@settings(max_examples=3)
def test_principal_features_are_orthogonal_on_the_training_points(
    features: Any, case: Case
) -> None:
    """On the training points principal feature k has length σ_k, at right angles to the others."""
    case = case | {"x_plot": case["x_train"]}
    model, (_, curves) = case["model"], principal_features(features, case)
    matrix = backpropagated(model, case["x_train"])
    singular_values = np.linalg.svd(matrix, compute_uv=False)
    shape = (len(matrix), len(singular_values))
    curves = require_array(curves, shape, what="the matrix of principal features", finite=False)
    kept = list(determined_groups(singular_values, separation_for(model)))[-1].stop
    products = curves[:, :kept].astype(np.float64).T @ curves[:, :kept]
    expected = np.diag(singular_values[:kept] ** 2)
    scale, tolerance = singular_values[0] ** 2, span_tolerance_for(model)
    assert_close(products, expected, scale=scale, tolerance=tolerance, what="FᵀF")


@given(case=st.one_of(WIDE, TALL))
@settings(max_examples=3)
def test_training_points_given_twice_scale_the_singular_values(features: Any, case: Case) -> None:
    """With every training point twice, Φ loses rank: σ grows by √2, principal features stay."""
    model = case["model"]
    _, once, vectors = np.linalg.svd(backpropagated(model, case["x_train"]), full_matrices=False)
    curves = backpropagated(model, case["x_plot"]) @ vectors.T
    case = case | {"x_train": np.concatenate([case["x_train"]] * 2)}
    rank = min(len(case["x_train"]), vectors.shape[1])
    missing = rank - len(once)
    expected = np.concatenate([np.sqrt(2) * once, np.zeros(missing)])
    got_values, got_curves = principal_features(features, case)
    assert_singular_values(got_values, expected, model)
    expected_curves = np.pad(curves, [(0, 0), (0, missing)])
    assert_principal_features(got_curves, expected_curves, expected, model)


@given(case=repeated_singular_values())
@settings(max_examples=3)
def test_any_basis_of_a_repeated_singular_value_is_right(features: Any, case: Case) -> None:
    """Where two singular values are equal, the two principal features span the right functions."""
    model = case["model"]
    _, singular_values, vectors = np.linalg.svd(
        backpropagated(model, case["x_train"]), full_matrices=False
    )
    got_values, got_curves = principal_features(features, case)
    assert_singular_values(got_values, singular_values, model)
    expected = backpropagated(model, case["x_plot"]) @ vectors.T
    assert_principal_features(got_curves, expected, singular_values, model)


@given(case=WIDE)
@settings(max_examples=1)
def test_principal_features_leaves_the_model_as_it_was(features: Any, case: Case) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    points = [Tensor(case[name]) for name in ("x_train", "x_plot")]
    for model in with_and_without_gradients(case["model"]):
        seen = features.observe("principal_features", model, *points)
        require_untouched(seen)
        singular_values, _ = require_sequence(seen.value, 2)
        expected = np.linalg.svd(backpropagated(model, case["x_train"]), compute_uv=False)
        assert_singular_values(singular_values, expected, model)


# ---- principal_overlap ----


@given(
    case=overlaps(everything=True, num_points=(1, 4)),
    smaller=overlaps(num_points=(3, 7), min_rank=2),
)
@settings(max_examples=3)
def test_spans_of_full_rank_overlap_fully(features: Any, case: Case, smaller: Case) -> None:
    """With rank = n both spans are the whole space: any two networks overlap by 1."""
    got = features.principal_overlap(
        case["model_a"], case["model_b"], Tensor(case["x"]), case["rank"]
    )
    tolerance = span_tolerance_for(case["model_a"])
    assert_close(got, 1.0, scale=1, tolerance=tolerance, what="the overlap")
    less = features.principal_overlap(
        smaller["model_a"], smaller["model_b"], Tensor(smaller["x"]), smaller["rank"]
    )
    assert_principal_overlap(less, smaller)


@given(case=overlaps(num_points=(3, 7), hidden_layers=(1, 2), widths=(2, 4), min_rank=2))
@settings(max_examples=3)
def test_the_order_of_units_points_and_models_does_not_matter(features: Any, case: Case) -> None:
    """Reordering hidden units, points or models leaves the overlap as it is: spans don't change."""
    one, other, x, rank = case["model_a"], case["model_b"], case["x"], case["rank"]
    tolerance = span_tolerance_for(one)
    overlap = features.principal_overlap(one, other, Tensor(x), rank)
    assert_principal_overlap(overlap, case)
    again = features.principal_overlap(
        with_units_reversed(other), one, Tensor(x[::-1].copy()), rank
    )
    assert_close(again, require_number(overlap), scale=1, tolerance=tolerance, what="the overlap")


@given(case=overlaps(num_points=(2, 5)))
@settings(max_examples=1)
def test_principal_overlap_leaves_the_models_as_they_were(features: Any, case: Case) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    for models in zip(
        *(with_and_without_gradients(case[name]) for name in ("model_a", "model_b")), strict=True
    ):
        seen = features.observe("principal_overlap", *models, Tensor(case["x"]), case["rank"])
        require_untouched(seen)
        assert_principal_overlap(seen.value, case)


# ---- mean_feature_overlap ----


@given(
    case=linearizations(("model_a", "model_b"), hidden_layers=(1, 2), widths=(2, 4), dead_units=1)
)
@settings(max_examples=2)
def test_a_feature_that_is_zero_in_either_network_counts_as_zero(features: Any, case: Case) -> None:
    """A column that is zero in one network or in both adds 0 to the mean, and still counts."""
    x = Tensor(case["x"])
    off, other_off = case["model_a"], with_units_reversed(case["model_b"])
    for one, other in ((off, other_off), (other_off, off), (off, off)):
        expected, tolerance = mean_squared_cosine(one, other, case["x"])
        got = features.mean_feature_overlap(one, other, x)
        assert_close(got, expected, scale=1, tolerance=tolerance, what="the overlap")


@given(case=linearizations(("model_a", "model_b"), hidden_layers=(1, 2)))
@settings(max_examples=2)
def test_the_size_and_sign_of_features_do_not_matter(features: Any, case: Case) -> None:
    """Multiplying the output weights of one network by −2.2 leaves the overlap as it is."""
    one, other, x = case["model_a"], case["model_b"], Tensor(case["x"])
    scaled = with_output_weights_times(other, -2.2)
    expected, tolerance = mean_squared_cosine(one, other, case["x"])
    for pair in ((one, other), (scaled, one)):
        overlap = features.mean_feature_overlap(*pair, x)
        assert_close(overlap, expected, scale=1, tolerance=tolerance, what="the overlap")


@given(case=linearizations(("model_a", "model_b"), hidden_layers=(1, 2)))
@settings(max_examples=2)
def test_mean_feature_overlap_leaves_the_models_as_they_were(features: Any, case: Case) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    for one, other in zip(
        *(with_and_without_gradients(case[name]) for name in ("model_a", "model_b")), strict=True
    ):
        seen = features.observe("mean_feature_overlap", one, other, Tensor(case["x"]))
        require_untouched(seen)
        expected, tolerance = mean_squared_cosine(one, other, case["x"])
        assert_close(seen.value, expected, scale=1, tolerance=tolerance, what="the overlap")
