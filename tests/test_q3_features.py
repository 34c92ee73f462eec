"""Q3: what the functions of student/features.py must satisfy.

What is expected comes from slopes of the network's output, without automatic differentiation.
Networks and points are drawn off the elbows, where the derivative has two honest values.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.trials.comparing import assert_close, require, require_array, require_sequence
from grader.trials.properties import cases, expecting
from grader.worker.wire import Seed, Tensor
from tests.linearization import (
    assert_features,
    assert_principal_features,
    assert_singular_values,
    require_untouched,
    span_tolerance_for,
    tolerance_for,
    with_and_without_gradients,
)
from tests.networks import SIZES, build, drawn_layers, require_network

Case = dict[str, Any]


# ---- build_mlp ----


@cases(
    6,
    width=lambda draw: draw.integers(1, 5),
    num_hidden_layers=lambda draw: draw.integers(1, 4),
)
@expecting(
    expected=lambda oracles, width, num_hidden_layers: oracles.network(width, num_hidden_layers)
)
def test_build_mlp_stacks_linear_and_relu_layers(
    features: Any, width: int, num_hidden_layers: int, expected: dict[str, Any]
) -> None:
    """The network is Linear(1, width), ReLU, …, Linear(width, 1), as deep as asked, trainable."""
    network = features.build_mlp(width, num_hidden_layers)
    require_network(network, expected)
    require(
        all(network.requires_grad),
        "a parameter has requires_grad = False",
        got=network.requires_grad,
    )


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(networks=lambda oracles: oracles.drawn_networks(SIZES, questions_a_layer=1))
def test_weights_have_variance_two_over_fan_in(
    features: Any, seed: int, networks: list[dict[str, Any]]
) -> None:
    """The weights of every layer, the output layer included, have variance 2/fan_in."""
    for layer, values in drawn_layers(features, seed, networks):
        layer.require_size("weight", values["weight"])


@cases(1, seed=lambda draw: draw.SEEDS)
@expecting(networks=lambda oracles: oracles.drawn_networks(SIZES, questions_a_layer=1))
def test_biases_have_variance_two_over_the_sum_of_the_fans(
    features: Any, seed: int, networks: list[dict[str, Any]]
) -> None:
    """The biases of every layer, the output layer included, have variance 2/(fan_in + fan_out)."""
    for layer, values in drawn_layers(features, seed, networks):
        layer.require_size("bias", values["bias"])


@cases(4, seed=lambda draw: draw.SEEDS, num_hidden_layers=lambda draw: draw.integers(1, 3))
@expecting(network=lambda oracles, num_hidden_layers: oracles.network(4, num_hidden_layers))
def test_a_generator_decides_every_value(
    features: Any, seed: int, num_hidden_layers: int, network: dict[str, Any]
) -> None:
    """Generators in the same state give the same network; a second call on one gives another."""
    one, other = Seed("torch", seed), Seed("torch", seed, "same state")
    pairs = [[build(features, network, rng) for rng in (one, other)] for _ in range(2)]
    for layers, same_layers in pairs:
        for layer, same in zip(layers, same_layers, strict=True):
            for name in ("weight", "bias"):
                require(
                    np.array_equal(getattr(layer, name), getattr(same, name)),
                    f"two generators in the same state give two different {layer.name}",
                    look=f"result[{layer.index}].{name}",
                )
    for first, second in zip(pairs[0][0], pairs[1][0], strict=True):
        # Chance equality of a float32 is 2⁻²⁴ at most, so of 4 weights far below 1e-9.
        again = np.array_equal(first.weight, second.weight)
        require(
            not again,
            f"a second call on the same generator repeats the weights of {first.name}",
            look=f"result[{first.index}].weight",
        )


# ---- linearized_features ----


@cases(8, case=lambda draw: draw.linearizations(dtype=draw.FLOAT64))
@expecting(expected=lambda oracles, case: oracles.slopes(case["model"], case["x"]))
def test_features_are_slopes_in_each_parameter(
    features: Any, case: Case, expected: np.ndarray
) -> None:
    """Entry (i, j) is the slope of y(x_i; θ) as θ_j alone changes; j as in model.parameters()."""
    got = features.linearized_features(case["model"], Tensor(case["x"]))
    assert_features(got, expected, case["model"], what="the feature matrix")


@cases(4, case=lambda draw: draw.linearizations())
@expecting(
    outputs=lambda oracles, case: oracles.outputs(case["model"], case["x"]),
    column_ranges=lambda oracles, case: oracles.column_ranges(case["model"]),
)
def test_scaling_a_hidden_unit_is_undone_by_its_output_weights(
    features: Any, case: Case, outputs: np.ndarray, column_ranges: dict[str, list[int]]
) -> None:
    """Σ θ ∂y/∂θ is the same over what enters and what leaves a ReLU; over the last layer it is y.

    For scaling the one and unscaling the other does not change y.
    """
    model = case["model"]
    matrix = require_array(
        features.linearized_features(model, Tensor(case["x"])),
        (len(case["x"]), sum(array.size for array in model.parameters)),
        what="the feature matrix",
    )
    products = [
        (matrix[:, slice(*columns)] * array.ravel()).reshape(-1, *array.shape)
        for columns, array in zip(column_ranges.values(), model.parameters, strict=True)
    ]
    # Sums of at most five products.
    scale = 5 * max(np.max(np.abs(product)) for product in products)
    entering = [
        weight.sum(axis=2) + bias
        for weight, bias in zip(products[::2], products[1::2], strict=True)
    ]
    leaving = [weight.sum(axis=1) for weight in products[2::2]] + [outputs[:, None]]
    for layer, (into, out_of) in enumerate(zip(entering, leaving, strict=True)):
        what = f"Σ θ ∂y/∂θ over what enters the units of Linear layer {layer}"
        assert_close(
            np.asarray(into), out_of, scale=scale, tolerance=tolerance_for(model), what=what
        )


@cases(2, case=lambda draw: draw.linearizations(gradients=True))
@expecting(expected=lambda oracles, case: oracles.slopes(case["model"], case["x"]))
def test_linearized_features_leaves_the_model_as_it_was(
    features: Any, case: Case, expected: np.ndarray
) -> None:
    """Parameters, .grad (None or not), requires_grad and training mode stay as they were."""
    for model in with_and_without_gradients(case["model"]):
        seen = features.observe("linearized_features", model, Tensor(case["x"]))
        require_untouched(seen)
        assert_features(seen.value, expected, model, what="the feature matrix")


# ---- feature_block ----


@cases(8, case=lambda draw: draw.named_blocks(dtype=draw.FLOAT64, hidden_layers=(2, 3)))
@expecting(
    expected=lambda oracles, case: oracles.feature_block(case["model"], case["x"], case["name"]),
    scale=lambda oracles, case: oracles.largest(oracles.slopes(case["model"], case["x"])),
)
def test_feature_block_is_the_columns_of_one_parameter(
    features: Any, case: Case, expected: np.ndarray, scale: float
) -> None:
    """The block of a named parameter holds its columns of the feature matrix, and no others."""
    name = case["name"]
    got = features.feature_block(case["model"], Tensor(case["x"]), name)
    assert_close(got, expected, scale=scale, what=f"the block {name}")


# ---- principal_features ----


def principal_features(features: Any, case: Case) -> list[Any]:
    """The pair that the student's function returns for a case."""
    points = [Tensor(case[name]) for name in ("x_train", "x_plot")]
    pair = features.principal_features(case["model"], *points)
    return require_sequence(pair, 2, what="(singular values, principal features)")


