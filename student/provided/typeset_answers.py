"""How the formulas in answers.toml are read: typeset, before anybody judges them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.answers import Unreadable, read
from grader.answers.formula import latex, plain


class Typeset:
    """Lines of text with formulas: Markdown in a notebook, plain elsewhere."""

    def __init__(self, lines: list[tuple[str, str]]) -> None:
        self._lines = lines

    def _repr_markdown_(self) -> str:
        return "\n\n".join(markdown for markdown, _ in self._lines)

    def __repr__(self) -> str:
        return "\n".join(text for _, text in self._lines)


def as_read(path: Path, letters: Mapping[str, str]) -> Typeset:
    """Each of these answers as it is read.

    path: the file of answers. letters: by answer, the letters that may stand in it, with spaces
    between them.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        line = f"{path.name} can't be read: {problem}"
        return Typeset([(line, line)])
    answers = {name: str(table.get(name, "")) for name in letters}
    return Typeset([*_lines(path.name, answers, letters)])


def _lines(
    file: str, answers: Mapping[str, str], letters: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for name, text in answers.items():
        if not text.strip():
            yield f"`{name}` in `{file}` is empty.", f"{name} in {file} is empty."
            continue
        try:
            formula = read(text, letters[name].split())
        except Unreadable as problem:
            line = f"can't be read: it {problem}."
            yield f"`{name}` {line}", f"{name} {line}"
        else:
            yield f"`{name}` $\\;=\\; {latex(formula)}$", f"{name} = {plain(formula)}"
