"""Answers to read and print, each on pages of its own: one student's, or the model answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from grader.pages import templates
from grader.written.asked import Asked
from grader.written.notebook import Answer
from grader.written.rendering import html, markdown
from grader.written.rubrics import Rubric

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def booklet(
    title: str,
    rubrics: Sequence[Rubric],
    asked: Mapping[str, Asked],
    answers: Mapping[str, Answer],
    *,
    with_rubrics: bool = False,
) -> str:
    """The answers as one page that needs nothing but itself. with_rubrics: for staff, with what
    each item is worth and what goes wrong."""
    entries = [
        {
            "rubric": rubric,
            "prompt": markdown(asked[rubric.name].prompt),
            "work": html(answers[rubric.name].work),
            "figures": html(
                each for each in answers[rubric.name].figures if each.kind == "picture"
            ),
            "remarks": answers[rubric.name].remarks,
        }
        for rubric in rubrics
    ]
    environment = templates(_TEMPLATES)
    style = Markup((_TEMPLATES / "booklet.css").read_text(encoding="utf-8"))
    return environment.get_template("booklet.html").render(
        title=title, entries=entries, style=style, with_rubrics=with_rubrics
    )
