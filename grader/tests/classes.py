"""Classes without submissions: a small scheme, results that say what is wanted, runs of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from grader.classroom import result as results
from grader.classroom.collecting import HandIn
from grader.classroom.executors import Answer, Here
from grader.classroom.hand_ins import HandIns
from grader.classroom.outcome import Seen
from grader.classroom.outputs import Asked, Outputs, Written
from grader.classroom.overrides import Overrides
from grader.classroom.people import People
from grader.classroom.result import Result, Verdict
from grader.classroom.runs import Run, Runs
from grader.classroom.scheme import Check, Part, Scheme
from grader.classroom.settling import Ways, standings, with_days_of
from grader.classroom.standing import Standing
from grader.classroom.store import Store
from grader.classroom.written_half import WrittenHalf
from grader.model import CheckResult, Failure, PartResult, Report, Status
from grader.rules.policies import Policies, described
from grader.tests.course import HOMEWORK, submission

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
SCHEME = Scheme(
    "Homework 7",
    (
        Part("p1_sum", "P1 sum", "P1", (Check("tests/t.py::test_a", 2, False),
                                        Check("tests/t.py::test_b", 3, False))),
        Part("p2_product", "P2 product", "P2", (Check("tests/t.py::test_c", 4, False),
                                                Check("tests/hidden/t.py::test_d", 1, True))),
    ),
)  # fmt: skip
ALL = "abcd"


def result(
    key: str,
    passed: str = ALL,
    digest: str = "",
    trouble: str = "",
    form: str = "",
    grader: str = "v1",
    fingerprints: tuple[int, ...] = (),
    carried: str = "",
) -> Result:
    """A result in which the checks with these letters passed, or those failed of the one slip that
    others cost."""
    parts = []
    verdicts = []
    for part in SCHEME.parts:
        checks = []
        for check in part.checks:
            ok = check.name[-1] in passed
            failure = None if ok else Failure("an entry differs")
            slip = "a slip" if check.name[-1] in carried else ""
            status = Status.PASSED if ok or slip else Status.FAILED
            checks.append(
                CheckResult(
                    check.id, "It holds.", status, check.points, check.hidden, failure, carried=slip
                )
            )
            verdicts.append(Verdict(check.id, "p" if ok else "a" if slip else "f", 0.1))
        earned = sum(check.earned for check in checks)
        parts.append(PartResult(part.name, part.title, earned, part.points, tuple(checks)))
    total = sum(part.score for part in parts)
    report = Report("your submission", digest or key, total, SCHEME.points, tuple(parts))
    return Result(
        key, digest or key, grader, tuple(verdicts), (), 1.0, results.packed(report),
        results.packed_sources(submission("", {})), form, fingerprints,
        {check.id: "It holds." for check in SCHEME.checks}, trouble,
    )  # fmt: skip


@dataclass
class Class:
    """A class below a folder: who handed in what, and how they are graded.

    handed_in: by student, the letters of the checks that pass, or why there is no result.
    """

    folder: Path
    ways: Ways

    def __post_init__(self) -> None:
        self.store = Store(self.folder)
        self.hand_ins = HandIns(self.store)
        self.runs = Runs(self.store)

    def run(
        self,
        handed_in: Mapping[str, str],
        *,
        failed: Mapping[str, str] | None = None,
        nothing: Mapping[str, str] | None = None,
        make: Callable[[str], HandIn] | None = None,
        grader: str = "v1",
        passes: Mapping[str, str] | None = None,
    ) -> Run:
        """One run. failed, nothing: who could not be graded, had nothing to grade, and why.
        passes: what this grader finds, where that is not what was handed in for."""
        failed, nothing = failed or {}, nothing or {}
        found = {**handed_in, **(passes or {})}
        who = [*handed_in, *failed, *nothing]
        self.enroll([(make or hand_in)(student) for student in who])
        for number, given in self.hand_ins.to_read():
            student = given.student
            if student in nothing:
                self.hand_ins.note_seen(number, Answer((), Seen(reason=nothing[student])), grader)
                continue
            passed = handed_in.get(student, ALL)
            seen = Answer((), Seen(f"{student} {passed}"))
            self.hand_ins.note_seen(number, seen, grader)
        for _, given, key in self.hand_ins.to_grade():
            if given.student in failed:
                self.hand_ins.note_failure(key, failed[given.student])
            else:
                own = f"{given.student} {handed_in[given.student]}"
                self.store.put(result(key, found[given.student], digest=own, grader=grader))
        return self.settle(grader)

    def enroll(self, found: Iterable[HandIn]) -> None:
        """Take hand-ins in, and choose."""
        self.hand_ins.enroll(found, self.ways.people)
        self.hand_ins.choose(self.ways.policies, self.ways.due, only_latest=True)

    def settle(self, grader: str = "v1") -> Run:
        """What the hand-ins come to."""
        before = self.runs.before(self.runs.last())
        ways = self.ways
        written = WrittenHalf.of(HOMEWORK, self.folder)
        settled = standings(self.store, self.hand_ins, ways, before)
        return self.runs.add(
            "class", grader, ways.scheme, described(ways.policies), ways.overrides,
            (written.on(one, ways.scheme.points) for one in settled),
        )  # fmt: skip

    def standings(self, run: Run | None = None) -> dict[str, Standing]:
        """How everybody stands after a run, the latest by default."""
        run = run or self.runs.last()
        assert run is not None
        return {one.student: one for one in self.runs.standings(run)}

    def write(self, asked: Asked | None = None) -> Written:
        """The outputs of the latest run."""
        run = self.runs.last()
        assert run is not None
        outputs = Outputs(self.store, run, self.ways.people, self.folder)
        return outputs.write(asked or Asked(), Here(1))


def class_in(
    folder: Path,
    *,
    policies: Policies | None = None,
    overrides: Overrides | None = None,
    people: People | None = None,
    scheme: Scheme = SCHEME,
) -> Class:
    """A class that is graded in these ways."""
    roster = people or People()
    rules = with_days_of(roster, policies or Policies())
    return Class(folder, Ways(scheme, rules, overrides or Overrides(), roster))


def hand_in(student: str, **more: object) -> HandIn:
    """Something handed in, in a folder of the student's own."""
    given = HandIn("folder", student, student, Path("in") / student, (f"{student}.zip",))
    return replace(given, **more)  # type: ignore[arg-type]
