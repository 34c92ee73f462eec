"""A booklet as PDF where there is no browser: its Markdown set in words, each answer on a page.

Plainer than what a browser prints: a table is lines, a formula that Matplotlib can't read stands
as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import mistune

from grader.written import mathtext
from grader.written.booklet import Booklet, Entry
from grader.written.notebook import Shown
from grader.written.paper import Paper, Piece, Style, Word, drawable
from grader.written.rendering import MARKED, without_formulas

_SIZE, _SMALL, _INDENT, _MOST_INDENT = 10.0, 8.5, 14.0, 140.0
_INK, _SOFT, _ALERT = "black", "#444444", "#8a3b00"
_STYLES: Mapping[str, Style] = {"strong": "bold", "emphasis": "italic", "codespan": "mono"}
_CELL_ENDS = {"type": "text", "raw": "  |  "}

Tokens = Sequence[Mapping[str, Any]]


def write(path: Path, booklet: Booklet) -> None:
    """Write the booklet's PDF."""
    with Paper(path) as paper:
        for number, entry in enumerate(booklet.entries):
            paper.new_page()
            if not number:
                _line(paper, booklet.title, size=15, style="bold")
            _entry(paper, entry, with_rubric=booklet.with_rubrics)


def _entry(paper: Paper, entry: Entry, *, with_rubric: bool) -> None:
    rubric = entry.rubric
    _heading(paper, f"{rubric.place}, {rubric.points:g} points", 13)
    _Markdown(paper, _SOFT).set(Shown("markdown", entry.prompt))
    for remark in entry.remarks:
        _line(paper, remark, _ALERT)
    paper.space(6)
    for piece in entry.work or (Shown("markdown", "Nothing was written here."),):
        _piece(paper, piece)
    if with_rubric:
        _heading(paper, "What is looked for")
        for item in rubric.items:
            _line(paper, f"• {item.text} ({item.points:g})")
        _heading(paper, "Common wrong turns")
        for turn in rubric.wrong_turns:
            _line(paper, f"• {turn}")
    for figure in entry.figures:
        _picture(paper, figure.content)


def _piece(paper: Paper, piece: Shown) -> None:
    if piece.kind == "markdown":
        _Markdown(paper).set(piece)
    elif piece.kind == "picture":
        _picture(paper, piece.content)
    else:
        _code(paper, piece.content)


def _heading(paper: Paper, text: str, size: float = 11) -> None:
    paper.space(8)
    _line(paper, text, size=size, style="bold")


def _line(
    paper: Paper, text: str, colour: str = _INK, *, size: float = _SIZE, style: Style = ""
) -> None:
    words = [[Piece(drawable(word, style), size, style)] for word in text.split()]
    paper.paragraph(words, colour=colour)


def _picture(paper: Paper, data: str) -> None:
    paper.space(4)
    try:
        paper.picture(data)
    except (OSError, ValueError):
        _line(paper, "[a picture that can't be read]", _ALERT)
    paper.space(6)


def _code(paper: Paper, text: str, indent: float = 0) -> None:
    for line in text.expandtabs(4).splitlines():
        # Spaces of a program are kept: a line of it is one word.
        paper.paragraph([[Piece(drawable(line or " ", "mono"), _SMALL, "mono")]], indent)
    paper.space(4)


class _Markdown:
    """Sets one Markdown cell."""

    def __init__(self, paper: Paper, colour: str = _INK) -> None:
        self._paper, self._colour = paper, colour
        self._formulas: Sequence[tuple[str, str]] = ()
        self._attached: Mapping[str, str] = {}
        self._words: list[list[Piece]] = [[]]

    def set(self, cell: Shown) -> None:
        """Set all of it."""
        text, self._formulas = without_formulas(cell.content)
        self._attached = cell.attached
        try:
            tokens = mistune.create_markdown(renderer="ast", plugins=["table"])(text)
            self._blocks(tokens, 0)  # type: ignore[arg-type]  # a list, of this renderer
        except RecursionError:  # quotations in quotations, without end
            _code(self._paper, cell.content)

    def _blocks(self, tokens: Tokens, indent: float, bullet: str = "") -> None:
        for token in tokens:
            kind, inside = token["type"], token.get("children") or ()
            if kind == "list":
                deeper = min(indent + _INDENT, _MOST_INDENT)
                for number, item in enumerate(inside, token["attrs"].get("start", 1)):
                    sign = f"{number}." if token["attrs"]["ordered"] else "•"
                    self._blocks(item["children"], deeper, sign)
            elif inside and inside[0]["type"] == "table_cell":
                cells = [each for cell in inside for each in (*cell["children"], _CELL_ENDS)]
                self._paragraph(cells[:-1], indent)
            elif kind in ("paragraph", "block_text", "heading"):
                start = [{"type": "text", "raw": f"{bullet} "}] if bullet else []
                self._paragraph([*start, *inside], indent, "bold" if kind == "heading" else "")
                bullet = ""
            elif inside:
                self._blocks(inside, min(indent + _INDENT, _MOST_INDENT))
            elif "raw" in token:
                _code(self._paper, MARKED.sub(self._typed, token["raw"]), indent)

    def _typed(self, mark: re.Match[str]) -> str:
        return f"${self._formulas[int(mark[1])][0]}$"

    def _paragraph(self, tokens: Tokens, indent: float, style: Style = "") -> None:
        for text, styled in self._runs(tokens, style):
            for place, part in enumerate(MARKED.split(text)):
                if place % 2:
                    self._formula(*self._formulas[int(part)], indent)
                else:
                    self._plain(part, styled, indent)
        self._end_line(indent)
        self._paper.space(4)

    def _runs(self, tokens: Tokens, style: Style) -> Iterator[tuple[str, Style]]:
        for token in tokens:
            kind = token["type"]
            url = str(token.get("attrs", {}).get("url", ""))
            if kind == "image" and (data := self._attached.get(url.removeprefix("attachment:"))):
                self._end_line(0)
                _picture(self._paper, data)
            elif kind == "linebreak":
                yield "\n", style
            elif kind == "softbreak":
                yield " ", style
            else:
                yield token.get("raw", ""), _STYLES.get(kind, style)
                yield from self._runs(token.get("children", ()), _STYLES.get(kind, style))
                yield f" ({url})" if url else "", style

    def _plain(self, text: str, style: Style, indent: float) -> None:
        for part in re.split(r"(\s+)", text):
            if part == "\n":
                self._end_line(indent)
            elif part.isspace():
                self._words.append([])
            elif part:
                self._words[-1].append(Piece(drawable(part, style), _SIZE, style))

    def _formula(self, latex: str, display: str, indent: float) -> None:
        pieces = [_formula(line) for line in mathtext.lines(latex)]
        if display == "block":
            self._end_line(indent)
            for piece in pieces:
                self._paper.paragraph([[piece]], indent, self._colour, centred=True)
        else:
            self._words[-1].extend(pieces)

    def _end_line(self, indent: float) -> None:
        words: list[Word] = [word for word in self._words if word]
        self._words = [[]]
        self._paper.paragraph(words, indent, self._colour)


def _formula(line: str) -> Piece:
    read = mathtext.drawable(line)
    if read is None:
        return Piece(drawable(f"${line}$", "mono"), _SMALL, "mono")
    return Piece(read, _SIZE, is_formula=True)
