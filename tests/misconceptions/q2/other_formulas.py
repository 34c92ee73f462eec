"""Q2: other gradients, steps and counts, a line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.diagnosis.bank import ALL
from tests.misconceptions.in_short import Mistake, registered

WHICH_NORM = "Differentiate √Σ(x_i − b_i)²: what stays in the denominator?"
HOW_LONG = "How long is the gradient of a norm? So how long is step i?"
WHICH_STEPS = "What does the handout give for t_0, t_1 and t_2?"
WHICH_TWO = (
    "What is left before b when no whole step fits in any more, and where does one step more lead?"
)


def _walks(step: Callable[[np.ndarray, np.ndarray, float, int], Any]) -> Callable[..., Any]:
    """Iterates of x ← step(x, b, t_i, i)."""

    def wrong(b: Any, x0: Any, step_sizes: Any) -> np.ndarray:
        target = np.asarray(b, dtype=np.float64)
        rows = [np.array(x0, dtype=np.float64)]
        for i, t in enumerate(np.asarray(step_sizes, dtype=np.float64)):
            rows.append(step(rows[-1], target, float(t), i))
        return np.array(rows)

    return wrong


def _unit(direction: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(direction)
    return direction / length if length else np.zeros_like(direction)


def _gradient(direction: Callable[[np.ndarray, float], Any]) -> Callable[..., Any]:
    """direction(x − b, ‖x − b‖), and 0 at b."""

    def wrong(x: Any, b: Any) -> Any:
        away = np.asarray(x, dtype=np.float64) - np.asarray(b, dtype=np.float64)
        length = float(np.linalg.norm(away))
        return direction(away, length) if length else np.zeros_like(away)

    return wrong


GRADIENT = {
    "norm_itself": Mistake(
        "‖x − b‖", "That is f(x), one number. The gradient has one entry for each of x.",
        lambda x, b: float(np.linalg.norm(np.asarray(x, dtype=float) - np.asarray(b, dtype=float))),
    ),
    "twice_as_long": Mistake("2(x − b)/‖x − b‖", WHICH_NORM, _gradient(lambda d, r: 2 * d / r)),
    "half_as_long": Mistake("(x − b)/(2‖x − b‖)", WHICH_NORM, _gradient(lambda d, r: d / (2 * r))),
    "over_the_root_of_the_norm": Mistake(
        "(x − b)/√‖x − b‖", WHICH_NORM, _gradient(lambda d, r: d / np.sqrt(r))
    ),
    "times_the_norm": Mistake("(x − b)‖x − b‖", WHICH_NORM, _gradient(lambda d, r: d * r)),
    "over_the_sum": Mistake(
        "(x − b)/Σ(x − b)", WHICH_NORM, _gradient(lambda d, r: d / (np.sum(d) or 1.0))
    ),
    "over_the_norm_of_x": Mistake(
        "(x − b)/‖x‖", WHICH_NORM,
        lambda x, b: (np.asarray(x, dtype=float) - b) / (np.linalg.norm(x) or 1.0),
    ),
    "of_x_alone": Mistake(
        "x/‖x‖",
        "Which point is it the distance to?", lambda x, b: _unit(np.asarray(x, dtype=float))
    ),
    "absolute_differences": Mistake(
        "|x − b|/‖x − b‖", "A gradient has a direction. Which entries may be negative?",
        _gradient(lambda d, r: np.abs(d) / r),
    ),
    "downhill_and_not_normalized": Mistake(
        "b − x", WHICH_NORM, _gradient(lambda d, r: -d), "all", 2
    ),
    "ones_at_b": Mistake(
        "∇f = (1, 1, …)/√d at x = b", "At b every subgradient has length 1 at most. Which one is "
        "asked for?",
        lambda x, b: _unit(np.asarray(x, dtype=float) - b)
        if np.any(np.asarray(x) != np.asarray(b)) else np.ones(len(x)) / np.sqrt(len(x)),
    ),
}  # fmt: skip
WALK = {
    "twice_the_step": Mistake(
        "x ← x − 2t∇f(x)", HOW_LONG, _walks(lambda x, b, t, i: x - 2 * t * _unit(x - b))
    ),
    "half_the_step": Mistake(
        "x ← x − ½t∇f(x)", HOW_LONG, _walks(lambda x, b, t, i: x - t / 2 * _unit(x - b))
    ),
    "step_over_its_number": Mistake(
        "x ← x − (t_i/(i + 1))∇f(x)", "Are the steps that are given already getting smaller?",
        _walks(lambda x, b, t, i: x - t / (i + 1) * _unit(x - b)),
    ),
    "step_squared": Mistake(
        "x ← x − t²∇f(x)", HOW_LONG, _walks(lambda x, b, t, i: x - t**2 * _unit(x - b))
    ),
    "no_step_size": Mistake(
        "x ← x − ∇f(x)", HOW_LONG, _walks(lambda x, b, t, i: x - _unit(x - b))
    ),
    "along_the_sign": Mistake(
        "x ← x − t sign(x − b)", WHICH_NORM, _walks(lambda x, b, t, i: x - t * np.sign(x - b))
    ),
    "over_the_squared_norm": Mistake(
        "x ← x − t(x − b)/‖x − b‖²", WHICH_NORM,
        _walks(lambda x, b, t, i: x - t * _unit(x - b) / (np.linalg.norm(x - b) or 1.0)),
    ),
    "of_x_alone": Mistake(
        "x ← x − t x/‖x‖", "Towards which point does the handout's walk go?",
        _walks(lambda x, b, t, i: x - t * _unit(x)),
    ),
    "stays_within_a_twentieth": Mistake(
        "no step within 0.05 of b", "Only at b itself there is no gradient.",
        _walks(lambda x, b, t, i: x if np.linalg.norm(x - b) <= 0.05 else x - t * _unit(x - b)),
    ),
    "moves_in_place": Mistake(
        "every row is x_T",
        "All rows are one array, changed in place. What does append keep of it?",
        lambda b, x0, step_sizes: (lambda rows: np.tile(rows[-1], (len(rows), 1)))(
            _walks(lambda x, b, t, i: x - t * _unit(x - b))(b, x0, step_sizes)
        ),
    ),
    "last_iterate_alone": Mistake(
        "x_T alone", "Which iterates are asked for, and in which shape?",
        lambda b, x0, step_sizes: _walks(lambda x, b, t, i: x - t * _unit(x - b))(
            b, x0, step_sizes
        )[-1],
    ),
    "distances": Mistake(
        "‖x_0 − b‖ … ‖x_T − b‖", "Iterates are asked for, one per row, and not their distances.",
        lambda b, x0, step_sizes: np.linalg.norm(
            _walks(lambda x, b, t, i: x - t * _unit(x - b))(b, x0, step_sizes) - b, axis=1
        ),
    ),
}  # fmt: skip
EQUAL_STEPS = {
    "ones": Mistake("t_i = 1", WHICH_STEPS, lambda step, num_steps: np.ones(num_steps), costs=ALL),
    "zeros": Mistake(
        "t_i = 0", WHICH_STEPS, lambda step, num_steps: np.zeros(num_steps), costs=ALL
    ),
    "from_zero_to_step": Mistake(
        "np.linspace(0, step, T)", WHICH_STEPS,
        lambda step, num_steps: np.linspace(0, step, num_steps),
    ),
    "multiples_from_zero": Mistake(
        "t_i = i · step", WHICH_STEPS, lambda step, num_steps: step * np.arange(float(num_steps))
    ),
    "halved_each_time": Mistake(
        "t_i = step/2^i", "Those steps get shorter. Which are constant?",
        lambda step, num_steps: step * 0.5 ** np.arange(float(num_steps)),
    ),
    "over_one_two_three": Mistake(
        "t_i = step/(i + 1)", "Those are the decreasing steps. Which are constant?",
        lambda step, num_steps: step / np.arange(1.0, num_steps + 1),
    ),
    "one_too_few": Mistake(
        "T − 1 entries", "How many steps are taken in T steps?",
        lambda step, num_steps: np.full(max(num_steps - 1, 0), step),
    ),
    "the_step_alone": Mistake(
        "step, one number", "An array with one entry for each step is asked for.",
        lambda step, num_steps: float(step),
    ),
    "squared": Mistake(
        "t_i = step²", WHICH_STEPS, lambda step, num_steps: np.full(num_steps, step**2)
    ),
    "powers": Mistake(
        "t_i = stepⁱ", WHICH_STEPS, lambda step, num_steps: step ** np.arange(float(num_steps))
    ),
}  # fmt: skip
DECREASING = {
    "logarithms": Mistake(
        "t_i = 1/ln(i + 2)", WHICH_STEPS, lambda num_steps: 1 / np.log(np.arange(num_steps) + 2)
    ),
    "one_and_reciprocals_of_i": Mistake(
        "t_0 = 1, then t_i = 1/(2i)", WHICH_STEPS,
        lambda num_steps: 1 / np.maximum(2.0 * np.arange(num_steps), 1),
    ),
    "over_the_number_of_steps": Mistake(
        "t_i = 1/T", WHICH_STEPS, lambda num_steps: np.full(num_steps, 1 / max(num_steps, 1))
    ),
    "straight_down": Mistake(
        "t_i = 1 − i/T", WHICH_STEPS, lambda num_steps: 1 - np.arange(num_steps) / max(num_steps, 1)
    ),
    "not_inverted": Mistake(
        "t_i = i + 1", WHICH_STEPS, lambda num_steps: np.arange(1.0, num_steps + 1)
    ),
    "backwards": Mistake(
        "t_i = 1/(T − i)", "Which step is the longest?",
        lambda num_steps: 1 / np.arange(float(num_steps), 0, -1),
    ),
    "exponentials": Mistake(
        "t_i = exp(−i)", WHICH_STEPS, lambda num_steps: np.exp(-np.arange(float(num_steps)))
    ),
    "factorials": Mistake(
        "t_i = 1/(i + 1)!", WHICH_STEPS,
        lambda num_steps: 1 / np.cumprod(np.arange(1.0, num_steps + 1)),
    ),
    "half_of_them": Mistake(
        "t_i = 1/(2(i + 1))", WHICH_STEPS, lambda num_steps: 0.5 / np.arange(1.0, num_steps + 1)
    ),
    "odd_numbers": Mistake(
        "t_i = 1/(2i + 1)", WHICH_STEPS, lambda num_steps: 1 / (2.0 * np.arange(num_steps) + 1)
    ),
    "slow_decay": Mistake(
        "t_i = 1/(1 + i/10)", WHICH_STEPS, lambda num_steps: 1 / (1 + 0.1 * np.arange(num_steps))
    ),
    "five_per_cent_less": Mistake(
        "t_i = 0.95ⁱ", WHICH_STEPS, lambda num_steps: 0.95 ** np.arange(float(num_steps))
    ),
    "cosine": Mistake(
        "t_i = ½ (1 + cos(πi/T))", WHICH_STEPS,
        lambda num_steps: 0.5 + 0.5 * np.cos(np.pi * np.arange(num_steps) / max(num_steps, 1)),
    ),
    "constant": Mistake("t_i = 1", WHICH_STEPS, lambda num_steps: np.ones(num_steps)),
}  # fmt: skip

globals().update(registered("q2_distance_gradient", "distance_gradient", GRADIENT, __name__))
globals().update(registered("q2_gradient_descent", "gradient_descent", WALK, __name__))
globals().update(registered("q2_constant_step_sizes", "constant_step_sizes", EQUAL_STEPS, __name__))
globals().update(
    registered("q2_decreasing_step_sizes", "decreasing_step_sizes", DECREASING, __name__)
)
