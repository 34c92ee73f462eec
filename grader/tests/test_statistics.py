"""The statistical checks, simulated: their bound on false alarms, and their power against each
wrong way of drawing that the bank knows.

Bounds are made for other false-alarm rates too: large ones show how often true normals leave them,
and what leaves those for a tiny rate is found whatever the seed.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats

from grader.diagnosis.bank import Misconception, bank
from grader.diagnosis.mistaken_caller import MistakenCaller
from grader.judge.rubric import Line
from grader.tests.course import HOMEWORK, find_check, parts
from grader.trials.checks import run_case
from grader.trials.mismatch import Mismatch
from grader.trials.properties import expected
from grader.trials.recording import Case
from grader.worker import wire
from solutions import features, initialization
from tests import oracles
from tests.normal_draws import (
    are_correlated,
    has_the_row_lengths,
    has_the_shape,
    has_the_size,
    has_the_tails,
    require_draws_of_their_own,
)
from tests.oracles import normal_draws
from tests.oracles.normal_draws import (
    FALSE_ALARM,
    QUESTIONS,
    correlation,
    normal_matrix,
    normal_samples,
    normals,
)

SAMPLES = 5000
HONEST_SEEDS, WRONG_SEEDS = 60, 20
# A normal statistic is beyond 7 standard deviations with a probability of 1e-11, and beyond 13 with
# one of 1e-40: what is found there for each of 20 seeds is missed here once in 10⁹ seeds.
FAR_BEYOND = 1e-38
# All samples of it have one and the same size, whatever the seed.
NO_MATTER_OF_CHANCE = {"he_init-scaled-to-fit"}


def false_alarms_at(rate: float, patch: pytest.MonkeyPatch) -> None:
    """Make bounds for another rate from here on."""
    patch.setattr(normal_draws, "FALSE_ALARM", rate)


def are_draws_of_their_own(samples: np.ndarray, bounds: Any) -> bool:
    """The same as a yes or a no."""
    try:
        require_draws_of_their_own(samples, bounds, "samples")
    except Mismatch:
        return False
    return True


# By name: bounds for draws of some size, and whether such draws z are within.
LOOKED_AT: dict[str, tuple[Callable[[int], Any], Callable[[np.ndarray, Any], bool]]] = {
    "size": (lambda n: normals(n, 4.0, 1), lambda z, b: has_the_size(2 * z, 4.0, b)),
    "shape": (lambda n: normals(n, 0.01, 1), lambda z, b: has_the_shape(0.1 * z, 0.01, b)),
    "tails": (lambda n: normals(n, 9.0, 1), lambda z, b: has_the_tails(3 * z, 9.0, b)),
    "correlation": (
        lambda n: correlation(n // 2, 1),
        lambda z, b: not are_correlated(z[: z.size // 2], z[z.size // 2 :], b),
    ),
    "row_lengths": (
        lambda n: normal_matrix((n // 2, 2), 25.0, 1)["row_lengths"],
        lambda z, b: has_the_row_lengths(5 * z.reshape(-1, 2), 25.0, b),
    ),
    "samples": (
        lambda n: normal_samples(n // 2, 2, 1.0, questions=2),
        lambda z, b: are_draws_of_their_own(z.reshape(-1, 2), b),
    ),
}


def assert_no_more_often(alarms: int, tries: int, rate: float) -> None:
    """So many are there once in a million simulations at most."""
    assert stats.binom.sf(alarms - 1, tries, rate) > 1e-6, (alarms, tries, rate)


@pytest.mark.parametrize("name", LOOKED_AT)
@pytest.mark.parametrize("size", [4, 60, 1000])
def test_true_normals_leave_bounds_no_more_often_than_is_said(
    name: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(182)
    bounds_for, is_within = LOOKED_AT[name]
    draws = rng.standard_normal((SAMPLES, size))
    for rate in (0.3, 0.03, 0.001):
        false_alarms_at(rate, monkeypatch)
        bounds = bounds_for(size)
        assert_no_more_often(sum(not is_within(z, bounds) for z in draws), SAMPLES, rate)


@pytest.mark.parametrize("rate", [1e-3, FALSE_ALARM, FALSE_ALARM / QUESTIONS])
def test_the_bounds_are_right_far_out_in_the_tail(
    rate: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    false_alarms_at(rate, monkeypatch)
    size, half = 50, pytest.approx(rate / 2, rel=1e-6)
    bounds = normals(size, 1.0, 1)
    low, high = bounds["mean_square"]
    assert stats.chi2.cdf(size * low, size) == half
    assert stats.chi2.sf(size * high, size) == half
    low, high = bounds["largest"]
    assert (1 - 2 * stats.norm.sf(low)) ** size == half
    assert size * 2 * stats.norm.sf(high) == half
    r = correlation(size, 1)
    assert stats.t.sf(r * math.sqrt((size - 1) / (1 - r**2)), size - 1) == half
    for rows in (20, 200, 2000):
        distance = normals(rows, 1.0, 1)["distance"]
        assert stats.kstwo.sf(distance, rows) <= rate * (1 + 1e-6)
    lengths = normal_matrix((size, 7), 1.0, 1)["row_lengths"]
    levels = stats.chi2.cdf(lengths["quantiles"], 7)
    np.testing.assert_allclose(levels, np.arange(1, 100) / 100, rtol=1e-9)
    assert lengths["distance"] == normals(size, 1.0, 1)["distance"]


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


def failures(line: Line, entry: Misconception, seeds: range) -> int:
    """With how many of the seeds a check fails, with an entry in the submission's place."""
    check = find_check(line.test_id)
    drawn = {"num_hidden_layers": 2} if "a_generator_decides" in line.test_id else {}
    case = drawn | expected(check.test, oracles, drawn)
    mistaken = MistakenCaller(entry)
    runs = [run_case(check, Case(wire.encode(case | {"seed": seed})), mistaken) for seed in seeds]
    return sum(run.error is not None for run in runs)


