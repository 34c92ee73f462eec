"""What is said of draws that no known mistake makes: which law they follow, and nothing that isn't
so."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
import torch

from grader.diagnosis.bank import Misconception
from grader.diagnosis.mistaken_caller import tried
from grader.model import Call, Diagnosis
from grader.tests.course import find_check, recording, select
from grader.tests.naming import ideas
from grader.trials.checks import quiet
from grader.trials.recording import Recording
from grader.worker.wire import Seed
from solutions import features, initialization
from tests.described_draws import DESCRIBERS
from tests.fitted_laws import QUESTIONS, law_of, lots_of, may_follow, orthogonal
from tests.kinds import MLP
from tests.laws import FAMILIES, OF_A_SCALE, OF_FANS, Family, Lot

FANS = ((1, 8000), (8000, 1), (1, 100), (100, 100), (100, 1))
Draw = Callable[[np.random.Generator, int, int], np.ndarray]


def drawn(draw: Draw, seed: int = 0) -> list[Lot]:
    rng = np.random.default_rng(seed)
    return lots_of(Lot(draw(rng, n, k).astype(np.float32), n, k) for n, k in FANS)


def normal(std: Callable[[int, int], float]) -> Draw:
    return lambda rng, n, k: std(n, k) * rng.standard_normal((n, k))


def uniform(bound: Callable[[int, int], float]) -> Draw:
    return lambda rng, n, k: bound(n, k) * rng.uniform(-1, 1, (n, k))


LAWS: list[tuple[Draw, str]] = [
    (normal(lambda n, k: (2 / n) ** 0.5), "draws from N(0, 2/fan_in)"),
    (normal(lambda n, k: 2 / n), "draws from N(0, (2/fan_in)²)"),
    (normal(lambda n, k: (1 / (n + k)) ** 0.5), "draws from N(0, 1/(fan_in + fan_out))"),
    (normal(lambda n, k: (2 / max(n, k)) ** 0.5), "draws from N(0, 2/max(fan_in, fan_out))"),
    (normal(lambda n, k: 0.02), "draws from N(0, 0.02²)"),
    (normal(lambda n, k: 1), "draws from N(0, 1)"),
    (uniform(lambda n, k: n**-0.5), "draws from U(−1/√fan_in, 1/√fan_in)"),
    (uniform(lambda n, k: (6 / (n + k)) ** 0.5),
     "draws from U(−√(6/(fan_in + fan_out)), √(6/(fan_in + fan_out)))"),
    (uniform(lambda n, k: 0.08), "draws from U(−0.08, 0.08)"),
    (uniform(lambda n, k: (1.2 / n) ** 0.5), "draws from U(−√(1.2/fan_in), √(1.2/fan_in))"),
    (lambda rng, n, k: rng.random((n, k)), "draws from U(0, 1)"),
    (lambda rng, n, k: np.abs(rng.standard_normal((n, k))),
     "draws from N(0, 1) without their signs"),
    (lambda rng, n, k: np.full(k, 0.01), "all 0.01"),
    (lambda rng, n, k: np.full(k, (2 / n) ** 0.5), "all √(2/fan_in)"),
]  # fmt: skip


@pytest.mark.parametrize(("draw", "words"), LAWS, ids=[words for _, words in LAWS])
def test_a_law_is_told_from_its_draws(draw: Draw, words: str) -> None:
    assert {law_of(drawn(draw, seed), OF_FANS) for seed in range(3)} == {words}


def test_nothing_is_said_of_a_law_that_is_none_of_these() -> None:
    clipped: Draw = lambda rng, n, k: np.clip(rng.standard_normal((n, k)), -1, 1)  # noqa: E731
    skewed: Draw = lambda rng, n, k: rng.exponential(size=(n, k))  # noqa: E731
    assert law_of(drawn(clipped)) is None
    assert law_of(drawn(skewed)) is None


def test_nothing_is_said_where_two_laws_fit() -> None:
    few = np.random.default_rng(0).standard_normal(60)
    assert law_of([Lot(few, 6, 10)]) is None


def test_nothing_is_said_of_a_few_draws_or_of_nan() -> None:
    assert law_of([]) is None
    assert law_of([Lot(np.array([0.3, -0.1, 0.2]), 3, 1)]) is None
    assert law_of([Lot(np.full(9000, np.nan), 3, 3000)]) is None


@pytest.mark.parametrize("factor", [1e200, 1e307, 1e-200, 1e-310], ids=str)
def test_nothing_is_said_of_numbers_whose_squares_are_none(factor: float) -> None:
    draws = np.random.default_rng(0).standard_normal(60)
    assert law_of([Lot(draws * factor, 6, 10)]) is None
    assert law_of([Lot(np.full(60, 1 / factor), 6, 10), Lot(np.full(90, factor), 9, 10)]) is None
    assert orthogonal([np.eye(3) * factor]) is None


def test_nothing_is_said_of_layers_without_units_or_with_biases_of_two_axes() -> None:
    assert law_of([Lot(np.ones(60), 0, 60), Lot(np.empty((0, 1)), 1, 0)]) is None
    assert orthogonal([np.eye(3), np.empty((5, 0))]) is None
    assert orthogonal([np.eye(3), np.ones(3), np.ones(())]) is None


def test_of_laws_that_come_to_the_same_the_simplest_is_told_or_the_one_that_is_wanted() -> None:
    one_output = [Lot(np.random.default_rng(n).uniform(-3, 3, n), n, 1) for n in (900, 8000)]
    assert law_of(one_output) == "draws from U(−3, 3)"
    wanted = "draws from U(−3/√fan_out, 3/√fan_out)"
    assert law_of(one_output, wanted=wanted) == wanted


def test_small_layers_do_not_keep_a_law_from_being_told() -> None:
    """1/fan_in and 1/(fan_in + fan_out) differ in the smallest layer alone."""
    rng = np.random.default_rng(0)
    lots = [Lot(0.01 * (2 / n) ** 0.5 * rng.standard_normal(n), n, 1) for n in (4, 4000, 8000)]
    assert law_of(lots) == "draws from N(0, 0.0002/fan_in)"


def test_zeros_are_no_draws_however_few_there_are_in_a_layer() -> None:
    rng = np.random.default_rng(0)
    drawn_ones = [Lot(rng.standard_normal(4000), 1, 4000)]
    zeros = [Lot(np.zeros(1), 4000, 1) for _ in range(40)]
    assert law_of(lots_of(drawn_ones)) == "draws from N(0, 1)"
    assert law_of(lots_of(drawn_ones + zeros)) is None


def test_orthogonal_matrices_are_told() -> None:
    rng = np.random.default_rng(0)
    square, _ = np.linalg.qr(rng.standard_normal((9, 9)))
    tall, _ = np.linalg.qr(rng.standard_normal((80, 1)))
    assert orthogonal([square, tall]) == "orthogonal matrices"
    assert orthogonal([2**0.5 * square, 2**0.5 * tall.T]) == "orthogonal matrices times √2"
    assert orthogonal([square, 2 * tall]) is None
    assert orthogonal([tall]) is None
    assert orthogonal([square[0]]) is None


def test_a_scale_that_is_given_is_told() -> None:
    rng = np.random.default_rng(0)
    layers = ((60, 100, 0.5), (150, 40, 3.0), (80, 80, 1e-3))
    lots = [Lot(scale * rng.standard_normal(n * k), n, k, scale) for n, k, scale in layers]
    assert law_of(lots, (*OF_FANS, *OF_A_SCALE)) == "draws from N(0, weight_scale²)"


def test_what_is_drawn_twice_counts_once() -> None:
    values = np.random.default_rng(0).standard_normal(100)
    (lot,) = lots_of([Lot(values, 10, 10), Lot(values.copy(), 10, 10)])
    assert lot.values.size == 100


@pytest.mark.parametrize("size", [3, 60, 1000])
@pytest.mark.parametrize(
    ("family", "draw"),
    [
        (FAMILIES[0], lambda rng, size: rng.standard_normal(size)),
        (FAMILIES[1], lambda rng, size: rng.uniform(-1, 1, size)),
        (FAMILIES[2], lambda rng, size: rng.random(size)),
        (FAMILIES[3], lambda rng, size: np.abs(rng.standard_normal(size))),
    ],
    ids=["normal", "uniform", "positive", "without signs"],
)
def test_the_true_law_is_turned_down_no_more_often_than_is_said(
    family: Family, draw: Any, size: int
) -> None:
    rng, tries, alarm = np.random.default_rng(182), 400, 0.01
    lost = sum(
        not may_follow(Lot(7 * draw(rng, size), 2, 3), 7.0, family, alarm) for _ in range(tries)
    )
    assert lost <= QUESTIONS * alarm * tries


def told(part_name: str, function: Any, recorded: Recording) -> dict[str, Diagnosis | None]:
    """What is described of a part's checks, whether they fail or not."""
    (part,) = select(part_name)[:1]
    entry = Misconception("", part_name, part.stated.function, "", "", function)
    trials = tried(entry, [find_check(line.test_id) for line in part.lines], recorded)
    calls = [call for trial in trials for run in trial.runs for call in run.calls]
    names = (trial.check.name for trial in trials)
    return {name: DESCRIBERS[name](calls) for name in names if name in DESCRIBERS}


