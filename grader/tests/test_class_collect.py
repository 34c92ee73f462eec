"""Who handed in what, in the forms in which platforms give it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from grader.classroom.collecting import HandIn, LeftOver, collect
from grader.classroom.collecting.unpack import MAX_NAME_BYTES
from grader.classroom.hand_ins import HandIns
from grader.classroom.people import People
from grader.classroom.store import Store
from grader.rules.occasion import Occasion
from grader.rules.policies import Group, Limit, Policies
from grader.submission import SubmissionError
from grader.tests.course import HOMEWORK, load
from grader.tests.hand_ins import write_nested, write_zip

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
    found = [each for each in collect(source, tmp_path / "work") if isinstance(each, HandIn)]
    return sorted(found, key=lambda h: (h.student, h.order))


def left_over(source: Path, tmp_path: Path) -> dict[str, str]:
    """What no hand-in is made of, and why."""
    found = collect(source, tmp_path / "work")
    return {each.entry: each.why for each in found if isinstance(each, LeftOver)}


def require_all_accounted(source: Path, folder: Path, tmp_path: Path) -> None:
    """Each file of an export is part of a hand-in or left over, and of one of them alone."""
    parts: list[str] = []
    for each in collect(source, tmp_path / "work"):
        parts += each.entries if isinstance(each, HandIn) else [each.entry]
    assert sorted(set(parts)) == sorted(path.name for path in folder.iterdir())


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


def enrolled(source: Path, tmp_path: Path) -> HandIns:
    """A class of nobody that is on a roster."""
    hand_ins = HandIns(Store(tmp_path / "out"))
    hand_ins.enroll(collect(source, tmp_path / "work"), People())
    return hand_ins


@pytest.mark.parametrize(("only_latest", "expected"), [(True, 1), (False, 2)])
def test_where_the_latest_counts_the_others_are_not_graded(
    only_latest: bool, expected: int, tmp_path: Path
) -> None:
    hand_ins = enrolled(gradescope_export(tmp_path / "export"), tmp_path)
    hand_ins.choose(Policies(), Occasion(), only_latest=only_latest)
    paths = [h.path.name for _, h in hand_ins.to_read() if h.student == "3031"]
    assert len(paths) == expected
    assert "submission_103" in paths


def test_what_a_rule_refuses_gives_way_to_the_latest_that_none_refuses(tmp_path: Path) -> None:
    hand_ins = enrolled(gradescope_export(tmp_path / "export"), tmp_path)
    for rules, counting in (
        (Policies(limit=Limit(1, 48)), {"submission_101", "submission_102"}),
        (Policies(group=Group(1)), {"submission_103"}),
    ):
        hand_ins.choose(rules, Occasion(), only_latest=True)
        assert {hand_in.path.name for _, hand_in in hand_ins.to_read()} == counting
        hand_ins.enroll(collect(tmp_path / "export", tmp_path / "work"), People())


def test_a_canvas_zip_tells_students_by_their_ids(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", FILES)
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.write(inner, "lovelaceada_41_9001_submission.zip")
        archive.write(inner, "turingalan_LATE_42_9002_submission-2.zip")
        archive.writestr("hoppergrace_43_9003_optimizers-1.py", "x = 2\n")
        archive.writestr("hoppergrace_43_9004_features.py", "x = 3\n")
        archive.writestr("hoppergrace_43_9005_notes.pdf", "%PDF")
    found = collected(tmp_path / "submissions.zip", tmp_path)
    assert [h.marked_late for h in found] == [False, True, False]
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


def test_a_moodle_zip_of_teams_names_them_and_those_in_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "moodle.zip", "w") as archive:
        for team in ("Team Blue_7", "Default group"):
            archive.writestr(f"{team}_assignsubmission_file/optimizers.py", "x = 1\n")
    found = collected(tmp_path / "moodle.zip", tmp_path)
    assert [(h.student, h.name) for h in found] == [
        ("7", "Team Blue"), ("Default group", "Default group"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "student"),
    [("3031_41_9001_a.zip", "41"), ("_42_9002_a.zip", "42"), ("anon_43_9003_a.zip", "43"),
     ("anon_12345_9004_a.zip", "anon_12345"), ("_LATE_44_9005_a.zip", "44")],
)  # fmt: skip
def test_canvas_names_of_digits_or_of_no_letters_are_told_from_ids(
    name: str, student: str, tmp_path: Path
) -> None:
    write_zip(tmp_path / "class" / name, FILES)
    (found,) = collected(tmp_path / "class", tmp_path)
    assert found.student == student


def test_a_plain_folder_names_students_by_their_zips_and_folders(tmp_path: Path) -> None:
    write_zip(tmp_path / "class" / "ada.zip", FILES)
    (tmp_path / "class" / "v1.2 alan").mkdir()
    (tmp_path / "class" / "notes.txt").write_text("not a submission")
    (tmp_path / "class" / ".DS_Store").write_text("nor is this")
    found = collected(tmp_path / "class", tmp_path)
    assert [h.student for h in found] == ["ada", "v1.2 alan"]
    assert set(left_over(tmp_path / "class", tmp_path)) == {"notes.txt", ".DS_Store"}


def test_a_name_that_is_no_text_is_still_a_students_own(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "class")
    os.mkdir(folder)
    for name in (b"\xff.zip", b"\xfe.zip", b"new\nline.zip"):
        shutil.copy(
            os.fsencode(write_zip(tmp_path / "inner.zip", FILES)), os.path.join(folder, name)
        )
    found = [hand_in for _, hand_in in enrolled(tmp_path / "class", tmp_path).to_read()]
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
    assert set(left_over(tmp_path / "bulk.zip", tmp_path)) == {"../../evil.zip", "/etc/evil.zip"}
    assert not list(tmp_path.parent.rglob("evil.zip"))


def test_a_link_among_loose_files_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("of others")
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "doe_1_2_optimizers.py").symlink_to(secret)
    (found,) = collected(tmp_path / "class", tmp_path)
    assert not list(found.path.iterdir())
    assert "link" in left_over(tmp_path / "class", tmp_path)["doe_1_2_optimizers.py"]


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


def test_every_kind_of_canvas_hand_in_is_somebodys_or_named(tmp_path: Path) -> None:
    folder = tmp_path / "canvas"
    for name in (
        "obrien_de_la_cruz_41_9001_submission.zip",
        "doejane_42_text.html",
        "roejohn_LATE_43_link.html",
        "liwei_44_9004_work.tar.gz",
        "anon_a1B2c_9005_submission.zip",
        "LATE_anon_Zz9Yy_9006_submission.zip",
        "agent007_45_9007_optimizers.py",
        "agent007_45_9008_optimizers-1.py",
        "agent007_45_9009_report.pdf",
        "syllabus.pdf",
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".zip":
            write_zip(path, FILES)
        else:
            path.write_text(f"# {name}\n")
    found = {h.student: h for h in collected(folder, tmp_path)}
    assert set(found) == {"41", "42", "43", "44", "anon_a1B2c", "anon_Zz9Yy", "45"}
    assert found["41"].name == "obrien_de_la_cruz"
    assert "typed or linked on Canvas" in found["42"].problem
    assert found["43"].marked_late
    assert found["anon_Zz9Yy"].marked_late
    assert load(found["45"].path).files == {"optimizers.py": "# agent007_45_9008_optimizers-1.py\n"}
    left = left_over(folder, tmp_path)
    assert set(left) == {"syllabus.pdf", "agent007_45_9007_optimizers.py"}
    assert "uploaded again" in left["agent007_45_9007_optimizers.py"]
    require_all_accounted(folder, folder, tmp_path)


def test_what_was_typed_on_moodle_is_named_and_files_beside_it_are_graded(tmp_path: Path) -> None:
    folder = tmp_path / "moodle"
    for name in (
        "Ada Lovelace_51_assignsubmission_onlinetext/onlinetext.html",
        "Alan Turing_52_assignsubmission_onlinetext/onlinetext.html",
        "Alan Turing_52_assignsubmission_file/optimizers.py",
        "Participant_53_assignsubmission_file_/optimizers.py",
    ):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("x = 1\n")
    found = {h.student: h for h in collected(folder, tmp_path)}
    assert set(found) == {"51", "52", "53"}
    assert "typed or linked on Moodle" in found["51"].problem
    assert load(found["52"].path).files == FILES
    assert not found["52"].problem
    require_all_accounted(folder, folder, tmp_path)


def test_a_gradescope_submission_without_its_folder_or_its_people_keeps_a_row(
    tmp_path: Path,
) -> None:
    export = gradescope_export(tmp_path / "export")
    shutil.rmtree(export / "submission_101")
    (export / "submission_104").mkdir()
    with (export / "submission_metadata.yml").open("a") as table:
        table.write("submission_105:\n  :submitters: []\n  :created_at:\n")
    found = collected(export, tmp_path)
    assert [h.student for h in found if h.problem] == ["3031", "submission_105"]
    assert left_over(export, tmp_path) == {
        "submission_104": "not in submission_metadata.yml",
    }


def test_an_overlong_or_damaged_member_of_a_bulk_zip_costs_its_person_alone(
    tmp_path: Path,
) -> None:
    inner = write_zip(tmp_path / "inner.zip", FILES)
    long = f"doejane_42_9002_{'x' * 300}.zip"
    with zipfile.ZipFile(tmp_path / "bulk.zip", "w") as archive:
        archive.write(inner, "lovelaceada_41_9001_submission.zip")
        archive.write(inner, long)
        archive.writestr("roejohn_43_9003_optimizers.py", "x = 11\n")
    data = (tmp_path / "bulk.zip").read_bytes()
    (tmp_path / "bulk.zip").write_bytes(data.replace(b"x = 11", b"x = 12"))
    found = {h.student: h for h in collected(tmp_path / "bulk.zip", tmp_path)}
    assert set(found) == {"41", "42", "43"}
    assert load(found["42"].path).files == FILES
    assert len(found["42"].entries[0].encode()) <= MAX_NAME_BYTES
    with pytest.raises(SubmissionError, match="none of the graded files"):
        load(found["43"].path)


@pytest.mark.parametrize(
    "name", ["d/" * 1500 + "x.py", f"{'d' * 200}/" * 30 + "x.py", "roejohn_43_9003_a.zip/x.py"],
    ids=["nested", "a long path", "below a file"],
)  # fmt: skip
def test_a_path_that_cant_be_written_costs_no_other(name: str, tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", FILES)
    with zipfile.ZipFile(tmp_path / "bulk.zip", "w") as archive:
        archive.write(inner, "lovelaceada_41_9001_submission.zip")
        archive.write(inner, "roejohn_43_9003_a.zip")
        archive.writestr(name, "x")
    found = {h.student: h for h in collected(tmp_path / "bulk.zip", tmp_path)}
    assert {"41", "43"} <= set(found)
    assert load(found["43"].path).files == FILES
    assert "no such path can be written" in left_over(tmp_path / "bulk.zip", tmp_path).values()


def test_a_submission_that_was_given_as_a_class_makes_no_phantoms(tmp_path: Path) -> None:
    folder = tmp_path / "upload"
    write_zip(folder / "submission.zip", FILES)
    (folder / "process.toml").write_text("hours = 1\n")
    assert [h.student for h in collected(folder, tmp_path)] == ["submission"]
    assert set(left_over(folder, tmp_path)) == {"process.toml"}


@pytest.mark.parametrize("again", ["", "blank"])
def test_a_file_uploaded_again_on_canvas_counts_unless_it_is_as_released(
    again: str, tmp_path: Path
) -> None:
    folder = tmp_path / "canvas"
    folder.mkdir()
    blank = (HOMEWORK.stubs / "optimizers.py").read_text()
    texts = {"7_optimizers.py": "x = 1\n", "8_optimizers-1.py": "x = 2\n"}
    texts["9_optimizers-2.py"] = blank if again else "x = 3\n"
    for name, text in texts.items():
        (folder / f"ada_45_{name}").write_text(text)
    (hand_in,) = collected(folder, tmp_path)
    assert load(hand_in.path).files == {"optimizers.py": "x = 2\n" if again else "x = 3\n"}
    assert len(left_over(folder, tmp_path)) == 2
    require_all_accounted(folder, folder, tmp_path)


def test_a_folder_among_uploads_is_gathered_no_deeper_than_it_is_looked_into(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "canvas"
    write_nested(folder / "ada_45_7_work", 1500)
    (folder / "ada_45_8_optimizers.py").write_text("x = 1\n")
    os.mkfifo(folder / "ada_45_7_work" / "features.py")  # nothing ends it, where it is read
    (hand_in,) = collected(folder, tmp_path)
    assert load(hand_in.path).files == {"optimizers.py": "x = 1\n"}
    subprocess.run(["rm", "-r", folder], check=True)  # Python can't go down so far