@cases(6, case=lambda draw: draw.WIDE_OR_TALL)
@expecting(expected=lambda oracles, case: oracles.singular_values(case, oracles.slopes))
def test_singular_values_are_those_of_the_training_features(
    features: Any, case: Case, expected: np.ndarray
) -> None:
    """The singular values are those of Φ(x_train), all min(n, d) of them, largest first."""
    singular_values, _ = principal_features(features, case)
    assert_singular_values(singular_values, expected, case["model"])


@cases(7, case=lambda draw: draw.WIDE_OR_TALL)
@expecting(
    squared_norm=lambda oracles, case: oracles.squared_norm(
        oracles.slopes(case["model"], case["x_train"])
    )
)
def test_squared_singular_values_add_up_to_the_squared_norm(
    features: Any, case: Case, squared_norm: float
) -> None:
    """Σ σ_i² = ‖Φ(x_train)‖_F²."""
    model, (singular_values, _) = case["model"], principal_features(features, case)
    total = float(
        np.sum(require_array(singular_values, what="the singular values").astype(float) ** 2)
    )
    assert_close(total, squared_norm, tolerance=tolerance_for(model), what="Σ σ_i²")


@cases(5, case=lambda draw: draw.linearizations(points=("x_train", "x_plot"), num_points=(2, 6)))
@expecting(expected=lambda oracles, case: oracles.singular_values(case, oracles.slopes))
def test_the_order_of_the_training_points_does_not_matter(
    features: Any, case: Case, expected: np.ndarray
) -> None:
    """With the training points in reverse order, nothing changes but the signs."""
    model, backwards = case["model"], case | {"x_train": case["x_train"][::-1].copy()}
    singular_values, curves = principal_features(features, case)
    values_again, curves_again = principal_features(features, backwards)
    values = require_array(singular_values, expected.shape, what="the singular values")
    assert_singular_values(values_again, values.astype(float), model)
    shape = (len(case["x_plot"]), len(expected))
    curves = require_array(curves, shape, what="the matrix of principal features", finite=False)
    assert_principal_features(curves_again, curves.astype(float), expected, model)