@pytest.fixture(scope="module")
def cases() -> Recording:
    return recording()


@pytest.mark.parametrize(
    ("part", "solution"),
    [
        ("q3_build_mlp", features.build_mlp),
        ("q4a_zero_init", initialization.zero_init),
        ("q4a_random_init", initialization.random_init),
        ("q4a_he_init", initialization.he_init),
        ("q4a_initialize", initialization.initialize),
    ],
)
def test_nothing_is_said_of_what_is_right(part: str, solution: Any, cases: Recording) -> None:
    found = told(part, solution, cases)
    assert found
    assert set(found.values()) == {None}


def network(weights: Callable[..., Any], biases: Callable[..., Any]) -> Any:
    def build_mlp(width: int, num_hidden_layers: int, generator: Any = None) -> Any:
        made: list[Any] = []
        for fan_in, fan_out in pairwise([1, *[width] * num_hidden_layers, 1]):
            layer = torch.nn.Linear(fan_in, fan_out)
            weights(layer.weight, generator=generator)
            biases(layer.bias.data)
            made += [layer, torch.nn.ReLU()]
        return torch.nn.Sequential(*made[:-1])

    return build_mlp


def test_weights_and_biases_are_told_each_by_itself(cases: Recording) -> None:
    init = torch.nn.init
    found = ideas("q3_build_mlp", network(
        lambda w, generator: init.kaiming_uniform_(w, a=2, generator=generator),
        lambda b: b.fill_(0.03)), cases)  # fmt: skip
    weights = found["test_weights_have_variance_two_over_fan_in"]
    biases = found["test_biases_have_variance_two_over_the_sum_of_the_fans"]
    assert "test_a_generator_decides_every_value" not in found
    assert weights is not None
    assert biases is not None
    assert weights.title == "Your weights are draws from U(−√(1.2/fan_in), √(1.2/fan_in))"
    assert biases.title == "Your biases are all 0.03"


