"""A mistake is named by what it does, whatever the code looks like; an unrelated one never is."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from grader.tests.course import recording
from grader.tests.naming import Config, Function, ideas, named
from grader.trials.recording import Recording


@pytest.fixture(scope="module")
def cases() -> Recording:
    return recording()


def adam(step: Function) -> Function:
    """Adam, in place, with the weights changed by `step(config, dw, learning_rate)`."""

    def rule(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Any:
        config = {} if config is None else config
        defaults = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "t": 0}
        for key, value in defaults.items():
            config.setdefault(key, value)
        config["t"] += 1
        for key, beta, power in (("m", "beta1", 1), ("v", "beta2", 2)):
            config[key] = config[beta] * config.get(key, 0) + (1 - config[beta]) * dw**power
        w -= config["learning_rate"] * step(config, dw)
        return w, config

    return rule


def corrected(config: Config, key: str, beta: str) -> Any:
    return config[key] / (1 - config[beta] ** config["t"])


def rounded_down(sigma: Any, learning_rate: float, epsilon: float) -> int:
    factor = max(abs(1 - 2 * learning_rate * s * s) for s in np.atleast_1d(sigma))
    return int(np.log(epsilon) / np.log(factor)) if factor else 1


def walk_of_the_squared_norm(b: Any, x0: Any, step_sizes: Any) -> np.ndarray:
    points = [np.array(x0, dtype=float)]
    for t in step_sizes:
        points.append((1 - 2 * t) * points[-1] + 2 * t * np.asarray(b))
    return np.stack(points)


def biases_of_one(layer_dims: Any, scheme: str, rng: Any, weight_scale: float = 0.01) -> Any:
    parameters = {}
    for i, (rows, columns) in enumerate(pairwise(layer_dims), 1):
        size = {"zero": 0, "random": weight_scale, "he": (2 / rows) ** 0.5}[scheme]
        parameters["W" + str(i)] = size * rng.standard_normal((rows, columns))
        parameters["b" + str(i)] = np.zeros(columns) + 1
    return parameters


def at_least_one(count: Function) -> Function:
    """The same where a factor is 0 or ε is large: somebody thought of that."""
    return lambda *arguments: max(1, count(*arguments))


def one_step_more(sigma: Any, learning_rate: float, epsilon: float) -> int:
    factor = max(abs(1 - 2 * learning_rate * s * s) for s in np.atleast_1d(sigma))
    return int(np.ceil(np.log2(epsilon) / np.log2(factor))) + 1 if factor else 1


def layers(width: int, depth: int, generator: Any, *, relu_at_end: bool = False) -> Any:
    """A right network, but for the ReLU."""
    modules: list[torch.nn.Module] = []
    for fans in pairwise([1, *[width] * depth, 1]):
        linear = torch.nn.Linear(*fans)
        linear.weight.data = (2 / fans[0]) ** 0.5 * torch.randn(fans[::-1], generator=generator)
        linear.bias.data = (2 / sum(fans)) ** 0.5 * torch.randn(fans[1], generator=generator)
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[: None if relu_at_end else -1])


KNOWN: list[tuple[str, Function, str]] = [
    (
        "q4b_adam",
        adam(lambda c, dw: c["m"] / (np.sqrt(c["v"]) + c["epsilon"])),
        "adam-no-bias-correction",
    ),
    (
        "q4b_adam",
        adam(lambda c, dw: corrected(c, "m", "beta1") / (np.sqrt(c["v"]) + c["epsilon"])),
        "adam-only-m-corrected",
    ),
    ("q1_steps_to_accuracy", rounded_down, "steps_to_accuracy-rounded-down"),
    ("q1_max_learning_rate", lambda sigma: 2 / np.max(np.square(sigma)),
     "max_learning_rate-two-over-sigma-squared"),
    ("q2_gradient_descent", walk_of_the_squared_norm, "gradient_descent-on-the-squared-norm"),
    ("q2_decreasing_step_sizes", lambda num_steps: np.arange(1, num_steps + 1) ** -0.5,
     "decreasing_step_sizes-one-over-the-root"),
    ("q4a_initialize", biases_of_one, "initialize-biases-of-one"),
    # Drawn in another way than the bank draws: recognised by the distribution.
    ("q4a_he_init", lambda fan_in, fan_out, rng:
     rng.standard_normal((fan_out, fan_in)).T * np.sqrt(2 / fan_out), "he_init-fan-out"),
    ("q4a_he_init", lambda fan_in, fan_out, rng:
     np.sqrt(6 / fan_in) * (1 - 2 * rng.random((fan_in, fan_out))), "he_init-uniform"),
    ("q4c_mean_gradient_norm", lambda grads: sum(np.vdot(g, g) for g in grads.values()) ** 0.5,
     "mean_gradient_norm-of-the-concatenation"),
    # Right in the special cases, and wrong as the bank is in all others.
    ("q1_steps_to_accuracy", at_least_one(rounded_down), "steps_to_accuracy-rounded-down"),
    ("q1_steps_to_accuracy", one_step_more, "steps_to_accuracy-one-too-many-but-for-one-step"),
    # Few draws in each case, and from a seed of their own or from none.
    ("q4a_he_init", lambda fan_in, fan_out, rng:
     np.random.default_rng(182).normal(0, (2 / fan_in) ** 0.5, (fan_in, fan_out)),
     "he_init-fixed-seed"),
    ("q3_build_mlp", lambda width, num_hidden_layers, generator=None:
     layers(width, num_hidden_layers, None), "build_mlp-generator-ignored"),
    ("q3_build_mlp", lambda width, num_hidden_layers, generator=None:
     layers(width, num_hidden_layers, generator, relu_at_end=True), "build_mlp-relu-at-the-end"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "function", "name"), KNOWN, ids=[name for _, _, name in KNOWN])
def test_a_known_mistake_is_named_in_other_peoples_code(
    part: str, function: Function, name: str, cases: Recording
) -> None:
    assert named(part, function, cases) == {name}


def unlike_any(config: Config, dw: np.ndarray) -> Any:
    """A step that is in no bank."""
    return config["m"] / (config["v"] ** 0.3 + 1)


def uncorrected(config: Config, dw: np.ndarray) -> Any:
    return config["m"] / (np.sqrt(config["v"]) + config["epsilon"])


def test_of_two_mistakes_one_is_named_where_checks_see_it_alone(cases: Recording) -> None:
    def another_default(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Any:
        return adam(uncorrected)(w, dw, {"learning_rate": 0.7} | (config or {}))

    assert named("q4b_adam", another_default, cases) == {"adam-no-bias-correction"}


def test_a_first_step_in_common_gives_a_path_no_name(cases: Recording) -> None:
    def averaged(w: np.ndarray, dw: np.ndarray, config: Config | None = None) -> Any:
        config = {"learning_rate": 1e-2, "momentum": 0.99} | (config or {})
        v = config["momentum"] * config.get("velocity", 0) + (1 - config["momentum"]) * dw
        return w - config["learning_rate"] * v, config | {"velocity": v}

    # (1 − 0.99) · 1e-2 is 1e-4: so long is the first step of another default rate.
    assert named("q4b_sgd_momentum", averaged, cases) == {
        "sgd_momentum-damped-and-momentum-of-0-99"
    }


def test_what_one_mistake_explains_is_not_called_two(cases: Recording) -> None:
    assert named("q4b_adam", adam(uncorrected), cases) == {"adam-no-bias-correction"}


UNRELATED: list[tuple[str, Function]] = [
    ("q4b_adam", adam(unlike_any)),
    ("q4b_adam", adam(lambda c, dw: -c["m"] / (2 * np.sqrt(c["v"]) + c["epsilon"]))),
    ("q1_is_stable", lambda sigma, learning_rate: False),
    ("q1_is_stable", lambda sigma, learning_rate:
     bool(np.all(abs(1 - 2 * learning_rate * np.square(sigma)) < 0.99))),
    ("q1_max_learning_rate", lambda sigma: 3 / np.max(np.square(sigma))),
    ("q3_principal_overlap", lambda model_a, model_b, x, rank: 1.0),
    ("q4a_he_init", lambda fan_in, fan_out, rng:
     rng.normal(0, 1.3 * np.sqrt(2 / fan_in), (fan_in, fan_out))),
    ("q4a_random_init", lambda fan_in, fan_out, rng, weight_scale=0.01:
     rng.normal(0, weight_scale * fan_out**0.5, (fan_in, fan_out))),
    ("q4a_zero_init", lambda fan_in, fan_out, rng: np.full((fan_in, fan_out), 2.0)),
    # Ones in a layer of one weight, and not in others.
    ("q4a_zero_init", lambda fan_in, fan_out, rng: np.eye(fan_in, fan_out)),
    # Of one number it is the norm.
    ("q4c_mean_gradient_norm",
     lambda grads: float(sum(np.percentile(np.abs(g), 70) for g in grads.values()))),
    ("q4a_initialize", lambda layer_dims, scheme, rng, weight_scale=0.01:
     {f"w{i}": np.zeros(layer_dims[i - 1 : i + 1]) for i in range(1, len(layer_dims))}),
]  # fmt: skip


@pytest.mark.parametrize(("part", "function"), UNRELATED)
def test_an_unrelated_mistake_is_given_no_name(
    part: str, function: Function, cases: Recording
) -> None:
    assert named(part, function, cases) == set()


def test_the_sentence_gives_the_formula_and_the_number_of_cases(cases: Recording) -> None:
    said = ideas("q1_max_learning_rate", lambda sigma: 2 / np.max(np.square(sigma)), cases)
    idea = said["test_max_learning_rate_separates_convergence_from_divergence"]
    assert idea is not None
    assert idea.title == (
        "Your max_learning_rate matches “two over sigma squared” (η_max = 2/σ²) on all 16 cases"
    )


def test_mistakes_that_cannot_be_told_apart_are_both_named(cases: Recording) -> None:
    def of_all(X: Any) -> tuple[float, float]:
        squares = np.linalg.svd(np.asarray(X, dtype=float), compute_uv=False) ** 2
        return float(1 / squares.max()), float(1 / (squares.max() + squares.min()))

    said = ideas("q1_least_squares_learning_rates", of_all, cases)
    assert said
    for idea in said.values():
        assert idea is not None
        assert "matches either “zeros counted”" in idea.title
        assert "or “exact zeros alone”" in idea.title
