"""What every graded test draws its cases from, one section per test file.

Cases hold plain values alone (numbers, strings, lists, dicts, arrays and what `grader.worker.wire`
adds), since they are drawn once, recorded and replayed for every submission. Power comes from
planted edges, not from many cases.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.kinds import MLP
from tests.linearization import blocks, determined_ranks

# ---- Q1: learning rates ----


def eighths(low: float, high: float) -> st.SearchStrategy[float]:
    """Multiples of 1/8: exact in float32 as well, and short in a report."""
    return st.integers(round(8 * low), round(8 * high)).map(lambda k: k / 8)


def vectors(
    entries: st.SearchStrategy[float], min_size: int = 1, max_size: int = 5
) -> st.SearchStrategy[np.ndarray]:
    """Float arrays of shape (k,), every entry drawn on its own."""
    return st.lists(entries, min_size=min_size, max_size=max_size).map(
        lambda values: np.array(values, dtype=np.float64)
    )


# σ of a few dimensions: the wide kind is seldom equal, the narrow kind nearly always.
SIGMAS = vectors(eighths(0.25, 4)) | vectors(st.sampled_from([0.5, 1.0, 2.0]))
# η · max σ²: gradient descent converges below 1 and diverges above.
STABLE_FRACTIONS = st.integers(1, 31).map(lambda k: k / 32)
UNSTABLE_FRACTIONS = st.integers(33, 64).map(lambda k: k / 32)
# ε from the middle of a handout, and so near 1 that one step may do.
EPSILONS = st.sampled_from([0.5, 0.1, 0.01, 1e-3, 1e-6, 0.875])
SCALES = st.sampled_from([2.0**-20, 0.1, 3.0, 2.0**20])


def rate(sigma: np.ndarray, fraction: float) -> float:
    """The learning rate at the given fraction of the bound."""
    return fraction / float(np.max(sigma)) ** 2


def worst_factor(sigma: np.ndarray, learning_rate: float) -> float:
    """The largest convergence factor."""
    return float(np.max(np.abs(1 - 2 * learning_rate * sigma**2)))


@st.composite
def losses(draw: st.DrawFn) -> dict[str, np.ndarray]:
    """σ and y of one loss, both of shape (k,); y has either sign and zeros."""
    sigma = draw(SIGMAS)
    y = draw(vectors(eighths(-4, 4), sigma.size, sigma.size))
    return {"sigma": sigma, "y": y}


@st.composite
def rates_by_side(draw: st.DrawFn, side: Literal["below", "above", "any"]) -> dict[str, Any]:
    """σ and a learning rate below the best one (the smallest σ is slowest), above it (the largest
    is) but stable, or any, up to twice the bound; never at the best, where the two tie."""
    sigma = draw(SIGMAS)
    if side == "any":
        fraction = draw(STABLE_FRACTIONS | UNSTABLE_FRACTIONS)
        learning_rate = rate(sigma, fraction)
    else:
        squares = float(np.max(sigma)) ** 2, float(np.min(sigma)) ** 2
        best, bound = 1 / sum(squares), 1 / squares[0]
        # Near the best rate a small slip in a factor changes which one is largest: one of a
        # ten-thousandth, or of single precision.
        nudge = draw(st.sampled_from([0, 2.0**-14, 2.0**-28]))
        if nudge:
            learning_rate = best * (1 - nudge if side == "below" else 1 + nudge)
        else:
            part = draw(st.integers(1, 15)) / 16
            learning_rate = best * part if side == "below" else best + (bound - best) * part
    return {"sigma": sigma, "learning_rate": learning_rate}


def has_clear_slowest(case: dict[str, Any]) -> bool:
    """Whether the largest factor stands out beyond rounding from those of other σ."""
    sigma = case["sigma"]
    factors = np.abs(1 - 2 * case["learning_rate"] * sigma**2)
    others = factors[sigma != sigma[np.argmax(factors)]]
    return bool(np.all(others < np.max(factors) - 1e-9))


def slow_cases(side: Literal["below", "above", "any"]) -> st.SearchStrategy[dict[str, Any]]:
    """σ and a learning rate for which one σ is clearly the slowest."""
    return rates_by_side(side).filter(has_clear_slowest)


def _fractional_steps(case: dict[str, Any]) -> float:
    factor = worst_factor(case["sigma"], case["learning_rate"])
    return float(np.log(case["epsilon"]) / np.log(factor))


@st.composite
def accuracy_goals(draw: st.DrawFn, side: Literal["below", "above"]) -> dict[str, Any]:
    """σ, a learning rate and ε; the number of steps is no knife edge and some hundreds at most."""
    case = draw(rates_by_side(side).filter(lambda c: worst_factor(**c) > 1e-3))
    near = st.tuples(st.integers(1, 12), st.sampled_from([0.002, 0.4, 0.998]))
    if draw(st.booleans()):
        case["epsilon"] = draw(EPSILONS)
    else:
        # A thousandth of a step before or after a whole number of steps: rounding would miss it.
        steps, short = draw(near)
        case["epsilon"] = worst_factor(**case) ** (steps - short)
    return case


def is_no_knife_edge(case: dict[str, Any]) -> bool:
    """Whether the number of steps is well defined beyond rounding, and small enough to simulate."""
    steps = _fractional_steps(case)
    return 1e-3 < steps % 1 < 1 - 1e-3 and steps < 400


def goals(side: Literal["below", "above"]) -> st.SearchStrategy[dict[str, Any]]:
    """Accuracy goals that every honest method agrees on."""
    return accuracy_goals(side).filter(is_no_knife_edge)


@st.composite
def matrices(
    draw: st.DrawFn, *, deficient: bool = False, rows: tuple[int, int] = (1, 6)
) -> dict[str, np.ndarray]:
    """X (n, d) with chosen singular values, repeated ones among them, wide and tall, and y (n,).

    deficient: some singular values are 0, as far as rounding lets them.

    Draws {"X": …, "y": …, "singular_values": those that are not 0}.
    """
    n, d = draw(st.integers(*rows)), draw(st.integers(2 if deficient else 1, 5))
    rank = draw(st.integers(1, min(n, d) - 1)) if deficient else min(n, d)
    values = draw(vectors(st.sampled_from([0.5, 1.0, 2.0, 3.0, 0.0625]), rank, rank))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    left = np.linalg.qr(rng.standard_normal((n, n)))[0][:, :rank]
    right = np.linalg.qr(rng.standard_normal((d, d)))[0][:, :rank]
    X = (left * values) @ right.T
    return {"X": X, "y": rng.standard_normal(n), "singular_values": values}


def zeros_stay_below_the_cutoff(case: dict[str, np.ndarray]) -> bool:
    """Whether the singular values that should be 0 are clearly below the handout's cutoff."""
    computed = np.linalg.svd(case["X"], compute_uv=False)[case["singular_values"].size :]
    cutoff = max(case["X"].shape) * np.finfo(np.float64).eps * case["singular_values"].max()
    return bool(np.all(computed <= cutoff / 4))


