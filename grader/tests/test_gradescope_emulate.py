"""`make emulate` on this side of the container: what it takes, what it refuses, what it shows."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from grader.gradescope.build import build
from grader.gradescope.emulate import emulate, submissions
from grader.gradescope.emulate.container import Container, EmulationError, Ran, alone, upload
from grader.gradescope.emulate.view import FEW_LINES, FEW_TESTS, Emulated, page, show
from grader.tests.course import HOMEWORK, ROOT
from grader.tests.hand_ins import write_zip


def entry(number: int, **fields: Any) -> dict[str, Any]:
    """A test of a results.json that failed where nothing else is said."""
    return {
        "name": f"test {number}",
        "number": f"1.{number}",
        "score": 0,
        "max_score": 1,
        "status": "failed",
        "output": f"why {number}",
        "visibility": "visible",
    } | fields


def shown(tests: list[dict[str, Any]], output: str = "") -> tuple[str, str]:
    """A submission in the terminal, and on the page."""
    emulated = Emulated("ada", Ran(0, output, 1.0), {"tests": tests, "output": "Hello."})
    console = Console(file=io.StringIO(), record=True, width=80)
    show(emulated, console)
    return console.export_text(), page([emulated], "here")


def test_the_terminal_shows_the_first_failures_and_the_page_all() -> None:
    failed = [entry(i) for i in range(40)]
    passed = [entry(i, status="passed", output="") for i in range(40, 70)]
    text, everything = shown(failed + passed, output="\n".join(f"line {i}" for i in range(99)))
    assert [f"why {i}" in text for i in range(40)] == [i < FEW_TESTS for i in range(40)]
    assert "… 37 more failed tests, on the page" in text
    assert "✓ 30 passed" in text
    assert f"… {99 - FEW_LINES} more lines, on the page" in text
    assert len(text.splitlines()) < 50
    assert all(f"why {i}" in everything for i in range(40))
    assert "line 98" in everything


def test_few_failures_are_shown_without_a_word_about_more() -> None:
    text, _ = shown([entry(1), entry(2)])
    assert "why 1" in text
    assert "why 2" in text
    assert "on the page" not in text


def test_a_word_to_the_student_that_is_no_test_is_shown_in_both() -> None:
    note = {"name": "Grading did not finish", "output": "Please tell the course staff."}
    for text in shown([note, entry(1)]):
        assert "Grading did not finish" in text
        assert "Please tell the course staff." in text


def test_emulate_shows_a_folder_of_submissions_in_the_terminal_and_as_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    autograder = build(HOMEWORK, tmp_path / "autograder.zip")
    class_folder = tmp_path / "class"
    (class_folder / "<b>ada").mkdir(parents=True)
    write_zip(class_folder / "alan.zip", {"report.pdf": b"%PDF"})
    (class_folder / "readme.txt").write_text("not a submission")
    report = tmp_path / "page.html"
    status = emulate(class_folder, autograder, report=report, here=True, folder=tmp_path / "tree")
    assert status == 0
    said = capsys.readouterr().out
    assert "<b>ada" in said
    assert "alan.zip" in said
    text = report.read_text(encoding="utf-8")
    assert "&lt;b&gt;ada" in text
    assert "<b>ada" not in text
    assert text.count("nothing to grade") >= 2
    assert "readme" not in text


def test_one_tree_takes_one_emulation_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(EmulationError, match="another emulation"), alone(tmp_path):
        raise AssertionError("two at once")


@pytest.mark.parametrize("name", ["missing.zip", "text.zip", "other.zip"])
def test_what_is_no_autograder_is_refused_with_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("hello")
    write_zip(tmp_path / "other.zip", {"a.txt": b""})
    with pytest.raises(EmulationError, match="make autograder") as caught:
        Container(tmp_path / "tree").unpack(tmp_path / name)
    assert len(str(caught.value).splitlines()) == 1


def test_a_folder_with_graded_files_is_one_submission_and_others_are_many(tmp_path: Path) -> None:
    assert submissions(ROOT / "solutions", HOMEWORK) == [ROOT / "solutions"]
    write_zip(tmp_path / "a.zip", {})
    (tmp_path / "b").mkdir()
    (tmp_path / "c.tar.gz").touch()
    assert submissions(tmp_path, HOMEWORK) == [
        tmp_path / each for each in ("a.zip", "b", "c.tar.gz")
    ]
    assert submissions(tmp_path / "b", HOMEWORK) == [tmp_path / "b"]
    with pytest.raises(EmulationError):
        submissions(tmp_path / "d", HOMEWORK)


def test_an_upload_is_opened_once_and_stays_whole_where_it_cant_be(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"a.py": b"1"})
    outer = write_zip(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes(), "../b.py": b"2"})
    upload(outer, tmp_path / "one")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["b.py", "inner.zip"]
    bomb = write_zip(tmp_path / "bomb.zip", {})
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("features.py", b"\0" * (101 << 20))
    upload(bomb, tmp_path / "two")
    assert [path.name for path in (tmp_path / "two").iterdir()] == ["bomb.zip"]


def test_emulation_takes_the_zip_that_is_there_with_its_rules_and_says_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[late]\npercent_per_day = 25\n")
    autograder = build(HOMEWORK, tmp_path / "autograder.zip", rules)
    before = autograder.read_bytes()
    submission = write_zip(tmp_path / "ada.zip", {"report.pdf": b"%PDF"})
    metadata = tmp_path / "metadata.json"
    metadata.write_text('{"created_at": "2026-09-14T12:00:00Z", "users": [{"name": "Ada"}]}')
    report = tmp_path / "page.html"
    tree = tmp_path / "tree"
    assert emulate(submission, autograder, metadata, report, here=True, folder=tree) == 0
    assert "late: percent_per_day 25" in capsys.readouterr().out
    assert autograder.read_bytes() == before


def test_make_emulate_builds_nothing() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = [line for line in makefile.splitlines() if line.startswith("emulate:")]
    assert "autograder" not in line.partition("##")[0]
