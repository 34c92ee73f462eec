"""What a report shows as code can be pasted, and then does what the report says."""

from __future__ import annotations

import ast
import sys
import types
from typing import Any

import numpy as np
import pytest

from grader.display.case_code import case_as_code, shown_calls
from grader.display.snippet import as_code
from grader.judge.grading import Judge
from grader.model import Call, CheckResult, Status
from grader.tests.course import parts, select
from grader.tests.variants import Variant, submission
from grader.worker.values import Workbench
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


def paste(code: str) -> Any:
    """What a prompt shows after the code's last line."""
    *before, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {}
    exec(compile(ast.Module(before, []), "case", "exec"), names)
    return eval(compile(ast.Expression(last.value), "case", "eval"), names)


def failures(bug: Variant, judge: Judge) -> list[CheckResult]:
    """The public checks that fail with a bug."""
    (part,) = judge.grade(submission(bug), select(bug.part)).parts
    return [check for check in part.checks if check.status is Status.FAILED and not check.hidden]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_a_shown_case_fails_when_it_is_pasted(
    bug: Variant, explaining_judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = types.ModuleType(f"student.{bug.module}")
    exec(submission(bug).files[f"{bug.module}.py"], module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    checks = failures(bug, explaining_judge)
    assert checks
    for check in checks:
        assert check.failure is not None
        code = case_as_code(check.failure.calls, check.module)
        last = shown_calls(check.failure.calls)[-1]
        if last.failed:
            with pytest.raises(KeyError):
                paste(code)
            continue
        shown = Workbench().reduce(paste(code))
        if code.endswith(")]") or "for _ in range" in code.splitlines()[-1]:
            shown = shown[-1]  # the last of many draws
        assert as_code(shown, 3) == as_code(last.value, 3), code


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
