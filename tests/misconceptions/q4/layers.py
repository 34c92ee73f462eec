"""Q4(a) zero_init and random_init: other scales, distributions and shapes."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.bank import ALL, misconception


@misconception(
    part="q4a_zero_init",
    formula="shape (fan_out, fan_in)",
    hint="A layer computes x W + b for rows x. What must W's shape be?",
)
def zero_init__transposed(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.zeros((fan_out, fan_in))


@misconception(
    part="q4a_zero_init",
    formula="shape (fan_in · fan_out,)",
    hint="A layer computes x W + b. Of which shape must W be?",
)
def zero_init__flat(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.zeros(fan_in * fan_out)


@misconception(
    part="q4a_zero_init",
    formula="W = 1",
    hint="Which number do the weights start at?",
    costs=ALL,
)
def zero_init__ones(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.ones((fan_in, fan_out))


@misconception(
    part="q4a_zero_init",
    formula="W ~ N(0, 10⁻¹²)",
    hint="Small is not zero: what happens with all weights exactly equal is what this scheme is "
    "there to show.",
    costs=ALL,
)
def zero_init__nearly_zero(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return 1e-6 * rng.standard_normal((fan_in, fan_out))


@misconception(
    part="q4a_zero_init",
    formula="shape (fan_in, fan_in)",
    hint="Is every layer as wide as its input?",
)
def zero_init__square(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.zeros((fan_in, fan_in))


@misconception(
    part="q4a_zero_init",
    formula="zeros of an integer type",
    hint="Weights are updated by small steps. Can your array hold 0.01?",
)
def zero_init__integers(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.zeros((fan_in, fan_out), dtype=int)


@misconception(
    part="q4a_random_init",
    formula="std W = 0.01, whatever weight_scale says",
    hint="Is weight_scale used?",
)
def random_init__scale_ignored(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.normal(0.0, 1e-2, (fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="var W = weight_scale",
    hint="weight_scale is a standard deviation. What is yours?",
)
def random_init__scale_as_variance(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.normal(0.0, np.sqrt(weight_scale), (fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="std W = weight_scale²",
    hint="weight_scale is the standard deviation itself. What does your generator's method take?",
)
def random_init__scale_squared(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.normal(0.0, weight_scale**2, (fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="W ~ N(weight_scale, 1)",
    hint="Which argument of your generator's method is the mean, and which the standard deviation?",
)
def random_init__scale_as_mean(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.normal(weight_scale, 1.0, (fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="weight_scale = 0.1 by default",
    hint="Look the default up in the signature you were given.",
)
def random_init__default_scale(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 0.1
) -> np.ndarray:
    return rng.normal(0.0, weight_scale, (fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="W ~ U(−weight_scale, weight_scale)",
    hint="Which distribution is asked for, and what is the standard deviation of yours?",
)
def random_init__uniform(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.uniform(-weight_scale, weight_scale, (fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="W ~ U(−√3 weight_scale, √3 weight_scale)",
    hint="The variance is right. What about the distribution?",
)
def random_init__uniform_of_right_variance(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    bound = np.sqrt(3) * weight_scale
    return rng.uniform(-bound, bound, (fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="W = weight_scale · U(0, 1)",
    hint="Which sign do the weights have? What is their mean?",
)
def random_init__unit_interval(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return weight_scale * rng.random((fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="std W = weight_scale/√fan_in",
    hint="This scheme has one scale for every layer, whatever its size.",
)
def random_init__scaled_by_fan_in(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.normal(0.0, weight_scale / np.sqrt(fan_in), (fan_in, fan_out))


@misconception(
    part="q4a_random_init",
    formula="shape (fan_out, fan_in)",
    hint="A layer computes x W + b for rows x. What must W's shape be?",
)
def random_init__transposed(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return rng.normal(0.0, weight_scale, (fan_out, fan_in))


@misconception(
    part="q4a_random_init",
    formula="W from np.random.randn",
    hint="The weights should depend on rng and on nothing else. Where do yours come from?",
)
def random_init__legacy_generator(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return weight_scale * np.random.randn(fan_in, fan_out)


@misconception(
    part="q4a_random_init",
    formula="W = weight_scale · √n · an orthogonal n × n matrix, cut to size",
    hint="Your rows or columns are at right angles and of one length. Are independent draws like "
    "that?",
)
def random_init__orthogonal(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    size = max(fan_in, fan_out)
    Q = np.linalg.qr(rng.standard_normal((size, size)))[0]
    return weight_scale * np.sqrt(size) * Q[:fan_in, :fan_out]


@misconception(
    part="q4a_random_init",
    formula="W from a generator seeded inside",
    hint="Every layer of yours holds the same numbers. Who decides on the seed?",
)
def random_init__fixed_seed(
    fan_in: int, fan_out: int, rng: np.random.Generator, weight_scale: float = 1e-2
) -> np.ndarray:
    return weight_scale * np.random.default_rng(0).standard_normal((fan_in, fan_out))
