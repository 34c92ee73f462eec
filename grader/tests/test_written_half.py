"""Marks of written answers reach grades.csv and feedback, and no run loses one."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest

from grader.homework import Homework, HomeworkError
from grader.tests.classes import Class, class_in
from grader.tests.course import HOMEWORK
from grader.written import rubrics
from grader.written.marks import NAME, Mark, anonymous, merge
from grader.written.sheet import Sheet, sheet

pytestmark = pytest.mark.fast
RUBRICS = rubrics.read(HOMEWORK)
ALL = tuple(range(1, 6))


def give(folder: Path, student: str, *answers: str, comment: str = "") -> None:
    """Mark answers with all of their items ticked."""
    lines = [
        Mark(anonymous("folder", student), each, ALL, comment, "2026-09-14T10:00:00.000Z")
        for each in answers
    ]
    path = folder / f"{student} {len(answers)}.json"
    path.write_bytes(b'{"marks": [' + b",".join(map(msgspec.json.encode, lines)) + b"]}")
    merge(folder / NAME, [path])


def grades(graded: Class) -> dict[str, dict[str, str]]:
    text = (graded.folder / "grades.csv").read_text(encoding="utf-8-sig")
    return {row["student"]: row for row in csv.DictReader(text.splitlines())}


def feedback(graded: Class, student: str) -> str:
    return (graded.folder / "feedback" / f"{student}.html").read_text(encoding="utf-8")


@pytest.fixture
def graded(tmp_path: Path) -> Class:
    graded = class_in(tmp_path)
    graded.run({"ada": "abcd", "ben": "ab"})
    return graded


def test_without_marks_the_outputs_are_those_of_the_code_alone(graded: Class) -> None:
    graded.write()

    assert not [name for name in grades(graded)["ada"] if "written" in name]
    assert "Written answers" not in feedback(graded, "ada")


def test_marks_and_both_halves_stand_in_grades(graded: Class) -> None:
    give(graded.folder, "ada", *(each.name for each in RUBRICS))
    give(graded.folder, "ben", "q1a")
    graded.settle()
    said = graded.write().lines

    rows = grades(graded)
    assert rows["ada"]["written"] == "100"
    assert rows["ada"]["code and written"] == "100"
    assert rows["ada"]["total"] == "10"
    assert (rows["ben"]["written"], rows["ben"]["written answers marked"]) == (
        "4", f"1 of {len(RUBRICS)}",
    )  # fmt: skip
    assert rows["ben"]["code and written"] == ""
    assert "written answers: 1 of 2 students are marked in full" in said


def test_feedback_shows_ticked_items_and_comments_as_text(graded: Class) -> None:
    graded.write()
    give(graded.folder, "ada", "q1a", comment="Good <b>proof</b>.")
    graded.write()

    page = feedback(graded, "ada")
    assert "Good &lt;b&gt;proof&lt;/b&gt;." in page
    assert "✓" in page
    assert RUBRICS[0].place in page
    assert '<a href="#written">Written answers: 4 of 100 points, 1 of' in page
    assert '<p class="hw-score">10/10 points</p>' in page
    assert "Written answers" not in feedback(graded, "ben")


def test_marks_survive_another_run_with_other_hand_ins(graded: Class) -> None:
    give(graded.folder, "ada", "q1a")
    graded.run({"ben": "ab"})
    said = graded.write().lines
    assert "1 more have marks and are not in this class; their marks stay" in said

    graded.run({"ada": "a", "ben": "ab"})
    graded.write()
    assert grades(graded)["ada"]["written"] == "4"


def test_both_halves_combine_by_the_homeworks_share() -> None:
    own = sheet(RUBRICS, {("ada", each.name): Mark("ada", each.name, (1,)) for each in RUBRICS},
                "ada")  # fmt: skip
    assert isinstance(own, Sheet)
    first = sum(each.items[0].points for each in RUBRICS)

    assert own.earned == first
    assert own.with_code(10, 20, 0.25) == pytest.approx(0.75 * 50 + 0.25 * first, abs=0.01)
    assert sheet(RUBRICS, {}, "ada") is None


def test_a_share_above_the_whole_is_refused(tmp_path: Path) -> None:
    said = (HOMEWORK.root / "homework.toml").read_text(encoding="utf-8")
    (tmp_path / "homework.toml").write_text(
        said.replace("written_share = 0.5", "written_share = 1.5"), encoding="utf-8"
    )

    with pytest.raises(HomeworkError, match="written_share"):
        Homework(tmp_path)
