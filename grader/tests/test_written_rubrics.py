"""Rubrics of written answers: each that a notebook asks for has one, and mistakes are told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from grader.homework import Homework
from grader.written import asked as asked_for
from grader.written.asked import KEY
from grader.written.rubrics import RubricError, questions, read

pytestmark = pytest.mark.fast
ROOT = Path(__file__).resolve().parents[2]
HOMEWORK = """
title = "One"
seed = 1
files = [{ name = "sums.py" }]
[[questions]]
name = "P1"
title = "Sums"
notebook = "p1.ipynb"
parts = [{ name = "p1_add", file = "sums.py", function = "add" }]
"""
ITEMS = 'items = [{ points = 60, text = "a" }, { points = 40, text = "b" }]'


def homework(root: Path, sheet: str) -> Homework:
    (root / "homework.toml").write_text(HOMEWORK, encoding="utf-8")
    (root / "tests" / "written").mkdir(parents=True)
    (root / "tests" / "written" / "p1.toml").write_text(sheet, encoding="utf-8")
    return Homework(root)


def test_every_written_answer_of_the_masters_has_a_rubric_in_their_order() -> None:
    masters = sorted((ROOT / "solutions" / "notebooks").glob("q*.py"))
    asked = [
        name
        for master in masters
        for name in re.findall(r"^# name: (\w+)$", master.read_text(encoding="utf-8"), re.M)
    ]

    assert [rubric.name for rubric in read(Homework(ROOT))] == asked


def test_a_sheet_is_read_with_its_points(tmp_path: Path) -> None:
    [rubric] = read(homework(tmp_path, f'[[answers]]\nname = "p1a"\nplace = "P1(a)"\n{ITEMS}'))

    assert (rubric.name, rubric.points, len(rubric.items)) == ("p1a", 100, 2)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("answers = [", "can't be read"),
        (f'[[answers]]\nname = "p1a"\nplace = "P1(a)"\nextra = 1\n{ITEMS}', "extra"),
        (f'[[answers]]\nname = "p1a"\nplace = "P1(a)"\n{ITEMS}\n' * 2, "p1a has two rubrics"),
        (
            f'[[answers]]\nname = "p1a"\nplace = "P1(a)"\n{ITEMS.replace("60", "50")}',
            "the points come to 90",
        ),
    ],
)
def test_a_sheet_that_is_wrong_is_one_line(tmp_path: Path, sheet: str, said: str) -> None:
    with pytest.raises(RubricError, match=said) as told:
        read(homework(tmp_path, sheet))

    assert "\n" not in str(told.value)


def test_a_sheet_that_is_missing_is_one_line(tmp_path: Path) -> None:
    incomplete = homework(tmp_path, "")
    (tmp_path / "tests" / "written" / "p1.toml").unlink()

    with pytest.raises(RubricError, match=r"written/p1\.toml is missing"):
        read(incomplete)


def test_a_question_in_a_released_notebook_has_its_name_and_its_words() -> None:
    for asked in asked_for.read(Homework(ROOT)):
        notebook = json.loads((ROOT / "student" / "notebooks" / asked.notebook).read_bytes())
        [cell] = [one for one in notebook["cells"] if one["metadata"].get(KEY) == asked.name]

        assert asked.prompt in "".join(cell["source"])


def test_every_question_has_a_model_answer_that_students_do_not_get() -> None:
    for asked in asked_for.read(Homework(ROOT)):
        released = (ROOT / "student" / "notebooks" / asked.notebook).read_text(encoding="utf-8")

        assert len(asked.model) > 200
        assert json.dumps(asked.model)[1:-1] not in released


def test_a_homework_without_notebooks_asks_for_nothing_in_writing(tmp_path: Path) -> None:
    plain = HOMEWORK.replace('notebook = "p1.ipynb"\n', "")
    (tmp_path / "homework.toml").write_text(plain, encoding="utf-8")

    with pytest.raises(RubricError, match="nothing is answered in writing"):
        read(Homework(tmp_path))


def test_a_rubric_of_something_that_nobody_asks_is_one_line(tmp_path: Path) -> None:
    strange = homework(tmp_path, f'[[answers]]\nname = "p1a"\nplace = "P1(a)"\n{ITEMS}')

    with pytest.raises(RubricError, match="no notebook asks for p1a"):
        questions(strange, read(strange))
