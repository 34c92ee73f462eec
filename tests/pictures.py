"""An example of the handout's kind for each part, drawn beside what was expected there.

After a public check of a part has failed, the part's example is run once. What is right is recorded
with the cases; signs that are free are chosen to fit best. Students have this file: no formula that
they are asked for is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.model import Drawing
from grader.trials.comparing import require_array, require_number, require_sequence
from grader.trials.properties import expecting
from grader.worker.wire import Seed, Tensor
from tests.kinds import MLP
from tests.trajectories import take_step

Demonstration = Callable[..., Drawing]

# The loss ‖Xw − y‖², a valley with its minimum at (2, 1.5); every path starts at 0.
X = np.diag([1.0, 0.35])
Y = X @ np.array([2.0, 1.5])
PATH_STEPS = 30
RATES = {"sgd": 0.15, "sgd_momentum": 0.03, "rmsprop": 0.1, "adam": 0.2}
_PLANE = ("$w[1]$", "$w[2]$")
B = np.array([6.0, 4.5])
SEED = Seed("numpy", 182)
FAN_IN, FAN_OUT = 100, 60
NETWORK = MLP(
    ["Linear", "ReLU", "Linear"],
    [
        np.array([[1.0], [-1.5], [2.0]]), np.array([0.25, 0.5, -1.0]),
        np.array([[1.0, -0.5, 0.75]]), np.array([0.125]),
    ],
)  # fmt: skip
POINTS = np.linspace(-1.03, 1.03, 42)
CASE: dict[str, Any] = {"model": NETWORK, "x_train": POINTS[::6], "x_plot": POINTS}
_STEPS = np.arange(25.0)
_RATES = np.linspace(0.02, 1.1, 28).tolist()
_DISTANCES = np.arange(1.0, 5.1, 0.25).tolist()


def _path(rule: str) -> Demonstration:
    """An update rule on the loss ‖Xw − y‖², a valley along the axes."""
    rate = RATES[rule]

    @expecting(
        valley=lambda oracles: oracles.valley(X, Y),
        right=lambda oracles: oracles.path_through_valley(rule, X, Y, rate, PATH_STEPS),
    )
    def demonstration(optimizers: Any, valley: dict[str, np.ndarray], right: np.ndarray) -> Drawing:
        path: list[np.ndarray] = [np.zeros(2)]
        config: Any = {"learning_rate": rate}
        for _ in range(PATH_STEPS):
            slope = valley["curvatures"] * (path[-1] - valley["minimum"])
            w, config = take_step(getattr(optimizers, rule), path[-1], slope, config)
            path.append(w.astype(np.float64))
        caption = f"{PATH_STEPS} steps of {rule} on the same quadratic, learning rate {rate}"
        return Drawing("path", caption, right, np.array(path), _PLANE, X, Y)

    return demonstration


@expecting(right=lambda oracles: oracles.least_squares_iterates(X, Y, 0.4, PATH_STEPS))
def _least_squares_path(learning_rates: Any, right: np.ndarray) -> Drawing:
    got = learning_rates.least_squares_gradient_descent(X, Y, 0.4, PATH_STEPS)
    caption = f"{PATH_STEPS} steps of gradient descent on the same quadratic, learning rate 0.4"
    return Drawing("path", caption, right, require_array(got, right.shape), _PLANE, X, Y)


@expecting(
    step_sizes=lambda oracles: oracles.reciprocals(24),
    right=lambda oracles: oracles.distances(7.5, oracles.reciprocals(24)),
)
def _distances_on_the_way(module: Any, step_sizes: list[float], right: list[float]) -> Drawing:
    iterates = module.gradient_descent(B, np.zeros(2), np.array(step_sizes))
    got = np.linalg.norm(require_array(iterates, (25, 2)) - B, axis=1)
    caption = "distance to b = (6, 4.5) on the way from 0 with step sizes 1, 1/2, 1/3, …"
    return Drawing("curves", caption, np.array(right), got, ("step i", "distance to b"), _STEPS)


def _weights(
    scheme: str, deviation: Callable[[Any], float], draw: Callable[[Any], Any]
) -> Demonstration:
    """Drawn weights of a layer, whichever way round it is.

    deviation: takes the oracles. draw: takes the submission's file.
    """

    @expecting(right=lambda oracles: float(deviation(oracles)))
    def demonstration(initialization: Any, right: float) -> Drawing:
        weights = require_array(draw(initialization))
        caption = f'weights by "{scheme}" for fan_in {FAN_IN}, over the density they should have'
        return Drawing("histogram", caption, np.array(right), weights, ("weight", "density"))

    return demonstration


def _curve(
    caption: str,
    axes: tuple[str, str],
    x: np.ndarray,
    right: Callable[[Any], Any],
    got: Callable[[Any], Any],
) -> Demonstration:
    """Values over x, shape (m,) or, for several curves, (m, k).

    right: takes the oracles. got: takes the submission's file.
    """

    @expecting(right=lambda oracles: np.asarray(right(oracles), dtype=np.float64))
    def demonstration(module: Any, right: np.ndarray) -> Drawing:
        answer = require_array(np.asarray(got(module), dtype=np.float64), right.shape)
        return Drawing("curves", caption, right, answer, axes, x)

    return demonstration


def _numbers(function: Callable[..., Any], *arguments: tuple[Any, ...]) -> list[float]:
    return [require_number(function(*each)) for each in arguments]


def _features(caption: str, columns: slice, got: Callable[[Any], Any]) -> Demonstration:
    axes = ("x", "∂y/∂θ")
    return _curve(caption, axes, POINTS, lambda o: o.slopes(NETWORK, POINTS)[:, columns], got)


@expecting(
    right_values=lambda oracles: oracles.singular_values(CASE, oracles.slopes),
    right=lambda oracles: oracles.principal_features(CASE, oracles.slopes),
)
def _principal_features(features: Any, right_values: np.ndarray, right: np.ndarray) -> Drawing:
    """The singular values, or the curves where those are right."""
    points = Tensor(CASE["x_train"]), Tensor(CASE["x_plot"])
    pair = features.principal_features(NETWORK, *points)
    values, curves = require_sequence(pair, 2)
    values = require_array(values, right_values.shape).astype(np.float64)
    if not np.allclose(values, right_values):
        caption = "singular values of the features of a network with 3 hidden units"
        axes, index = ("index k", "singular value"), np.arange(1.0, 1 + values.size)
        return Drawing("curves", caption, right_values, values, axes, index)
    first = right[:, :3]
    got = require_array(curves, right.shape).astype(np.float64)[:, :3]
    signs = np.where(np.sum(got * first, axis=0) < 0, -1.0, 1.0)
    caption = "the first three principal features of a network, with the signs that fit best"
    return Drawing("curves", caption, first, signs * got, ("x", "principal feature"), POINTS)


DEMONSTRATIONS: dict[str, Demonstration] = {
    "q1_gradient_descent": _curve(
        "iterates for σ = 1, y = 2, learning rate 0.2",
        ("step t", "w_t"),
        _STEPS,
        lambda oracles: np.ravel(oracles.iterates([1.0], [2.0], 0.2, 24)),
        lambda module: np.ravel(module.gradient_descent(np.ones(1), np.full(1, 2.0), 0.2, 24)),
    ),
    "q1_convergence_factors": _curve(
        "the convergence factor for σ = 1 over the learning rate",
        ("learning rate η", "factor"),
        np.array(_RATES),
        lambda oracles: np.ravel([oracles.errors_left([1.0], rate) for rate in _RATES]),
        lambda module: np.ravel([module.convergence_factors(np.ones(1), rate) for rate in _RATES]),
    ),
    "q1_least_squares_gradient_descent": _least_squares_path,
    "q2_constant_step_sizes": _curve(
        "constant_step_sizes(0.5, 24)",
        ("step i", "step size t_i"),
        _STEPS[:-1],
        lambda oracles: oracles.equal_steps(0.5, 24),
        lambda module: module.constant_step_sizes(0.5, 24),
    ),
    "q2_decreasing_step_sizes": _curve(
        "decreasing_step_sizes(24)",
        ("step i", "step size t_i"),
        _STEPS[:-1],
        lambda oracles: oracles.reciprocals(24),
        lambda module: module.decreasing_step_sizes(24),
    ),
    "q2_gradient_descent": _distances_on_the_way,
    "q2_decreasing_steps_needed": _curve(
        "steps needed over the distance, tolerance 0.05",
        ("distance at the start", "steps"),
        np.array(_DISTANCES),
        lambda oracles: [oracles.decreasing_steps_needed(d, 0.05) for d in _DISTANCES],
        lambda module: _numbers(
            module.decreasing_steps_needed, *((distance, 0.05) for distance in _DISTANCES)
        ),
    ),
    "q3_linearized_features": _features(
        "features of a network with 3 hidden units",
        slice(None),
        lambda module: module.linearized_features(NETWORK, Tensor(POINTS)),
    ),
    "q3_feature_block": _features(
        'the block "0.bias" of a network with 3 hidden units',
        slice(3, 6),
        lambda module: module.feature_block(NETWORK, Tensor(POINTS), "0.bias"),
    ),
    "q3_principal_features": _principal_features,
    "q4a_random_init": _weights(
        "random",
        lambda oracles: 0.5,
        lambda module: module.random_init(FAN_IN, FAN_OUT, SEED, weight_scale=0.5),
    ),
    "q4a_he_init": _weights(
        "he",
        lambda oracles: oracles.he_variance(FAN_IN) ** 0.5,
        lambda module: module.he_init(FAN_IN, FAN_OUT, SEED),
    ),
    "q4a_initialize": _weights(
        "he",
        lambda oracles: oracles.he_variance(FAN_IN) ** 0.5,
        lambda module: module.initialize([FAN_IN, FAN_OUT, 10], "he", SEED)["W1"],
    ),
    **{f"q4b_{rule}": _path(rule) for rule in RATES},
}
