"""What looking shows better than reading: a submission's function on an example of the handout's
kind, beside what was expected there.

After a public check of a part has failed, the part's example is run once. The references are those
of the tests. Where an answer can't be drawn, or looks the same as the right one, there is nothing
to show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.calls.proxy import Proxy
from grader.calls.session import Session
from grader.model import Drawing
from grader.trials.comparing import require_array, require_number, require_sequence
from grader.worker.wire import Seed, Tensor
from tests.kinds import MLP
from tests.linearization import slopes
from tests.oracles import simulation
from tests.oracles import update_rules as references
from tests.trajectories import follow

Demonstration = Callable[[Any], Drawing]
# Two lines nearer than this part of the picture's height are one line to the eye.
VISIBLE = 0.02

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


def demonstrate(part: str, session: Session) -> Drawing | None:
    """The part's example, run by the submission; None where there is nothing to see."""
    if part not in DEMONSTRATIONS:
        return None
    session.begin_check()
    session.begin_case()
    try:
        drawing = DEMONSTRATIONS[part](Proxy(session))
        return drawing if _differs(drawing) else None
    except Exception:  # what can't be drawn is not drawn; the checks have said what is wrong
        return None


def _differs(drawing: Drawing) -> bool:
    if drawing.kind == "histogram":
        ratio = float(np.std(drawing.got) / drawing.expected)
        return not 0.95 < ratio < 1.05
    gap = np.max(np.abs(drawing.got - drawing.expected))
    return bool(gap > VISIBLE * np.ptp(drawing.expected))


def _path(rule: str) -> Demonstration:
    """An update rule on the loss ‖Xw − y‖², whose gradient is 2 Xᵀ (Xw − y)."""

    def walk(function: Any) -> np.ndarray:
        path: list[np.ndarray] = [np.zeros(2)]
        config: Any = {"learning_rate": RATES[rule]}
        for _ in range(PATH_STEPS):
            gradient = 2 * X.T @ (X @ path[-1] - Y)
            ((w, config),) = follow(function, path[-1], [gradient], config)
            path.append(w.astype(np.float64))
        return np.array(path)

    def demonstration(optimizers: Any) -> Drawing:
        caption = f"{PATH_STEPS} steps of {rule} on the same quadratic, learning rate {RATES[rule]}"
        expected = walk(references.UPDATE_RULES[rule])
        return Drawing("path", caption, expected, walk(getattr(optimizers, rule)), _PLANE, X, Y)

    return demonstration


def _least_squares_path(learning_rates: Any) -> Drawing:
    rate = 0.4
    expected = simulation.descend_least_squares(X, Y, rate, PATH_STEPS)
    got = learning_rates.least_squares_gradient_descent(X, Y, rate, PATH_STEPS)
    caption = f"{PATH_STEPS} steps of gradient descent on the same quadratic, learning rate {rate}"
    return Drawing("path", caption, expected, require_array(got, expected.shape), _PLANE, X, Y)


def _weights(scheme: str, std: float, draw: Callable[[Any], Any]) -> Demonstration:
    """Drawn weights of a layer, whichever way round it is."""

    def demonstration(initialization: Any) -> Drawing:
        weights = require_array(draw(initialization))
        caption = f'weights by "{scheme}" for fan_in {FAN_IN}, over the density they should have'
        return Drawing("histogram", caption, np.array(std), weights, ("weight", "density"))

    return demonstration


def _curve(
    caption: str,
    axes: tuple[str, str],
    x: np.ndarray,
    expected: Callable[[], Any],
    got: Callable[[Any], Any],
) -> Demonstration:
    """Values over x, shape (m,) or, for several curves, (m, k)."""

    def demonstration(module: Any) -> Drawing:
        right = np.asarray(expected(), dtype=np.float64)
        answer = require_array(np.asarray(got(module), dtype=np.float64), right.shape)
        return Drawing("curves", caption, right, answer, axes, x)

    return demonstration


def _numbers(function: Callable[..., Any], *arguments: tuple[Any, ...]) -> list[float]:
    return [require_number(function(*each)) for each in arguments]


def _features(caption: str, columns: slice, got: Callable[[Any], Any]) -> Demonstration:
    axes = ("x", "∂y/∂θ")
    return _curve(caption, axes, POINTS, lambda: slopes(NETWORK, POINTS)[:, columns], got)


