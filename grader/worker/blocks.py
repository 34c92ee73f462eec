"""A submitted file as the statements that are Python here, and what is left out.

A bracket that is never closed, or syntax of a newer Python, costs the function around it. Such a
file is read in blocks, each from one line that isn't indented to the next; nothing is guessed
inside of one.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# Neither a comment nor what goes on with a statement further up.
_BEGINS = re.compile(r"(?!(?:elif|else|except|finally)\b)[^\s#)\]}]")
_DEFINES = re.compile(r"(?:@|(?:async|class|def)\b)")
_OPENS = re.compile(r"(?:for|if|match|try|while|with)\b")
_STRAY_INDENT = ("unexpected indent", "unindent")
_BINDS = re.compile(
    r"^(?:(?:async\s+)?(?:class|def)\s+(?P<name>\w+)|(?P<constant>\w+)\s*(?::[^=\n]*)?=(?!=))",
    re.MULTILINE,
)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_WORK = (*_DEFINITIONS, ast.Assign, ast.AnnAssign)
_COMMANDS = ("%", "!")
# Lines of a text in quotes or of a bracket may begin as blocks do.
_MOST_JOINED = 30
# A file with more of them is no work with a slip in it.
_MOST_LEFT_OUT = 50
_T_STRING = re.compile(r"\b[tT]['\"]")
# What Python 3.11 says of an f-string with quotes or backslashes inside its braces.
_OLD_F_STRING = ("f-string: unmatched", "f-string: expecting '}'", "f-string: unterminated",
                 "f-string expression part", "unexpected character after line")  # fmt: skip


@dataclass(frozen=True)
class LeftOut:
    """A block that can't be run: the number of its first line, its text, and why.

    name: of the function, class or constant that it would define; "" where it is none.
    """

    line: int
    text: str
    error: SyntaxError
    name: str = ""


def read(source: str, origin: str) -> tuple[list[ast.stmt], list[LeftOut]]:
    """The statements of a file and the blocks left out, each in order.

    origin: the file's name, as a traceback shows it.

    Raises:
        SyntaxError: where nothing is left that defines anything, or too much would be left out.
    """
    try:
        return _tree(source, origin, 0).body, []
    except SyntaxError as error:
        taken, left_out = _in_blocks(source, origin)
        has_work = any(isinstance(node, _WORK) for node in taken)
        if not has_work or len(left_out) >= _MOST_LEFT_OUT:
            raise _explained(error) from None
        return taken, left_out


def _tree(text: str, origin: str, lines_above: int) -> ast.Module:
    try:
        tree = ast.parse(text, origin)
        # The compiler refuses more than the parser: a return outside of a function.
        compile(tree, origin, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 1
        # Python takes the text from a file of this name, where there is one here.
        error.text = "".join(lines_of(text)[line - 1 : line])
        error.lineno = line + lines_above
        raise
    ast.increment_lineno(tree, lines_above)
    return tree


def lines_of(text: str) -> list[str]:
    """What Python counts as lines, which is less than what `splitlines` does."""
    return re.split(r"\r\n|\r|\n", text)


def _in_blocks(source: str, origin: str) -> tuple[list[ast.stmt], list[LeftOut]]:
    lines = lines_of(source)
    bounds = [*_beginnings(lines), len(lines)]
    taken: list[ast.stmt] = []
    left_out: list[LeftOut] = []
    above: ast.stmt | None = None  # the function that stands there, if it was taken
    at = 0
    while at < len(bounds) - 1 and len(left_out) < _MOST_LEFT_OUT:
        first, end = bounds[at : at + 2]
        try:
            joined, body = _shortest(lines, bounds[at : at + 1 + _MOST_JOINED], origin)
        except SyntaxError as error:
            block = lines[first:end]
            if above is not None and _belongs_above(block, error):
                taken.remove(above)
                first = above.lineno - 1
            left_out.append(_left_out(lines, first, end, error))
            above = None if _DEFINES.match(lines[first]) else above
            at += 1
        else:
            taken += body
            above = next((node for node in body if isinstance(node, _DEFINITIONS)), above)
            at += joined
    return taken, left_out


def _shortest(lines: list[str], bounds: list[int], origin: str) -> tuple[int, list[ast.stmt]]:
    """The fewest blocks that are Python together, the first of them included: how many, and their
    statements. Raises what is wrong with the first alone where there are none."""
    refused = None
    for joined, end in enumerate(bounds[1:], 1):
        try:
            tree = _tree("\n".join(lines[bounds[0] : end]), origin, bounds[0])
        except SyntaxError as error:
            refused = refused or error
        else:
            return joined, tree.body
    assert refused is not None
    raise refused


def _beginnings(lines: list[str]) -> Iterator[int]:
    """Where blocks begin: the first line, and all that aren't indented; a function's decorators
    are part of it."""
    yield 0
    is_decorated = lines[0].startswith("@")
    for number, line in enumerate(lines[1:], 1):
        if _BEGINS.match(line):
            if not is_decorated:
                yield number
            is_decorated = line.startswith("@")


def _left_out(lines: list[str], first: int, end: int, error: SyntaxError) -> LeftOut:
    text = lines[first]
    if text.startswith(_COMMANDS):
        error = SyntaxError("a command of notebooks, which a file has not")
    binds = _BINDS.search("\n".join(lines[first:end]))
    name = binds["name"] or binds["constant"] if binds else ""
    return LeftOut(first + 1, text, _explained(error), name)


def _belongs_above(block: list[str], error: SyntaxError) -> bool:
    """Whether the lines may be the rest of the function above them: they are indented, or say
    something, as only lines of functions do."""
    if _DEFINES.match(block[0]):
        return False
    if error.msg.startswith(_STRAY_INDENT) or "outside" in error.msg:
        return True
    is_whole = _OPENS.match(block[0]) or _BINDS.match(block[0])
    return not is_whole and any(line[:1].isspace() and line.strip() for line in block)


def _explained(error: SyntaxError) -> SyntaxError:
    """The error, which says so where a newer Python may know this syntax."""
    if newer := _version_that_takes(error):
        here = ".".join(map(str, sys.version_info[:2]))
        error.msg += f"; Python {newer} might take this, and it is graded with Python {here}"
    return error


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
