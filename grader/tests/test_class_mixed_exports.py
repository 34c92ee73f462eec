"""An export of 120 mixed submissions, as each platform writes it: each person has a row, each file
a fate."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.classroom.collecting import HandIn, LeftOver, collect
from grader.submission import SubmissionError
from grader.tests.course import load

Upload = tuple[str, bytes]

TEXT = b"x = 1\n"
NAMES = (
    "Ada Lovelace",
    "Wei Li",
    "Wei Li",
    "Zoë Müller",
    "李 雷",
    "O'Brien de la Cruz",
    "3031",
    "?!",
)
WHEN = "2026-09-14 11:31:08.164034000 Z"
_NO_LETTER = re.compile(r"\W")
TABLE = "submission_metadata.yml"


def zipped(name: str) -> bytes:
    """A zip with one file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, TEXT)
    return data.getvalue()


GRADABLE: dict[str, list[Upload]] = {
    "zip": [("submission.zip", zipped("optimizers.py"))],
    "a folder in a zip": [("hw.zip", zipped("student/optimizers.py"))],
    "loose files": [("optimizers.py", TEXT), ("process.toml", b"hours = 1\n")],
    "a zip beside a PDF": [("work.zip", zipped("optimizers.py")), ("answers.pdf", b"%PDF")],
    "a long name": [(f"{'y' * 230}.zip", zipped("optimizers.py"))],
}
UNGRADABLE: dict[str, list[Upload]] = {
    "a PDF": [("answers.pdf", b"%PDF")],
    "damaged": [("submission.zip", zipped("optimizers.py")[:60])],
    "empty": [("submission.zip", b"PK\5\6" + bytes(18))],
    "another archive": [("work.tar.gz", b"no tar")],
    "typed": [],
}
KINDS = GRADABLE | UNGRADABLE


def people(count: int) -> Iterator[tuple[int, str, str]]:
    """A number, a name, what was handed in."""
    kinds = list(KINDS)
    for number in range(count):
        yield number, NAMES[number % len(NAMES)], kinds[number % len(kinds)]


def canvas(archive: zipfile.ZipFile) -> dict[str, str]:
    """Names without what Canvas takes out; some are hidden, some late. By student: the kind."""
    found = {}
    for number, name, kind in people(120):
        late = "LATE_" if number % 7 == 3 else ""
        student = str(400 + number)
        start = f"{_NO_LETTER.sub('', name.lower())}_{late}{student}"
        if number % 11 == 5:
            student = f"anon_{number:03}aB"
            start = f"{late}{student}"
        found[student] = kind
        for place, (file, data) in enumerate(KINDS[kind]):
            archive.writestr(f"{start}_{9000 + 10 * number + place}_{file}", data)
        if kind == "typed":
            archive.writestr(f"{start}_{('text', 'link')[number % 4 == 1]}.html", "<p>x = 1</p>")
    return found


def moodle(archive: zipfile.ZipFile) -> dict[str, str]:
    """Folders of both forms, and files; some names hidden; a team, and those in no team."""
    found = {}
    for number, name, kind in people(118):
        student = str(500 + number)
        found[student] = kind
        shown = "Participant" if number % 11 == 5 else name
        start = f"{shown}_{student}_assignsubmission"
        join = ("/", "_/", "_")[number % 3]
        for file, data in KINDS[kind] or [("onlinetext.html", b"<p>x = 1</p>")]:
            plugin = "onlinetext" if kind == "typed" else "file"
            archive.writestr(f"{start}_{plugin}{join}{file}", data)
    for student, start in (("7", "Team Blue_7"), ("Default group", "Default group")):
        found[student] = "zip"
        archive.writestr(f"{start}_assignsubmission_file/in/two/a.zip", zipped("optimizers.py"))
    return found


def gradescope(archive: zipfile.ZipFile) -> dict[str, str]:
    """Groups, people without a number, times that nobody can read."""
    found: dict[str, str] = {}
    table = ["---"]
    folder = "assignment_7_export"
    for number, name, kind in people(110):
        submission = f"submission_{7000 + number}"
        sid = str(3000 + number) if number % 7 else ""
        owners = [(name, sid, f"s{number}@example.edu")]
        if number % 11 == 5:
            owners.append(("Partner", f"{9000 + number}", f"p{number}@example.edu"))
        found |= dict.fromkeys((sid or email for _, sid, email in owners), kind)
        when = ("soon", "2026-09-14 11:30:00 UTC", "")[number % 3] if number % 9 == 4 else WHEN
        table += [f"{submission}:", "  :submitters:"]
        for shown, sid, email in owners:
            table += [f"  - :name: {json.dumps(shown)}", f"    :sid: {json.dumps(sid)}"]
            table += [f"    :email: {email}"]
        table += [f"  :created_at: {when}", "  :results:", "    output: |", "      submission_1:"]
        for file, data in KINDS[kind] or [("answer.txt", b"x = 1")]:
            archive.writestr(f"{folder}/{submission}/{file}", data)
    archive.writestr(f"{folder}/{TABLE}", "\n".join(table))
    return found


@pytest.mark.parametrize("platform", [canvas, moodle, gradescope])
def test_of_120_mixed_submissions_each_person_has_a_row_and_each_file_a_fate(
    platform: Callable[[zipfile.ZipFile], dict[str, str]], tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        kinds = platform(archive)
        archive.writestr(
            f"{'assignment_7_export/' * (platform is gradescope)}readme.txt", "somebody's"
        )
        members = archive.namelist()
    found = list(collect(tmp_path / "export.zip", tmp_path / "work"))
    hand_ins = [each for each in found if isinstance(each, HandIn)]
    left = [each for each in found if isinstance(each, LeftOver)]

    assert sorted(hand_in.student for hand_in in hand_ins) == sorted(kinds)
    assert len(kinds) == 120
    assert [each.entry for each in left if not each.student] == ["readme.txt"]
    told = {entry for hand_in in hand_ins for entry in hand_in.entries}
    told |= {each.entry for each in left}
    of_export = {name.removeprefix("assignment_7_export/").split("/")[0] for name in members}
    assert _short(told) == _short(of_export - {TABLE})
    assert len(told) == len(of_export - {TABLE})
    for hand_in in hand_ins:
        kind = kinds[hand_in.student]
        try:
            files = {} if hand_in.problem else load(hand_in.path).files
        except SubmissionError:
            files = {}
        assert files.get("optimizers.py") == (TEXT.decode() if kind in GRADABLE else None), kind


def _short(names: set[str]) -> set[str]:
    """Those that are unpacked under the name they have."""
    return {name for name in names if len(name.encode()) < 160}


def test_a_time_that_nobody_can_read_is_known_as_such(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        gradescope(archive)
    for each in collect(tmp_path / "export.zip", tmp_path / "work"):
        if isinstance(each, HandIn):
            number = int(each.submission) - 7000
            unreadable = number % 9 == 4 and number % 3 != 1
            assert (each.submitted is None, each.untimed) == (unreadable, unreadable)
