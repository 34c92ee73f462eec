"""What the checks of Q3 draw: networks, and points at which none has an elbow."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from tests.kinds import MLP
from tests.linearization import with_units_reversed
from tests.oracles.features import blocks, determined_ranks
from tests.strategies.arrays import SEEDS, eighths

# No activation is nearer to an elbow than this, where one-sided derivatives differ.
ELBOW_MARGIN = 1 / 16
FLOAT32, FLOAT64 = st.just(np.float32), st.just(np.float64)
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
    gradients: bool = False,
) -> dict[str, Any]:
    """Networks of one shape, each under its name, and points at which none has an elbow.

    Parameters and points are multiples of 1/8. Each ReLU lets some point through, but for the
    first `dead_units` of the first layer, which let none. gradients: whether .grad holds something,
    for checks that look at what becomes of it.
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
        held = [rng.choice(WEIGHTS, array.shape).astype(kind) for array in parameters]
        case[name] = MLP(
            layers=["Linear", "ReLU"] * len(hidden) + ["Linear"],
            parameters=[array.astype(kind) for array in parameters],
            gradients=held if gradients else None,
            training=draw(st.booleans()),
        )
    return case


# Feature matrices with fewer rows than columns, and with more.
WIDE = linearizations(points=("x_train", "x_plot"))
TALL = linearizations(
    points=("x_train", "x_plot"), num_points=(5, 8), hidden_layers=(1, 1), widths=(1, 1)
)
WIDE_OR_TALL = WIDE | TALL


@st.composite
def deep_linearizations(draw: st.DrawFn) -> dict[str, Any]:
    """A network of four or five hidden layers in float64.

    Its features are not in whole eighths, which single precision would hold.
    """
    case = draw(linearizations(hidden_layers=(4, 5), widths=(2, 3), dtype=FLOAT64))
    *earlier, weight, bias = case["model"].parameters
    parameters = [*earlier, 1.1 * weight, bias]
    return case | {"model": dataclasses.replace(case["model"], parameters=parameters)}


@st.composite
def dead_linearizations(draw: st.DrawFn) -> dict[str, Any]:
    """Two networks, each with a unit that is off on all points: the first one, and the last."""
    options: dict[str, Any] = {"hidden_layers": (1, 2), "widths": (2, 4), "dead_units": 1}
    case = draw(linearizations(("model_a", "model_b"), **options))
    return case | {"model_b": with_units_reversed(case["model_b"])}


@st.composite
def named_blocks(draw: st.DrawFn, /, **options: Any) -> dict[str, Any]:
    """A network, points, and the name of one of its parameters."""
    case = draw(linearizations(**options))
    return case | {"name": draw(st.sampled_from(list(blocks(case["model"]))))}


@st.composite
def overlaps(
    draw: st.DrawFn, /, *, everything: bool = False, min_rank: int = 1, **options: Any
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
