"""The page that answers are marked on: one file that needs nothing but itself.

It goes answer by answer through the whole class, by keyboard. It runs its own script and no other,
and loads nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from grader.pages import templates
from grader.written.asked import Asked
from grader.written.marks import Mark
from grader.written.notebook import Answer
from grader.written.rendering import html, markdown
from grader.written.rubrics import Rubric

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class Work:
    """What one student, or a group, handed in. students: as `anonymous` has each of them."""

    students: tuple[str, ...]
    answers: Mapping[str, Answer]


def page(
    title: str,
    rubrics: Sequence[Rubric],
    asked: Mapping[str, Asked],
    works: Sequence[Work],
    marks: Mapping[tuple[str, str], Mark],
) -> str:
    """The page for these answers of these students, with the marks that there are."""
    questions = [
        {
            "name": rubric.name,
            "place": rubric.place,
            "points": rubric.points,
            "items": [{"points": item.points, "text": item.text} for item in rubric.items],
            "turns": rubric.wrong_turns,
            "prompt": markdown(asked[rubric.name].prompt),
            "model": markdown(asked[rubric.name].model),
        }
        for rubric in rubrics
    ]
    students = [
        {
            "ids": work.students,
            "answers": {rubric.name: _answer(work.answers[rubric.name]) for rubric in rubrics},
        }
        for work in works
    ]
    names = {rubric.name for rubric in rubrics}
    known = [msgspec.to_builtins(mark) for mark in marks.values() if mark.answer in names]
    data = {"title": title, "questions": questions, "students": students, "marks": known}
    return _environment().get_template("marking.html").render(title=title, data=data)


def seen(answer: Answer) -> str:
    """A fingerprint of what is marked, by which a later hand-in is told from the one marked."""
    return hashlib.sha256(repr(answer.work).encode()).hexdigest()[:12]


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "work": html(answer.work),
        "figures": html(answer.figures),
        "remarks": answer.remarks,
        "blank": answer.is_blank,
        "seen": seen(answer),
    }


@cache
def _environment() -> Environment:
    environment = templates(_TEMPLATES)
    for name in ("css", "js"):
        text = (_TEMPLATES / f"marking.{name}").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        environment.globals[name] = Markup(text)
        environment.globals[f"{name}_hash"] = f"sha256-{digest}"
    return environment
