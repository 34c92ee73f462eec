"""What is taken from folders and zips, and the one line that is said of everything else."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.release import with_blank_values, without_solutions
from grader.submission import Submission, SubmissionError
from grader.submission.entries import MAX_FILE_BYTES
from grader.tests.course import FILES, HOMEWORK, ROOT, load, submission
from grader.tests.hand_ins import write_zip

SOURCE = "def adam(w, dw, config=None):\n    return w, config\n"
Member = tuple[str | zipfile.ZipInfo, bytes | str]


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Submission]:
    """Load a zip with these members."""

    def make(*members: Member) -> Submission:
        path = tmp_path / "submission.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members:
                archive.writestr(name, data)
        return load(path)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission folder with optimizers.py in it."""
    path = tmp_path / "hw2"
    path.mkdir()
    (path / "optimizers.py").write_text(SOURCE)
    return path


@pytest.mark.parametrize("name", FILES)
def test_what_is_missing_is_graded_as_released_whatever_became_of_student(name: str) -> None:
    released = without_solutions if name.endswith(".py") else with_blank_values
    missing = submission("other", {})
    assert missing.text(name) == missing.blank(name) == released(ROOT / "solutions" / name)
    assert not HOMEWORK.stubs.is_relative_to(ROOT / "student")


def said(submission: Submission) -> str:
    return "\n".join(submission.notes)


@pytest.mark.parametrize("prefix", ["", "student/", "hw2/student/", "hw2/", "a/b/c/student/", "./"])
def test_files_are_found_at_the_top_and_below_enclosing_folders(
    zipped: Callable[..., Submission], prefix: Any
) -> None:
    submission = zipped((f"{prefix}optimizers.py", SOURCE), ("__MACOSX/optimizers.py", "junk"))
    assert submission.files == {"optimizers.py": SOURCE}


@pytest.mark.parametrize(
    "name",
    [
        "numpy.py",
        "conftest.py",
        "sitecustomize.py",
        "otter.py",
        "pytest.ini",
        "x.ipynb",
        "grader.py",
    ],
)
def test_nothing_but_the_graded_files_is_taken(
    zipped: Callable[..., Submission], name: Any
) -> None:
    submission = zipped(("optimizers.py", SOURCE), (name, "raise SystemExit"))
    assert set(submission.files) == {"optimizers.py"}
    assert set(submission.sources()) == {Path(file).stem for file in FILES if file.endswith(".py")}


@pytest.mark.parametrize(
    "name", ["../optimizers.py", "/optimizers.py", "C:/optimizers.py", "a/../../optimizers.py",
             "..\\optimizers.py", "\\\\host\\share\\optimizers.py"],
)  # fmt: skip
def test_a_path_that_leads_out_of_the_archive_is_left_out(
    zipped: Callable[..., Submission], name: Any
) -> None:
    submission = zipped(("features.py", SOURCE), (name, SOURCE))
    assert set(submission.files) == {"features.py"}
    assert "leads out of the archive" in said(submission)