def test_what_ignores_the_generator_is_told(cases: Recording) -> None:
    init = torch.nn.init
    found = ideas("q3_build_mlp", network(
        lambda w, generator: init.xavier_uniform_(w), lambda b: b.fill_(0.03)), cases)  # fmt: skip
    idea = found["test_a_generator_decides_every_value"]
    assert idea is not None
    assert idea.title == "Two generators in one state give you other weights"


def test_an_output_layer_that_is_an_exception_is_told(cases: Recording) -> None:
    def initialize(dims: Any, scheme: str, rng: Any, weight_scale: float = 0.01) -> Any:
        network = initialization.initialize(dims, scheme, rng, weight_scale)
        last = f"W{len(dims) - 1}"
        if scheme == "he":
            network[last] = network[last] * 0.5
        return network

    found = ideas("q4a_initialize", initialize, cases)
    idea = found["test_initialize_gives_each_layer_its_scale"]
    assert idea is not None
    assert idea.title == 'Your weights by "he" of the output layer are draws from N(0, 0.5/fan_in)'


ODD_NUMBERS = [0.0, 5e-324, 1e-200, 1.0, 1e17, 1e200, 1e308, np.inf, np.nan]
ODD_ARRAYS = [
    *(np.where(np.arange(60) % 2, number, 1.0).reshape(5, 12) for number in ODD_NUMBERS),
    *(np.full((5, 12), number) for number in ODD_NUMBERS),
    *(np.ones(shape) for shape in [(), (60,), (60, 1), (12, 5), (5, 12, 1), (0, 5), (5, 0)]),
    *(np.ones((5, 12), dtype) for dtype in ("f4", "f2", "i8", "u8", "?")),
]


@pytest.mark.parametrize("name", DESCRIBERS)
def test_whatever_a_function_drew_is_told_or_not(name: str) -> None:
    arguments: tuple[Any, ...] = (5, 12)
    if "initialize" in name or "layer" in name:
        arguments = ([5, 12], "he")
    function = "he_init" if arguments == (5, 12) else "initialize"
    for one, other in product(ODD_ARRAYS, ODD_ARRAYS[::11]):
        values: list[Any] = [one, {"W1": one, "b1": other, 1: one, None: "W"}, [one, other], "W"]
        if one.ndim == 2:
            values.append(MLP(["Linear", "ReLU"], [one, other]))
        calls = [
            Call(function, (*arguments, Seed("numpy", 1)), {"generator": Seed("torch", n)}, value)
            for n, value in enumerate(values)
        ]
        with quiet():
            idea = DESCRIBERS[name](calls)
        assert idea is None or idea.title.isprintable()
