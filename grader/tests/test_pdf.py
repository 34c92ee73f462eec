"""Answers on paper: a page for each, formulas and figures in it, without LaTeX or a network, and
where there is no browser without one."""

from __future__ import annotations

import argparse
import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from markupsafe import escape
from PIL import Image

from grader.classroom import pdf
from grader.tests.course import HOMEWORK
from grader.written import leaflet, mathtext, printing, rubrics
from grader.written.booklet import Booklet
from grader.written.notebook import Answer, Shown
from grader.written.printing import NoBrowser, browser, write_pdfs
from grader.written.rendering import without_formulas

EVERY = rubrics.read(HOMEWORK)
ASKED = rubrics.questions(HOMEWORK, EVERY)
# What a PDF says before each of its pages, of which there is one kind of object.
PAGE = re.compile(rb"/Type /Page\b(?!s)")

HOSTILE = [
    "$" + "{" * 500 + "}" * 500 + "$", "$\\frac" * 300, r"$\input{/etc/passwd}$", "> " * 3000 + "x",
    "你好 🙂 \u202e\ud800 \x00\x07", "w" * 20_000, "- " * 200 + "x", "`" * 99,
    "|a|b|\n|-|-|\n|1|2|",
    "![x](attachment:x.png) ![y](http://127.0.0.1/y.png)", "[x](javascript:alert(1))", "<b>x</b>",
    r"$$\begin{aligned}a&=b\\ &=c\end{aligned}$$", "$x_{" * 60 + "}" * 60 + "$",
    "1. a\n   - b\n\n     c",
    "$" + "x+" * 900 + "x$", "-", "# ", "***", "&amp; $5 and $6", "    $x$ typed",
]  # fmt: skip


@pytest.fixture
def there_is_a_browser() -> None:
    try:
        with browser():
            pass
    except NoBrowser:
        pytest.skip("there is no Chromium on this machine")


@pytest.fixture
def there_is_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def none() -> Iterator[None]:
        raise NoBrowser
        yield

    monkeypatch.setattr(printing, "browser", none)


def pages(path: Path) -> int:
    return len(PAGE.findall(path.read_bytes()))


def picture(width: int, height: int) -> Shown:
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, "PNG")
    return Shown("picture", base64.b64encode(file.getvalue()).decode())


def booklet(*work: Shown, count: int = 1, with_rubrics: bool = False) -> Booklet:
    """The first questions, all answered alike."""
    answers = {each.name: Answer(each.name, work) for each in EVERY[:count]}
    return Booklet("Solutions", EVERY[:count], ASKED, answers, with_rubrics)


@pytest.mark.usefixtures("there_is_a_browser")
def test_every_answer_has_its_page(tmp_path: Path) -> None:
    answers = {
        name: Answer(name, (Shown("markdown", asked.model),)) for name, asked in ASKED.items()
    }
    path = tmp_path / "all.pdf"

    assert write_pdfs([(path, Booklet("Solutions", EVERY, ASKED, answers))]) == 1
    assert pages(path) == len(EVERY)


@pytest.mark.usefixtures("there_is_no_browser")
def test_every_answer_has_its_page_without_a_browser_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "some.pdf"
    work = Shown("markdown", "so $\\eta < 1$"), Shown("code", "f(1)\n    2"), picture(30, 20)

    assert write_pdfs([(path, booklet(*work, count=3))]) == 1
    assert pages(path) == 3
    assert "playwright install chromium" in capsys.readouterr().err


def test_an_answer_goes_on_on_the_next_page(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    leaflet.write(path, booklet(Shown("markdown", "word\n\n" * 120), picture(4000, 20)))

    assert pages(path) == 4


def test_every_formula_of_questions_and_model_answers_is_drawn() -> None:
    texts = [text for asked in ASKED.values() for text in (asked.prompt, asked.model)]
    formulas = [latex for text in texts for latex, _ in without_formulas(text)[1]]

    assert len(formulas) > 200
    assert not [
        line for each in formulas for line in mathtext.lines(each) if not mathtext.drawable(line)
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_keeps_a_pdf_from_being_written(text: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.pdf"
    broken = Shown("picture", base64.b64encode(b"\x89PNG\r\n\x1a\nbroken").decode())
    leaflet.write(path, booklet(Shown("markdown", text, {"x.png": broken.content}), broken))

    assert pages(path) >= 1


def test_a_class_gets_a_file_for_each_student(tmp_path: Path) -> None:
    for student in ("ada", "ben"):
        place = tmp_path / "class" / student
        place.mkdir(parents=True)
        for name in HOMEWORK.notebooks:
            (place / name).write_bytes((HOMEWORK.student / "notebooks" / name).read_bytes())
    options = argparse.Namespace(submissions=tmp_path / "class", output=tmp_path)

    assert pdf.write(options) == 0
    assert sorted(each.name for each in (tmp_path / "pdf").iterdir()) == ["ada.pdf", "ben.pdf"]


def test_the_rubric_is_in_the_solutions_and_not_in_a_students_pdf() -> None:
    item = str(escape(EVERY[0].items[0].text))

    assert item in booklet(with_rubrics=True).html()
    assert item not in booklet().html()
