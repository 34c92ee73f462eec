"""A piece of a notebook as HTML: Markdown with its formulas as MathML, code, pictures.

Whoever wrote the text may mean harm. No tag of theirs becomes one: the renderer escapes raw HTML,
links show their address and lead nowhere, pictures are those of the notebook alone, and of a
formula's MathML only known elements and attributes are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import latex2mathml.converter
import mistune
from markupsafe import Markup, escape
from mistune.plugins.table import table

from grader.written.notebook import Shown

MOST_FORMULA = 2_000  # characters; a longer one is shown as it was typed
_ELEMENTS = re.compile(
    "math|mrow|m[ino]|mtext|mspace|msu[bp]|msubsup|mfrac|msqrt|mroot|mover|munder|munderover"
    "|mtable|mtr|mtd|mstyle|mpadded|mphantom|menclose"
)
_ATTRIBUTES = re.compile(
    "display|mathvariant|stretchy|fence|form|separator|symmetric|largeop|movablelimits|accent"
    "|linethickness|columnalign|rowspacing|columnspacing|width|height|depth|minsize|maxsize"
    "|displaystyle|scriptlevel|lspace|rspace"
)
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
# A character for private use holds a formula's place.
_MARK = "\ue000"
MARKED = re.compile(f"{_MARK}(\\d+){_MARK}")
_FORMULA = re.compile(
    r"(?P<code>^(?:```|~~~)[\s\S]*?^(?:```|~~~)|(?P<ticks>`+)[^`][\s\S]*?(?P=ticks)|\\\\|\\\$)"
    r"|\$\$(?P<dollars>[\s\S]+?)\$\$|\$(?P<dollar>[^$\s](?:[^$]*[^$\s])?)\$"
    r"|\\\[(?P<brackets>[\s\S]+?)\\\]"
    r"|(?P<environment>\\begin\{(?P<kind>\w+\*?)\}[\s\S]+?\\end\{(?P=kind)\})",
    re.MULTILINE,
)
# The converter knows but one environment of this kind.
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|align|split|eqnarray\*?|gather\*?|gathered)\}")
_PNG_IN_BASE_64 = "iVBOR"


def html(pieces: Iterable[Shown]) -> Markup:
    """The pieces one after the other."""
    return Markup("\n").join(map(_piece, pieces))


def markdown(text: str, attached: Mapping[str, str] | None = None) -> Markup:
    """Markdown as HTML. attached: pictures that the text may show, by name, in base 64."""
    marked, formulas = without_formulas(text)
    convert = mistune.Markdown(_Renderer(attached or {}), plugins=[table])
    try:
        made = str(convert(marked))
    except RecursionError:  # quotations in quotations, without end
        return _typed(text)
    # The renderer escapes all that it is given, and no mark stands within a tag.
    return Markup(MARKED.sub(lambda found: _formula(*formulas[int(found[1])]), made))


def without_formulas(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A text with a mark for each formula, and the formulas: LaTeX, "block" or "inline".

    They are taken out before Markdown is read, as notebooks do it: in them _ and * mean something
    else, and a line may begin with -.
    """
    formulas: list[tuple[str, str]] = []

    def take_out(found: re.Match[str]) -> str:
        if found["code"]:
            return found["code"]
        is_block = found[0].startswith(("$$", "\\["))
        latex = found["dollars"] or found["dollar"] or found["brackets"] or found["environment"]
        formulas.append((latex.strip(), "block" if is_block else "inline"))
        return f"{_MARK}{len(formulas) - 1}{_MARK}"

    return _FORMULA.sub(take_out, text.replace(_MARK, "")), formulas


def _piece(piece: Shown) -> Markup:
    if piece.kind == "markdown":
        return markdown(piece.content, piece.attached)
    if piece.kind == "picture":
        return _picture(piece.content, "a figure of the notebook")
    return Markup('<pre class="{}">{}</pre>').format(piece.kind, piece.content)


def _picture(data: str, alt: str) -> Markup:
    kind = "png" if data.startswith(_PNG_IN_BASE_64) else "jpeg"
    return Markup('<img src="data:image/{};base64,{}" alt="{}">').format(kind, data, alt)


def _typed(text: str) -> Markup:
    return Markup('<code class="typed">{}</code>').format(text)


class _Renderer(mistune.HTMLRenderer):
    """Mistune's, without links and others' pictures, and with nobody's words within a tag."""

    def __init__(self, attached: Mapping[str, str]) -> None:
        super().__init__(escape=True)
        self._attached = attached

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return f"{text} ({escape(url)})"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        data = self._attached.get(url.removeprefix("attachment:"))
        if data:
            return _picture(data, "a picture in the answer")
        return escape("[a picture that is elsewhere: ") + Markup(text) + escape("]")

    def block_code(self, code: str, info: str | None = None) -> str:
        return Markup("<pre>{}</pre>").format(code)


@lru_cache(maxsize=4096)
def _formula(latex: str, display: str) -> Markup:
    """A formula as MathML; where nobody can read it, as it was typed."""
    try:
        if len(latex) > MOST_FORMULA:
            raise ValueError("too long")
        known = _ALIGNED.sub(r"\\\1{align*}", latex)
        made = ElementTree.fromstring(latex2mathml.converter.convert(known, display=display))
        _clean(made)
    except Exception:  # the converter raises whatever comes of what it is given
        return _typed(f"${latex}$")
    return Markup(ElementTree.tostring(made, encoding="unicode"))


def _clean(element: ElementTree.Element) -> None:
    """Make sure that there are known elements alone, with known attributes alone."""
    element.tag = element.tag.removeprefix(_NAMESPACE)
    if not _ELEMENTS.fullmatch(element.tag):
        raise ValueError(f"MathML has no {element.tag} here")
    kept: dict[str, Any] = {
        name: value for name, value in element.items() if _ATTRIBUTES.fullmatch(name)
    }
    element.attrib.clear()
    element.attrib.update(kept)
    for child in element:
        _clean(child)