def deficient_matrices() -> st.SearchStrategy[dict[str, np.ndarray]]:
    """Rank-deficient X whose rank no honest SVD misjudges."""
    return matrices(deficient=True, rows=(6, 12)).filter(zeros_stay_below_the_cutoff)


# ---- Q2: step sizes ----

STEP_LISTS = {
    "constant": lambda size: [size] * 12,
    "decreasing": lambda size: [size / (i + 1) for i in range(12)],
    "growing": lambda size: [size * (i + 1) / 8 for i in range(12)],
}


def stays_off_b(walk: dict[str, np.ndarray]) -> bool:
    """Whether no iterate is so near b that rounding decides where the next step goes.

    An error across the line through b grows by |δ − t| / δ with a step t at distance δ.
    """
    left = float(np.linalg.norm(walk["x0"] - walk["b"]))
    growth = 1.0
    for step in walk["step_sizes"]:
        if left < 1e-3:
            return False
        growth *= max(1.0, abs(left - step) / left)
        left = abs(left - step)
    return left >= 1e-3 and growth < 1e3


@st.composite
def walks(draw: st.DrawFn, max_steps: int = 12) -> dict[str, np.ndarray]:
    """b and x0, shape (d,), and step sizes, shape (T,), T = 0 and steps of 0 included."""
    b = draw(vectors(eighths(-4, 4), 1, 4))
    x0 = draw(vectors(eighths(-4, 4), b.size, b.size))
    plan = draw(st.sampled_from([*STEP_LISTS, "any"]))
    if plan == "any":
        step_sizes = draw(vectors(eighths(0, 3), 0, max_steps))
    else:
        size = draw(st.sampled_from([1.0, 0.7, 0.25]))
        count = draw(st.integers(0, max_steps))
        step_sizes = np.array(STEP_LISTS[plan](size)[:count], dtype=np.float64)
    return {"b": b, "x0": x0, "step_sizes": step_sizes}


