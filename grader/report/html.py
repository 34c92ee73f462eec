"""The report as HTML: a page that needs nothing but itself, and a piece of it for a notebook."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup, escape

from grader.model import Report, Status
from grader.pages import templates
from grader.report import standing, words
from grader.report.pictures import picture
from grader.report.shown import legend, shown_parts

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.NOT_STARTED: "·"}
_MARKED = re.compile(r"(>[^<>]*<)")


def as_html(report: Report, *, staff: bool = False) -> str:
    """The whole report as a page of its own. Staff see hidden checks in full."""
    return _render("page.html", report, staff)


def as_fragment(report: Report, *, staff: bool = False) -> str:
    """The same content to show inside another page, such as under a notebook's cell."""
    # A notebook shows many of them at once, and an id may stand in a page once.
    asked = f"{report.digest}{[part.name for part in report.parts]}"
    prefix = f"hw-{sha256(asked.encode()).hexdigest()[:10]}-"
    return _render("fragment.html", report, staff, prefix)


class Piece(NamedTuple):
    """A piece of a value, and whether it is the entry that is marked."""

    text: str
    marked: bool


def _render(template: str, report: Report, staff: bool, prefix: str = "") -> str:
    parts = shown_parts(report, staff=staff)
    return (
        _environment()
        .get_template(template)
        .render(
            report=report,
            prefix=prefix,
            submission=words.one_line(report.submission),
            headline=words.headline(report),
            coverage=words.coverage(report),
            notes=words.notes(report),
            progress=words.progress(report),
            next_step=words.next_step(report),
            shown_parts=parts,
            legend=legend(parts),
        )
    )


@cache
def _environment() -> Environment:
    environment = templates(_TEMPLATES)
    environment.filters["pieces"] = _pieces
    environment.filters["breakable"] = lambda name: escape(name).replace("_", Markup("_<wbr>"))
    environment.globals.update(
        style=Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8")),
        marks=_MARKS,
        code_labels=words.CODE_LABELS,
        css=lambda status: status.value.replace(" ", "-"),
        picture=picture,
        points=words.points,
        state_line=standing.state_line,
        subtotals=standing.subtotals,
    )
    return environment


def _pieces(text: str) -> list[Piece]:
    return [Piece(piece, bool(_MARKED.fullmatch(piece))) for piece in _MARKED.split(text) if piece]
