"""Whether a file can keep anything from one call of its functions to the next.

Read off the source in a worker that has yet to run a line of it. Most files hold functions of their
arguments and nothing else; whoever needs more than the forms below may keep something, so the
answer is no wherever it isn't plain. What a no costs is time alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

_SUBMITTED = "student."
_PROVIDED = "student.provided"
_LIBRARIES = {"__future__", "cmath", "collections", "copy", "fractions", "itertools", "math",
              "numbers", "numpy", "scipy", "torch", "typing"}  # fmt: skip
_REACHES_ANYTHING = {"breakpoint", "compile", "delattr", "eval", "exec", "getattr", "globals",
                     "input", "locals", "open", "setattr", "vars"}  # fmt: skip
_CHANGES_ITS_OBJECT = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem",
                       "remove", "setdefault", "sort", "update"}  # fmt: skip
_SETS = ("set", "seed", "manual_seed", "use_", "register", "load")
_CONSTANT = (ast.Constant, ast.Tuple, ast.Name, ast.Attribute, ast.UnaryOp, ast.BinOp,
             ast.Subscript, ast.operator, ast.unaryop, ast.expr_context)  # fmt: skip
_DISPLAY = (*_CONSTANT, ast.Dict, ast.List)
_CHAIN = (ast.Attribute, ast.Subscript, ast.Call)


def is_stateless(sources: Mapping[str, str], module: str) -> bool:
    """Whether neither a submitted module nor those that it imports can keep anything.

    sources: the submitted modules by name, as text.
    """
    seen: set[str] = set()
    waiting = {module}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        try:
            file = _File(sources[name])
            if not file.is_plain():
                return False
        except (KeyError, SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        own = {path.removeprefix(_SUBMITTED) for path in file.imported if _is_submitted(path)}
        waiting |= own - seen
    return True


class _File:
    """One file: what it imports, and which names hold for all of its functions.

    modules, others: its names of libraries as a whole, and all others.
    """

    def __init__(self, source: str) -> None:
        self._body = [node for node in ast.parse(source).body if not _is_for_scripts(node)]
        self._nodes = [node for statement in self._body for node in ast.walk(statement)]
        self.imported = set(_imported(self._nodes))
        self._modules: set[str] = set()
        self._others: set[str] = set()
        for statement in self._body:
            match statement:
                case ast.Import(names):
                    self._modules |= {(name.asname or name.name).split(".")[0] for name in names}
                case ast.ImportFrom(names=names):
                    self._others |= {name.asname or name.name for name in names}
                case ast.FunctionDef(name):
                    self._others.add(name)
                case _:
                    self._others |= set(_names(ast.walk(statement)))

    def is_plain(self) -> bool:
        """Whether all of it has a form in which nothing can be kept."""
        return (
            all(map(self._is_harmless_at_the_top, self._body))
            and all(map(_is_library, self.imported))
            and not any(map(self._may_keep, self._nodes))
        )

    def _is_harmless_at_the_top(self, statement: ast.stmt) -> bool:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.FunctionDef():
                return True
            case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, value):
                # What may change is harmless where the file only offers it, as BEST_MODEL.
                return value is None or _is_made_of(_CONSTANT, value) or (
                    _is_made_of(_DISPLAY, value) and [*_names(self._nodes)].count(name) == 1
                )  # fmt: skip
            case ast.Expr(value):
                return _is_made_of(_CONSTANT, value)
        return False

    def _may_keep(self, node: ast.AST) -> bool:
        """Whether something could be put where a later call finds it."""
        match node:
            case ast.Global() | ast.Nonlocal() | ast.ClassDef() | ast.AsyncFunctionDef():
                return True
            case ast.FunctionDef(decorator_list=[_, *_]):
                return True
            case ast.Import(names):
                return any(
                    "random" in name.name.split(".") or _is_special(name.asname) for name in names
                )
            case ast.ImportFrom(module, names):
                draws = "random" in (module or "").split(".")
                return any(
                    _sets(name.name, draws) or name.name == "random" or _is_special(name.asname)
                    for name in names
                )
            case ast.arguments():
                defaults = [value for value in (*node.defaults, *node.kw_defaults) if value]
                return not all(_is_made_of(_CONSTANT, value) for value in defaults)
            case ast.Name(name):
                return name in _REACHES_ANYTHING or _is_special(name)
            case ast.Attribute(attr=name, ctx=context):
                return not isinstance(context, ast.Load) or name.startswith("_")
            case ast.Subscript(ctx=ast.Store() | ast.Del()):
                root = _root(node)
                return root is None or self._is_shared(root)
            case ast.Call(func=ast.Attribute(value, method)):
                root = _root(value)
                return (
                    root is not None
                    and self._is_shared(root)
                    and self._changes_what_is_shared(value, method)
                )
        return False

    def _is_shared(self, name: str) -> bool:
        return name in self._modules or name in self._others

    def _changes_what_is_shared(self, value: ast.expr, method: str) -> bool:
        """Whether a method of what is shared may change what holds for later calls."""
        draws = isinstance(value, ast.Attribute) and value.attr == "random"
        is_module = isinstance(value, ast.Name) and value.id in self._modules
        # np.append changes nothing; an append to something in NumPy may.
        return _sets(method, draws) or (method in _CHANGES_ITS_OBJECT and not is_module)


def _is_special(name: str | None) -> bool:
    return name is not None and name.startswith("__")


def _sets(function: str, draws: bool) -> bool:
    """Whether a library's function sets something for all calls, going by its name; draws: it is
    of a module of random numbers, where most draw from a generator that all calls share."""
    return function.startswith(_SETS) or (draws and function != "default_rng")


def _is_for_scripts(statement: ast.stmt) -> bool:
    """Whether it is `if __name__ == "__main__": …`, which never runs in an imported file."""
    match statement:
        case ast.If(ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")])):
            return not statement.orelse
    return False


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    return (node.id for node in nodes if isinstance(node, ast.Name))


def _is_made_of(kinds: tuple[type, ...], value: ast.expr) -> bool:
    return all(isinstance(node, kinds) for node in ast.walk(value))


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules that it may import, each by its whole name."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            if module == _SUBMITTED.rstrip("."):
                yield from (f"{module}.{alias.name}" for alias in node.names)
            else:
                yield module


def _is_library(path: str) -> bool:
    return path.split(".")[0] in _LIBRARIES or path.startswith(_SUBMITTED)


def _is_submitted(path: str) -> bool:
    return path.startswith(_SUBMITTED) and not f"{path}.".startswith(f"{_PROVIDED}.")


def _root(node: ast.expr) -> str | None:
    """The name that a chain of attributes, subscripts and calls starts from."""
    while isinstance(node, _CHAIN):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
