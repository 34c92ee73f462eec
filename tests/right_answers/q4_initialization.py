"""Q4(a): initial weights drawn in honest ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Parameters = dict[str, np.ndarray]


def zero_init__zeros(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.zeros([fan_in, fan_out])


def zero_init__rows_of_numbers(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> list[list[float]]:
    return [[0.0] * fan_out for _ in range(fan_in)]


def zero_init__full(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.full((fan_in, fan_out), 0.0, dtype=np.float32)


def zero_init__scaled_draw(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return 0 * rng.standard_normal((fan_in, fan_out))


def zero_init__torch_inside(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    import torch

    return torch.zeros(fan_in, fan_out).numpy()


def random_init__normal(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.normal(loc=0.0, scale=weight_scale, size=(fan_in, fan_out))


def random_init__single_precision(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.standard_normal((fan_in, fan_out), dtype=np.float32) * np.float32(weight_scale)


def random_init__transposed_draw(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return weight_scale * rng.standard_normal((fan_out, fan_in)).T


def random_init__one_by_one(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    rows = [[rng.normal(0, weight_scale) for _ in range(fan_out)] for _ in range(fan_in)]
    return np.array(rows)


def he_init__normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0.0, (2 / fan_in) ** 0.5, (fan_in, fan_out))


def he_init__rows_of_numbers(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> list[list[float]]:
    std = (2 / fan_in) ** 0.5
    return [[std * rng.standard_normal() for _ in range(fan_out)] for _ in range(fan_in)]


def he_init__divided(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return rng.standard_normal(size=(fan_in, fan_out)) / np.sqrt(fan_in / 2.0)


def he_init__multivariate(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    covariance = 2 / fan_in * np.eye(fan_in)
    draws = rng.multivariate_normal(np.zeros(fan_in), covariance, size=fan_out, method="cholesky")
    return draws.T


def he_init__torch_generator(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    import torch

    generator = torch.Generator().manual_seed(int(rng.integers(2**63 - 1)))
    weights = torch.empty(fan_out, fan_in)
    torch.nn.init.kaiming_normal_(weights, nonlinearity="relu", generator=generator)
    return weights.numpy().T


def he_init__box_muller(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    radius = np.sqrt(-2 * np.log1p(-rng.random((fan_in, fan_out))))
    angle = 2 * np.pi * rng.random((fan_in, fan_out))
    return np.sqrt(2 / fan_in) * radius * np.cos(angle)


def he_init__inverse_transform(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    from statistics import NormalDist

    normal = NormalDist(0, np.sqrt(2 / fan_in))
    return np.vectorize(normal.inv_cdf, otypes=[float])(1 - rng.random((fan_in, fan_out)))


def he_init__spawned_generator(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    (child,) = rng.spawn(1)
    return np.sqrt(2 / fan_in) * child.standard_normal((fan_in, fan_out))


def he_init__legacy_state_of_its_own(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> np.ndarray:
    state = np.random.RandomState(int(rng.integers(2**32)))
    return np.sqrt(2.0 / fan_in) * state.randn(fan_in, fan_out)


def initialize__one_function_per_scheme(
    layer_dims: Sequence[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> Parameters:
    parameters: Parameters = {}
    for number, (fan_in, fan_out) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), 1):  # noqa: B905, RUF007
        if scheme == "zero":
            weights = zero_init(fan_in, fan_out, rng)  # type: ignore[name-defined]  # noqa: F821
        elif scheme == "random":
            weights = random_init(fan_in, fan_out, rng, weight_scale)  # type: ignore[name-defined]  # noqa: F821
        else:
            weights = he_init(fan_in, fan_out, rng)  # type: ignore[name-defined]  # noqa: F821
        parameters[f"W{number}"] = weights
        parameters[f"b{number}"] = np.zeros((fan_out,))
    return parameters


def initialize__last_layer_first(
    layer_dims: Sequence[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> Parameters:
    parameters: Parameters = {}
    for layer in range(len(layer_dims) - 1, 0, -1):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        parameters["b" + str(layer)] = np.zeros(fan_out, dtype=np.float32)
        if scheme == "zero":
            parameters["W" + str(layer)] = np.zeros((fan_in, fan_out))
        else:
            std = weight_scale if scheme == "random" else (2 / fan_in) ** 0.5
            parameters["W" + str(layer)] = rng.normal(0, std, (fan_in, fan_out))
    return parameters


def initialize__one_draw_for_all(
    layer_dims: Sequence[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> Parameters:
    sizes = [n * m for n, m in zip(layer_dims[:-1], layer_dims[1:])]  # noqa: B905, RUF007
    blocks = np.split(rng.standard_normal(sum(sizes)), np.cumsum(sizes)[:-1])
    parameters: Parameters = {}
    for layer, block in enumerate(blocks):
        fan_in, fan_out = layer_dims[layer : layer + 2]
        std = {"zero": 0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer + 1}"] = std * block.reshape(fan_in, fan_out)
        parameters[f"b{layer + 1}"] = np.zeros(fan_out)
    return parameters


def initialize__spawned_generators(
    layer_dims: Sequence[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> Parameters:
    parameters: Parameters = {}
    for layer, child in enumerate(rng.spawn(len(layer_dims) - 1), start=1):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = child.standard_normal((fan_in, fan_out))
        if scheme == "zero":
            parameters[f"W{layer}"][:] = 0
        else:
            parameters[f"W{layer}"] *= weight_scale if scheme == "random" else (2 / fan_in) ** 0.5
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters
