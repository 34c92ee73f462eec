"""What grading one submission has found: verdicts without points, and the report to be worded.

A result is known by what was graded and by what graded it, so that nothing is graded twice. What
only changes points or words, the rubric's numbers, the handout, the report's templates, makes no
new result: points are counted and reports worded when they are wanted.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from grader.classroom.scheme import Scheme
from grader.engine import ENGINE
from grader.homework import Homework
from grader.homework_toml import NAME
from grader.model import CheckResult, Report, Status
from grader.submission import Submission
from grader.trials.recording import version_of_libraries

# What decides a verdict and the idea that goes with it, beside the cases and the libraries: of the
# engine, and of the homework all that is neither points nor words.
_ENGINE = (
    "grader/judge", "grader/worker", "grader/calls", "grader/trials", "grader/diagnosis",
    "grader/answers", "grader/submission", "grader/model.py", "grader/classroom/result.py",
    "grader/classroom/similarity/forms.py",
)  # fmt: skip
# What only decides how it reads.
_WORDS = ("grader/display", "grader/report", "grader/classroom/feedback.py")
_CODES = {Status.PASSED: "p", Status.FAILED: "f", Status.NOT_STARTED: "n"}


class Verdict(msgspec.Struct, frozen=True, array_like=True):
    """One check. code: p passed, f failed, n not started, t timed out, a failed of the one slip of
    its part, which other checks cost."""

    id: str
    code: str
    seconds: float
    diagnosis: str = ""
    hint: str = ""
    misconception: str = ""

    def earns(self, *, carry: bool) -> bool:
        """Whether it earned its points."""
        return self.code == "p" or (carry and self.code == "a")


class Result(msgspec.Struct, frozen=True):
    """One graded submission.

    digest: the submission's; grader: the version that graded it. report, sources: packed; see
    unpacked_report and unpacked_sources. sentences: what each check says.
    form, fingerprints: what is compared to find similar ones. trouble: where the grader itself
    failed; such a result stands in until it is graded again. faults: what else went wrong on our
    side.
    """

    key: str
    digest: str
    grader: str
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...]
    seconds: float
    report: bytes
    sources: bytes = b""
    form: str = ""
    fingerprints: tuple[int, ...] = ()
    sentences: dict[str, str] = {}
    trouble: str = ""
    faults: tuple[str, ...] = ()

    def earned(self, scheme: Scheme, voided: Iterable[str] = ()) -> dict[str, float]:
        """The points of each part; those of a voided check are everybody's."""
        earning = (each.id for each in self.verdicts if each.earns(carry=scheme.carry))
        given = {*earning, *voided}
        return {
            part.name: sum(check.points for check in part.checks if check.id in given)
            for part in scheme.parts
        }

    def carried_lines(self, scheme: Scheme) -> list[str]:
        """A line for each part whose one slip other checks cost: what counts as passed."""
        carried = {each.id for each in self.verdicts if scheme.carry and each.code == "a"}
        counts = {
            part.name: sum(check.id in carried for check in part.checks) for part in scheme.parts
        }
        return [
            f"{name}: {count} {'check counts' if count == 1 else 'checks count'} as passed apart "
            "from one slip"
            for name, count in counts.items()
            if count
        ]


def packed(report: Report) -> bytes:
    """A report as it is kept: by this program, for this program."""
    return zlib.compress(pickle.dumps(report), 6)


def unpacked_report(result: Result) -> Report:
    """The report of a result."""
    report: Report = pickle.loads(zlib.decompress(result.report))
    return report


def packed_sources(submission: Submission) -> bytes:
    """A submission's files as they are kept."""
    return zlib.compress(msgspec.msgpack.encode(dict(submission.files)), 6)


def unpacked_sources(result: Result) -> dict[str, str]:
    """The submission's files by name."""
    return msgspec.msgpack.decode(zlib.decompress(result.sources), type=dict[str, str])


def verdict(check: CheckResult) -> Verdict:
    """What is kept of a check beside the report."""
    failure = check.failure
    idea = failure.diagnosis if failure is not None else None
    late = failure is not None and failure.timed_out
    return Verdict(
        check.test_id,
        "a" if check.carried else "t" if late else _CODES[check.status],
        round(check.seconds, 3),
        *((idea.title, idea.hint, idea.misconception) if idea else ()),
    )


def fingerprint(submission: Submission) -> str:
    """A submission as it was read, with the lines about what was left out."""
    return hashlib.sha256("\n".join([submission.digest, *submission.notes]).encode()).hexdigest()


def key(submission: str, grader: str) -> str:
    """The name of a submission's result under a grader."""
    return hashlib.sha256(f"{submission} {grader}".encode()).hexdigest()[:32]


def grader_version(homework: Homework, case_digest: str, asked: str) -> str:
    """A fingerprint of everything that decides a verdict beside the submission."""
    said = f"{case_digest} {homework.seed} {asked} {_stated(homework)} {version_of_libraries()}"
    own = [path for path in homework.tests.iterdir() if path != homework.rubric]
    return _digest(said, [*_of_engine(_ENGINE), *own, homework.provided])


def _stated(homework: Homework) -> str:
    """What homework.toml says of files and parts, where the handout asks for them aside."""
    parts = [msgspec.structs.replace(part, place="") for part in homework.parts]
    said = [homework.files, homework.preload, homework.hooks, parts]
    return msgspec.json.encode(said).decode()


@cache
def wording(homework: Homework) -> str:
    """A fingerprint of everything that decides how a report reads."""
    return _digest("", [*_of_engine(_WORDS), homework.handout, homework.root / NAME])


def _of_engine(places: Iterable[str]) -> list[Path]:
    return [ENGINE / place for place in places]


def _digest(said: str, places: Iterable[Path]) -> str:
    digest = hashlib.sha256(said.encode())
    for place in sorted(places):
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(place.parent).as_posix()
                digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