WALKS = walks().filter(stays_off_b)


@st.composite
def dyadic_walks(draw: st.DrawFn) -> dict[str, Any]:
    """A walk along one axis that lands on b, or starts there, and then goes on for two steps.

    Until then every distance is a power of two, so that no step is rounded, whether it is computed
    as t · (d / ‖d‖), as (t / ‖d‖) · d or with 1 / ‖d‖.

    Draws {"b", "x0", "step_sizes", "distance": ‖x0 − b‖}.
    """
    b = draw(vectors(eighths(-4, 4), 1, 3))
    distances = [*draw(st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.0]), max_size=4)), 0.0]
    steps = []
    for before, after in itertools.pairwise(distances):
        stays_on_its_side = after <= before and draw(st.booleans())
        steps.append(before - after if stays_on_its_side else before + after)
    x0 = b.copy()
    x0[draw(st.integers(0, b.size - 1))] += draw(st.sampled_from([1, -1])) * distances[0]
    step_sizes = np.array([*steps, 0.5, 1.0])
    return {"b": b, "x0": x0, "step_sizes": step_sizes, "distance": distances[0]}


@st.composite
def searches(draw: st.DrawFn) -> dict[str, Any]:
    """A walk and a tolerance that it meets at a drawn step, or misses, beyond rounding."""
    walk = draw(WALKS)
    left = [float(np.linalg.norm(walk["x0"] - walk["b"]))]
    for step in walk["step_sizes"]:
        left.append(abs(left[-1] - float(step)))
    aim = draw(st.sampled_from([*left, min(left)]))
    # 1e-8 is far beyond the rounding of doubles, and within that of single precision.
    tolerance = aim * draw(st.sampled_from([1.01, 0.99, 1 + 1e-8, 1 - 1e-8]))
    return walk | {"tolerance": tolerance}


def misses_no_tolerance(case: dict[str, Any]) -> bool:
    """Whether no distance of the walk is within rounding of the tolerance."""
    left = float(np.linalg.norm(case["x0"] - case["b"]))
    for step in [*case["step_sizes"], 0.0]:
        if abs(left - case["tolerance"]) < 1e-10:
            return False
        left = abs(left - float(step))
    return True


SEARCHES = searches().filter(misses_no_tolerance)


@st.composite
def constant_walks(draw: st.DrawFn) -> dict[str, float]:
    """A distance of some whole steps and a part of one, where the part is not near 0 or 1."""
    step = draw(st.floats(0.1, 4, allow_subnormal=False))
    whole, part = draw(st.integers(0, 30)), draw(st.integers(1, 31)) / 32
    return {"distance": (whole + part) * step, "step": step}


@st.composite
def constant_goals(draw: st.DrawFn, margins: Sequence[float] = (1e-3,)) -> dict[str, float]:
    """A constant walk and a tolerance above or below the nearest that it comes, by one of the
    margins or by far."""
    walk = draw(constant_walks())
    part = walk["distance"] / walk["step"] % 1
    nearest = min(part, 1 - part) * walk["step"]
    near = [1 + sign * margin for margin in margins for sign in (-1, 1)]
    return walk | {"tolerance": nearest * draw(st.sampled_from([0.5, 1.9, 20.0, *near]))}


def is_decided(case: dict[str, float], rounding: float = 1e-9) -> bool:
    """Whether no distance of the decreasing walk is within rounding of the tolerance."""
    left, i = case["distance"], 0
    while left > case["tolerance"] - rounding:
        if left < case["tolerance"] + rounding:
            return False
        i += 1
        left = abs(left - 1 / i)
    return True


@st.composite
def decreasing_goals(draw: st.DrawFn) -> dict[str, float]:
    """A distance up to 5 and a tolerance down to 1/256."""
    distance = draw(eighths(0, 5)) + draw(st.sampled_from([0.0, 0.03, 0.061]))
    return {"distance": distance, "tolerance": 2.0 ** -draw(st.integers(0, 8)) * 0.99}


