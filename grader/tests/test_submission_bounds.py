"""No zip costs more to read than a submission may: bombs, lies and repetitions are refused."""

from __future__ import annotations

import io
import struct
import subprocess
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from grader.submission import SubmissionError
from grader.submission.entries import MAX_FILE_BYTES
from grader.tests.course import load
from grader.tests.hand_ins import write_nested, write_zip

SOURCE = "def adam(w, dw, config=None):\n    return w, config\n"


def test_a_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "submission.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("optimizers.py", b"#" * (200 << 20))
        archive.writestr("features.py", SOURCE)
    submission = load(path)
    assert submission.why_missing("optimizers.py") == "optimizers.py is larger than 1 MiB"


def test_a_bomb_whose_header_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "submission.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("optimizers.py", b"#" * (50 << 20))
        archive.writestr("features.py", SOURCE)
    data = path.read_bytes().replace(struct.pack("<I", 50 << 20), struct.pack("<I", 100))
    path.write_bytes(data)
    submission = load(path)
    assert "is unreadable" in submission.why_missing("optimizers.py")
    assert submission.files == {"features.py": SOURCE}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_rare_compression_is_read_within_the_same_bounds(tmp_path: Path, method: int) -> None:
    path = tmp_path / "s.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("optimizers.py", b"#" * (50 << 20))
        archive.writestr("features.py", SOURCE)
    submission = load(path)
    assert submission.why_missing("optimizers.py") == "optimizers.py is larger than 1 MiB"
    assert submission.files == {"features.py": SOURCE}

    lied = path.read_bytes().replace(struct.pack("<I", 50 << 20), struct.pack("<I", 100))
    path.write_bytes(lied)
    tracemalloc.start()
    try:
        submission = load(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "optimizers.py is" in submission.why_missing("optimizers.py")
    assert submission.files == {"features.py": SOURCE}
    assert peak < 16 << 20


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_rare_compression_that_is_broken_is_named(tmp_path: Path, method: int) -> None:
    path = tmp_path / "s.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("optimizers.py", SOURCE)
        checksum = struct.pack("<I", archive.getinfo("optimizers.py").CRC)
    whole = path.read_bytes()
    for broken in (whole.replace(checksum, b"\0\0\0\0"), whole[:70] + b"\0\0" + whole[72:]):
        path.write_bytes(broken)
        assert "is unreadable" in load(path).why_missing("optimizers.py")


def test_a_zip_with_a_hundred_thousand_files_is_refused_at_once(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("optimizers.py", SOURCE)
    data = buffer.getvalue()
    start = data.index(b"PK\1\2")
    end = data.index(b"PK\5\6")
    record, count = data[start:end], 100_000
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, count & 0xFFFF, count & 0xFFFF, len(record) * count)
    path = tmp_path / "many.zip"
    path.write_bytes(data[:start] + record * count + tail)
    with pytest.raises(SubmissionError, match="far too many files"):
        load(path)


def test_a_zip64_end_record_that_points_elsewhere_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "submission.zip", {"optimizers.py": SOURCE})
    data = path.read_bytes()
    end = data.index(b"PK\5\6")
    locator = b"PK\6\7" + struct.pack("<IQI", 0, 0, 1)
    path.write_bytes(data[:end] + locator + data[end:])
    with pytest.raises(SubmissionError, match="zip64"):
        load(path)


def test_a_comment_does_not_hide_a_zip64_end_record(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "submission.zip", {"optimizers.py": SOURCE})
    data = path.read_bytes()
    end = data.index(b"PK\5\6")
    locator = b"PK\6\7" + struct.pack("<IQI", 0, 0, 1)
    record = data[end:-2] + struct.pack("<H", 0xFFFF) + b" " * 0xFFFF
    path.write_bytes(data[:end] + locator + record)
    with pytest.raises(SubmissionError, match="zip64"):
        load(path)


def test_fifteen_hundred_nested_folders_hold_nothing_to_grade(tmp_path: Path) -> None:
    write_nested(tmp_path, 1500)
    with pytest.raises(SubmissionError, match="nothing to grade"):
        load(tmp_path)
    subprocess.run(["rm", "-r", tmp_path / "d"], check=True)  # Python can't go down so far


def test_a_walk_through_empty_folders_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.submission.entries.MAX_ENTRIES", 20)
    for number in range(30):
        (tmp_path / f"{number:02d}").mkdir()
    (tmp_path / "29" / "optimizers.py").write_text(SOURCE)
    with pytest.raises(SubmissionError, match="only the first 20 files"):
        load(tmp_path)


def test_files_that_share_their_bytes_are_each_read_within_bounds(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("optimizers.py", b"#" * MAX_FILE_BYTES)
    data = buffer.getvalue()
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    record = data[start:end]
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, 50, 50, len(record) * 50)
    (tmp_path / "s.zip").write_bytes(data[:start] + record * 50 + tail)
    with pytest.raises(SubmissionError) as refusal:
        # All fifty claim one place.
        raise SubmissionError(load(tmp_path / "s.zip").why_missing("optimizers.py"))
    assert "more than once" in str(refusal.value)
