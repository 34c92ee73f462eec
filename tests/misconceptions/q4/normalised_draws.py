"""Q4(a): draws that are shifted and scaled until they fit, so that they are no longer independent.

Mean and mean square of true draws differ from call to call.
"""

from __future__ import annotations

import numpy as np

from grader.diagnosis.bank import misconception


def _normalised(z: np.ndarray) -> np.ndarray:
    return (z - z.mean()) / (z.std() + 1e-12)


@misconception(
    part="q4a_he_init",
    formula="W = √(2/fan_in) (z − mean z)/std z",
    hint="The mean of your weights is 0 in every call, and their standard deviation always the "
    "same. Is that so for independent draws?",
)
def he_init__normalised(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.sqrt(2 / fan_in) * _normalised(rng.standard_normal((fan_in, fan_out)))


@misconception(
    part="q4a_he_init",
    formula="W = √(2/fan_in) (z − mean z)",
    hint="The mean of your weights is 0 in every call. Is that so for independent draws?",
)
def he_init__centred(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    z = rng.standard_normal((fan_in, fan_out))
    return np.sqrt(2 / fan_in) * (z - z.mean())


@misconception(
    part="q4a_he_init",
    formula="W = √(2/fan_in) z/√(mean z²)",
    hint="The mean square of your weights is the same in every call. Is that so for independent "
    "draws?",
)
def he_init__scaled_to_fit(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    z = rng.standard_normal((fan_in, fan_out))
    return np.sqrt(2 / fan_in) * z / np.sqrt(np.mean(z**2))


@misconception(
    part="q4a_random_init",
    formula="W = weight_scale (z − mean z)/std z",
    hint="The mean of your weights is 0 in every call, and their standard deviation always the "
    "same. Is that so for independent draws?",
)
def random_init__normalised(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return weight_scale * _normalised(rng.standard_normal((fan_in, fan_out)))


@misconception(
    part="q4a_initialize",
    follows=("q4a_random_init", "q4a_he_init"),
    formula="W = std (z − mean z)/std z in every layer",
    hint="The mean of every layer's weights is 0, and their standard deviation is what was asked "
    "for to the last digit. Is that so for independent draws?",
)
def initialize__normalised(
    layer_dims: list[int], scheme: str, rng: np.random.Generator, weight_scale: float = 1e-2
) -> dict[str, np.ndarray]:
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in, fan_out = layer_dims[layer - 1], layer_dims[layer]
        std = {"zero": 0.0, "random": weight_scale, "he": np.sqrt(2 / fan_in)}[scheme]
        parameters[f"W{layer}"] = std * _normalised(rng.standard_normal((fan_in, fan_out)))
        parameters[f"b{layer}"] = np.zeros(fan_out)
    return parameters
