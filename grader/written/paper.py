"""Pages of a PDF without a browser: one column of words, formulas and figures, by Matplotlib.

It knows no Markdown: a paragraph is words, a word is pieces without a space between them. What
doesn't fit on a page goes on on the next; what is wider than a page is split, a formula shrunk.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path
from PIL import Image

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 54.0  # points: A4
COLUMN, BOTTOM = WIDTH - 2 * MARGIN, HEIGHT - MARGIN
MISSING = "□"  # stands for a character that the font lacks
_LEADING = 1.5
_POINTS_PER_PIXEL = 0.5
_MOST_PIXELS = 40_000_000
_SETTINGS: Any = {
    "pdf.fonttype": 42,
    "mathtext.fontset": "dejavusans",
    "font.family": "DejaVu Sans",
}

Style = Literal["", "bold", "italic", "mono"]
_FONTS: dict[Style, FontProperties] = {
    "": FontProperties(family="DejaVu Sans"),
    "bold": FontProperties(family="DejaVu Sans", weight="bold"),
    "italic": FontProperties(family="DejaVu Sans", style="italic"),
    "mono": FontProperties(family="DejaVu Sans Mono"),
}


@dataclass(frozen=True)
class Piece:
    """Characters in one style, or a formula between dollars. size: in points."""

    text: str
    size: float
    style: Style = ""
    is_formula: bool = False


Word = Sequence[Piece]


class Paper(AbstractContextManager["Paper"]):
    """The pages of one file, filled from their tops; written at the end of the block."""

    def __init__(self, path: Path) -> None:
        self._page: Figure | None = None
        self._top = MARGIN
        with ExitStack() as stack:
            stack.enter_context(mpl.rc_context(_SETTINGS))
            self._file = stack.enter_context(PdfPages(path, metadata={"CreationDate": None}))
            self._open = stack.pop_all()

    def __exit__(self, *problem: object) -> None:
        with self._open:
            self._end_page()

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self._end_page()
        self._page, self._top = Figure(figsize=(WIDTH / 72, HEIGHT / 72)), MARGIN

    def space(self, height: float) -> None:
        """Leave a space; none at the end of a page."""
        self._top = min(self._top + height, BOTTOM)

    def paragraph(
        self,
        words: Iterable[Word],
        indent: float = 0,
        colour: str = "black",
        *,
        centred: bool = False,
    ) -> None:
        """Words in lines, from `indent` on to the right margin."""
        for line in _lines(words, COLUMN - indent):
            size = max(piece.size for word in line for piece in word)
            boxes = [_box(piece) for word in line for piece in word]
            rise, fall = max(box[1] for box in boxes), max(box[2] for box in boxes)
            page = self._page_with(height := max(rise + fall, _LEADING * size))
            left = MARGIN + indent
            if centred:
                left += max(0, COLUMN - indent - sum(_wide(word) for word in line)) / 2
            for word in _joined(line):
                for piece in word:
                    _draw(page, piece, left, self._top + rise, colour)
                    left += _box(piece)[0]
                left += _space(size)
            self._top += height

    def picture(self, data: str) -> None:
        """A PNG or JPEG in base 64, half a page high at most.

        Raises:
            ValueError, OSError: where it is no picture, or one of too many pixels.
        """
        pixels = _pixels(data)
        rows, columns = pixels.shape[:2]
        scale = min(_POINTS_PER_PIXEL, COLUMN / columns, HEIGHT / 2 / rows)
        width, height = columns * scale, rows * scale
        page = self._page_with(height)
        left, bottom = MARGIN / WIDTH, 1 - (self._top + height) / HEIGHT
        axes = page.add_axes((left, bottom, width / WIDTH, height / HEIGHT))
        axes.imshow(pixels, aspect="auto", interpolation="none")
        axes.axis("off")
        self._top += height

    def _page_with(self, height: float) -> Figure:
        """The page, or a new one where no room of this height is left."""
        if self._page is None or self._top + height > BOTTOM:
            self.new_page()
        assert self._page is not None
        return self._page

    def _end_page(self) -> None:
        if self._page is not None:
            self._file.savefig(self._page)
            self._page = None


def drawable(text: str, style: Style) -> str:
    """A text with MISSING for each character that its font lacks."""
    known = _characters(style)
    return "".join(each if ord(each) in known and each.isprintable() else MISSING for each in text)


def _draw(page: Figure, piece: Piece, left: float, baseline: float, colour: str) -> None:
    page.text(
        left / WIDTH, 1 - baseline / HEIGHT, piece.text, va="baseline", color=colour,
        fontproperties=_FONTS[piece.style], fontsize=piece.size, parse_math=piece.is_formula,
    )  # fmt: skip


def _lines(words: Iterable[Word], room: float) -> Iterator[list[Word]]:
    line: list[Word] = []
    left = room
    for word in chain.from_iterable(_fitting(each, room) for each in words):
        wide = _wide(word)
        if line and wide > left:
            yield line
            line, left = [], room
        line.append(word)
        left -= wide + _space(word[0].size)
    if line:
        yield line


def _joined(line: Sequence[Word]) -> Iterator[Word]:
    """The words of a line, neighbours of one style together: that draws faster."""
    for alike, words in groupby(line, lambda word: (word[0].style, word[0].is_formula, len(word))):
        if alike[1:] == (False, 1):
            together = list(words)
            yield [replace(together[0][0], text=" ".join(word[0].text for word in together))]
        else:
            yield from words


def _fitting(word: Word, room: float) -> Iterator[Word]:
    """A word, or what it is split into to fit."""
    if _wide(word) <= room:
        yield word
        return
    for piece in word:
        wide = _box(piece)[0]
        if piece.is_formula:
            yield [replace(piece, size=piece.size * min(1, room / wide))]
        else:
            length = max(1, int(len(piece.text) * min(1, room / wide) * 0.9))
            for start in range(0, len(piece.text), length):
                yield [replace(piece, text=piece.text[start : start + length])]


def _wide(word: Word) -> float:
    return sum(_box(piece)[0] for piece in word)


def _space(size: float) -> float:
    return 0.32 * size


@lru_cache(maxsize=20_000)
def _box(piece: Piece) -> tuple[float, float, float]:
    """How wide a piece is, how far it rises above its line and falls below it."""
    font = _FONTS[piece.style].copy()
    font.set_size(piece.size)
    width, height, descent = text_to_path.get_text_width_height_descent(
        piece.text, font, ismath=piece.is_formula
    )
    return width, max(height - descent, piece.size), max(descent, 0.3 * piece.size)


@cache
def _characters(style: Style) -> frozenset[int]:
    return frozenset(get_font(findfont(_FONTS[style])).get_charmap())


def _pixels(data: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError("too many pixels")
        whole = picture.convert("RGBA")
    white = Image.new("RGBA", whole.size, "white")
    return np.asarray(Image.alpha_composite(white, whole).convert("RGB"))