@st.composite
def close_goals(draw: st.DrawFn) -> dict[str, float]:
    """A distance up to 3, and a tolerance that a distance of its walk meets or misses by 1e-8 of
    itself: far beyond the rounding of doubles in so few steps, and within that of singles."""
    distance = draw(eighths(0.5, 3)) + draw(st.sampled_from([0.03, 0.061]))
    left = itertools.accumulate(range(1, 40), lambda d, i: abs(d - 1 / i), initial=distance)
    near = list(itertools.accumulate(left, min))
    aim = near[draw(st.integers(0, len(near) - 1))]
    return {"distance": distance, "tolerance": aim * draw(st.sampled_from([1 + 1e-8, 1 - 1e-8]))}


@st.composite
def overshoots(draw: st.DrawFn) -> dict[str, float]:
    """A distance between two sums 1 + 1/2 + … + 1/n, farther than the tolerance from both: the
    iterate jumps over b and has to come back. Their smallest number of steps is n + 1."""
    n, part = draw(st.integers(1, 60)), draw(st.integers(2, 14)) / 16
    distance = sum(1 / i for i in range(1, n)) + part / n
    share = draw(st.sampled_from([0.06, 0.3, 0.9]))
    return {"distance": distance, "tolerance": share * min(part, 1 - part) / n}


RUNNING_EXAMPLE = {"distance": 7.5, "tolerance": 0.01}
CLOSE_GOALS = close_goals().filter(lambda goal: is_decided(goal, rounding=1e-12))
DECREASING_GOALS = decreasing_goals().filter(is_decided) | CLOSE_GOALS | st.just(RUNNING_EXAMPLE)
OVERSHOOTS = overshoots().filter(is_decided)


# ---- Q4: initialization, update rules, gradient norms ----

# One to four dimensions; ones among the sizes, so that an axis dropped by squeeze is found.
PARAMETER_SHAPES = [(1,), (4,), (2, 3), (3, 1), (2, 1, 2), (2, 1, 3, 1)]

# Dyadic numbers are exact in float32 too, and a report prints them short.
EIGHTHS = st.integers(-24, 24).map(lambda k: k / 8)
# So large that ε may stand inside or outside the root, before or after the bias correction: with
# |g| ≥ 2¹⁶ and ε ≤ 1e-6 that moves a step by less than 1e-9 of itself. Where ε belongs, and what
# it is by default, is one check's business alone.
LARGE = st.integers(-112, 112).map(lambda k: 2.0**12 * (k + 16 if k >= 0 else k - 16))
NONZERO = st.integers(-12, 11).map(lambda k: (k + (k >= 0)) / 4)
LARGE_OR_ZERO = st.sampled_from([0.0, 0.0, 2.0**16, -(2.0**17), 3.0 * 2**16])
LARGE_SQUARES = st.integers(1, 64).map(lambda k: k * 2.0**32)

# Names from other networks as well: the mean is over all arrays, whatever they are called.
PARAMETER_NAMES = ["W1", "b1", "W2", "b2", "gamma1", "embedding"]

# Not the seeds that somebody would write into the code.
SEEDS = st.integers(1000, 2**32 - 2)

# Rates β are dyadic, so that 1 − β is the same number whoever computes it in whichever precision.
LEARNING_RATES = st.sampled_from([1.0, 0.5, 4.0, 0.05])
SGD = {"learning_rate": LEARNING_RATES}
MOMENTUM = {"learning_rate": LEARNING_RATES, "momentum": st.sampled_from([0.5, 0.25, 0.96875])}
RMSPROP = {
    "learning_rate": LEARNING_RATES,
    "decay_rate": st.sampled_from([0.5, 0.75, 0.96875]),
    "epsilon": st.sampled_from([1e-6, 1e-10]),
}
ADAM = {
    "learning_rate": LEARNING_RATES,
    "beta1": st.sampled_from([0.5, 0.0, 0.75, 0.96875]),
    "beta2": st.sampled_from([0.75, 0.5, 0.96875]),
    "epsilon": st.sampled_from([1e-6, 1e-10]),
}


def float_arrays(
    shape: tuple[int, ...], elements: st.SearchStrategy[float], dtype: Any = np.float64
) -> st.SearchStrategy[np.ndarray]:
    """Arrays of one shape with entries drawn one by one: a shared fill would make them equal."""
    return hnp.arrays(dtype, shape, elements=elements, fill=st.nothing())