def _principal_features(features: Any) -> Drawing:
    """The singular values, or the curves where those are right."""
    pair = features.principal_features(NETWORK, Tensor(POINTS[::6]), Tensor(POINTS))
    values, curves = require_sequence(pair, 2)
    _, right_values, vectors = np.linalg.svd(slopes(NETWORK, POINTS[::6]), full_matrices=False)
    drawing = Drawing(
        "curves",
        "singular values of the features of a network with 3 hidden units",
        right_values,
        require_array(values, right_values.shape).astype(np.float64),
        ("index k", "singular value"),
        np.arange(1.0, 1 + right_values.size),
    )
    if _differs(drawing):
        return drawing
    right = slopes(NETWORK, POINTS) @ vectors[:3].T
    got = require_array(curves, (POINTS.size, right_values.size)).astype(np.float64)[:, :3]
    signs = np.where(np.sum(got * right, axis=0) < 0, -1.0, 1.0)
    caption = "the first three principal features of a network, with the signs that fit best"
    return Drawing("curves", caption, right, signs * got, ("x", "principal feature"), POINTS)


_STEPS = np.arange(25.0)
_RATES = np.linspace(0.02, 1.1, 28).tolist()
_DISTANCES = np.arange(1.0, 5.1, 0.25).tolist()
_DECREASING = 1 / (_STEPS[:-1] + 1)

DEMONSTRATIONS: dict[str, Demonstration] = {
    "q1_gradient_descent": _curve(
        "iterates for σ = 1, y = 2, learning rate 0.2",
        ("step t", "w_t"),
        _STEPS,
        lambda: np.ravel(simulation.descend([1.0], [2.0], 0.2, 24)),
        lambda module: np.ravel(module.gradient_descent(np.ones(1), np.full(1, 2.0), 0.2, 24)),
    ),
    "q1_convergence_factors": _curve(
        "the convergence factor for σ = 1 over the learning rate",
        ("learning rate η", "factor"),
        np.array(_RATES),
        lambda: np.ravel([simulation.errors_left([1.0], rate, 1) for rate in _RATES]),
        lambda module: np.ravel([module.convergence_factors(np.ones(1), rate) for rate in _RATES]),
    ),
    "q1_least_squares_gradient_descent": _least_squares_path,
    "q2_constant_step_sizes": _curve(
        "constant_step_sizes(0.5, 24)",
        ("step i", "step size t_i"),
        _STEPS[:-1],
        lambda: np.full(24, 0.5),
        lambda module: module.constant_step_sizes(0.5, 24),
    ),
    "q2_decreasing_step_sizes": _curve(
        "decreasing_step_sizes(24)",
        ("step i", "step size t_i"),
        _STEPS[:-1],
        lambda: _DECREASING,
        lambda module: module.decreasing_step_sizes(24),
    ),
    "q2_gradient_descent": _curve(
        "distance to b = (6, 4.5) on the way from 0 with step sizes 1, 1/2, 1/3, …",
        ("step i", "distance to b"),
        _STEPS,
        lambda: simulation.distances(7.5, _DECREASING),
        lambda module: np.linalg.norm(
            require_array(module.gradient_descent(B, np.zeros(2), _DECREASING), (25, 2)) - B, axis=1
        ),
    ),
    "q2_decreasing_steps_needed": _curve(
        "steps needed over the distance, tolerance 0.05",
        ("distance at the start", "steps"),
        np.array(_DISTANCES),
        lambda: [
            simulation.first_within(simulation.decreasing_distances(distance), 0.05)
            for distance in _DISTANCES
        ],
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
        0.5,
        lambda module: module.random_init(FAN_IN, FAN_OUT, SEED, weight_scale=0.5),
    ),
    "q4a_he_init": _weights(
        "he", np.sqrt(2 / FAN_IN), lambda module: module.he_init(FAN_IN, FAN_OUT, SEED)
    ),
    "q4a_initialize": _weights(
        "he",
        np.sqrt(2 / FAN_IN),
        lambda module: module.initialize([FAN_IN, FAN_OUT, 10], "he", SEED)["W1"],
    ),
    **{f"q4b_{rule}": _path(rule) for rule in RATES},
}
