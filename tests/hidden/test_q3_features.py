"""Q3, hidden: the same features by another route (the chain rule by hand), and edge cases."""

from __future__ import annotations

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
from tests.linearization import (
    assert_features,
    assert_principal_features,
    assert_singular_values,
    blocks,
    determined_groups,
    require_untouched,
    separation_for,
    span_tolerance_for,
    tolerance_for,
    with_and_without_gradients,
)
from tests.networks import (
    SPREADS,
    drawn_layers,
    require_network,
    with_output_weights_times,
    with_units_reversed,
)
from tests.normal_draws import FALSE_ALARM, Bounds
from tests.test_q3_features import NUM_LAYERS, Case, assert_principal_overlap, principal_features

# Arrays of one size among those of the networks that are drawn for one check, two by two.
NUM_PAIRS = 14
NUM_NETWORKS = 36


# ---- build_mlp ----


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    # Two questions for each of two arrays; false alarms at most 1e-9 over all layers.
    bounds=lambda oracles: oracles.normal_bounds(FALSE_ALARM / (4 * NUM_LAYERS))
)
def test_initial_values_are_normally_distributed(
    features: Any, seed: int, bounds: dict[str, Any]
) -> None:
    """Weights and biases are normal draws, neither uniform nor truncated."""
    said = Bounds(bounds)
    for layer in drawn_layers(features, seed):
        variances = {"weight": 2 / layer.fan_in, "bias": 2 / (layer.fan_in + layer.fan_out)}
        for name, variance in variances.items():
            values = getattr(layer, name)
            is_normal = said.shape_is_normal(values, variance) and said.largest_is_normal(
                values, variance
            )
            message = f"the {name} of {layer.name} is not N(0, {variance:.3g})"
            require(is_normal, f"{message}: normal draws hardly ever look so")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    # Student's t, exact; false alarms at most 1e-9 over all pairs.
    bounds=lambda oracles: oracles.normal_bounds(
        FALSE_ALARM / NUM_PAIRS, correlations=[n for n in SPREADS if n > 1]
    )
)
def test_no_two_layers_share_their_draws(features: Any, seed: int, bounds: dict[str, Any]) -> None:
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
        is_alone = Bounds(bounds).are_uncorrelated(values, other_values)
        require(is_alone, f"the {name} and the {other} are correlated")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(bounds=lambda oracles: oracles.normal_bounds(FALSE_ALARM / 2, spreads=[NUM_NETWORKS]))
def test_the_output_bias_varies_from_network_to_network(
    features: Any, seed: int, bounds: dict[str, Any]
) -> None:
    """The bias of the output layer is drawn from N(0, 2/(fan_in + fan_out)) as well."""
    width, count = 100, NUM_NETWORKS
    networks = [features.build_mlp(width, 1, generator=Seed("torch", seed)) for _ in range(count)]
    biases = np.concatenate([require_network(got, width, 1)[-1].bias for got in networks])
    variance = 2 / (width + 1)
    # χ² and the largest of 36, both exact. What nn.Linear fills in stays within 1/√100, which is
    # 0.71 standard deviations: 36 normal draws do so with a probability of 1e-10.
    said = Bounds(bounds)
    varies = said.spread_is_right(biases, variance) and said.largest_is_normal(biases, variance)
    message = f"{count} output biases have mean square {np.mean(biases.astype(float) ** 2):.3g}"
    require(varies, f"{message} where {variance:.3g} was expected")


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(
    # χ², exact, for two arrays of two layers of two networks; false alarms at most 1e-9.
    bounds=lambda oracles: oracles.normal_bounds(FALSE_ALARM / 8, spreads=[1, 4000])
)
def test_without_a_generator_every_network_is_another(
    features: Any, seed: int, bounds: dict[str, Any]
) -> None:
    """Without a generator values are spread alike, and new in each call whatever came before."""
    width, networks = 4000, []
    for label in ("", "same state"):
        features.build_mlp(2, 1, generator=Seed("torch", seed, label))
        networks.append(require_network(features.build_mlp(width, 1), width, 1))
    for layer, other in zip(*networks, strict=True):
        for x in (layer, other):
            variances = {"weight": 2 / x.fan_in, "bias": 2 / (x.fan_in + x.fan_out)}
            for name, variance in variances.items():
                is_right = Bounds(bounds).spread_is_right(getattr(x, name), variance)
                require(is_right, x.describe(name, f"{variance:.3g}"))
        again = np.array_equal(layer.weight, other.weight)
        require(not again, f"two networks have the same weights in {layer.name}")


