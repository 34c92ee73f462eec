"""Runs the submitted files: the only files of a submission that exist in a worker.

An import at the top of a file that fails here (a plotting library that isn't installed, a package
of another course, a file of the student's own with a mistake in it) costs nothing as long as no
graded function uses it: its name then stands for an error that is raised when it is used.
"""

from __future__ import annotations
import __future__

import ast
import importlib.abc
import importlib.util
import linecache
import sys
from collections.abc import Iterator
from types import CodeType, ModuleType
from typing import Any, NoReturn

_FUTURES = frozenset(__future__.all_feature_names)


class SubmittedModules(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports `student.NAME`, or plain `NAME`, from the submitted sources."""

    def __init__(self, sources: dict[str, str]) -> None:
        self._sources = sources

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname.removeprefix("student.") not in self._sources:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=self._origin(fullname))

    def create_module(self, spec: Any) -> ModuleType | None:
        return None

    def get_source(self, fullname: str) -> str:
        return self._sources[fullname.removeprefix("student.")]

    def exec_module(self, module: ModuleType) -> None:
        name, source = module.__name__, self.get_source(module.__name__)
        origin = self._origin(name)
        module.__file__ = origin
        linecache.cache[origin] = (len(source), None, source.splitlines(keepends=True), origin)
        sys.modules[name.removeprefix("student.")] = sys.modules[
            "student." + name.removeprefix("student.")
        ] = module
        for code, bound_name in _pieces(source, origin):
            try:
                exec(code, module.__dict__)
            except Exception as error:
                if bound_name is None:
                    raise
                module.__dict__[bound_name] = Absent(bound_name, error)

    @staticmethod
    def _origin(fullname: str) -> str:
        return f"student/{fullname.removeprefix('student.')}.py"


class Absent:
    """Stands for what could not be imported; says so where it is used."""

    def __init__(self, name: str, error: Exception) -> None:
        self._message = f"{name} could not be imported: {error}"

    def __getattr__(self, name: str) -> NoReturn:
        raise ImportError(self._message)

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImportError(self._message)


def _pieces(source: str, origin: str) -> list[tuple[CodeType, str | None]]:
    """The file in pieces to run one after the other: each name that an import at the top binds on
    its own, with that name; what stands between them as one.
    """
    tree = ast.parse(source, origin)
    futures = _futures(tree)
    between: list[ast.stmt] = []
    pieces: list[tuple[list[ast.stmt], str | None]] = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            pieces += [(between, None), *(([one], name) for one, name in _imports(node))]
            between = []
        else:
            between.append(node)
    # All of them before the first is run: what is no valid file fails as a whole.
    return [
        (compile(ast.Module(nodes, []), origin, "exec", futures, dont_inherit=True), name)
        for nodes, name in [*pieces, (between, None)]
        if nodes
    ]


def _futures(tree: ast.Module) -> int:
    """The compiler's flags for the features that the file imports from __future__."""
    names = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    }
    return sum(getattr(__future__, name).compiler_flag for name in names & _FUTURES)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[ast.stmt, str]]:
    """One import for each name that a statement binds ("*" for a star)."""
    for alias in node.names:
        one: ast.stmt
        if isinstance(node, ast.Import):
            one = ast.Import([alias])
            name = alias.asname or alias.name.partition(".")[0]
        else:
            one = ast.ImportFrom(node.module, [alias], node.level)
            name = alias.asname or alias.name
        yield ast.copy_location(one, node), name
