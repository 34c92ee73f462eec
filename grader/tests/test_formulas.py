"""A function that computes another formula is told which; chance and the right formula are not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from grader.diagnosis.formulas import of_answers
from grader.model import Call
from grader.trials.checks import Check, Run, Trial
from grader.trials.mismatch import Mismatch
from grader.trials.recording import Case

Function = Callable[..., Any]
CHECK = Check("tests/test_it.py::test_it", "It is right.", "it.py", lambda it: None)


def trial(wrong: Function, right: Function, given: Sequence[dict[str, Any]]) -> Trial:
    """How a wrong function fares where its answers are compared with the right ones."""
    return Trial(CHECK, tuple(_runs(wrong, right, given)))


def _runs(wrong: Function, right: Function, given: Sequence[dict[str, Any]]) -> Iterator[Run]:
    for arguments in given:
        got, expected = (_plain(function(**arguments)) for function in (wrong, right))
        names = tuple(arguments)
        call = Call("it", tuple(arguments.values()), {}, got, parameters=names)
        same = np.shape(got) == np.shape(expected) and np.allclose(got, expected, rtol=1e-9)
        error = None if same else Mismatch("", got=got, expected=expected)
        yield Run(Case(b""), [call], error)


def _plain(value: Any) -> Any:
    """As it comes over the wire."""
    return value.item() if isinstance(value, np.generic) else value


def told(wrong: Function, right: Function, given: Sequence[dict[str, Any]]) -> str:
    idea = of_answers.diagnose([trial(wrong, right, given)])
    return idea.title if idea else ""


DRAW = np.random.default_rng(7)
VECTORS = [{"sigma": DRAW.uniform(0.5, 3, 1 + n % 4)} for n in range(14)]
RATES: list[dict[str, Any]] = [
    {"sigma": DRAW.uniform(0.5, 3, 1 + n % 4), "rate": float(DRAW.uniform(0.01, 0.6))}
    for n in range(80)
]
MATRICES = [{"X": DRAW.normal(size=(3 + n % 3, 2 + n % 2))} for n in range(9)]
COUNTS = [{"num_steps": n} for n in (3, 5, 8, 13)]
WAYS = [
    {"distance": float(DRAW.uniform(1, 9)), "step": float(DRAW.uniform(0.1, 2))} for _ in range(40)
]

FORMULAS: list[tuple[str, Function, Function, Sequence[dict[str, Any]]]] = [
    ("2 / sum(sigma²)",
     lambda sigma: 2 / np.sum(sigma**2), lambda sigma: 1 / np.max(sigma) ** 2, VECTORS),
    ("1 / (2 · max(sigma) · min(sigma))",
     lambda sigma: 1 / (2 * max(sigma) * min(sigma)), lambda sigma: 1 / np.sum(sigma), VECTORS),
    ("1 / (min(sigma) + max(sigma)²)",
     lambda sigma: 1 / (max(sigma) ** 2 + min(sigma)), lambda sigma: 1 / np.sum(sigma), VECTORS),
    ("1 / max(svd(X))", lambda X: 1 / np.linalg.svd(X)[1][0],
     lambda X: 1 / np.linalg.svd(X)[1][-1], MATRICES),
    ("columns(X) / rows(X)", lambda X: X.shape[1] / X.shape[0], lambda X: 1 / len(X), MATRICES),
    ("at place i, counted from 0, is 1 - 2 · sigma[i] · rate",
     lambda sigma, rate: 1 - 2 * rate * sigma, lambda sigma, rate: rate / sigma, RATES),
    ("at place i, counted from 0, is 1 / (i + 2)",
     lambda num_steps: 1 / (np.arange(num_steps) + 2),
     lambda num_steps: 1 / (np.arange(num_steps) + 1), COUNTS),
    ("at place i, counted from 0, is 0.95^(i)", lambda num_steps: 0.95 ** np.arange(num_steps),
     lambda num_steps: 1 / (np.arange(num_steps) + 1), COUNTS),
    ("exp(distance + γ)", lambda distance, step: float(np.exp(distance + np.euler_gamma)),
     lambda distance, step: step, WAYS),
    ("the first number is distance / step and the second number is always 0",
     lambda distance, step: [distance / step, 0],
     lambda distance, step: [distance % step, step], WAYS),
    ("floor(distance / step)", lambda distance, step: int(distance // step),
     lambda distance, step: math.ceil(distance / step), WAYS),
    ("ceil(distance / step) + 1", lambda distance, step: math.ceil(distance / step) + 1,
     lambda distance, step: round(distance), WAYS),
    ("is True exactly where rate · max(sigma) < 1/2",
     lambda sigma, rate: bool(rate * max(sigma) < 0.5),
     lambda sigma, rate: bool(rate * np.sum(sigma) < 1), RATES),
    ("is True exactly where rate · sum(sigma) < 1/2",
     lambda sigma, rate: bool(rate * sum(sigma) < 0.5), lambda sigma, rate: True, RATES),
]  # fmt: skip


@pytest.mark.parametrize(("words", "wrong", "right", "given"), FORMULAS)
def test_the_formula_of_wrong_answers_is_told_in_the_names_of_the_arguments(
    words: str, wrong: Function, right: Function, given: Sequence[dict[str, Any]]
) -> None:
    assert words in told(wrong, right, given)


@pytest.mark.parametrize("seed", range(6))
def test_no_formula_is_found_in_random_answers(seed: int) -> None:
    draw = np.random.default_rng(seed)
    numbers = told(lambda sigma: float(draw.uniform()), lambda sigma: 2.0, VECTORS)
    counts = told(lambda sigma, rate: int(draw.integers(9)), lambda sigma, rate: 9, RATES)
    answers = told(lambda sigma, rate: bool(draw.integers(2)), lambda sigma, rate: True, RATES)
    vectors = told(lambda sigma: draw.uniform(size=len(sigma)), lambda sigma: sigma, VECTORS)
    assert numbers == counts == answers == vectors == ""


def test_two_answers_are_too_few_for_a_formula() -> None:
    def wrong(sigma: Any) -> Any:
        return 1 / np.sum(sigma)

    assert told(wrong, lambda sigma: 1 / np.max(sigma), VECTORS[:2]) == ""


def test_few_different_answers_of_yes_and_no_are_too_few_for_a_condition() -> None:
    def wrong(sigma: Any, rate: float) -> bool:
        return bool(rate * max(sigma) < 0.5)

    assert told(wrong, lambda sigma, rate: True, RATES[:20]) == ""


def test_a_condition_that_another_one_as_simple_matches_is_not_told() -> None:
    # With equal entries the largest is the smallest.
    given = [{**one, "sigma": one["sigma"][[0, 0, 0]]} for one in RATES]
    alike = told(
        lambda sigma, rate: bool(rate * max(sigma) < 0.5),
        lambda sigma, rate: bool(rate * max(sigma) < 0.3),
        given,
    )
    assert alike == ""


@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_the_right_formula_is_never_told(factor: float) -> None:
    def right(sigma: Any) -> Any:
        return 1 / np.max(sigma) ** 2

    assert told(lambda sigma: factor * right(sigma), right, VECTORS) == ""

    # Cut short, it is wrong in its length and right in its entries.
    def steps(num_steps: int) -> np.ndarray:
        return 1 / (np.arange(num_steps) + 1)

    assert told(lambda num_steps: steps(num_steps - 1), steps, COUNTS) == ""


def test_the_right_condition_with_another_bound_is_not_told() -> None:
    def below(bound: float) -> Function:
        return lambda sigma, rate: bool(rate * np.max(sigma) < bound)

    assert told(below(0.5), below(1), RATES) == ""


@pytest.mark.parametrize("size", [1e300, 1e18, 1e-18, 1e-320], ids=str)
def test_no_formula_is_found_in_answers_that_are_lost_beside_the_arguments(size: float) -> None:
    """1 / (1 - 1) is within rounding of every large number, 1 - 1 of every small one."""
    draw = np.random.default_rng(3)
    assert (
        told(
            lambda sigma: size * float(draw.uniform(1, 9)),
            lambda sigma: float(np.sum(sigma)),
            VECTORS,
        )
        == ""
    )


def test_no_formula_is_looked_for_in_one_number_with_roundings() -> None:
    draw = np.random.default_rng(3)
    wrong: Function = lambda sigma: 1.23456789123 * (1 + 1e-11 * draw.uniform())  # noqa: E731
    assert told(wrong, lambda sigma: float(np.sum(sigma)), VECTORS) == ""


def test_integers_that_floats_leave_out_are_no_reason_to_warn() -> None:
    assert told(lambda sigma, rate: 2**63 - len(sigma), lambda sigma, rate: 9, RATES) == ""


@pytest.mark.parametrize("key", [7, None, ("m", 1), "\x1b[2J", "{0}", "x" * 100])
def test_what_a_submission_calls_an_item_is_no_name_for_an_argument(key: Any) -> None:
    given = [{"config": {key: float(DRAW.uniform(1, 9))}} for _ in range(9)]
    assert told(lambda config: 2 * config[key], lambda config: 0.1, given) == ""
