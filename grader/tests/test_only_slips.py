"""What is all that is wrong in a part is charged once, also where no entry of the bank is that."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from grader.diagnosis.known import Known, known_mistakes
from grader.diagnosis.slips import only_slips
from grader.judge.pricing import SHARE, price
from grader.tests.course import HOMEWORK, parts, recording, select
from grader.tests.naming import Function, ideas, named, trials_of
from solutions import features, learning_rates, step_sizes, training

RIGHT = [
    part.name
    for part in parts()
    for module in [part.stated.file.removesuffix(".py")]
    if part.stated.function and module in HOMEWORK.modules
    if callable(getattr(HOMEWORK.load(f"solutions.{module}"), part.stated.function))
]


def slips(part: str, function: Function) -> list[Known]:
    return only_slips(known_mistakes(recording(), part), trials_of(part, function, recording()))


def loss_gradients(model: Any, x: Any) -> torch.Tensor:
    """Those of (y − 2)² in the place of those of y."""
    outputs: torch.Tensor = model(torch.as_tensor(x)[:, None])
    rows: torch.Tensor = features.linearized_features(model, x)
    return 2 * (outputs.detach() - 2) * rows


def with_the_first_row(model: Any, x: Any) -> torch.Tensor:
    rows = features.linearized_features(model, x)
    return rows + rows[:1]


ALTERED: list[tuple[str, Function, str]] = [
    ("q1_max_learning_rate", lambda sigma: 3 * learning_rates.max_learning_rate(sigma),
     "the result is 3 times the right one"),
    ("q1_convergence_factors", lambda s, rate: learning_rates.convergence_factors(s, rate) ** 0.5,
     "the result is the square root of the right one"),
    ("q2_decreasing_steps_needed", lambda distance, tolerance:
     step_sizes.decreasing_steps_needed(distance, tolerance) + 7, "the result is too large by 7"),
    ("q2_distance_gradient", lambda x, b: len(x) * step_sizes.distance_gradient(x, b),
     "the result is (len(argument 1)) times the right one"),
    ("q1_optimal_learning_rate",
     lambda sigma: float(1 / (np.max(sigma) ** 2 + np.mean(sigma) ** 2)),
     "the result is 1 / (max(argument 1)² + mean(argument 1)²)"),
    ("q1_is_stable", lambda sigma, rate: bool(rate * np.mean(np.square(sigma)) < 1),
     "the result is True exactly where argument 2 · mean(argument 1²) < 1"),
    ("q4c_mean_gradient_norm", lambda grads: training.mean_gradient_norm(grads) / 3,
     "the result is 1/3 times the right one"),
    ("q3_linearized_features", lambda model, x: features.linearized_features(model, x) / 3,
     "the result is 1/3 times the right one"),
    ("q3_linearized_features", loss_gradients,
     "each row is a multiple of the right one, every row another"),
    ("q3_linearized_features", with_the_first_row,
     "one and the same row is added to each of the right ones"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "function", "words"), ALTERED, ids=[w for *_, w in ALTERED])
def test_what_is_done_to_every_right_answer_is_one_slip(
    part: str, function: Function, words: str
) -> None:
    (slip,) = slips(part, function)
    assert slip.name == words
    (rubric,) = select(part)[:1]
    worth = {line.test_id: line.points for line in rubric.lines}
    assert 0 < sum(worth[test_id] for test_id in price(slip, rubric)) <= SHARE * rubric.possible


def test_who_does_it_in_most_cases_and_something_else_in_others_gains_nothing() -> None:
    def imitating(sigma: Any) -> float:
        right = learning_rates.max_learning_rate(sigma)
        return 3 * right if np.size(sigma) < 4 else right + 1

    assert slips("q1_max_learning_rate", imitating) == []


NOTHING_LEFT: list[tuple[str, Function]] = [
    ("q1_max_learning_rate", lambda sigma: 1.0),
    ("q1_convergence_factors", lambda s, rate: -learning_rates.convergence_factors(s, rate)),
    ("q2_decreasing_steps_estimate", lambda distance:
     -2 * step_sizes.decreasing_steps_estimate(distance)),
    ("q4c_mean_gradient_norm", lambda grads: 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("part", "function"), NOTHING_LEFT, ids=[p for p, _ in NOTHING_LEFT])
def test_nothing_is_left_of_one_number_for_every_question_or_of_other_signs(
    part: str, function: Function
) -> None:
    assert slips(part, function) == []


def test_a_formula_with_two_other_pieces_is_not_one_slip() -> None:
    def other_powers_of_other_extremes(sigma: Any) -> float:
        return float(1 / (np.max(sigma) + np.mean(sigma)))

    assert slips("q1_optimal_learning_rate", other_powers_of_other_extremes) == []


def test_a_factor_that_takes_two_quantities_is_not_one_slip() -> None:
    def unrelated(sigma: Any, rate: float) -> np.ndarray:
        return learning_rates.convergence_factors(sigma, rate) * rate / np.size(sigma)

    assert slips("q1_convergence_factors", unrelated) == []


def test_features_of_zero_are_multiples_of_nothing() -> None:
    zeros = lambda model, x: 0 * features.linearized_features(model, x)  # noqa: E731
    assert [slip.name for slip in slips("q3_linearized_features", zeros)] in ([], ["zeros"])


def last_iterate_missing(sigma: Any, y: Any, learning_rate: float, num_steps: int) -> np.ndarray:
    """But where there is the start alone."""
    return learning_rates.gradient_descent(sigma, y, learning_rate, max(num_steps - 1, 0))


def rounded_down(sigma: Any, learning_rate: float, epsilon: float) -> int:
    """But to no less than one step."""
    factor = np.max(learning_rates.convergence_factors(sigma, learning_rate))
    return max(int(np.log(epsilon) / np.log(factor)), 1) if factor else 1


SPECIAL: list[tuple[str, Function, str]] = [
    ("q1_gradient_descent", last_iterate_missing, "last iterate missing"),
    ("q1_steps_to_accuracy", rounded_down, "rounded down"),
]


@pytest.mark.parametrize(("part", "function", "name"), SPECIAL, ids=[n for *_, n in SPECIAL])
def test_a_mistake_costs_no_more_with_the_special_cases_right(
    part: str, function: Function, name: str
) -> None:
    (slip,) = slips(part, function)
    assert slip.name == name
    (rubric,) = select(part)[:1]
    worth = {line.test_id: line.points for line in rubric.lines}
    assert 0 < sum(worth[test_id] for test_id in price(slip, rubric)) <= SHARE * rubric.possible


def test_a_mistake_with_another_one_in_some_cases_is_not_all_that_fails() -> None:
    def twice_wrong(*arguments: Any) -> np.ndarray:
        rows = last_iterate_missing(*arguments)
        return rows + 1 if len(rows) == 3 else rows

    assert slips("q1_gradient_descent", twice_wrong) == []


@pytest.mark.parametrize("part", RIGHT)
def test_the_right_answers_that_are_recorded_pass(part: str) -> None:
    right = known_mistakes(recording(), part).right
    assert right is not None
    assert not any(right.fails(test_id) for test_id in right.outcomes)


def test_weights_of_zero_may_have_either_sign() -> None:
    def in_columns(layer_dims: Any, scheme: str, rng: Any, weight_scale: float = 0.01) -> Any:
        made = {}
        for i, (n, k) in enumerate(pairwise(layer_dims), start=1):
            size = {"zero": 0, "random": weight_scale, "he": (2 / n) ** 0.5}[scheme]
            made[f"W{i}"], made[f"b{i}"] = size * rng.standard_normal((k, n)), np.zeros((k, 1))
        return made

    assert named("q4a_initialize", in_columns, recording()) == {
        "initialize-transposed-with-a-column"
    }


def test_any_round_default_is_told() -> None:
    def adam(w: np.ndarray, dw: np.ndarray, config: Any = None) -> Any:
        config = {"learning_rate": 1e-3, "beta1": 0.7, "beta2": 0.999, "epsilon": 1e-8, "m": 0,
                  "v": 0, "t": 0} | (config or {})  # fmt: skip
        t = config["t"] + 1
        m = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
        v = config["beta2"] * config["v"] + (1 - config["beta2"]) * dw**2
        size = np.sqrt(v / (1 - config["beta2"] ** t)) + config["epsilon"]
        step = m / (1 - config["beta1"] ** t) / size
        return w - config["learning_rate"] * step, config | {"m": m, "v": v, "t": t}

    titles = {idea.title for idea in ideas("q4b_adam", adam, recording()).values() if idea}
    assert titles
    assert all("(β₁ = 0.7 where config has none)" in title for title in titles)
