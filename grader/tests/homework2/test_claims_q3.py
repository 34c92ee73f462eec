"""What handout, notebook and hints claim in Q3, computed with networks and features of our own."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest
import torch
from torch import nn

from student.provided import piecewise

POINTS = np.sort(np.random.default_rng(0).uniform(size=piecewise.NUM_POINTS))
ROUNDING = piecewise.NUM_POINTS * np.finfo(float).eps
STEPS = 1000
# Where the target's slope changes: sharply, and by little.
SHARP, FLAT = (0.2, 0.35, 0.8), 0.6


def network(width: int, depth: int = 1, seed: int = 0) -> nn.Sequential:
    """He weights and Xavier biases, and the first layer's elbows in [0, 1]."""
    generator = torch.Generator().manual_seed(seed)
    sizes = [1, *[width] * depth, 1]
    layers: list[nn.Module] = []
    for fan_in, fan_out in itertools.pairwise(sizes):
        linear = nn.Linear(fan_in, fan_out, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
            linear.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)
        layers += [linear, nn.ReLU()]
    return piecewise.place_elbows(nn.Sequential(*layers[:-1]), seed)


def features(model: nn.Sequential, x: np.ndarray) -> np.ndarray:
    """∂y(x_i)/∂θ_j, shape (n, d), by the chain rule from the output back."""
    weights = [
        (layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in linear(model)
    ]
    inputs = [x[:, np.newaxis]]
    for W, b in weights[:-1]:
        inputs.append(np.maximum(0, inputs[-1] @ W.T + b))
    blocks: list[np.ndarray] = []
    delta = np.ones((len(x), 1))
    for (W, _), h in zip(reversed(weights), reversed(inputs), strict=True):
        by_weight = np.einsum("no,ni->noi", delta, h).reshape(len(x), -1)
        blocks = [by_weight, delta, *blocks]
        delta = (delta @ W) * (h > 0)
    return np.concatenate(blocks, axis=1)


def linear(model: nn.Sequential) -> list[nn.Linear]:
    return [layer for layer in model if isinstance(layer, nn.Linear)]


def svd(matrix: np.ndarray) -> list[np.ndarray]:
    """U, the singular values and Vᵀ. PyTorch's: NumPy's threads would only wait for each other."""
    return [part.numpy() for part in torch.linalg.svd(torch.tensor(matrix), full_matrices=False)]


def spectrum(model: nn.Sequential) -> np.ndarray:
    return svd(features(model, POINTS))[1]


def rank(values: np.ndarray) -> int:
    return int(np.sum(values > ROUNDING * values[0]))


def principal_overlap(a: nn.Sequential, b: nn.Sequential, dimensions: int = 4) -> float:
    """tr(P_a P_b) / dimensions, with the projections on the leading left singular vectors."""
    spans = [svd(features(m, POINTS))[0][:, :dimensions] for m in (a, b)]
    projections = [span @ span.T for span in spans]
    return float(np.trace(projections[0] @ projections[1])) / dimensions


def individual_overlap(a: nn.Sequential, b: nn.Sequential) -> float:
    cosines = []
    for left, right in zip(features(a, POINTS).T, features(b, POINTS).T, strict=True):
        size = np.linalg.norm(left) * np.linalg.norm(right)
        cosines.append((left @ right / size) ** 2 if size else 0.0)
    return float(np.mean(cosines))


@cache
def trained(width: int, seed: int, num_steps: int = STEPS) -> piecewise.Run:
    y = piecewise.target(POINTS) + piecewise.NOISE * _noise()
    x, y_train = torch.tensor(POINTS), torch.tensor(y)
    return piecewise.train(network(width, seed=seed), x, y_train, num_steps=num_steps)


def _noise() -> np.ndarray:
    rng = np.random.default_rng(0)
    rng.uniform(size=piecewise.NUM_POINTS)
    return rng.standard_normal(piecewise.NUM_POINTS)


@cache
def median_spectra(depth: int) -> np.ndarray:
    return np.asarray(np.median([spectrum(network(20, depth, seed)) for seed in range(60)], axis=0))


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.mark.parametrize("depth", [1, 3])
def test_the_chain_rule_gives_the_derivatives_that_autograd_does(depth: int) -> None:
    model = network(5, depth)
    x = np.array([0.1, 0.7])
    for row, point in zip(features(model, x), x, strict=True):
        derivatives = torch.autograd.grad(model(torch.tensor([point])), list(model.parameters()))
        assert row == pytest.approx(np.concatenate([d.flatten().numpy() for d in derivatives]))


# ---- (a) elbows and first-layer features ----


def test_the_training_points_are_those_of_the_notebook() -> None:
    assert np.array_equal(piecewise.training_points()[0].numpy().astype(np.float32),
                          POINTS.astype(np.float32))  # fmt: skip


@pytest.mark.parametrize("width", [20, 40])
def test_elbows_gather_where_the_target_turns_sharply_and_leave_its_flat_corner(width: int) -> None:
    def share(place: float, when: str) -> float:
        elbows = [piecewise.elbows(getattr(trained(width, seed), when)) for seed in range(6)]
        return float(np.mean(np.abs(np.array(elbows) - place) < 0.05))

    for place in SHARP:
        assert share(place, "final") > 1.3 * share(place, "initial")
    assert share(FLAT, "final") < 0.02


def test_elbows_move_most_within_two_hundred_steps_and_less_in_a_wide_network() -> None:
    moved = {}
    for width in (10, 40):
        early, whole = [], []
        for seed in range(6):
            run = trained(width, seed)
            first, then, last = (piecewise.elbows(run.models[step]) for step in (0, 200, STEPS))
            early.append(np.median(np.abs(then - last)))
            whole.append(np.median(np.abs(first - last)))
        assert np.mean(early) < 0.3 * np.mean(whole)
        moved[width] = np.mean(whole)

    assert moved[40] < 0.7 * moved[10]


def test_about_a_fifth_of_the_elbows_ends_up_outside_the_data() -> None:
    elbows = np.array([piecewise.elbows(trained(20, seed).final) for seed in range(6)])

    assert 0.1 < np.mean((elbows < 0) | (elbows > 1)) < 0.3


def test_a_wider_network_comes_nearer_to_the_target_until_all_corners_are_served() -> None:
    error = {
        width: np.median([piecewise.test_error(trained(width, seed).final) for seed in range(6)])
        for width in (10, 20, 40, 80)
    }

    assert error[40] < 0.8 * error[20] < 0.8 * 0.8 * error[10]
    assert error[80] == pytest.approx(error[40], rel=0.2)


def test_first_layer_features_are_steps_and_lines_through_the_origin_that_switch_at_elbows() -> (
    None
):
    model, x = network(7, seed=3), np.linspace(-0.3, 1.3, 301)
    (w1, b1), (w2, _) = (
        [p.detach().numpy() for p in layer.parameters()] for layer in linear(model)
    )
    on = w1[:, 0] * x[:, np.newaxis] + b1 > 0
    matrix = features(model, x)

    assert matrix[:, 7:14] == pytest.approx(w2[0] * on)
    assert matrix[:, :7] == pytest.approx(w2[0] * on * x[:, np.newaxis])


# ---- (b) singular values and principal features ----


def test_the_fourth_singular_value_is_a_tenth_of_the_first_and_the_last_far_below() -> None:
    values = spectrum(network(20, seed=2))

    assert values[3] / values[0] == pytest.approx(0.1, rel=0.1)
    assert rank(values) == 34
    assert values[33] / values[0] == pytest.approx(3.4e-5, rel=0.02)


def test_the_kth_principal_feature_crosses_zero_k_minus_one_times() -> None:
    x = np.linspace(0, 1, 1000)
    crossings = []
    for seed in range(10):
        model = network(40, seed=seed)
        V = svd(features(model, POINTS))[2].T
        curves = features(model, x) @ V[:, :4]
        crossings.append(np.sum(np.diff(np.sign(curves), axis=0) != 0, axis=0))

    assert np.array_equal(np.median(crossings, axis=0), [0, 1, 2, 3])


def test_training_makes_leading_singular_values_larger_and_leaves_fewer() -> None:
    before, after = (
        [spectrum(getattr(trained(20, seed), when)) for seed in range(6)]
        for when in ("initial", "final")
    )
    growth = np.median(after, axis=0)[:4] / np.median(before, axis=0)[:4]

    assert np.all(growth > 1.5)
    assert 3 < growth[3] < 6
    assert np.median([rank(v) for v in after]) < np.median([rank(v) for v in before]) - 8


def test_a_wider_network_has_more_and_larger_singular_values() -> None:
    spectra = [
        [spectrum(network(width, seed=seed)) for seed in range(10)] for width in (10, 20, 40)
    ]
    first = [np.median([values[0] for values in drawn]) for drawn in spectra]
    count = [np.median([rank(values) for values in drawn]) for drawn in spectra]

    assert first == sorted(first)
    assert count == sorted(count)


# ---- (c) random starts ----


def test_principal_features_agree_the_more_the_wider_and_individual_ones_never() -> None:
    principal, individual = {}, {}
    for width in (10, 40, 160):
        models = [network(width, seed=seed) for seed in range(12)]
        pairs = list(itertools.pairwise(models))
        principal[width] = np.mean([principal_overlap(a, b) for a, b in pairs])
        individual[width] = np.mean([individual_overlap(a, b) for a, b in pairs])

    assert principal[10] == pytest.approx(0.76, abs=0.05)
    assert principal[10] < 0.9 < principal[40] < principal[160]
    assert principal[160] == pytest.approx(0.99, abs=0.01)
    assert all(value == pytest.approx(1 / 3, abs=0.06) for value in individual.values())


def test_with_width_40_principal_features_agree_a_little_more_after_convergence() -> None:
    def overlap(when: str, kind: str) -> float:
        models = [getattr(trained(40, seed), when) for seed in range(6)]
        measure = principal_overlap if kind == "principal" else individual_overlap
        return float(np.mean([measure(a, b) for a, b in itertools.pairwise(models)]))

    assert 0 < overlap("final", "principal") - overlap("initial", "principal") < 0.05
    assert overlap("final", "individual") < overlap("initial", "individual") + 0.02


def test_two_random_steps_overlap_by_about_a_third() -> None:
    rng = np.random.default_rng(0)
    x = np.linspace(0, 1, 400)
    steps = (x > rng.uniform(size=(2, 4000, 1))) ^ (rng.uniform(size=(2, 4000, 1)) < 0.5)
    both, (a, b) = (steps[0] & steps[1]).sum(axis=1), steps.sum(axis=2)
    cosines = np.divide(both**2, a * b, out=np.zeros(4000), where=a * b > 0)

    assert np.mean(cosines) == pytest.approx(1 / 3, abs=0.03)


# ---- (d), (e) depth ----


def test_a_second_hidden_layer_has_more_singular_values_that_fall_more_slowly() -> None:
    assert [rank(median_spectra(depth)) for depth in (1, 2)] == [
        pytest.approx(32, abs=2),
        pytest.approx(44, abs=2),
    ]
    shares = [median_spectra(depth)[:30] / median_spectra(depth)[0] for depth in (1, 2)]
    assert shares[1][29] > 3 * shares[0][29]


def test_all_singular_values_grow_with_depth_and_the_small_ones_most() -> None:
    growth = median_spectra(5)[:30] / median_spectra(1)[:30]

    assert growth[0] == pytest.approx(2, rel=0.15)
    assert growth[9] == pytest.approx(4, rel=0.15)
    assert growth[29] == pytest.approx(48, rel=0.15)
    assert growth[29] / growth[0] == pytest.approx(24, rel=0.15)
