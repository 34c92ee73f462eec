"""Lines of code as a report has room for them: what is shown can be pasted, or is a comment."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Sequence

WIDTH = 66
MAX_LINES = 16
_TEXT_OR_SIGN = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|.""")
# repr() writes it as an escape, so that no text has one.
_KEPT_SPACE = "\N{NO-BREAK SPACE}"


def broken(lines: Sequence[str]) -> list[str]:
    """Long lines broken between arguments, where Python lets a line go on; comments as they are."""
    return [piece for line in lines for piece in ([line] if line[:1] == "#" else _pieces(line))]


def _pieces(line: str) -> list[str]:
    pieces = textwrap.wrap(
        _with_kept_spaces(line),
        WIDTH,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [piece.replace(_KEPT_SPACE, " ") for piece in pieces]


def _with_kept_spaces(line: str) -> str:
    """The line with other spaces where Python lets no line end: outside of brackets, in texts."""
    depth, kept = 0, []
    for piece in _TEXT_OR_SIGN.findall(line):
        depth += (piece in "([{") - (piece in ")]}")
        kept.append(piece if depth and len(piece) == 1 else piece.replace(" ", _KEPT_SPACE))
    return "".join(kept)


def to_paste(lines: Sequence[str]) -> list[str]:
    """The lines, or as many of them as there is room for, as comments, where they can't be pasted:
    because they are too many, or some values too long to be shown whole."""
    if len(lines) <= MAX_LINES and _is_code(lines):
        return list(lines)
    shown = lines if len(lines) <= MAX_LINES else [*lines[: MAX_LINES - 1], "…"]
    return ["# too long to paste:", *(f"# {line}" for line in shown)]


def _is_code(lines: Sequence[str]) -> bool:
    try:
        ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
