"""The statistical checks, simulated: their bound on false alarms, and their power against each
wrong way of drawing that the bank knows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats

from grader.diagnosis.bank import Misconception, bank
from grader.diagnosis.stand_in import StandIn
from grader.judge.rubric import Line
from grader.tests.course import HOMEWORK, find_check, parts
from grader.trials.checks import run_case
from grader.trials.recording import Case
from grader.worker import wire
from solutions import features, initialization
from tests import initial_weights, normal_draws, test_q3_features
from tests.hidden import test_q3_features as hidden_q3
from tests.initial_weights import ALARM
from tests.normal_draws import (
    FALSE_ALARM,
    correlation_p_value,
    row_length_p_value,
    shape_p_value,
    tail_p_value,
    variance_p_value,
)

SAMPLES = 10_000
HONEST_SEEDS, WRONG_SEEDS = 60, 20
TINY = float(np.finfo(np.float64).tiny)
P_VALUES: dict[str, Callable[[np.ndarray], float]] = {
    "variance": lambda z: variance_p_value(2 * z, 4.0),
    "shape": lambda z: shape_p_value(0.1 * z, 0.01),
    "tail": lambda z: tail_p_value(3 * z, 9.0),
    "correlation": lambda z: correlation_p_value(z[: z.size // 2], z[z.size // 2 :]),
    "row_length": lambda z: row_length_p_value(5 * z.reshape(-1, 2), 25.0),
}


def assert_no_smaller_than_uniform(p_values: np.ndarray) -> None:
    """P(p ≤ level) ≤ level: so many small ones are there once in a million simulations at most."""
    for level in (0.3, 0.1, 0.03, 0.01, 0.001):
        count = int(np.count_nonzero(p_values <= level))
        assert stats.binom.sf(count - 1, p_values.size, level) > 1e-6, (level, count)


@pytest.mark.parametrize("name", P_VALUES)
@pytest.mark.parametrize("size", [4, 60, 1000])
def test_true_normals_look_odd_no_more_often_than_the_p_value_says(name: str, size: int) -> None:
    rng = np.random.default_rng(182)
    p_values = np.array([P_VALUES[name](rng.standard_normal(size)) for _ in range(SAMPLES)])
    assert_no_smaller_than_uniform(p_values)


@pytest.mark.parametrize("level", [1e-3, FALSE_ALARM, ALARM])
def test_the_p_values_are_right_far_out_in_the_tail(level: float) -> None:
    size = 50
    sum_of_squares = stats.chi2.isf(level / 2, size)
    values = np.full(size, np.sqrt(sum_of_squares / size))
    assert variance_p_value(values, 1.0) == pytest.approx(level, rel=1e-6)
    # All sizes at most t with probability level/2: as odd as it gets on the short side.
    short = stats.norm.isf((1 - (level / 2) ** (1 / size)) / 2)
    assert tail_p_value(np.array([short] + [0.0] * (size - 1)), 1.0) == pytest.approx(level)
    t = stats.t.isf(level / 2, size - 1)
    r = t / np.sqrt(t**2 + size - 1)
    one, other = np.eye(size)[0], np.eye(size)[1]
    assert correlation_p_value(one, r * one + np.sqrt(1 - r**2) * other) == pytest.approx(level)


def test_the_bound_of_the_shape_test_is_no_smaller_than_the_exact_distribution() -> None:
    for size in (20, 200, 2000):
        for distance in (0.5 / np.sqrt(size), 2 / np.sqrt(size), 3.3 / np.sqrt(size)):
            bound = 2 * np.exp(-2 * size * distance**2)
            assert bound >= stats.kstwo.sf(distance, size) * (1 - 1e-6)


STATISTICAL = [
    (part.name, line)
    for part in parts()
    if part.name in ("q3_build_mlp", "q4a_he_init", "q4a_random_init", "q4a_initialize")
    for line in part.lines
    if "seed" in inspect.signature(find_check(line.test_id).test).parameters
]
HONEST: dict[str, Callable[..., Any]] = {
    "q3_build_mlp": features.build_mlp,
    "q4a_he_init": initialization.he_init,
    "q4a_random_init": initialization.random_init,
    "q4a_initialize": initialization.initialize,
}


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Every p-value that is asked for, wherever it was imported."""
    asked: list[float] = []

    def spy(function: Callable[..., float]) -> Callable[..., float]:
        def asking(*arguments: Any) -> float:
            asked.append(function(*arguments))
            return asked[-1]

        return asking

    with monkeypatch.context() as patch:
        for name in P_VALUES:
            function = spy(getattr(normal_draws, f"{name}_p_value"))
            for module in (initial_weights, test_q3_features, hidden_q3):
                patch.setattr(module, f"{name}_p_value", function, raising=False)
        yield asked


def failures(line: Line, entry: Misconception, seeds: range) -> Iterator[bool]:
    """For each of the seeds, whether a check fails with an entry in the submission's place."""
    check = find_check(line.test_id)
    other = {"num_hidden_layers": 2} if "a_generator_decides" in line.test_id else {}
    stand_in = StandIn(entry)
    for seed in seeds:
        case = Case(wire.encode({"seed": seed, **other}))
        yield run_case(check, case, stand_in).error is not None


@pytest.mark.parametrize(("part", "line"), STATISTICAL)
def test_a_check_asks_so_few_questions_that_its_false_alarm_bound_holds(
    part: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = HONEST[part]
    entry = Misconception("", part, function.__name__, "", "", function)
    seeds = range(7000, 7000 + HONEST_SEEDS)
    with counted(monkeypatch) as asked:
        torch.manual_seed(182)  # what is drawn without a generator
        assert not any(failures(line, entry, seeds))
    # A union bound: each is at least FALSE_ALARM/100 (Q4a), or FALSE_ALARM over their number (Q3).
    assert len(asked) <= 100 * HONEST_SEEDS
    if asked:
        assert_no_smaller_than_uniform(np.array(asked))


WAYS_TO_DRAW = [
    entry
    for entry in bank(HOMEWORK).entries
    if entry.part in HONEST
    and any(
        word in entry.id
        for word in (
            "fan", "variance", "root", "xavier", "uniform", "truncated", "clipped", "positive",
            "scale", "biases", "for-all", "bias-counts", "one-seed", "default",
        )
    )
]  # fmt: skip


@pytest.mark.parametrize("entry", WAYS_TO_DRAW, ids=lambda entry: entry.id)
def test_each_wrong_way_to_draw_is_found_for_every_seed(
    entry: Misconception, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line for name, line in STATISTICAL if name == entry.part]
    torch.manual_seed(182)
    assert any(finds_for_sure(line, entry, monkeypatch) for line in lines)


def finds_for_sure(line: Line, entry: Misconception, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a check fails for every seed, and not narrowly: log p, which is nearly normal from
    seed to seed, stays six of its standard deviations below the level (a miss in 10⁹ seeds). Where
    a failure asks for no p-value it is no matter of chance."""
    logarithms = []
    with counted(monkeypatch) as asked:
        for failed in failures(line, entry, range(9000, 9000 + WRONG_SEEDS)):
            if not failed:
                return False
            logarithms.append(np.log(max(min(asked, default=0.0), TINY)))
            asked.clear()
    certain = np.mean(logarithms) + 6 * np.std(logarithms) < np.log(ALARM)
    return bool(certain)
