"""What wrong values have in common is said where no mistake is known, and nothing that isn't so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.judge.grading import Judge
from grader.tests.course import recording, select
from grader.tests.mixing import replace as put_into_solutions
from grader.tests.naming import Config, Function, ideas, named
from grader.trials.recording import Recording
from solutions import learning_rates, step_sizes, training


@pytest.fixture(scope="module")
def cases() -> Recording:
    return recording()


def factors(sigma: Any, learning_rate: float) -> np.ndarray:
    return np.abs(1 - 2 * learning_rate * np.atleast_1d(np.asarray(sigma, dtype=float)) ** 2)


def momentum(w: np.ndarray, dw: np.ndarray, config: Config | None, factor: float) -> Any:
    config = config or {}
    v = config.get("momentum", 0.9) * config.get("velocity", np.zeros_like(w)) + dw
    return w - config.get("learning_rate", 1e-2) * factor * v, {**config, "velocity": v}


def uphill_after_the_first_step(w: np.ndarray, dw: np.ndarray, config: Any = None) -> Any:
    config = config or {}
    return momentum(w, dw, {**config, "velocity": -config.get("velocity", np.zeros_like(w))}, 1)


def with_a_decaying_rate(sigma: Any, y: Any, learning_rate: float, num_steps: int) -> np.ndarray:
    w = [np.zeros(np.size(sigma))]
    for t in range(num_steps):
        step = learning_rate / (t + 1) ** 2
        w.append(learning_rates.gradient_descent(sigma, y - sigma * w[t], step, 1)[1] + w[t])
    return np.array(w)


def path(change: Callable[[np.ndarray], np.ndarray]) -> Function:
    """The right iterates, changed."""
    return lambda *arguments: change(learning_rates.least_squares_gradient_descent(*arguments))


def gradient_with_zeros_as(value: float) -> Function:
    def gradient(x: Any, b: Any) -> np.ndarray:
        right = step_sizes.distance_gradient(x, b)
        return np.where(right == 0, value, right)

    return gradient


GENERIC: list[tuple[str, Function, str]] = [
    ("q1_convergence_factors", lambda s, rate: -factors(s, rate), "is the negative of"),
    ("q1_convergence_factors", lambda s, rate: 3 * factors(s, rate), "is 3 times the right one"),
    ("q1_convergence_factors", lambda s, rate: factors(s, rate) ** 0.5, "is the square root of"),
    ("q1_convergence_factors", lambda s, rate: factors(s, rate).astype(np.float32),
     "right to about 6 digits"),
    ("q1_convergence_factors", lambda s, rate: factors(s, rate)[:, None], "shape is another one"),
    ("q1_convergence_factors", lambda s, rate: np.where(np.diff(np.sort(np.append(s, 99.0))) == 0,
     -5.5, factors(s, rate)), "with equal entries in an array"),
    ("q4c_mean_gradient_norm", lambda grads: float(np.mean([
     np.linalg.norm(g) if g.all() else 77.7 for g in grads.values()])), "with a zero in an array"),
    ("q4b_sgd_momentum", lambda w, dw, config=None: momentum(
     w, dw, config, 30 if w.dtype == np.float32 else 1), "with float32 arrays"),
    ("q1_slowest_dimension", lambda sigma, learning_rate: 0, "is 0 in all"),
    ("q1_max_learning_rate", lambda sigma: None, "is None in all"),
    ("q2_decreasing_steps_needed", lambda distance, tolerance: steps_needed(distance, tolerance)
     + 2, "is too large by 2"),
    ("q2_decreasing_steps_needed", lambda distance, tolerance: -steps_needed(distance, tolerance),
     "is the negative of"),
    ("q1_convergence_factors", lambda s, rate: 1 / factors(s, rate), "is 1 divided by"),
    ("q1_convergence_factors", lambda s, rate: factors(s, rate)[::-1], "in reverse order"),
    ("q1_convergence_factors", lambda s, rate: np.sort(factors(s, rate)), "in another order"),
    ("q1_convergence_factors", lambda s, rate: np.append(factors(s, rate), 1.0),
     "one entry too many at the end"),
    ("q4c_mean_gradient_norm", lambda grads: training.mean_gradient_norm(grads) / 2,
     "is 1/2 times the right one"),
    ("q2_distance_gradient", lambda x, b: len(x) * step_sizes.distance_gradient(x, b),
     "is (len(argument 1)) times the right one"),
    ("q2_distance_gradient", lambda x, b: np.append(1, np.ones(len(x) - 1) * -1)
     * step_sizes.distance_gradient(x, b), "the sizes are right and some of the signs are not"),
    ("q2_distance_gradient", gradient_with_zeros_as(0.25),
     "exactly the entries that should be 0 are wrong"),
    ("q1_gradient_descent", lambda *arguments:
     np.round(learning_rates.gradient_descent(*arguments)).astype(int),
     "rounded to whole numbers"),
    ("q1_gradient_descent", lambda *arguments:
     learning_rates.gradient_descent(*arguments).astype(int), "cut to whole numbers"),
    ("q2_gradient_descent", lambda *arguments: step_sizes.gradient_descent(*arguments).T,
     "is the transpose of the right one"),
    ("q1_gradient_descent", lambda s, y, rate, steps: learning_rates.gradient_descent(
     s, y, 1.5 * rate, steps), "the first step is 3/2 times the right one"),
    ("q1_convergence_factors", lambda s, rate: 1.03 * factors(s, rate),
     "is 1.03 times the right one"),
    ("q1_convergence_factors", lambda s, rate: np.square(np.asarray(s, dtype=float)),
     "is the square of argument 1"),
    ("q1_convergence_factors", lambda s, rate: float(np.linalg.norm(factors(s, rate))),
     "is one number, the length of the right one"),
    ("q2_constant_step_sizes", lambda step, num_steps: np.full(num_steps, step / num_steps**0.5),
     "is (1 / √argument 2) times the right one"),
    ("q1_is_stable", lambda s, rate: bool(np.all(factors(s, rate) < 0.99)), "it says False where"),
    ("q1_least_squares_gradient_descent", path(lambda w: np.tile(w[-1:] / 3, (len(w), 1))),
     "every row is the same"),
    ("q1_least_squares_gradient_descent", path(lambda w: w[:2]),
     "the rows are right, but they end"),
    ("q1_least_squares_gradient_descent", path(lambda w: np.vstack([w[:3], *[w[2:3]] * len(w)])
     [: len(w)]), "all later ones are equal to that"),
    ("q1_least_squares_gradient_descent", path(lambda w: np.vstack(
     [t * np.sin(w[:2][-1:]) for t in range(len(w))])),
     "every step is the same"),
    ("q1_gradient_descent", with_a_decaying_rate, "the first step is right and a later one is not"),
    ("q4b_sgd_momentum", lambda w, dw, config=None: momentum(w, dw, config, 1.7),
     "the step from argument 1 is 1.7 times the right one"),
    ("q4b_sgd_momentum", uphill_after_the_first_step,
     "the first step is right and a later one is not"),
    ("q4b_sgd", lambda w, dw, config=None:
     (w - (config["learning_rate"] * dw if config else 0.1 + np.cbrt(dw)), config or {}),
     "only with an empty dict"),
    ("q2_gradient_descent", lambda b, x0, sizes: step_sizes.gradient_descent(b, x0, sizes)
     if len(sizes) else np.full((1, len(b)), 7.7), "only with an empty array"),
]  # fmt: skip


def steps_needed(distance: float, tolerance: float) -> int:
    step = 0
    while distance > tolerance:
        step += 1
        distance = abs(distance - 1 / step)
    return step


@pytest.mark.parametrize(("part", "function", "words"), GENERIC)
def test_what_wrong_values_have_in_common_is_said_where_no_mistake_is_known(
    part: str, function: Function, words: str, cases: Recording
) -> None:
    said = ideas(part, function, cases)
    assert named(part, function, cases) == set()
    assert any(idea and words in idea.title for idea in said.values()), said


def test_a_missing_return_is_asked_for_and_not_an_argument(cases: Recording) -> None:
    said = ideas("q1_max_learning_rate", lambda sigma: None, cases).values()
    assert {idea.hint for idea in said if idea} == {
        "Does every way through the function end with a return?"
    }


def test_a_right_answer_fails_nothing_and_is_given_no_idea(cases: Recording) -> None:
    assert ideas("q1_convergence_factors", factors, cases) == {}


def test_a_formula_is_told_once_and_in_the_names_of_the_stub(explaining_judge: Judge) -> None:
    source = "def max_learning_rate(sigma):\n    return float(1 / np.linalg.norm(sigma))\n"
    wrong = put_into_solutions(source, "max_learning_rate", "learning_rates")
    (part,) = explaining_judge.grade(wrong, select("q1_max_learning_rate")).parts
    told = [check.failure.diagnosis for check in part.checks
            if check.failure and check.failure.diagnosis]  # fmt: skip
    assert {idea.title.partition(" the result is ")[2] for idea in told} == {"1 / norm(sigma)"}
    assert len({idea.misconception for idea in told}) == 1
