"""Who handed in what, in the forms in which platforms give it."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from grader.classroom.collect import HandIn, collect
from grader.classroom.roster import Roster
from grader.submission import SubmissionError
from grader.tests.course import load
from grader.tests.hand_ins import write_zip

FILES = {"optimizers.py": "x = 1\n"}

# The layout of a Gradescope export: earlier results, which we skip, are most of it.
METADATA = """---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '3031'
    :email: ada@example.edu
  :created_at: 2026-02-07 05:31:08.164034000 Z
  :score: 12.0
  :status: processed
  :results:
    tests:
    - name: 'Q1: :submitters: of a "quote"'
      output: |
        submission_999:
          :submitters:
  :history: []
submission_102:
  :submitters:
  - :name: Alan Turing
    :sid: '3032'
    :email: alan@example.edu
  - :name: Grace Hopper
    :sid:
    :email: grace@example.edu
  :created_at: 2026-02-07 23:00:00.000000000 -08:00
  :history: []
submission_103:
  :submitters:
  - :name: Ada Lovelace
    :sid: '3031'
    :email: ada@example.edu
  :created_at: 2026-02-08 05:31:08.164034000 Z
  :history: []
"""


def collected(source: Path, tmp_path: Path) -> list[HandIn]:
    """All hand-ins, by student."""
    return sorted(collect(source, tmp_path / "work"), key=lambda h: (h.student, h.order))


def gradescope_export(folder: Path) -> Path:
    """An export with a group, and a student with two submissions."""
    folder.mkdir(parents=True)
    (folder / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    for number in (101, 102, 103):
        place = folder / f"submission_{number}"
        place.mkdir()
        (place / "optimizers.py").write_text(f"x = {number}\n")
    return folder


def test_a_gradescope_export_names_every_submitter_of_a_group(tmp_path: Path) -> None:
    found = collected(gradescope_export(tmp_path / "export"), tmp_path)
    assert [(h.student, h.name, h.path.name) for h in found] == [
        ("3031", "Ada Lovelace", "submission_101"),
        ("3031", "Ada Lovelace", "submission_103"),
        ("3032", "Alan Turing", "submission_102"),
        ("grace@example.edu", "Grace Hopper", "submission_102"),
    ]
    # 23:00 in California is the next day's 07:00 in Greenwich.
    assert found[2].order.startswith("2026-02-08T07:00:00")


def test_a_gradescope_export_as_a_zip_has_its_folder_inside(tmp_path: Path) -> None:
    export = gradescope_export(tmp_path / "made" / "assignment_7_export")
    archive = shutil.make_archive(str(tmp_path / "export"), "zip", export.parent)
    found = collected(Path(archive), tmp_path)
    assert [h.student for h in found] == ["3031", "3031", "3032", "grace@example.edu"]
    assert load(found[0].path).files["optimizers.py"] == "x = 101\n"


@pytest.mark.parametrize(("choose", "expected"), [("latest", 1), ("best", 2)])
def test_where_the_latest_counts_the_others_are_not_graded(
    choose: str, expected: int, tmp_path: Path
) -> None:
    roster = Roster(tmp_path / "roster.sqlite", choose)
    roster.enroll(collect(gradescope_export(tmp_path / "export"), tmp_path / "work"))
    paths = [h.path.name for h in roster.hand_ins() if h.student == "3031"]
    roster.close()
    assert len(paths) == expected
    assert "submission_103" in paths


def test_a_canvas_zip_tells_students_by_their_ids(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", FILES)
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.write(inner, "lovelaceada_41_9001_submission.zip")
        archive.write(inner, "turingalan_LATE_42_9002_submission-2.zip")
        archive.writestr("hoppergrace_43_9003_optimizers-1.py", "x = 2\n")
        archive.writestr("hoppergrace_43_9004_features.py", "x = 3\n")
        archive.writestr("hoppergrace_43_9005_notes.pdf", "%PDF")
    found = collected(tmp_path / "submissions.zip", tmp_path)
    assert {(h.student, h.name) for h in found} == {
        ("41", "lovelaceada"), ("42", "turingalan"), ("43", "hoppergrace"),
    }  # fmt: skip
    (loose,) = {h.path for h in found if h.student == "43"}
    assert load(loose).files == {"optimizers.py": "x = 2\n", "features.py": "x = 3\n"}


def test_a_moodle_zip_has_a_folder_or_files_for_each_student(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", FILES)
    with zipfile.ZipFile(tmp_path / "moodle.zip", "w") as archive:
        archive.write(inner, "Ada Lovelace_51_assignsubmission_file/submission.zip")
        archive.writestr("Zoë Müller_52_assignsubmission_file_/optimizers.py", "x = 2\n")
        archive.write(inner, "Alan Turing_53_assignsubmission_file_submission.zip")
    found = collected(tmp_path / "moodle.zip", tmp_path)
    assert [(h.student, h.name) for h in found] == [
        ("51", "Ada Lovelace"), ("52", "Zoë Müller"), ("53", "Alan Turing"),
    ]  # fmt: skip
    assert all(load(h.path).files for h in found)


def test_a_plain_folder_names_students_by_their_zips_and_folders(tmp_path: Path) -> None:
    write_zip(tmp_path / "class" / "ada.zip", FILES)
    (tmp_path / "class" / "v1.2 alan").mkdir()
    (tmp_path / "class" / "notes.txt").write_text("not a submission")
    (tmp_path / "class" / ".DS_Store").write_text("nor is this")
    found = collected(tmp_path / "class", tmp_path)
    assert [h.student for h in found] == ["ada", "v1.2 alan"]


def test_a_name_that_is_no_text_is_still_a_students_own(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "class")
    os.mkdir(folder)
    for name in (b"\xff.zip", b"\xfe.zip", b"new\nline.zip"):
        shutil.copy(
            os.fsencode(write_zip(tmp_path / "inner.zip", FILES)), os.path.join(folder, name)
        )
    roster = Roster(tmp_path / "roster.sqlite", "latest")
    roster.enroll(collect(tmp_path / "class", tmp_path / "work"))
    found = list(roster.hand_ins())
    roster.close()
    assert len({h.student for h in found}) == 3
    assert all(h.student.isprintable() and load(h.path).files for h in found)


def test_nothing_of_a_bulk_zip_is_written_outside_or_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("doe_1_2_optimizers.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "bulk.zip", "w") as archive:
        archive.writestr("../../evil.zip", "x")
        archive.writestr("/etc/evil.zip", "x")
        archive.writestr(link, "/etc/passwd")
    found = collected(tmp_path / "bulk.zip", tmp_path)
    assert load(found[0].path).files == {"optimizers.py": "/etc/passwd"}
    assert not list(tmp_path.parent.rglob("evil.zip"))


def test_a_link_among_loose_files_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("of others")
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "doe_1_2_optimizers.py").symlink_to(secret)
    (found,) = collected(tmp_path / "class", tmp_path)
    assert not list(found.path.iterdir())


@pytest.mark.parametrize("kind", ["missing", "empty", "no zip", "broken table"])
def test_what_holds_no_class_is_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "class.zip"
    if kind == "empty":
        source.mkdir()
    elif kind == "no zip":
        source.write_text("hello")
    elif kind == "broken table":
        gradescope_export(source)
        (source / "submission_metadata.yml").write_text("submission_1:\n  :submitters: [\n")
    with pytest.raises(SubmissionError) as refused:
        list(collect(source, tmp_path / "work"))
    assert len(str(refused.value).splitlines()) == 1
