"""Cases as Hypothesis draws them, each with what the oracles say of it."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from grader.trials.properties import Property, expected, property_of
from grader.worker import wire

Test = Callable[..., Any]
BEGINS_ITS_CASES = "begins_its_cases"


def frames(test: Test, seed: int) -> list[bytes]:
    """The cases of a test as wire bytes: what is drawn and what is expected, by argument."""
    found = property_of(test)
    if not found.strategies:
        return [_with_expected(test, {})]
    drawn: list[bytes] = []

    def keep(**case: Any) -> None:
        drawn.append(_with_expected(test, case))

    over(found, keep, seed, phases=(Phase.generate,))()
    return drawn


def over(
    found: Property, body: Callable[..., None], seed: int | None, phases: tuple[Phase, ...]
) -> Test:
    """A Hypothesis test of the body over a property's cases: the same draws for everyone, nothing
    stored, no clock."""
    strategies = importlib.import_module("tests.strategies")
    drawn = {name: strategy(strategies) for name, strategy in found.strategies.items()}
    named = inspect.signature(body).parameters.values()
    _sign(body, [p.name for p in named if p.kind is not p.VAR_KEYWORD] + [*drawn])
    quiet = settings(
        max_examples=found.number,
        derandomize=seed is None,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    test = quiet(given(**drawn)(body))
    return test if seed is None else seeded(seed)(test)


def live(test: Test) -> Test:
    """The test for pytest: drawn anew by Hypothesis, with one argument, the submission's file."""
    module, *_ = inspect.signature(test).parameters

    def one_case(**arguments: Any) -> None:
        student = arguments.pop(module)
        student.session.begin_case()
        test(student, **wire.decode(_with_expected(test, arguments)))

    _sign(one_case, [module])
    found = property_of(test)
    drawn = one_case
    if found.strategies:
        drawn = over(found, one_case, None, (Phase.explicit, Phase.generate, Phase.shrink))
    setattr(drawn, BEGINS_ITS_CASES, True)
    return drawn


def _sign(function: Callable[..., Any], names: list[str]) -> None:
    """Give a function that takes any keywords these, for those who look: Hypothesis, pytest."""
    keywords = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names]
    function.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]


def _with_expected(test: Test, case: dict[str, Any]) -> bytes:
    oracles = importlib.import_module("tests.oracles")
    # As it will be when it is replayed; a copy each time, since an oracle may work in place.
    frame = wire.encode(case)
    return wire.encode(wire.decode(frame) | expected(test, oracles, wire.decode(frame)))
