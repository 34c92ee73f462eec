"""Submissions mixed from the solutions and one other function, for the tests of the grader."""

from __future__ import annotations

import ast
import dataclasses
import re
import textwrap
from functools import cache

from grader.submission import Submission
from grader.tests.course import ROOT, load


@cache
def solutions() -> Submission:
    """The solutions, as a student would hand them in."""
    return load(ROOT / "solutions")


def replace(function_source: str, function_name: str, module: str) -> Submission:
    """The solutions with one function replaced.

    function_source: source of one function, whatever its name and decorators; it may use what the
        solution's file imports. Source without a function (`NAME = value`, say) is added as it is.
    function_name, module: what it replaces, e.g. "adam" in "optimizers".
    """
    file_name = f"{module}.py"
    source = renamed(function_source, function_name)
    text = f"{solutions().files[file_name]}\n\n{source}\n"
    files = {**solutions().files, file_name: text}
    return dataclasses.replace(solutions(), name=function_name, files=files)


def renamed(function_source: str, function_name: str) -> str:
    """The source of the last function in it, under another name and without its decorators."""
    source = textwrap.dedent(function_source)
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    if not functions:
        return source
    last = functions[-1]
    lines = source.splitlines()
    before = lines[: min([last.lineno, *(node.lineno for node in last.decorator_list)]) - 1]
    first = re.sub(rf"def\s+{last.name}\b", f"def {function_name}", lines[last.lineno - 1], count=1)
    return "\n".join([*before, first, *lines[last.lineno :]])
