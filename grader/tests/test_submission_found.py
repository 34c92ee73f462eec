"""Whatever people hand in, their work is found in it, or named with the reason."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.submission import Submission, SubmissionError
from grader.submission.archives import MAX_TAR_BYTES
from grader.tests.course import HOMEWORK, load

pytestmark = pytest.mark.fast

WORK = "def adam(w, dw, config=None):\n    return w, config\n"
BLANK = (HOMEWORK.stubs / "optimizers.py").read_text()
FEATURES = "def build_mlp(width):\n    return width\n"


def zip_of(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def tar_of(files: dict[str, str | bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, text in files.items():
            data = text.encode() if isinstance(text, str) else text
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def as_folder(place: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = place / "handed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return place / "handed"


def as_zip(place: Path, files: dict[str, str | bytes]) -> Path:
    (place / "handed.zip").write_bytes(zip_of(files))
    return place / "handed.zip"


def as_tar(place: Path, files: dict[str, str | bytes]) -> Path:
    (place / "handed.tar.gz").write_bytes(tar_of(files))
    return place / "handed.tar.gz"


HandIn = Callable[[dict[str, str | bytes]], Submission]


@pytest.fixture(params=[as_folder, as_zip, as_tar])
def handed_in(request: pytest.FixtureRequest, tmp_path: Path) -> HandIn:
    """Load these files from a folder, a zip or a compressed tar."""
    return lambda files: load(request.param(tmp_path, files))


def said(submission: Submission) -> str:
    return "\n".join(submission.notes)


@pytest.mark.parametrize(
    "files",
    [
        {"process.toml": "hours = 3\n", "submission.zip": zip_of({"student/optimizers.py": WORK})},
        {"hw2/submission.zip": zip_of({"optimizers.py": WORK}), "notes.txt": "mine"},
        {"one.zip": zip_of({"features.py": FEATURES}), "two.zip": zip_of({"optimizers.py": WORK})},
        {"outer.zip": zip_of({"inner.zip": zip_of({"optimizers.py": WORK})})},
        {"mine.tgz": tar_of({"hw2/student/optimizers.py": WORK})},
        {"mine.tar": tar_of({"optimizers.py": WORK}, "w")},
        {"features.py": FEATURES, "mine.tar.gz": tar_of({"optimizers.py": WORK})},
    ],
)
def test_an_archive_inside_is_looked_into_whatever_lies_beside_it(
    handed_in: HandIn, files: dict[str, str | bytes]
) -> None:
    submission = handed_in(files)
    assert submission.files["optimizers.py"] == WORK
    assert "was opened" in said(submission)


@pytest.mark.parametrize("folder", [
    "solutions", "tests", "grader", "notebooks", ".x", "student/notebooks", "Solutions/student",
    "a/b/c/d/e/f/g/h/i", "my work/.final",
])  # fmt: skip
def test_work_is_found_below_whatever_folder(handed_in: HandIn, folder: str) -> None:
    assert handed_in({f"{folder}/optimizers.py": WORK}).files == {"optimizers.py": WORK}


@pytest.mark.parametrize("name", [
    "optimizers-1.py", "optimizers (1).py", "optimizers(2).py", "optimizers.py.txt",
    "optimizers_3.py", "Optimizers - Copy.py", "optimizers copy.py", "Copy of optimizers.py",
    "optimizers - Copy (2).py", "OPTIMIZERS.PY",
])  # fmt: skip
def test_a_name_that_a_browser_or_system_changed_is_the_file_it_was(
    handed_in: HandIn, name: str
) -> None:
    assert handed_in({name: WORK}).text("optimizers.py") == WORK


@pytest.mark.parametrize("name", [
    "my_optimizers.py", "optimizers_old.py", "test_optimizers.py", "optimizers.pyc",
    "optimizers-checkpoint.py", "._optimizers.py", "optimizers.py.bak",
])  # fmt: skip
def test_another_name_is_another_file(handed_in: HandIn, name: str) -> None:
    submission = handed_in({"features.py": FEATURES, name: WORK})
    assert submission.text("optimizers.py") == BLANK


@pytest.mark.parametrize("blank", [BLANK, BLANK.replace("\n", "\r\n"), "\ufeff" + BLANK, "\n", ""])
@pytest.mark.parametrize("work", [
    "optimizers (1).py", "zz/optimizers.py", "notebooks/optimizers.py", "z.zip",
])  # fmt: skip
def test_a_file_as_released_never_beats_one_that_isnt(
    handed_in: HandIn, blank: str, work: str
) -> None:
    data = zip_of({"optimizers.py": WORK}) if work == "z.zip" else WORK
    submission = handed_in({"optimizers.py": blank, work: data})
    assert submission.files["optimizers.py"] == WORK
    assert "not looked at" not in said(submission)


def test_copies_that_say_the_same_are_no_matter(handed_in: HandIn) -> None:
    submission = handed_in(
        {"optimizers.py": WORK, "s.zip": zip_of({"student/optimizers.py": WORK})}
    )
    assert "optimizers" not in said(submission)


def test_work_in_a_doubtful_place_or_under_another_name_is_named(handed_in: HandIn) -> None:
    assert "notebooks/optimizers.py is graded" in said(handed_in({"notebooks/optimizers.py": WORK}))


@pytest.mark.parametrize("name", ["hw2\\student\\optimizers.py", "student\\optimizers.py"])
def test_a_path_with_backslashes_is_a_path(handed_in: HandIn, name: str) -> None:
    assert handed_in({name: WORK}).files == {"optimizers.py": WORK}


@pytest.mark.parametrize("name", ["mine.7z", "mine.rar", "mine.tar.xz", "broken.zip", "broken.tgz"])
def test_an_archive_that_cant_be_read_is_named(handed_in: HandIn, name: str) -> None:
    submission = handed_in({"features.py": FEATURES, name: b"\x1f\x8bno archive at all"})
    assert f"{name}: left out" in said(submission)


def test_a_small_zip_in_the_long_form_is_read(tmp_path: Path) -> None:
    path = tmp_path / "streamed.zip"
    with (
        zipfile.ZipFile(path, "w") as archive,
        archive.open("optimizers.py", "w", force_zip64=True) as member,
    ):
        member.write(WORK.encode())
    data = path.read_bytes()
    end = data.index(b"PK\5\6")
    start = data.index(b"PK\1\2")
    record = (
        b"PK\6\6"
        + (44).to_bytes(8, "little")
        + b"\x2d\0\x2d\0"
        + bytes(8)
        + b"".join(number.to_bytes(8, "little") for number in (1, 1, end - start, start))
    )
    locator = b"PK\6\7" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
    path.write_bytes(data[:end] + record + locator + data[end:])
    assert load(path).files == {"optimizers.py": WORK}


def test_a_tar_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    big = tarfile.TarInfo("big.bin")
    big.size = 4 * MAX_TAR_BYTES
    (tmp_path / "bomb.tgz").write_bytes(gzip.compress(big.tobuf() + bytes(2 * MAX_TAR_BYTES)))
    with pytest.raises(SubmissionError, match="unpacks to more than 64 MiB"):
        load(tmp_path / "bomb.tgz")


def test_a_link_in_a_tar_is_left_out(tmp_path: Path) -> None:
    link = tarfile.TarInfo("optimizers.py")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "mine.tar", "w") as archive:
        archive.addfile(link)
    with pytest.raises(SubmissionError, match="it is a link"):
        load(tmp_path / "mine.tar")


def test_archives_inside_one_another_are_looked_into_within_bounds(handed_in: HandIn) -> None:
    data: str | bytes = WORK
    name = "optimizers.py"
    for level in range(30):
        data, name = zip_of({name: data}), f"{level}.zip"
    submission = handed_in({"features.py": FEATURES, name: data})
    assert submission.files == {"features.py": FEATURES}
    assert "archives were looked into before it" in said(submission)


@pytest.mark.parametrize("hand_in", [as_folder, as_zip, as_tar])
@pytest.mark.parametrize(
    "name",
    [
        "optimisers.py",
        "doe_optimizers.py",
        "optimizers_final.py",
        "optimizers.py~",
        "optimizers.py.bak",
    ],
)
def test_a_file_that_may_be_a_graded_one_under_another_name_is_named(
    tmp_path: Path, name: str, hand_in: Callable[[Path, dict[str, str | bytes]], Path]
) -> None:
    kit: dict[str, str | bytes] = {"tests/test_q1.py": "", "student/provided/plots.py": ""}
    with pytest.raises(SubmissionError, match=f"not one of them by name: {name}\\)"):
        load(hand_in(tmp_path, {name: WORK, **kit}))
    *_, note = load(hand_in(tmp_path, {name: WORK, "features.py": FEATURES, **kit})).notes
    assert "optimizers.py" in note
    assert note.endswith(f"not one of them by name: {name}")


def test_a_compressed_file_is_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"optimizers.py.gz": gzip.compress(WORK.encode())}
    with pytest.raises(SubmissionError, match=r"optimizers\.py\.gz: left out, such"):
        load(as_folder(tmp_path, files))
