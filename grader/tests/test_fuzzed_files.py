"""Files that are damaged anyhow are read, or refused in one line: never anything else."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from grader.answers.formula import latex, plain
from grader.answers.reading import read
from grader.answers.tokens import Unreadable
from grader.classroom import people
from grader.gradescope import metadata
from grader.rules import policies
from grader.submission import SubmissionError
from grader.tests.course import ROOT, load

PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"\0", b"\xff\xfe", b"[" * 3000, b"9" * 5000, b"nan", b'"', b"\n", b"-1e999",
                     b"null", b"{}", b"\xed\xa0\x80", b"PK\1\2", b"PK\5\6", b"\\frac", b"^",
                     b"(" * 999]),
)  # fmt: skip
few = settings(
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file with up to four pieces of it replaced: by nothing, by odd bytes, by one another."""
    data = whole
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        data = data[:start] + draw(PIECES | st.just(data[:20])) + data[end:]
    return data


def require_one_line(error: Exception) -> None:
    """What a person can read."""
    assert str(error)
    assert len(str(error).splitlines()) == 1


METADATA = json.dumps(
    {
        "created_at": "2026-09-12T10:00:00.000000-07:00",
        "users": [{"id": 7, "email": "ada@example.edu", "name": "Ada", "sid": "3031"}],
        "assignment": {"due_date": "2026-09-12T23:00:00.000000-07:00", "total_points": "100.0"},
        "previous_submissions": [
            {"submission_time": "2026-09-11T10:00:00.000000-07:00", "score": 87.5, "results": {}}
        ],
    }
).encode()


@few
@example(data=b"[" * 5000)
@given(data=damaged(METADATA))
def test_gradescopes_metadata_is_always_read(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(data)
    metadata.read(path)


RULES = (ROOT / "grader" / "gradescope" / "templates" / "policies.toml").read_bytes()
ROSTER = "name,sid,email,section\nAda,3031,ada@example.edu,1\nÉva,3032,eva@example.edu,2\n".encode()


@few
@example(rules=b"[late]\npercent_per_day = " + b"[" * 5000, roster=ROSTER)
@example(rules=b"[late]\npercent_per_day = " + b"9" * 5000, roster=b"")
@given(rules=damaged(RULES.replace(b"\n# ", b"\n")), roster=damaged(ROSTER))
def test_staffs_files_are_read_or_refused_in_one_line(
    rules: bytes, roster: bytes, tmp_path: Path
) -> None:
    for name, data in (("policies.toml", rules), ("roster.csv", roster)):
        path = tmp_path / name
        path.write_bytes(data)
        try:
            policies.load(path) if path.suffix == ".toml" else people.read(path)
        except (policies.PolicyError, SubmissionError) as refusal:
            require_one_line(refusal)


def archive(ending: str) -> bytes:
    """A small submission, the same bytes each time."""
    buffer = io.BytesIO()
    if ending == "zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as whole:
            for name in ("optimizers.py", "a/process.toml"):
                whole.writestr(zipfile.ZipInfo(name), SOURCE)
    else:
        with tarfile.open(fileobj=buffer, mode="w") as tar:
            info = tarfile.TarInfo("optimizers.py")
            info.size = len(SOURCE)
            tar.addfile(info, io.BytesIO(SOURCE))
    return buffer.getvalue()


SOURCE = b"x = 1\n"


@pytest.mark.parametrize("ending", ["zip", "tar"])
@few
@given(drawn=st.data())
def test_an_archive_is_read_or_refused_in_one_line(
    drawn: st.DataObject, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"submission.{ending}"
    path.write_bytes(drawn.draw(damaged(archive(ending))))
    try:
        load(path)
    except SubmissionError as refusal:
        require_one_line(refusal)


FORMULA = rb"\frac{1}{2} (\sigma_1^2 + |x| exp(-t/2)) ** 3 <= 4e-2 \sqrt{y} - \eta n!"


@few
@given(data=damaged(FORMULA))
def test_a_formula_is_read_or_refused_in_one_line(data: bytes) -> None:
    try:
        formula = read(data.decode(errors="replace"))
    except Unreadable as refusal:
        require_one_line(refusal)
    else:
        assert plain(formula)
        assert latex(formula)