@st.composite
def descents(
    draw: st.DrawFn,
    *,
    gradient: st.SearchStrategy[float] = EIGHTHS,
    steps: tuple[int, int] = (3, 6),
    dtype: Any = np.float64,
    hyperparameters: Mapping[str, st.SearchStrategy[Any]] = MappingProxyType({}),
    given: Literal["all", "some"] = "all",
    state: Mapping[str, st.SearchStrategy[float]] = MappingProxyType({}),
) -> dict[str, Any]:
    """A start, the gradients to follow, and a config to start with.

    hyperparameters: strategies by key; `given` says whether all are in the config or any of them.
    state: strategies for the entries of state arrays (of w's shape) that the config starts with.

    Draws {"w": shape s, "gradients": shape (steps, *s), "config": dict}.
    """
    shape = draw(st.sampled_from(PARAMETER_SHAPES))
    number = draw(st.integers(*steps))
    required, optional = (hyperparameters, {}) if given == "all" else ({}, hyperparameters)
    config = draw(st.fixed_dictionaries(dict(required), optional=dict(optional)))
    for name, elements in state.items():
        config[name] = draw(float_arrays(shape, elements, dtype))
    return {
        "w": draw(float_arrays(shape, EIGHTHS, dtype)),
        "gradients": draw(float_arrays((number, *shape), gradient, dtype)),
        "config": config,
    }


@st.composite
def three_descents(
    draw: st.DrawFn, gradient: st.SearchStrategy[float] = EIGHTHS
) -> list[dict[str, Any]]:
    """Three descents to take in turns: two of one shape, which a shared state mixes up in silence,
    and one of another shape between them."""
    first, second = draw(st.permutations(PARAMETER_SHAPES))[:2]
    return [
        {
            "w": draw(float_arrays(shape, EIGHTHS)),
            "gradients": draw(float_arrays((number, *shape), gradient)),
        }
        for shape, number in [(first, 3), (second, 2), (first, 3)]
    ]


@st.composite
def gradient_dicts(
    draw: st.DrawFn, *, dtype: Any = np.float64, most: int = 5
) -> dict[str, np.ndarray]:
    """Gradients by name: one to `most` arrays of one to four dimensions, some of them all zero."""
    names = draw(st.lists(st.sampled_from(PARAMETER_NAMES), min_size=1, max_size=most, unique=True))
    gradients = {}
    for name in names:
        elements = draw(st.sampled_from([EIGHTHS, EIGHTHS, EIGHTHS, st.just(0.0)]))
        gradients[name] = draw(
            float_arrays(draw(st.sampled_from(PARAMETER_SHAPES)), elements, dtype)
        )
    return gradients


# ---- Q3: features from local linearization ----

# No activation is nearer to an elbow than this, where one-sided derivatives differ.
ELBOW_MARGIN = 1 / 16
FLOATS = st.sampled_from([np.float64, np.float32])
POINTS = np.arange(-16, 17) / 8
WEIGHTS = np.concatenate([np.arange(-12, -1), np.arange(2, 13)]) / 8


@st.composite
def linearizations(
    draw: st.DrawFn,
    models: tuple[str, ...] = ("model",),
    points: tuple[str, ...] = ("x",),
    *,
    num_points: tuple[int, int] = (1, 6),
    hidden_layers: tuple[int, int] = (1, 3),
    widths: tuple[int, int] = (1, 4),
    dtype: st.SearchStrategy[Any] = FLOATS,
    dead_units: int = 0,
) -> dict[str, Any]:
    """Networks of one shape, each under its name, and points at which none has an elbow.

    Parameters and points are multiples of 1/8. Each ReLU lets some point through, but for the
    first `dead_units` of the first layer, which let none.
    """
    sizes = [draw(st.integers(*num_points)) for _ in points]
    hidden = draw(
        st.lists(st.integers(*widths), min_size=hidden_layers[0], max_size=hidden_layers[1])
    )
    kind, rng = draw(dtype), np.random.default_rng(draw(SEEDS))
    x = rng.choice(POINTS, sum(sizes), replace=False).astype(kind)
    case: dict[str, Any] = dict(zip(points, np.split(x, np.cumsum(sizes)[:-1]), strict=True))
    for name in models:
        parameters = _parameters_off_elbows(rng, [1, *hidden, 1], x, dead_units)
        gradients = [rng.choice(WEIGHTS, array.shape) for array in parameters]
        case[name] = MLP(
            layers=["Linear", "ReLU"] * len(hidden) + ["Linear"],
            parameters=[array.astype(kind) for array in parameters],
            gradients=[array.astype(kind) for array in gradients],
            training=draw(st.booleans()),
        )
    return case