# ---- linearized_features ----


@cases(4, case=lambda draw: draw.linearizations(dtype=draw.FLOAT32))
@expecting(matrix=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]))
def test_features_of_a_float32_model_agree_with_the_chain_rule(
    features: Any, case: Case, matrix: np.ndarray
) -> None:
    """A float32 model's features are right to float32 precision."""
    got = features.linearized_features(case["model"], Tensor(case["x"]))
    assert_features(got, matrix, case["model"], what="the feature matrix")


@cases(
    2,
    case=lambda draw: draw.linearizations(hidden_layers=(4, 5), widths=(2, 3), dtype=draw.FLOAT64),
)
@expecting(
    matrix=lambda oracles, case: oracles.backpropagated(
        with_output_weights_times(case["model"], 1.1), case["x"]
    )
)
def test_features_of_a_deep_network_agree_with_the_chain_rule(
    features: Any, case: Case, matrix: np.ndarray
) -> None:
    """With four or five hidden layers the features are those of backpropagation by hand."""
    # Features that are not in whole eighths tell double precision from single.
    model = with_output_weights_times(case["model"], 1.1)
    got = features.linearized_features(model, Tensor(case["x"]))
    assert_features(got, matrix, model, what="the feature matrix")


@cases(2, case=lambda draw: draw.linearizations(("model_a", "model_b"), num_points=(2, 5)))
@expecting(matrix=lambda oracles, case: oracles.backpropagated(case["model_a"], case["x"]))
def test_a_row_depends_on_its_point_and_model_alone(
    features: Any, case: Case, matrix: np.ndarray
) -> None:
    """Row i is the same whichever points are beside x_i, and whichever model was asked before."""
    x, model = case["x"], case["model_a"]
    features.linearized_features(case["model_b"], Tensor(x))
    for points in (slice(None), slice(None, None, -1), slice(1)):
        got = features.linearized_features(model, Tensor(x[points].copy()))
        assert_features(got, matrix[points], model, what="the feature matrix")


@cases(3, case=lambda draw: draw.linearizations(widths=(2, 4), dead_units=2))
@expecting(right=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]))
def test_features_of_a_unit_that_is_off_are_zero(
    features: Any, case: Case, right: np.ndarray
) -> None:
    """Where a ReLU is off, y doesn't depend on what enters it: those features are exactly 0."""
    model = case["model"]
    got = features.linearized_features(model, Tensor(case["x"]))
    matrix = require_array(got, right.shape, what="the feature matrix")
    first = blocks(model)["0.weight"].stop
    for column in (0, 1, first, first + 1):
        require(not matrix[:, column].any(), f"column {column} is not 0 for a unit that is off")
    assert_features(matrix, right, model, what="the feature matrix")


# ---- feature_block ----


@cases(2, case=lambda draw: draw.linearizations(hidden_layers=(2, 2)))
@expecting(matrix=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]))
def test_every_parameter_has_its_block(features: Any, case: Case, matrix: np.ndarray) -> None:
    """The blocks of all parameters, side by side, are the feature matrix; in deep networks too."""
    model = case["model"]
    scale = np.max(np.abs(matrix))
    for name, columns in blocks(model).items():
        got = features.feature_block(model, Tensor(case["x"]), name)
        tolerance = tolerance_for(model)
        what = f"the block {name}"
        assert_close(got, matrix[:, columns], scale=scale, tolerance=tolerance, what=what)


