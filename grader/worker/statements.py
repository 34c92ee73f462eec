"""A submitted file as statements, which are run one by one."""

from __future__ import annotations
import __future__

import ast
import dis
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from grader.worker import blocks

_SHOWN = 60  # characters of a statement
_FUTURES = frozenset(__future__.all_feature_names)
_BINDING = ("STORE_NAME", "STORE_GLOBAL")
_BODIES = (ast.If, ast.For, ast.While, ast.Try, ast.TryStar, ast.With, ast.Match)


@dataclass(frozen=True)
class Statement:
    """One statement, or one name of an import, or what is no statement in this Python.

    text: how its line begins. code: None for what can't be run. names: what it binds.
    has_body: it may have bound some of its names before it failed. module: what it imports, where
    it does. error: why it can't be run.
    """

    line: int
    text: str
    code: CodeType | None
    names: Collection[str]
    has_body: bool = False
    module: str | None = None
    error: SyntaxError | None = None

    def run(self, namespace: dict[str, Any]) -> None:
        """Run it in the file's namespace; whatever it raises goes through."""
        if self.error is not None:
            raise self.error
        assert self.code is not None
        exec(self.code, namespace)


def statements(source: str, origin: str) -> list[Statement]:
    """The file's statements, compiled one by one; an import of several names as several.

    origin: the file's name, as a traceback shows it.

    Raises:
        SyntaxError: where nothing in it is Python of this version.
    """
    taken, left_out = blocks.read(source, origin)
    futures = _futures(taken)
    lines = blocks.lines_of(source)
    found = [
        _statement(node, module, lines[node.lineno - 1], origin, futures)
        for whole in taken
        for node, module in _parts(whole)
    ]
    found += [
        Statement(block.line, _shown(block.text), None, {block.name} - {""}, error=block.error)
        for block in left_out
    ]
    return sorted(found, key=lambda statement: statement.line)


def _statement(
    node: ast.stmt, module: str | None, text: str, origin: str, futures: int
) -> Statement:
    code = compile(ast.Module([node], []), origin, "exec", futures, dont_inherit=True)
    found = dis.get_instructions(code)
    names = {step.argval for step in found if step.opname in _BINDING}
    return Statement(node.lineno, _shown(text), code, names, isinstance(node, _BODIES), module)


def _shown(text: str) -> str:
    return text.strip()[:_SHOWN].rstrip(":")


def _parts(node: ast.stmt) -> Iterator[tuple[ast.stmt, str | None]]:
    """The statement itself or, of an import, one for each name, with the module it imports."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        yield node, None
        return
    for alias in node.names:
        one: ast.stmt
        if isinstance(node, ast.Import):
            one, module = ast.Import([alias]), alias.name
        else:
            one, module = ast.ImportFrom(node.module, [alias], node.level), node.module or "."
        yield ast.copy_location(one, node), module


def _futures(taken: list[ast.stmt]) -> int:
    """The compiler's flags for the features that the file imports from __future__."""
    names = {
        alias.name
        for node in taken
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    }
    return sum(getattr(__future__, name).compiler_flag for name in names & _FUTURES)