@st.composite
def named_blocks(draw: st.DrawFn, **options: Any) -> dict[str, Any]:
    """A network, points, and the name of one of its parameters."""
    case = draw(linearizations(**options))
    return case | {"name": draw(st.sampled_from(list(blocks(case["model"]))))}


@st.composite
def overlaps(
    draw: st.DrawFn, *, everything: bool = False, min_rank: int = 1, **options: Any
) -> dict[str, Any]:
    """Two networks, points, and a rank after which both have a gap between singular values.

    everything: the rank is the number of points, so that both spans are the whole space; otherwise
    it is smaller.
    """
    case = draw(linearizations(("model_a", "model_b"), **options))
    ranks = [determined_ranks(case[name], case["x"]) for name in ("model_a", "model_b")]
    shared = sorted(set.intersection(*ranks))
    wanted = [r for r in shared if r >= min_rank and (r == len(case["x"])) == everything]
    assume(wanted)
    return case | {"rank": draw(st.sampled_from(wanted))}


@st.composite
def repeated_singular_values(draw: st.DrawFn) -> dict[str, Any]:
    """A network and two training points whose features are orthogonal and equally long.

    At x = ±a the unit max(0, x + b), b > a, with output weight v gives the rows (±va, v, b ± a) and
    the output bias 1. Their inner product v²(1 − a²) + b² − a² + 1 is 0 for b² = (1 + v²)(a² − 1).
    The squared lengths then differ by 4ab, which a unit that is z at −a alone makes up for.
    """
    a, v, z = (
        draw(st.sampled_from(values)) for values in ([2.0, 2.5, 3.0], [1.0, -1.5, 2.0], [0.5, 1.0])
    )
    b = np.sqrt((1 + v**2) * (a**2 - 1))
    second = draw(st.sampled_from([-1, 1])) * np.sqrt((4 * a * b - z**2) / (a**2 + 1))
    sign = draw(st.sampled_from([-1, 1]))  # the mirror image
    parameters = [[[sign], [-sign]], [b, z - a], [[v, second]], [draw(eighths(-1, 1))]]
    plotted = draw(st.lists(st.sampled_from([-0.5, 0.25, 1.25, 2.25]), min_size=1, unique=True))
    model = MLP(["Linear", "ReLU", "Linear"], [np.array(array, float) for array in parameters])
    return {"model": model, "x_train": np.array([a, -a]), "x_plot": sign * np.array(plotted)}


def _parameters_off_elbows(
    rng: np.random.Generator, sizes: list[int], x: np.ndarray, dead_units: int
) -> list[np.ndarray]:
    """Weight and bias of each layer: random weights, then biases next to random ones."""
    parameters: list[np.ndarray] = []
    h = x.astype(np.float64)[:, None]
    for layer, (fan_in, fan_out) in enumerate(itertools.pairwise(sizes)):
        weight = rng.choice(WEIGHTS, (fan_out, fan_in))
        wanted = rng.choice(POINTS, fan_out)
        dead = [layer == 0 and unit < dead_units for unit in range(fan_out)]
        units = zip((h @ weight.T).T, wanted, dead, strict=True)
        bias = np.array([_bias_off_elbow(*unit) for unit in units])
        parameters += [weight, bias]
        h = np.maximum(h @ weight.T + bias, 0)
    return parameters


def _bias_off_elbow(inputs: np.ndarray, wanted: float, dead: bool) -> float:
    """The bias nearest to the wanted one that keeps all points off the elbow, and some above it
    (or, for a dead unit, none)."""
    # Beyond the largest input and the margin every point is on one side.
    reach = np.ceil(np.max(np.abs(inputs))) + 3
    candidates = np.arange(-reach, reach, 1 / 8)
    activations = inputs + candidates[:, None]
    clear = (np.abs(activations) >= ELBOW_MARGIN).all(axis=1)
    allowed = candidates[clear & ((activations > 0).any(axis=1) != dead)]
    return float(allowed[np.argmin(np.abs(allowed - wanted))])