@cases(8, case=lambda draw: draw.WIDE_OR_TALL)
@expecting(
    singular_values=lambda oracles, case: oracles.singular_values(case, oracles.slopes),
    expected=lambda oracles, case: oracles.principal_features(case, oracles.slopes),
)
def test_principal_features_combine_features_by_right_singular_vectors(
    features: Any, case: Case, singular_values: np.ndarray, expected: np.ndarray
) -> None:
    """Principal feature k is Φ(x_plot) v_k; v_k: k-th right singular vector of Φ(x_train)."""
    _, curves = principal_features(features, case)
    assert_principal_features(curves, expected, singular_values, case["model"])


# ---- principal_overlap ----


def assert_overlap(got: Any, expected: float, model: Any) -> None:
    """Compare an overlap of spans, which depends on singular vectors."""
    tolerance = span_tolerance_for(model)
    assert_close(got, expected, scale=1, tolerance=tolerance, what="the overlap")


@cases(
    6,
    case=lambda draw: draw.one_of(
        draw.overlaps(num_points=(2, 7)), draw.overlaps(num_points=(3, 7), min_rank=2)
    ),
)
@expecting(expected=lambda oracles, case: oracles.principal_overlap(case))
def test_principal_overlap_is_the_trace_of_the_projectors(
    features: Any, case: Case, expected: float
) -> None:
    """Mean cos² of the principal angles: trace(P_a P_b)/rank, with projectors onto the spans."""
    models = case["model_a"], case["model_b"]
    got = features.principal_overlap(*models, Tensor(case["x"]), case["rank"])
    assert_overlap(got, expected, case["model_a"])


@cases(3, case=lambda draw: draw.overlaps(num_points=(3, 7), min_rank=2))
@expecting(expected=lambda oracles, case: oracles.principal_overlap(case))
def test_a_network_overlaps_fully_with_itself(features: Any, case: Case, expected: float) -> None:
    """The principal overlap of a network with itself is 1, with another network less."""
    model, x, rank = case["model_a"], Tensor(case["x"]), case["rank"]
    assert_overlap(features.principal_overlap(model, model, x, rank), 1.0, model)
    got = features.principal_overlap(model, case["model_b"], x, rank)
    assert_overlap(got, expected, model)


# ---- mean_feature_overlap ----


@cases(8, case=lambda draw: draw.linearizations(("model_a", "model_b"), hidden_layers=(1, 2)))
@expecting(expected=lambda oracles, case: oracles.mean_squared_cosine(case, "model_a", "model_b"))
def test_mean_feature_overlap_is_the_mean_squared_cosine(
    features: Any, case: Case, expected: list[float]
) -> None:
    """The overlap is the mean cos² of the angle between matching columns, 0 for a zero column."""
    mean, tolerance = expected
    got = features.mean_feature_overlap(case["model_a"], case["model_b"], Tensor(case["x"]))
    assert_close(got, mean, scale=1, tolerance=tolerance, what="the overlap")


@cases(4, case=lambda draw: draw.linearizations(("model_a", "model_b"), hidden_layers=(1, 2)))
@expecting(
    expected=lambda oracles, case: [
        oracles.share_of_features(case, name) for name in ("model_a", "model_b")
    ]
)
def test_every_feature_that_is_not_zero_matches_itself(
    features: Any, case: Case, expected: list[list[float]]
) -> None:
    """A network's overlap with itself is the share of features that are not 0 on all points."""
    for name, (share, tolerance) in zip(("model_a", "model_b"), expected, strict=True):
        got = features.mean_feature_overlap(case[name], case[name], Tensor(case["x"]))
        assert_close(got, share, scale=1, tolerance=tolerance, what="the overlap")
