"""docs/original.md: all that the original homework asks is asked here, at places that exist."""

from __future__ import annotations

import re

import pytest

from grader.tests.course import HOMEWORK, ROOT, parts
from grader.tests.homework2.test_letters import ORIGINAL
from grader.written import rubrics
from tests.oracles.answer_keys import KEYS

pytestmark = pytest.mark.fast
TEXT = (ROOT / "docs" / "original.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| Q")
]
HEADINGS = re.findall(
    r"^#+ (.+)$", (ROOT / "student" / "HANDOUT.md").read_text(encoding="utf-8"), re.MULTILINE
)
WRITTEN = {rubric.name: rubric for rubric in rubrics.read(HOMEWORK)}
CHECKS = {part.name for part in parts()} | set(KEYS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1][:30]}")
def test_each_place_of_a_row_exists(row: list[str]) -> None:
    part, asked, heading, written, checked = row

    assert asked
    assert heading in HEADINGS
    assert written == "—" or written in WRITTEN
    assert checked == "—" or set(checked.split(", ")) <= CHECKS
    # What is asked under a letter is marked under it.
    if "(" in part and part[:2] != "Q5":
        assert heading.startswith(part)
        assert WRITTEN[written].place == part


def test_every_letter_of_the_original_has_a_row_and_no_row_is_marked_by_nobody() -> None:
    letters = {f"{question}({letter})" for question in ("Q1", "Q2", "Q3") for letter in
               ORIGINAL[question]} | {"Q4", "Q5(a)", "Q5(b)", "Q5(c)"}  # fmt: skip

    assert {part for part, *_ in ROWS} == letters
    assert all({written, checked} != {"—"} for *_, written, checked in ROWS)


def test_every_written_answer_and_every_short_one_has_a_row() -> None:
    checked = {each for *_, cell in ROWS for each in cell.split(", ")}

    assert {written for *_, written, _ in ROWS} - {"—"} == set(WRITTEN)
    assert set(KEYS) - checked == set(re.findall(r"`(\w+_first_step)`", TEXT))
