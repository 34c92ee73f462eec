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


@dataclass(frozen=True)
class Variant:
    """One implementation of one function: its source, with what its file gives it to work with."""

    id: str
    part: str
    function: str
    module: str
    source: str


def variants(path: Path) -> Iterator[Variant]:
    """Every variant in a file. Its imports, constants and private helpers go along with each."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    prelude: list[ast.stmt] = []
    found: list[ast.FunctionDef] = []
    for node in tree.body[1:]:
        if isinstance(node, ast.FunctionDef) and "__" in node.name.strip("_"):
            found.append(node)
        elif not (isinstance(node, ast.ImportFrom) and _is_ours(node)):
            prelude.append(node)
    start = "\n".join(ast.unparse(node) for node in prelude)
    for node in found:
        function, _, name = node.name.partition("__")
        part = _stated_part(node) or part_of(path.stem[:2], function)
        node.decorator_list = []
        source = f"{start}\n\n{ast.unparse(_without_annotations(node))}"
        module = find_check(part.lines[0].test_id).module
        identifier = f"{function}-{name}".replace("_", "-")
        yield Variant(identifier, part.name, function, module, source)


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
