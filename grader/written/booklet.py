"""Answers to read and print, each on pages of its own: one student's, or the model answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from grader.pages import templates
from grader.written.asked import Asked
from grader.written.notebook import Answer, Shown
from grader.written.rendering import html, markdown
from grader.written.rubrics import Rubric

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class Entry:
    """One answer under its question. prompt: Markdown."""

    rubric: Rubric
    prompt: str
    work: tuple[Shown, ...]
    figures: tuple[Shown, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Booklet:
    """Answers under a title. with_rubrics: for staff, with what each item is worth and what goes
    wrong."""

    title: str
    rubrics: Sequence[Rubric]
    asked: Mapping[str, Asked]
    answers: Mapping[str, Answer]
    with_rubrics: bool = False

    @property
    def entries(self) -> Iterator[Entry]:
        """The answers in the order of their rubrics."""
        for rubric in self.rubrics:
            answer = self.answers[rubric.name]
            figures = tuple(each for each in answer.figures if each.kind == "picture")
            prompt = self.asked[rubric.name].prompt
            yield Entry(rubric, prompt, answer.work, figures, answer.remarks)

    def html(self) -> str:
        """The answers as one page that needs nothing but itself."""
        return (
            templates(_TEMPLATES)
            .get_template("booklet.html")
            .render(
                booklet=self,
                markdown=markdown,
                html=html,
                style=Markup((_TEMPLATES / "booklet.css").read_text(encoding="utf-8")),
            )
        )
