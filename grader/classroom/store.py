"""Where results are kept: one file each, named by what was graded and by what graded it.

A file appears whole or not at all, so that stopping at any moment loses nothing and a second call
does only what is missing. What the same files got from the same grader is never graded twice.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from grader import whole_file
from grader.classroom.here import homework
from grader.submission import Submission
from grader.trials.recording import ENGINE, version_of_libraries
from grader.whole_file import UNFINISHED

# All that decides a grade and the words that go with it, beside the cases and the libraries.
_DECIDES = (
    "grader/judge", "grader/worker", "grader/calls", "grader/trials", "grader/diagnosis",
    "grader/display", "grader/report", "grader/submission", "grader/model.py", "tests/rubric",
    "tests/misconceptions", "tests/stubs", "tests/pictures.py", "grader/classroom/grade.py",
    "grader/classroom/similarity.py", "student/provided",
)  # fmt: skip

LEFT_SECONDS = 3600


class CheckLine(msgspec.Struct, frozen=True):
    """One check of a kept result."""

    name: str
    sentence: str
    status: str
    points: float
    hidden: bool
    diagnosis: str = ""
    hint: str = ""
    misconception: str = ""
    timed_out: bool = False


class PartLine(msgspec.Struct, frozen=True):
    """One question part of a kept result."""

    name: str
    title: str
    score: float
    possible: float
    status: str
    checks: tuple[CheckLine, ...]
    question: str = ""


class Result(msgspec.Struct, frozen=True):
    """What is kept of one graded submission.

    key: the name of the result; digest: the submission's.
    form, fingerprints: what similarity.py compares of the student's own code.
    trouble: where the grader itself failed; such a result stands in until it is graded again.
    """

    key: str
    digest: str
    total: float
    possible: float
    parts: tuple[PartLine, ...]
    notes: tuple[str, ...]
    seconds: float
    markdown: str
    html: str
    form: str = ""
    fingerprints: tuple[int, ...] = ()
    trouble: str = ""


class Store:
    """Results by key, in one folder that all machines of a run share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, key: str) -> Result | None:
        """The kept result; None where there is none that can be read."""
        try:
            data = gzip.decompress(self._path(key).read_bytes())
            return msgspec.json.decode(data, type=Result)
        except (OSError, EOFError, zlib.error, msgspec.MsgspecError):
            return None

    def put(self, result: Result) -> None:
        """Keep a result: written aside and moved into place."""
        with replacing(self._path(result.key)) as file:
            # Without a time in it: the same result is the same file.
            file.write(gzip.compress(msgspec.json.encode(result), 6, mtime=0))

    def _path(self, key: str) -> Path:
        # In 256 folders: no file system likes a million files in one.
        return self._folder / key[:2] / f"{key}.json.gz"


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write a file so that a reader finds the old one or the new one, whole; and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file.replacing(path) as file:
        yield file


def clear_leftovers(folder: Path) -> None:
    """Remove what runs that were killed left half written, long enough ago to be nobody's."""
    for path in [*folder.glob(f"*/*/{UNFINISHED}*"), *folder.glob(f"*/{UNFINISHED}*"),
                 *folder.glob(f"{UNFINISHED}*")]:  # fmt: skip
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - LEFT_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def key(submission: Submission, grader: str) -> str:
    """The name of a submission's result under a grader."""
    text = "\n".join([submission.digest, grader, *submission.notes])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def grader_digest(case_digest: str, seed: int) -> str:
    """A fingerprint of everything that decides a result beside the submission."""
    digest = hashlib.sha256(f"{case_digest} {seed} {version_of_libraries()}".encode())
    for place in _DECIDES:
        path = next(root / place for root in (homework().root, ENGINE) if (root / place).exists())
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(
                    place.encode() + file.name.encode() + b"\0" + file.read_bytes() + b"\0"
                )
    return digest.hexdigest()[:16]
