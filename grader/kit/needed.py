"""Which modules of a homework's tests the public checks need, read off their imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.ending import UsageError
from grader.homework import Homework
from grader.judge.rubric import rubric

_STAFFS = frozenset(
    {"hidden", "oracles", "strategies", "misconceptions", "right_answers", "written"}
)


class KitError(UsageError):
    """There can be no kit as things are; the text says why and what to do."""


def needed_tests(homework: Homework) -> list[Path]:
    """The files below tests/ that public checks and what helps to explain them are made of.

    An import whose failure is caught, with what is taken in its place, is not needed.

    Raises:
        KitError: where one of them imports what only staff have.
    """
    public = {
        homework.root / line.test_id.partition("::")[0]
        for part in rubric(homework)
        for line in part.lines
        if not line.hidden
    }
    hooks = {homework.hook_file(name) for name in ("kinds", "pictures", "describers")} - {None}
    waiting = [*public, *(path for path in hooks if path is not None)]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        place = path.relative_to(homework.tests)
        if place.parts[0] in _STAFFS:
            raise KitError(f"tests/{place.as_posix()} is staff's, and a public check imports it")
        found.add(path)
        waiting += _imported(path, homework.root)
    return sorted(found)


def _imported(path: Path, root: Path) -> Iterator[Path]:
    for name in _names(ast.parse(path.read_text(encoding="utf-8")).body):
        file = root.joinpath(*name.split(".")).with_suffix(".py")
        if name.startswith("tests.") and file.is_file():
            yield file


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules that code imports, and what might be one, without those that it can do
    without."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Try) and any(map(_catches_import_errors, node.handlers)):
            yield from _names([*node.handlers, *node.orelse, *node.finalbody])
        else:
            yield from _names(ast.iter_child_nodes(node))


def _catches_import_errors(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.type, ast.Name) and handler.type.id in (
        "ImportError",
        "ModuleNotFoundError",
    )
