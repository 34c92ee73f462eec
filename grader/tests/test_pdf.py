"""Answers on paper: a page for each, formulas and figures in it, without LaTeX or a network."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from markupsafe import escape

from grader.classroom import pdf
from grader.tests.course import HOMEWORK
from grader.written import rubrics
from grader.written.booklet import booklet
from grader.written.notebook import Answer, Shown
from grader.written.printing import NoBrowser, browser, write_pdfs

EVERY = rubrics.read(HOMEWORK)
ASKED = rubrics.questions(HOMEWORK, EVERY)


@pytest.fixture(scope="module", autouse=True)
def there_is_a_browser() -> None:
    try:
        with browser():
            pass
    except NoBrowser:
        pytest.skip("there is no Chromium on this machine")


def pages(path: Path) -> int:
    return path.read_bytes().count(b"/Type /Page\n")


def test_every_answer_has_its_page(tmp_path: Path) -> None:
    answers = {
        name: Answer(name, (Shown("markdown", asked.model),)) for name, asked in ASKED.items()
    }
    page = tmp_path / "all.html"
    page.write_text(booklet("Solutions", EVERY, ASKED, answers), encoding="utf-8")

    assert write_pdfs([page]) == 1
    assert pages(page.with_suffix(".pdf")) == len(EVERY)


def test_a_class_gets_a_file_for_each_student(tmp_path: Path) -> None:
    for student in ("ada", "ben"):
        place = tmp_path / "class" / student
        place.mkdir(parents=True)
        for name in HOMEWORK.notebooks:
            (place / name).write_bytes((HOMEWORK.student / "notebooks" / name).read_bytes())
    options = argparse.Namespace(submissions=tmp_path / "class", output=tmp_path)

    assert pdf.write(options) == 0
    assert sorted(each.name for each in (tmp_path / "pdf").iterdir()) == ["ada.pdf", "ben.pdf"]


def test_without_a_browser_the_pages_are_there_and_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / HOMEWORK.notebooks[0]).write_text(json.dumps({"cells": []}))

    def none(paths: object) -> int:
        raise NoBrowser

    monkeypatch.setattr(pdf, "write_pdfs", none)

    options = argparse.Namespace(submissions=tmp_path / "class", output=tmp_path)
    assert pdf.write(options) == 2
    assert (tmp_path / "pdf" / "ada.html").exists()
    assert "playwright install chromium" in capsys.readouterr().err


def test_the_rubric_is_in_the_solutions_and_not_in_a_students_pdf() -> None:
    answers = {name: Answer(name, is_blank=True) for name in ASKED}
    item = str(escape(EVERY[0].items[0].text))

    assert item in booklet("x", EVERY, ASKED, answers, with_rubrics=True)
    assert item not in booklet("x", EVERY, ASKED, answers)
