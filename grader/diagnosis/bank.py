"""Wrong implementations that people really write, each with the hint that a good assistant would
give.

An entry is one function with the student's signature and three lines of text. When a check fails,
the entries for that part are given the same calls; one that reproduces all of the student's outputs
names the mistake. The same list proves the tests: each entry must lose points in its own part and
in no other.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Misconception:
    """A mistake: the part it belongs to, the wrong formula, a hint that names the idea, and code
    that makes it."""

    id: str
    part: str
    function_name: str
    formula: str
    hint: str
    implementation: Callable[..., Any]

    @property
    def name(self) -> str:
        """What the mistake is called: the words of its id after the function's name."""
        return self.id.removeprefix(f"{self.function_name}-").replace("-", " ")


_REGISTRY: list[Misconception] = []


def misconception(*, part: str, formula: str, hint: str) -> Callable[[Function], Function]:
    """Register `<student function>__<id>` as a wrong implementation of that function."""

    def register(implementation: Function) -> Function:
        function_name, _, suffix = implementation.__name__.partition("__")
        identifier = f"{function_name}-{suffix.replace('_', '-')}"
        _REGISTRY.append(
            Misconception(identifier, part, function_name, formula, hint, implementation)
        )
        return implementation

    return register


@cache
def bank() -> tuple[Misconception, ...]:
    """Every entry, in the order of the files."""
    import tests.misconceptions

    for module in sorted(info.name for info in pkgutil.iter_modules(tests.misconceptions.__path__)):
        importlib.import_module(f"tests.misconceptions.{module}")
    return tuple(_REGISTRY)
