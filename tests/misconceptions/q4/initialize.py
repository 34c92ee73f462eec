"""Q4(a) initialize: networks put together wrongly."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.bank import misconception


@misconception(
    part="q4a_initialize",
    formula="W0, b0, W1, b1, …",
    hint="What is the first layer's weight matrix called?",
)
def initialize__numbered_from_zero(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer - 1}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer - 1}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula="b = 1",
    hint="Which number do biases start at?",
)
def initialize__biases_of_one(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.ones(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula="biases drawn like the weights",
    hint="The scheme is for the weights. What do biases start at?",
)
def initialize__random_biases(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = std * rng.standard_normal(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula="b of shape (fan_in,)",
    hint="A layer computes x W + b. How many biases does it need?",
)
def initialize__biases_of_fan_in(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_in)
    return parameters


@misconception(
    part="q4a_initialize",
    formula="b of shape (1, fan_out)",
    hint="Which shape does the docstring give the biases?",
)
def initialize__biases_as_a_row(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros((1, fan_out))
    return parameters


@misconception(
    part="q4a_initialize",
    follows=("q4a_random_init", "q4a_he_init"),
    formula="W of shape (fan_out, fan_in)",
    hint="A layer computes x W + b for rows x. What must W's shape be?",
)
def initialize__transposed(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_out, fan_in))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula="the output layer has no parameters",
    hint="How many weight matrices connect n layers of units?",
)
def initialize__last_layer_missing(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims) - 1):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    follows="q4a_random_init",
    formula='std 0.01 by "random", whatever weight_scale says',
    hint="Is weight_scale used?",
)
def initialize__scale_ignored(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": 1e-2, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    follows="q4a_random_init",
    formula="weight_scale = 0.1 by default",
    hint="Look the default up in the signature you were given.",
)
def initialize__default_scale(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 0.1
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula='std weight_scale · √(2/fan_in) by "he"',
    hint="Which of the schemes does weight_scale belong to?",
)
def initialize__scale_for_he_too(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": weight_scale * np.sqrt(2 / fan_in)}[
            scheme
        ]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula='var W = 2/fan_out by "he"',
    hint="Which side of the layer decides how many terms each of its outputs adds up?",
)
def initialize__he_with_fan_out(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_out)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula="var W = 2/(size of the input) in every layer",
    hint="Which layer's fan_in does each layer's scale depend on?",
)
def initialize__he_with_first_width(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / layer_dims[0])}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula='"zero" is treated like "random"',
    hint='With "zero" every weight is exactly 0.',
)
def initialize__zero_scheme_is_random(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": weight_scale, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula="every layer from a generator of its own, with one seed",
    hint="Do two layers of the same shape start with the same weights?",
)
def initialize__one_seed_for_all_layers(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    seed = int(rng.integers(2**32))
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        weights = np.random.default_rng(seed).standard_normal((fan_in, fan_out))
        parameters[f"W{layer}"] = std * weights
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    follows=("q4a_random_init", "q4a_he_init"),
    formula="weights from np.random.randn",
    hint="The weights should depend on rng and on nothing else. Where do yours come from?",
)
def initialize__legacy_generator(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * np.random.randn(fan_in, fan_out)
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    follows=("q4a_random_init", "q4a_he_init"),
    formula="weights from a generator seeded inside",
    hint="Two calls should give different weights, and so should two seeds. Who decides about "
    "the seed?",
)
def initialize__fixed_seed(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    follows=("q4a_random_init", "q4a_he_init"),
    formula="W ~ U(−√3 std, √3 std)",
    hint="The size of your weights is right. How are entries distributed that rng.normal draws?",
)
def initialize__uniform(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        limit = np.sqrt(3) * std
        parameters[f"W{layer}"] = rng.uniform(-limit, limit, (fan_in, fan_out))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters


@misconception(
    part="q4a_initialize",
    formula="all biases are views of one array",
    hint="If training changes b1 in place, what happens to b2?",
)
def initialize__one_array_for_all_biases(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters, zeros = {}, np.zeros(max(layer_dims))
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * rng.standard_normal((fan_in, fan_out))
        parameters[f"b{layer}"] = zeros[:fan_out]
    return parameters
