"""What a report shows as code can be pasted, and then does what the report says."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from grader.display.case_code import case_as_code
from grader.display.lines import broken
from grader.display.snippet import as_code
from grader.judge.grading import Judge
from grader.model import Call
from grader.tests.course import parts, select
from grader.tests.pasting import assert_fails_as_told
from grader.tests.variants import Variant, submission
from grader.worker.wire import Seed

# What a rate of half the right one does to functions whose cases have long numbers.
SLOW = """
def least_squares_gradient_descent(X, y, learning_rate, num_steps):
    X, w = np.asarray(X), [np.zeros(np.shape(X)[1])]
    for _ in range(num_steps):
        w.append(w[-1] - learning_rate * X.T @ (X @ w[-1] - y))
    return np.array(w)
"""
FORGETFUL = """
def adam(w, dw, config=None):
    config = dict(config or {})
    m = 0.9 * config.get("m", np.zeros_like(w)) + 0.1 * dw
    return w - config.get("learning_rate", 1e-3) * m, config | {"m": m}
"""
REUSED = """
def he_init(fan_in, fan_out, rng):
    return np.full((fan_in, fan_out), np.sqrt(2 / fan_in) * rng.standard_normal())
"""
RAISING = """
def constant_step_limit(distance, step):
    raise KeyError("distance")
"""
BUGS = (
    Variant("slow", "q1_least_squares_gradient_descent", "least_squares_gradient_descent",
            "learning_rates", SLOW),
    Variant("forgetful", "q4b_adam", "adam", "optimizers", FORGETFUL),
    Variant("reused", "q4a_he_init", "he_init", "initialization", REUSED),
    Variant("raising", "q2_constant_step_limit", "constant_step_limit", "step_sizes", RAISING),
)  # fmt: skip


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_a_shown_case_fails_as_told_when_it_is_pasted(
    bug: Variant, explaining_judge: Judge
) -> None:
    (part,) = explaining_judge.grade(submission(bug), select(bug.part)).parts
    failed = [check for check in part.checks if check.failure is not None and not check.hidden]
    assert failed
    for check in failed:
        assert_fails_as_told(check, bug)


@pytest.mark.parametrize(
    ("look", "last_lines"),
    [
        ("dw", ["dw = np.array([2.0])", "sgd(np.array([1.0]), dw, {})", "dw"]),
        ("result[0]", ["sgd(np.array([1.0]), np.array([2.0]), {})[0]"]),
        (
            "np.shares_memory(result[0], w)",
            [
                "w = np.array([1.0])",
                "result = sgd(w, np.array([2.0]), {})",
                "np.shares_memory(result[0], w)",
            ],
        ),
        (
            "Python",
            [
                "before = random.getstate()",
                "sgd(np.array([1.0]), np.array([2.0]), {})",
                "random.getstate() == before",
            ],
        ),
        # Names that the function doesn't have, and what is no code.
        ("argument 2", ["sgd(np.array([1.0]), np.array([2.0]), {})"]),
        ("open('x')", ["sgd(np.array([1.0]), np.array([2.0]), {})"]),
    ],
)
def test_what_a_call_did_to_its_surroundings_is_looked_at(look: str, last_lines: list[str]) -> None:
    parameters = ("w", "dw", "config")
    call = Call("sgd", (np.array([1.0]), np.array([2.0]), {}), {}, None, parameters=parameters)
    assert case_as_code([call], "optimizers", look).splitlines()[-len(last_lines) :] == last_lines


def test_long_lines_are_broken_where_python_lets_them_go_on() -> None:
    lines = [
        f"the_first, the_second, the_third = initialize({list(range(20))}, 'a text with spaces')",
        f"np.square(initialize({list(range(12))}, rng)['W1'] - {list(range(9))}) ** 0.5 + 2 ** 3",
        f"say('{'words ' * 20}')",
        "# after 12 calls, with the next_weights and the gradient and the config that they led to",
    ]
    broken_lines = broken(lines)
    assert ast.dump(ast.parse("\n".join(broken_lines))) == ast.dump(ast.parse("\n".join(lines)))
    assert len(broken_lines) > len(lines)


@pytest.mark.parametrize("argument", [np.arange(50.0), [np.arange(30.0) / 7] * 20])
def test_what_is_too_long_to_paste_is_shown_as_comments(argument: Any) -> None:
    code = case_as_code([Call("sgd", (argument,), {}, None)], "optimizers")
    assert ast.parse(code).body == []


def test_draws_from_one_generator_are_shown_together() -> None:
    rng, same = Seed("numpy", 7), Seed("numpy", 7, "same state")
    calls = [Call("he_init", (2, 3, rng), {}, None)] * 4 + [Call("he_init", (5, 1, same), {}, None)]
    assert case_as_code(calls, "initialization").splitlines()[1:] == [
        "rng = np.random.default_rng(7)",
        "[he_init(2, 3, rng) for _ in range(4)]",
        "rng_2 = np.random.default_rng(7)",
        "he_init(5, 1, rng_2)",
    ]


@pytest.mark.parametrize(
    "value",
    [
        1 / 3, 1e-300, -0.0, 2**60, True, None, "text", [1.5, [2]], {"a": 0.1},
        np.array([[0.1, 1e9], [1 / 3, -2.0]]), np.zeros((3, 3)), np.full((2, 4), 1 / 7),
        np.array([0.1, 1 / 3], dtype=np.float32), np.arange(5), np.empty((0, 3)),
    ],
    ids=str,
)  # fmt: skip
def test_code_gives_the_very_same_value(value: Any) -> None:
    again = eval(as_code(value), {"np": np})
    assert as_code(again) == as_code(value)
    np.testing.assert_equal(again, value)
    assert getattr(again, "dtype", None) == getattr(value, "dtype", None)


def test_every_public_check_has_a_short_name_that_finds_it() -> None:
    for part in parts():
        public = [line.test_id for line in part.lines if not line.hidden]
        for position, test_id in enumerate(public, start=1):
            line = next(x for x in part.lines if x.test_id == test_id)
            assert part.label(line) == f"{part.name}.{position}"
            for name in (f"{part.name}.{position}", test_id.rpartition("::")[2]):
                (found,) = select(name)
                assert [line.test_id for line in found.lines] == [test_id]