@cases(1, case=lambda draw: draw.named_blocks())
@expecting(matrix=lambda oracles, case: oracles.backpropagated(case["model"], case["x"]))
def test_feature_block_leaves_the_model_as_it_was(
    features: Any, case: Case, matrix: np.ndarray
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    for model in with_and_without_gradients(case["model"]):
        seen = features.observe("feature_block", model, Tensor(case["x"]), case["name"])
        require_untouched(seen)
        columns, scale = blocks(model)[case["name"]], np.max(np.abs(matrix))
        tolerance = tolerance_for(model)
        assert_close(seen.value, matrix[:, columns], scale=scale, tolerance=tolerance)


# ---- principal_features ----


@cases(3, case=lambda draw: draw.WIDE | draw.TALL)
@expecting(
    values=lambda oracles, case: oracles.singular_values(
        oracles.backpropagated(case["model"], case["x_train"])
    )
)
def test_principal_features_are_orthogonal_on_the_training_points(
    features: Any, case: Case, values: np.ndarray
) -> None:
    """On the training points principal feature k has length σ_k, at right angles to the others."""
    case = case | {"x_plot": case["x_train"]}
    model, (_, curves) = case["model"], principal_features(features, case)
    shape = (len(case["x_train"]), len(values))
    curves = require_array(curves, shape, what="the matrix of principal features", finite=False)
    kept = list(determined_groups(values, separation_for(model)))[-1].stop
    products = curves[:, :kept].astype(np.float64).T @ curves[:, :kept]
    expected = np.diag(values[:kept] ** 2)
    scale, tolerance = values[0] ** 2, span_tolerance_for(model)
    assert_close(products, expected, scale=scale, tolerance=tolerance, what="FᵀF")


@cases(3, case=lambda draw: draw.WIDE | draw.TALL)
@expecting(
    once=lambda oracles, case: oracles.principal(
        oracles.backpropagated(case["model"], case["x_train"]),
        oracles.backpropagated(case["model"], case["x_plot"]),
    )
)
def test_training_points_given_twice_scale_the_singular_values(
    features: Any, case: Case, once: dict[str, np.ndarray]
) -> None:
    """With every training point twice, Φ loses rank: σ grows by √2, principal features stay."""
    model, values, curves = case["model"], once["values"], once["curves"]
    case = case | {"x_train": np.concatenate([case["x_train"]] * 2)}
    num_parameters = sum(array.size for array in model.parameters)
    missing = min(len(case["x_train"]), num_parameters) - len(values)
    expected = np.concatenate([np.sqrt(2) * values, np.zeros(missing)])
    got_values, got_curves = principal_features(features, case)
    assert_singular_values(got_values, expected, model)
    expected_curves = np.pad(curves, [(0, 0), (0, missing)])
    assert_principal_features(got_curves, expected_curves, expected, model)


@cases(3, case=lambda draw: draw.repeated_singular_values())
@expecting(
    right=lambda oracles, case: oracles.principal(
        oracles.backpropagated(case["model"], case["x_train"]),
        oracles.backpropagated(case["model"], case["x_plot"]),
    )
)
def test_any_basis_of_a_repeated_singular_value_is_right(
    features: Any, case: Case, right: dict[str, np.ndarray]
) -> None:
    """Where two singular values are equal, the two principal features span the right functions."""
    model = case["model"]
    got_values, got_curves = principal_features(features, case)
    assert_singular_values(got_values, right["values"], model)
    assert_principal_features(got_curves, right["curves"], right["values"], model)


@cases(1, case=lambda draw: draw.WIDE)
@expecting(
    values=lambda oracles, case: oracles.singular_values(
        oracles.backpropagated(case["model"], case["x_train"])
    )
)
def test_principal_features_leaves_the_model_as_it_was(
    features: Any, case: Case, values: np.ndarray
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    points = [Tensor(case[name]) for name in ("x_train", "x_plot")]
    for model in with_and_without_gradients(case["model"]):
        seen = features.observe("principal_features", model, *points)
        require_untouched(seen)
        singular_values, _ = require_sequence(seen.value, 2)
        assert_singular_values(singular_values, values, model)


# ---- principal_overlap ----


@cases(
    3,
    case=lambda draw: draw.overlaps(everything=True, num_points=(1, 4)),
    smaller=lambda draw: draw.overlaps(num_points=(3, 7), min_rank=2),
)
@expecting(overlap=lambda oracles, smaller: oracles.principal_overlap(smaller))
def test_spans_of_full_rank_overlap_fully(
    features: Any, case: Case, smaller: Case, overlap: float
) -> None:
    """With rank = n both spans are the whole space: any two networks overlap by 1."""
    got = features.principal_overlap(
        case["model_a"], case["model_b"], Tensor(case["x"]), case["rank"]
    )
    tolerance = span_tolerance_for(case["model_a"])
    assert_close(got, 1.0, scale=1, tolerance=tolerance, what="the overlap")
    less = features.principal_overlap(
        smaller["model_a"], smaller["model_b"], Tensor(smaller["x"]), smaller["rank"]
    )
    assert_principal_overlap(less, overlap, smaller)


@cases(
    3,
    case=lambda draw: draw.overlaps(
        num_points=(3, 7), hidden_layers=(1, 2), widths=(2, 4), min_rank=2
    ),
)
@expecting(right=lambda oracles, case: oracles.principal_overlap(case))
def test_the_order_of_units_points_and_models_does_not_matter(
    features: Any, case: Case, right: float
) -> None:
    """Reordering hidden units, points or models leaves the overlap as it is: spans don't change."""
    one, other, x, rank = case["model_a"], case["model_b"], case["x"], case["rank"]
    tolerance = span_tolerance_for(one)
    overlap = features.principal_overlap(one, other, Tensor(x), rank)
    assert_principal_overlap(overlap, right, case)
    again = features.principal_overlap(
        with_units_reversed(other), one, Tensor(x[::-1].copy()), rank
    )
    assert_close(again, require_number(overlap), scale=1, tolerance=tolerance, what="the overlap")


@cases(1, case=lambda draw: draw.overlaps(num_points=(2, 5)))
@expecting(overlap=lambda oracles, case: oracles.principal_overlap(case))
def test_principal_overlap_leaves_the_models_as_they_were(
    features: Any, case: Case, overlap: float
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    for models in zip(
        *(with_and_without_gradients(case[name]) for name in ("model_a", "model_b")), strict=True
    ):
        seen = features.observe("principal_overlap", *models, Tensor(case["x"]), case["rank"])
        require_untouched(seen)
        assert_principal_overlap(seen.value, overlap, case)


# ---- mean_feature_overlap ----


def three_pairs(case: Case) -> list[tuple[Any, Any]]:
    """A network with a unit that is off, and one with another: in either order, and with itself."""
    off, other_off = case["model_a"], with_units_reversed(case["model_b"])
    return [(off, other_off), (other_off, off), (off, off)]


@cases(
    2,
    case=lambda draw: draw.linearizations(
        ("model_a", "model_b"), hidden_layers=(1, 2), widths=(2, 4), dead_units=1
    ),
)
@expecting(
    means=lambda oracles, case: [
        oracles.mean_squared_cosine(*pair, case["x"]) for pair in three_pairs(case)
    ]
)
def test_a_feature_that_is_zero_in_either_network_counts_as_zero(
    features: Any, case: Case, means: list[list[float]]
) -> None:
    """A column that is zero in one network or in both adds 0 to the mean, and still counts."""
    for (one, other), (expected, tolerance) in zip(three_pairs(case), means, strict=True):
        got = features.mean_feature_overlap(one, other, Tensor(case["x"]))
        assert_close(got, expected, scale=1, tolerance=tolerance, what="the overlap")


@cases(2, case=lambda draw: draw.linearizations(("model_a", "model_b"), hidden_layers=(1, 2)))
@expecting(
    mean=lambda oracles, case: oracles.mean_squared_cosine(
        case["model_a"], case["model_b"], case["x"]
    )
)
def test_the_size_and_sign_of_features_do_not_matter(
    features: Any, case: Case, mean: list[float]
) -> None:
    """Multiplying the output weights of one network by −2.2 leaves the overlap as it is."""
    one, other, x = case["model_a"], case["model_b"], Tensor(case["x"])
    scaled = with_output_weights_times(other, -2.2)
    expected, tolerance = mean
    for pair in ((one, other), (scaled, one)):
        overlap = features.mean_feature_overlap(*pair, x)
        assert_close(overlap, expected, scale=1, tolerance=tolerance, what="the overlap")


@cases(2, case=lambda draw: draw.linearizations(("model_a", "model_b"), hidden_layers=(1, 2)))
@expecting(
    mean=lambda oracles, case: oracles.mean_squared_cosine(
        case["model_a"], case["model_b"], case["x"]
    )
)
def test_mean_feature_overlap_leaves_the_models_as_they_were(
    features: Any, case: Case, mean: list[float]
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    expected, tolerance = mean
    for one, other in zip(
        *(with_and_without_gradients(case[name]) for name in ("model_a", "model_b")), strict=True
    ):
        seen = features.observe("mean_feature_overlap", one, other, Tensor(case["x"]))
        require_untouched(seen)
        assert_close(seen.value, expected, scale=1, tolerance=tolerance, what="the overlap")