@pytest.mark.parametrize(("part", "line"), STATISTICAL)
def test_an_honest_answer_fails_a_check_no_more_often_than_is_said(
    part: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = HONEST[part]
    entry = Misconception("", part, function.__name__, "", "", function)
    seeds = range(7000, 7000 + HONEST_SEEDS)
    torch.manual_seed(182)  # what is drawn without a generator
    assert failures(line, entry, seeds) == 0
    # A check that asks more than its bounds were made for would fail more often.
    false_alarms_at(0.1, monkeypatch)
    assert_no_more_often(failures(line, entry, seeds), HONEST_SEEDS, 0.1)


# Right in what it draws, wrong in how it keeps it.
NOT_A_WAY_TO_DRAW = {"initialize-one-array-for-all-biases"}
WAYS_TO_DRAW = [
    entry
    for entry in bank(HOMEWORK).entries
    if entry.part in HONEST
    and entry.id not in NOT_A_WAY_TO_DRAW
    and any(
        word in entry.id
        for word in (
            "fan", "variance", "root", "xavier", "uniform", "truncated", "clipped", "positive",
            "scale", "biases", "for-all", "bias-counts", "one-seed", "default", "normalised",
            "centred",
        )
    )
]  # fmt: skip


@pytest.mark.parametrize("entry", WAYS_TO_DRAW, ids=lambda entry: entry.id)
def test_each_wrong_way_to_draw_is_found_for_every_seed(
    entry: Misconception, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line for name, line in STATISTICAL if name == entry.part]
    torch.manual_seed(182)
    if entry.id not in NO_MATTER_OF_CHANCE:
        false_alarms_at(FAR_BEYOND, monkeypatch)
    seeds = range(9000, 9000 + WRONG_SEEDS)
    assert any(failures(line, entry, seeds) == WRONG_SEEDS for line in lines)
