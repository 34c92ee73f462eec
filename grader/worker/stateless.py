"""Whether a file can keep anything from one call of its functions to the next.

Read off the source in a worker that has yet to run a line of it. Most files hold functions of their
arguments and nothing else; whoever needs more than the forms below may keep something, so the
answer is no wherever it isn't plain. What a no costs is time alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

_SUBMITTED = "student."
_PROVIDED = "student.provided"
_LIBRARIES = {"__future__", "cmath", "collections", "copy", "fractions", "itertools", "math",
              "numbers", "numpy", "scipy", "torch", "typing"}  # fmt: skip
_REACHES_ANYTHING = {"breakpoint", "compile", "delattr", "eval", "exec", "getattr", "globals",
                     "input", "locals", "open", "setattr", "vars"}  # fmt: skip
_CHANGES_ITS_OBJECT = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem",
                       "remove", "setdefault", "sort", "update"}  # fmt: skip
_CONSTANT = (ast.Constant, ast.Tuple, ast.Name, ast.Attribute, ast.UnaryOp, ast.BinOp,
             ast.Subscript, ast.operator, ast.unaryop, ast.expr_context)  # fmt: skip
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
            tree = ast.parse(sources[name])
            if not _is_plain(tree):
                return False
        except (KeyError, SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        own = {path.removeprefix(_SUBMITTED) for path in _imported(tree) if _is_submitted(path)}
        waiting |= own - seen
    return True


def _is_plain(tree: ast.Module) -> bool:
    shared = _bound_at_the_top(tree)
    return (
        all(map(_is_harmless_at_the_top, tree.body))
        and all(map(_is_library, _imported(tree)))
        and not any(_may_keep(node, shared) for node in ast.walk(tree))
    )


def _is_harmless_at_the_top(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef():
            return True
        case ast.Expr(value) | ast.Assign(value=value):
            return _is_constant(value)
        case ast.AnnAssign(value=value):
            return value is None or _is_constant(value)
    return False


def _is_constant(value: ast.expr) -> bool:
    return all(isinstance(node, _CONSTANT) for node in ast.walk(value))


def _imported(tree: ast.Module) -> Iterator[str]:
    """The modules that it may import, each by its whole name."""
    for node in ast.walk(tree):
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


def _bound_at_the_top(tree: ast.Module) -> frozenset[str]:
    names = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
        else:
            names |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    return frozenset(names)


def _may_keep(node: ast.AST, shared: frozenset[str]) -> bool:
    """Whether something could be put where a later call finds it; shared: the file's own names."""
    match node:
        case ast.Global() | ast.Nonlocal() | ast.ClassDef() | ast.AsyncFunctionDef():
            return True
        case ast.FunctionDef(decorator_list=[_, *_]):
            return True
        case ast.arguments():
            defaults = [default for default in (*node.defaults, *node.kw_defaults) if default]
            return not all(map(_is_constant, defaults))
        case ast.Name(name):
            return name in _REACHES_ANYTHING or name.startswith("__")
        case ast.Attribute(attr=name, ctx=context):
            return not isinstance(context, ast.Load) or name.startswith("_")
        case ast.Subscript(ctx=ast.Store() | ast.Del()):
            root = _root(node)
            return root is None or root in shared
        case ast.Call(func=ast.Attribute(value, name)):
            return _root(value) in shared and _changes_what_is_shared(value, name)
    return False


def _changes_what_is_shared(value: ast.expr, method: str) -> bool:
    """Whether a method of a library, or of something in it, sets what holds for later calls."""
    if method.startswith(("set", "seed", "manual_seed", "use_", "register", "load")):
        return True
    if isinstance(value, ast.Attribute) and value.attr == "random":
        return method != "default_rng"  # the others draw from generators that all calls share
    return isinstance(value, ast.Attribute) and method in _CHANGES_ITS_OBJECT


def _root(node: ast.expr) -> str | None:
    """The name that a chain of attributes, subscripts and calls starts from."""
    while isinstance(node, _CHAIN):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