def test_a_link_in_a_zip_is_left_out(zipped: Callable[..., Submission]) -> None:
    link = zipfile.ZipInfo("optimizers.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    submission = zipped(("features.py", SOURCE), (link, "/etc/passwd"))
    assert "optimizers.py: left out, it is a link" in said(submission)
    assert "optimizers.py" not in submission.files


@pytest.mark.parametrize(
    "pair",
    [("optimizers.py", "optimizers.py"), ("optimizers.py", "Optimizers.PY"),
     ("student/optimizers.py", "STUDENT/optimizers.py")],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_at_one_place_are_refused_whatever_the_case_of_their_names(
    zipped: Callable[..., Submission], pair: tuple[str, str]
) -> None:
    submission = zipped((pair[0], SOURCE), (pair[1], "x = 1\n"))
    assert submission.text("optimizers.py") is None
    assert "more than once at the same place" in submission.why_missing("optimizers.py")


def test_the_copy_nearest_to_the_top_is_graded_and_the_other_is_named(
    zipped: Callable[..., Submission],
) -> None:
    submission = zipped(("old/backup/optimizers.py", "x = 1\n"), ("optimizers.py", SOURCE))
    assert submission.files["optimizers.py"] == SOURCE
    assert "not looked at: old/backup/optimizers.py" in said(submission)


def test_an_encrypted_file_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "submission.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("features.py", SOURCE)
        archive.writestr("optimizers.py", SOURCE)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\1\2")
    data[at + 8] |= 1  # the flag in the central directory
    path.write_bytes(data)
    submission = load(path)
    assert "optimizers.py: left out, it is encrypted" in said(submission)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\5\6", b"no zip at all" * 10, b"PK\5\6" + b"\xff" * 18]
)
def test_what_is_no_zip_gets_one_line(tmp_path: Path, data: Any) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(SubmissionError) as refusal:
        load(tmp_path / "x.zip")
    assert str(refusal.value).startswith("x.zip: ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"x" * (MAX_FILE_BYTES + 1), "is larger than 1 MiB"),
     ("x = 1\ngröße = 1".encode("latin-1"), "is not UTF-8 text (line 2); save it as UTF-8"),
     ("# coding: ascii\ngröße = 1".encode("latin-1"), "is not UTF-8 text (line 2)"),
     ("# coding: punycode\ngröße = 1".encode("latin-1"), "is not UTF-8 text (line 2)"),
     ("# coding: größe\n".encode("latin-1"), "is not UTF-8 text (line 1)"),
     ("x = 1".encode("utf-16")[:-1], "is not UTF-16 text (line 1)"),
     (b"# coding: latin-1\n" + b"\xe9" * (MAX_FILE_BYTES // 2), "is larger than 1 MiB")],
)  # fmt: skip
def test_a_file_that_can_not_be_read_as_text_gets_one_line(
    folder: Path, data: Any, why: Any
) -> None:
    (folder / "optimizers.py").write_bytes(data)
    assert why in load(folder).why_missing("optimizers.py")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp1252", "gbk", "koi8-r"])
def test_a_file_is_read_in_the_encoding_that_it_says(folder: Path, encoding: str) -> None:
    letters = {"gbk": "大小", "koi8-r": "размер"}.get(encoding, "größe")
    text = f"# -*- coding: {encoding} -*-\n# {letters}\n{SOURCE}"
    (folder / "optimizers.py").write_bytes(text.encode(encoding))
    assert load(folder).files["optimizers.py"] == text


def test_a_line_that_names_another_encoding_is_no_matter_where_all_is_utf_8(folder: Path) -> None:
    text = f"# coding: latin-1\n# η ← 2η\n{SOURCE}"
    (folder / "optimizers.py").write_text(text, encoding="utf-8")
    assert load(folder).files["optimizers.py"] == text


def test_links_pipes_and_linked_folders_in_a_folder_are_left_out(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "features.py").symlink_to("/etc/passwd")
    os.mkfifo(folder / "training.py")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "initialization.py").write_text(SOURCE)
    (folder / "student").symlink_to(elsewhere)
    submission = load(folder)  # opening a pipe would wait for ever
    assert set(submission.files) == {"optimizers.py"}
    assert {line.partition(":")[0] for line in submission.notes} >= {
        "features.py",
        "training.py",
        "student",
    }


def test_a_pipe_in_the_place_of_a_submission_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "submission.zip")
    with pytest.raises(SubmissionError, match="neither a folder nor a zip"):
        load(tmp_path / "submission.zip")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_gets_one_line(folder: Path) -> None:
    (folder / "optimizers.py").chmod(0)
    assert "Permission denied" in load(folder).why_missing("optimizers.py")


def test_names_can_not_act_on_a_terminal(tmp_path: Path, zipped: Callable[..., Submission]) -> None:
    submission = zipped(("\x1b[31m\u202e/../optimizers.py", SOURCE), ("features.py", SOURCE))
    assert "\x1b" not in said(submission)
    assert r"\x1b[31m\u202e" in said(submission)
    path = tmp_path / "a\x1b[2Jb\n"
    path.mkdir()
    (path / "optimizers.py").write_text(SOURCE)
    assert load(path).name == r"a\x1b[2Jb\n"


def test_names_that_are_no_text_can_be_written_to_results(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(path)
    (Path(os.fsdecode(path)) / "optimizers.py").write_text(SOURCE)
    load(Path(os.fsdecode(path))).name.encode("utf-8")


def test_notes_stay_few_enough_to_read(zipped: Callable[..., Submission]) -> None:
    submission = zipped(
        ("features.py", SOURCE), *[(f"../{i}/optimizers.py", "") for i in range(100)]
    )
    assert len(submission.notes) <= 22
    assert "more things were left out" in said(submission)


def test_an_empty_submission_is_refused_with_what_to_hand_in(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"nothing to grade .*hand in learning_rates\.py"):
        load(tmp_path)


def test_a_missing_path_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="no such file or folder"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize("packed", [False, True])
def test_a_machine_without_a_free_file_is_no_fault_of_what_was_handed_in(
    tmp_path: Path, packed: bool
) -> None:
    resource = pytest.importorskip("resource")
    path = write_zip(tmp_path / "it.zip", {"optimizers.py": SOURCE}) if packed else tmp_path
    (tmp_path / "optimizers.py").write_text(SOURCE)
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, limit[1]))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            load(path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
