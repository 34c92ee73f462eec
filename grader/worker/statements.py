"""A submitted file as statements, which are run one by one."""

from __future__ import annotations
import __future__

import ast
import dis
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

_SHOWN = 60  # characters of a statement
_FUTURES = frozenset(__future__.all_feature_names)
_COMMANDS = ("%", "!")
_COMMAND_FAILS = "raise SyntaxError('a command of notebooks, which a file has not')"
_T_STRING = re.compile(r"\b[tT]['\"]")
_BINDING = ("STORE_NAME", "STORE_GLOBAL")
_BODIES = (ast.If, ast.For, ast.While, ast.Try, ast.TryStar, ast.With, ast.Match)
# What Python 3.11 says of an f-string with quotes or backslashes inside its braces.
_OLD_F_STRING = ("f-string: unmatched", "f-string: expecting '}'", "f-string: unterminated",
                 "f-string expression part", "unexpected character after line")  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """One statement, or one name of an import.

    text: how its line begins. has_body: it may have bound some of its names before it failed.
    module: what it imports, where it does.
    """

    code: CodeType
    line: int
    text: str
    has_body: bool = False
    module: str | None = None


def statements(source: str, origin: str) -> list[Statement]:
    """The file's statements, compiled one by one; an import of several names as several.

    origin: the file's name, as a traceback shows it.

    Raises:
        SyntaxError: where it is no Python of this version.
    """
    try:
        tree = _parsed(source, origin)
    except SyntaxError as error:
        if newer := _version_that_takes(error):
            here = ".".join(map(str, sys.version_info[:2]))
            error.msg += f"; Python {newer} might take this, and it is graded with Python {here}"
        raise
    futures = _futures(tree)
    lines = source.splitlines()
    # All of them before the first is run: what is no valid file fails as a whole.
    return [
        Statement(
            compile(ast.Module([node], []), origin, "exec", futures, dont_inherit=True),
            node.lineno,
            lines[node.lineno - 1].strip()[:_SHOWN],
            isinstance(node, _BODIES),
            module,
        )
        for whole in tree.body
        for node, module in _parts(whole)
    ]


def _parsed(source: str, origin: str) -> ast.Module:
    """The file's tree; a line that was copied from a notebook and is a command there, as
    `%matplotlib inline`, stands in it as a statement that fails."""
    lines = source.split("\n")
    while True:
        try:
            return ast.parse("\n".join(lines), origin)
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not (0 <= at < len(lines) and lines[at].startswith(_COMMANDS)):
                raise
            lines[at] = _COMMAND_FAILS


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


def _futures(tree: ast.Module) -> int:
    """The compiler's flags for the features that the file imports from __future__."""
    names = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    }
    return sum(getattr(__future__, name).compiler_flag for name in names & _FUTURES)


def bound_names(code: CodeType) -> set[str]:
    """The names that a statement binds in its module."""
    found = dis.get_instructions(code)
    return {step.argval for step in found if step.opname in _BINDING}


def _version_that_takes(error: SyntaxError) -> str:
    """A newer Python that may know this syntax; "" where none of them is known to."""
    line = (error.text or "").strip()
    signature = line.partition("(")[0].partition(":")[0]
    defines = signature.startswith(("def ", "async def ", "class "))
    is_of_12 = error.msg.startswith(_OLD_F_STRING) and ('f"' in line or "f'" in line)
    is_of_12 |= line.startswith("type ") or (defines and "[" in signature)
    if is_of_12 and sys.version_info < (3, 12):
        return "3.12"
    is_of_14 = "multiple exception types" in error.msg or _T_STRING.search(line)
    if is_of_14 and sys.version_info < (3, 14):
        return "3.14"
    return ""
