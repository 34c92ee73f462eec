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

_FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


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


def _pieces(source: str, origin: str) -> Iterator[tuple[CodeType, str | None]]:
    """The file in pieces to run one after the other: each name that an import at the top binds on
    its own, with that name; what stands between them as one.
    """
    tree = ast.parse(source, origin)
    # As a whole first: what is no valid file fails here, and every piece has its __future__.
    futures = compile(source, origin, "exec", dont_inherit=True).co_flags & _FUTURES
    between: list[ast.stmt] = []
    pieces: list[tuple[list[ast.stmt], str | None]] = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            pieces += [(between, None), *(([one], name) for one, name in _imports(node))]
            between = []
        else:
            between.append(node)
    for nodes, name in [*pieces, (between, None)]:
        module = ast.Module(nodes, type_ignores=[])
        yield compile(module, origin, "exec", futures, dont_inherit=True), name


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
