"""Q4(a) he_init: other variances, other distributions, other sources of randomness."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.bank import misconception


@misconception(
    part="q4a_he_init",
    formula="var W = 2/fan_out",
    hint="Which side of the layer decides how many terms each of its outputs adds up?",
)
def he_init__fan_out(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0.0, np.sqrt(2 / fan_out), (fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="var W = 1/fan_in",
    hint="Your variance suits a layer without ReLU. How much of the mean square does ReLU "
    "let through?",
)
def he_init__one_over_fan_in(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0.0, np.sqrt(1 / fan_in), (fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="std W = 2/fan_in",
    hint="2/fan_in is the variance. What does your generator's method take?",
)
def he_init__variance_as_standard_deviation(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> np.ndarray:
    return rng.normal(0.0, 2 / fan_in, (fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="std W = 2/√fan_in",
    hint="How much is under the root?",
)
def he_init__two_over_the_root(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return 2 / np.sqrt(fan_in) * rng.standard_normal((fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="std W = √2/fan_in",
    hint="How much is under the root?",
)
def he_init__root_of_two_over_fan_in(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> np.ndarray:
    return np.sqrt(2) / fan_in * rng.standard_normal((fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="var W = 2/(fan_in + fan_out)",
    hint="Xavier's compromise looks at both sides of the layer. Which one does He look at?",
)
def he_init__xavier(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0.0, np.sqrt(2 / (fan_in + fan_out)), (fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="var W = 2/(fan_in + 1)",
    hint="The bias starts at 0: does it add to the variance of the output?",
)
def he_init__bias_counts_as_input(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> np.ndarray:
    return rng.normal(0.0, np.sqrt(2 / (fan_in + 1)), (fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="W ~ U(−√(6/fan_in), √(6/fan_in))",
    hint="The variance is right. What about the distribution?",
)
def he_init__uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    bound = np.sqrt(6 / fan_in)
    return rng.uniform(-bound, bound, (fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="W ~ U(−√(2/fan_in), √(2/fan_in))",
    hint="What is the variance of a uniform number between −a and a? And which distribution is "
    "asked for?",
)
def he_init__uniform_of_wrong_variance(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> np.ndarray:
    bound = np.sqrt(2 / fan_in)
    return rng.uniform(-bound, bound, (fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="normal entries, cut off at two standard deviations",
    hint="A normal number is beyond two standard deviations about once in 22. How often is yours?",
)
def he_init__truncated(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    z = rng.standard_normal((fan_in, fan_out))
    while (np.abs(z) > 2).any():
        z = np.where(np.abs(z) > 2, rng.standard_normal(z.shape), z)
    return np.sqrt(2 / fan_in) * z


@misconception(
    part="q4a_he_init",
    formula="normal entries, cut off at two standard deviations, then widened again",
    hint="The variance is right, but the largest of many weights is too small for normal "
    "numbers. What happens in the tails?",
)
def he_init__truncated_and_rescaled(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> np.ndarray:
    z = rng.standard_normal((fan_in, fan_out))
    while (np.abs(z) > 2).any():
        z = np.where(np.abs(z) > 2, rng.standard_normal(z.shape), z)
    return np.sqrt(2 / fan_in) * z / 0.8796256610342398


@misconception(
    part="q4a_he_init",
    formula="normal entries, clipped to two standard deviations",
    hint="Clipping puts many weights on the very same two values. What are the tails of a normal"
    " like?",
)
def he_init__clipped(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    z = np.clip(rng.standard_normal((fan_in, fan_out)), -2, 2)
    return np.sqrt(2 / fan_in) * z


@misconception(
    part="q4a_he_init",
    formula="W = |N(0, 2/fan_in)|",
    hint="Which sign do the weights have? What is their mean?",
)
def he_init__positive(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.abs(rng.normal(0.0, np.sqrt(2 / fan_in), (fan_in, fan_out)))


@misconception(
    part="q4a_he_init",
    formula="shape (fan_out, fan_in)",
    hint="A layer computes x W + b for rows x. What must W's shape be?",
)
def he_init__transposed(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0.0, np.sqrt(2 / fan_in), (fan_out, fan_in))


@misconception(
    part="q4a_he_init",
    formula="W from np.random.randn",
    hint="The weights should depend on rng and on nothing else. Where do yours come from?",
)
def he_init__legacy_generator(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.sqrt(2 / fan_in) * np.random.randn(fan_in, fan_out)


@misconception(
    part="q4a_he_init",
    formula="W from a generator seeded inside",
    hint="Two calls should give different weights, and so should two seeds. Who decides about "
    "the seed?",
)
def he_init__fixed_seed(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    own = np.random.default_rng(0)
    return np.sqrt(2 / fan_in) * own.standard_normal((fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="np.random.seed(…) from rng, then np.random.randn",
    hint="Your weights follow rng, but on the way you reseed what the rest of the program draws "
    "from.",
)
def he_init__global_seed(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    np.random.seed(int(rng.integers(2**32)))
    return np.sqrt(2 / fan_in) * np.random.randn(fan_in, fan_out)


@misconception(
    part="q4a_he_init",
    formula="W from np.random.default_rng()",
    hint="The same seed should give the same weights again. Is rng used at all?",
)
def he_init__fresh_generator(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    return np.sqrt(2 / fan_in) * np.random.default_rng().standard_normal((fan_in, fan_out))


@misconception(
    part="q4a_he_init",
    formula="the same weights for every input",
    hint="Every output sees all inputs with the same weight. How many numbers did you draw?",
)
def he_init__one_row_for_all(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    row = rng.normal(0.0, np.sqrt(2 / fan_in), fan_out)
    return np.tile(row, (fan_in, 1))


@misconception(
    part="q4a_he_init",
    formula="the same weights for every output",
    hint="All units of the layer compute the same. How many numbers did you draw?",
)
def he_init__one_column_for_all(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    column = rng.normal(0.0, np.sqrt(2 / fan_in), (fan_in, 1))
    return np.tile(column, (1, fan_out))


@misconception(
    part="q4a_he_init",
    formula="each column divided by its length, times √2",
    hint="Your columns all have the same length. Do independent draws?",
)
def he_init__columns_of_one_length(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> np.ndarray:
    W = rng.standard_normal((fan_in, fan_out))
    return np.sqrt(2) * W / np.linalg.norm(W, axis=0)
