"""How a graded test says on which cases it is tried, and what is expected there.

    @cases(4, table=lambda draw: draw.tables(entries=draw.LARGE))
    @expecting(means=lambda oracles, table: oracles.means(table))
    def test_mean_is_taken_of_each_column(statistics, table, means): ...

Both take functions, which are called when cases are recorded: a strategy is made from the
homework's strategies, an expectation by its oracles from the case alone. Replaying a case imports
neither, so that an expectation can't depend on an answer, and students can be given cases without
the code that knows what is right. The test's first argument stands for the submitted file of that
name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeVar

NUMBER = 16
_ATTRIBUTE = "graded_property"
Test = TypeVar("Test", bound=Callable[..., Any])
Strategy = Callable[[Any], Any]
Expectation = Callable[..., Any]


@dataclass(frozen=True)
class Property:
    """What the decorators of a test say.

    number: how many cases are drawn; 1 where nothing is.
    strategies: by argument, a function from the homework's strategies to one of Hypothesis's.
    expectations: by argument, a function from the homework's oracles and the case to what is right.
    """

    number: int = 1
    strategies: Mapping[str, Strategy] = field(default_factory=lambda: MappingProxyType({}))
    expectations: Mapping[str, Expectation] = field(default_factory=lambda: MappingProxyType({}))


def cases(number: int = NUMBER, **strategies: Strategy) -> Callable[[Test], Test]:
    """Try a test on so many drawn cases; a keyword for each argument that is drawn."""

    def decorate(test: Test) -> Test:
        return _with(test, replace(property_of(test), number=number, strategies=strategies))

    return decorate


def expecting(**expectations: Expectation) -> Callable[[Test], Test]:
    """Give a test what oracles say of each case; a keyword for each argument that is expected.

    An expectation takes the oracles and those of the case's arguments that it names.
    """

    def decorate(test: Test) -> Test:
        return _with(test, replace(property_of(test), expectations=expectations))

    return decorate


def property_of(test: Callable[..., Any]) -> Property:
    """What a test's decorators say; of a test without any, that nothing is drawn."""
    found: Property = getattr(test, _ATTRIBUTE, Property())
    return found


def expected(test: Callable[..., Any], oracles: Any, case: Mapping[str, Any]) -> dict[str, Any]:
    """What the oracles say of a case, by argument."""
    return {
        name: expectation(oracles, **{key: case[key] for key in _names(expectation)})
        for name, expectation in property_of(test).expectations.items()
    }


def _names(expectation: Expectation) -> list[str]:
    _, *names = inspect.signature(expectation).parameters
    return names


def _with(test: Test, found: Property) -> Test:
    setattr(test, _ATTRIBUTE, found)
    return test
