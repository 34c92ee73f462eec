"""Marking a class: by keyboard in a browser, or in a table; no mark is ever lost."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from grader.classroom.written import PAGE, TABLE, write
from grader.submission.handing_in import PROMPT
from grader.tests.course import HOMEWORK
from grader.written import asked as asked_for
from grader.written.marks import NAME, Mark, MarksError, anonymous, merge, read
from grader.written.printing import NoBrowser, browser
from grader.written.rubrics import read as rubrics

STUDENTS = 30
BLANK = 4  # whose answers are as released
ASKED = len(asked_for.read(HOMEWORK))
HACK = "<script>document.title = 'hacked'</script><img src=x onerror=\"document.title='hacked'\">"


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class in which everybody answers with their own words and a script."""
    folder = tmp_path_factory.mktemp("class")
    for number in range(STUDENTS):
        place = folder / f"student{number:02}" / "notebooks"
        place.mkdir(parents=True)
        for name in HOMEWORK.notebooks:
            notebook = json.loads((HOMEWORK.student / "notebooks" / name).read_bytes())
            for cell in notebook["cells"]:
                if number != BLANK and "".join(cell["source"]) == PROMPT:
                    cell["source"] = f"I am number {number}: $x_{{{number}}}^2$ {HACK}"
            (place / name).write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    try:
        with browser() as launched:
            yield launched
    except NoBrowser:
        pytest.skip("there is no Chromium on this machine")


def options(submissions: Path, output: Path, **more: Any) -> argparse.Namespace:
    said = {"question": "", "marks": [], **more}
    return argparse.Namespace(submissions=submissions, output=output, **said)


def opened(context: Any, output: Path) -> Page:
    page: Page = context.new_page()
    page.goto((output / PAGE).as_uri())
    return page


def saved(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.keyboard.press("s")
    path = folder / "saved.json"
    download.value.save_as(path)
    return path


def test_a_class_is_marked_by_keyboard_and_no_mark_is_lost(
    submissions: Path, chromium: Browser, tmp_path: Path
) -> None:
    assert write(options(submissions, tmp_path)) == 0
    context = chromium.new_context(accept_downloads=True)
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = opened(context, tmp_path)
    for number in range(STUDENTS - 1):  # one is blank, and not shown
        page.keyboard.press("1")
        if number % 2:
            page.keyboard.press("2")
        if number == 3:
            page.keyboard.press("c")
            page.keyboard.type("See n. 12")
            page.keyboard.press("Escape")
        page.keyboard.press("Enter")

    assert page.text_content("#place") == f"Q1(b), student 1 of {STUDENTS}"
    page.reload()
    assert f"{STUDENTS}/{STUDENTS} here" in str(page.text_content("#progress"))
    assert page.title() != "hacked"
    assert {url.partition(":")[0] for url in requests} <= {"file", "data", "blob"}

    first = saved(page, tmp_path)
    assert write(options(submissions, tmp_path, marks=[first])) == 0
    marks = read(tmp_path / NAME)
    given = [mark for (_, answer), mark in marks.items() if answer == "q1a" and mark.when]
    assert len(given) == STUDENTS - 1
    assert sorted(map(len, (mark.ticked for mark in given))) == [1] * 15 + [2] * 14
    assert [mark.comment for mark in given if mark.comment] == ["See n. 12"]
    blank = marks[anonymous("folder", f"student{BLANK:02}"), "q1a"]
    assert (blank.ticked, blank.when) == ((), "")

    elsewhere = chromium.new_context()
    again = opened(elsewhere, tmp_path)
    assert f"{STUDENTS}/{STUDENTS} here" in str(again.text_content("#progress"))
    again.keyboard.press("u")
    assert f"{STUDENTS - 1}/{STUDENTS} here" in str(again.text_content("#progress"))
    context.close()
    elsewhere.close()


def test_the_page_shows_what_was_written_typeset_and_anonymous(
    submissions: Path, chromium: Browser, tmp_path: Path
) -> None:
    write(options(submissions, tmp_path, question="Q2"))
    context = chromium.new_context()
    page = opened(context, tmp_path)

    assert page.locator("#work math msubsup, #work math msup").count() >= 1
    assert "<script>" in str(page.text_content("#work"))
    assert page.locator("#work script, #work img").count() == 0
    assert "were not run" in str(page.text_content("#remarks"))
    assert "student0" not in (tmp_path / PAGE).read_text(encoding="utf-8")
    assert page.locator("#question option").count() == 5
    context.close()


def test_a_table_is_marked_as_the_page_is(submissions: Path, tmp_path: Path) -> None:
    write(options(submissions, tmp_path))
    path = tmp_path / TABLE
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    assert len(rows) == STUDENTS * ASKED
    rows[0].update(marked="x", ticked="1, 3", comment="=fine")
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)

    assert merge(tmp_path / NAME, [path]) == 1 + ASKED  # with those that are blank
    assert merge(tmp_path / NAME, [path]) == 0
    [mark] = [mark for mark in read(tmp_path / NAME).values() if mark.ticked]
    assert (mark.ticked, mark.comment, mark.seen) == ((1, 3), "=fine", rows[0]["seen"])


def mark(when: str, *ticked: int, **more: Any) -> Mark:
    return Mark("0" * 12, "q1a", ticked, when=when, **more)


def file_of(folder: Path, *marks: Mark) -> Path:
    path = folder / f"marks{len(list(folder.iterdir()))}.json"
    said = [{"student": each.student, "answer": each.answer, "ticked": each.ticked,
             "when": each.when, "taken_back": each.taken_back} for each in marks]  # fmt: skip
    path.write_text(json.dumps({"marks": said}), encoding="utf-8")
    return path


def test_the_mark_given_last_counts_in_whichever_order_files_come(tmp_path: Path) -> None:
    early = file_of(tmp_path, mark("2026-09-14T10:00:00.000Z", 1))
    late = file_of(tmp_path, mark("2026-09-14T11:00:00.000Z", 2))
    kept = tmp_path / NAME

    assert merge(kept, [late, early]) == 2
    assert merge(kept, [early, late]) == 0
    assert [each.ticked for each in read(kept).values()] == [(2,)]
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 2


def test_a_mark_that_was_taken_back_counts_no_more(tmp_path: Path) -> None:
    given = file_of(tmp_path, mark("2026-09-14T10:00:00.000Z", 1))
    back = file_of(tmp_path, mark("2026-09-14T11:00:00.000Z", taken_back=True))

    merge(tmp_path / NAME, [given, back])

    assert not read(tmp_path / NAME)


def test_a_file_that_is_none_of_marks_is_one_line_and_takes_nothing_in(tmp_path: Path) -> None:
    good = file_of(tmp_path, mark("2026-09-14T10:00:00.000Z", 1))
    bad = tmp_path / "bad.json"
    bad.write_text('{"marks": [{"student": "Ada"}]}', encoding="utf-8")

    with pytest.raises(MarksError, match=r"bad\.json: no file of marks") as told:
        merge(tmp_path / NAME, [good, bad])

    assert "\n" not in str(told.value)
    assert not (tmp_path / NAME).exists()


def test_every_rubric_has_a_question_to_go_by() -> None:
    asked = {each.name for each in asked_for.read(HOMEWORK)}

    assert {rubric.name for rubric in rubrics(HOMEWORK)} == asked
