"""What students find beside their stubs earns nothing in them: no function that the public checks
and pictures use does, under another name or with its arguments in another order."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.diagnosis.bank import Misconception
from grader.diagnosis.mistaken_caller import MistakenCaller
from grader.judge.rubric import Line, Part
from grader.tests.course import HOMEWORK, ROOT, cases, find_check, parts, select
from grader.trials.checks import run_case
from solutions import optimizers as solutions_optimizers

PARTS = [part for part in parts() if part.stated.function and part.stated.function.islower()]
# They plot, download and train; no stub asks for anything of that.
OF_NO_USE = ("student.provided.plots", "student.provided.cifar", "student.provided.notebook")


def imported_by(module: str) -> Iterator[str]:
    """The modules of the homework that a module of it imports."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    if not path.is_file():
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules_in_the_kit() -> list[str]:
    """What the public checks and the pictures need, beside the engine."""
    found: set[str] = set()
    waiting = [f"tests.{path.stem}" for path in HOMEWORK.tests.glob("test_*.py")]
    waiting.append("tests.pictures")
    while waiting:
        module = waiting.pop()
        path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        if module not in found and path.is_file() and not module.startswith(OF_NO_USE):
            found.add(module)
            waiting += imported_by(module)
    return sorted(name for name in found if name.startswith(("tests.", "student.provided.")))


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function and method in these modules, and what makes an object."""
    for name in modules_in_the_kit():
        module = importlib.import_module(name)
        for each, value in vars(module).items():
            ours = getattr(value, "__module__", "") == name and not each.startswith("test_")
            if not ours or not callable(value):
                continue
            yield f"{name}.{each}", value
            if inspect.isclass(value):
                methods = inspect.getmembers(value, inspect.isfunction)
                yield from ((f"{name}.{each}.{m}", method) for m, method in methods)


FUNCTIONS = dict(functions())


def takes(function: Callable[..., Any], count: int) -> bool:
    try:
        inspect.signature(function).bind(*range(count))
    except (TypeError, ValueError):
        return False
    return True


def uses(function: Callable[..., Any], arguments: int) -> Iterator[Callable[..., Any]]:
    """The function as the body of a stub with so many arguments: given some, in any order."""
    for count in range(1, arguments + 1):
        if not takes(function, count):
            continue
        for order in itertools.permutations(range(arguments), count):

            def stub(*args: Any, order: tuple[int, ...] = order, **kwargs: Any) -> Any:
                return function(*(args[place] for place in order))

            yield stub


def earned_with(function: Callable[..., Any], part: Part) -> list[str]:
    """The checks of a part that a function passes in one of its uses."""
    module = importlib.import_module(f"student.{part.stated.file.removesuffix('.py')}")
    arguments = len(inspect.signature(getattr(module, part.stated.function)).parameters)
    return [
        line.test
        for use in uses(function, arguments)
        for line in part.lines
        if passes(part, line, use)
    ]


def passes(part: Part, line: Line, implementation: Callable[..., Any]) -> bool:
    function = part.stated.function
    mistaken = MistakenCaller(Misconception("", part.name, function, "", "", implementation))
    check = find_check(line.test_id)
    return all(run_case(check, case, mistaken).error is None for case in cases(line.test_id))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_no_function_of_the_kit_passes_a_check_of(part: Part) -> None:
    earned = {name: earned_with(function, part) for name, function in FUNCTIONS.items()}
    assert not {name: tests for name, tests in earned.items() if tests}


def test_what_passes_is_found_whatever_the_order_of_its_arguments() -> None:
    def turned(dw: Any, config: Any, w: Any) -> Any:
        return solutions_optimizers.sgd(w, dw, config)

    (part,) = select("q4b_sgd")
    assert part.lines[0].test in earned_with(turned, part)
