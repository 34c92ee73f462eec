"""Functions written apart, `<student function>__<name>`, put into the solutions one at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.judge.rubric import Part
from grader.submission import Submission
from grader.tests import mixing
from grader.tests.course import find_check, parts

# What helpers are, and what they need.
_HELPERS = (ast.FunctionDef, ast.Import, ast.ImportFrom, ast.If)


@dataclass(frozen=True)
class Variant:
    """One implementation of one function: its source, with what its file gives it to work with."""

    id: str
    part: str
    function: str
    module: str
    source: str


def variants(path: Path) -> Iterator[Variant]:
    """Every variant in a file. Its imports, constants and helpers go along with each."""
    start = "\n".join(ast.unparse(node) for node in _prelude(path))
    for node in filter(_is_variant, _statements(path)):
        assert isinstance(node, ast.FunctionDef)
        function, _, name = node.name.partition("__")
        part = _stated_part(node) or part_of(path.stem[:2], function)
        node.decorator_list = []
        source = f"{start}\n\n{ast.unparse(_without_annotations(node))}"
        module = find_check(part.lines[0].test_id).module
        identifier = f"{function}-{name}".replace("_", "-")
        yield Variant(identifier, part.name, function, module, source)


def _statements(path: Path) -> list[ast.stmt]:
    return ast.parse(path.read_text(encoding="utf-8")).body[1:]


def _is_variant(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and "__" in node.name.strip("_")


def _prelude(path: Path) -> Iterator[ast.stmt]:
    """What stands in a file beside its variants, and the helpers that it imports from its
    neighbours."""
    for node in _statements(path):
        if isinstance(node, ast.ImportFrom) and _is_ours(node):
            neighbour = path.with_name(f"{(node.module or '').rpartition('.')[2]}.py")
            if neighbour.is_file():
                helpers = (each for each in _prelude(neighbour) if isinstance(each, _HELPERS))
                yield from helpers
        elif not _is_variant(node):
            yield node


def _stated_part(function: ast.FunctionDef) -> Part | None:
    """The part that `@misconception(part=…)` names; None where there is no such decorator."""
    for node in function.decorator_list:
        for keyword in node.keywords if isinstance(node, ast.Call) else []:
            if keyword.arg == "part":
                name = ast.literal_eval(keyword.value)
                return next(part for part in parts() if part.name == name)
    return None


def part_of(question: str, function: str) -> Part:
    """The rubric's part for a function of a question, e.g. q4b_adam for "q4" and "adam"."""
    names = re.compile(rf"{question}[a-z]?_{function}")
    return next(part for part in parts() if names.fullmatch(part.name))


def _without_annotations(function: ast.FunctionDef) -> ast.FunctionDef:
    """What annotations name is imported for type checkers alone."""
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef):
            node.returns = None
    return function


def _is_ours(node: ast.ImportFrom) -> bool:
    return (node.module or "").split(".")[0] in {"grader", "tests", "__future__"}


def submission(variant: Variant) -> Submission:
    """The solutions with this one function replaced."""
    return mixing.replace(variant.source, variant.function, variant.module)
