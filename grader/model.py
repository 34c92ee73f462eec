"""What grading a submission found out: plain, immutable data that every renderer shows in the same
order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

import numpy as np


class Status(StrEnum):
    """How a check, a part or a submission stands."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_STARTED = "not started"


@dataclass(frozen=True)
class Call:
    """One call of the student's function as it crossed the wire: what was asked and what came back.

    failed: no value came back. raised: the kind and the text of the exception that came in its
        place, if one did.
    read: a module-level value or an attribute that was read, in place of a call.
    on: the handle of the object whose method or attribute it is; None for the file's own.
    changed, random_state_touched: the side effects, where a test looked for them (else None).
    parameters: what the function calls its arguments; empty where that is not known.
    left_out: the types of keys that can't be sent; what a dict had under them is not in the value.
    printed: how much the case had printed when the call ended, in characters.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    value: Any
    failed: bool = False
    changed: tuple[str, ...] | None = None
    random_state_touched: bool = False
    on: Any = None
    read: bool = False
    raised: tuple[str, str] | None = None
    parameters: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    printed: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Diagnosis:
    """The idea that went wrong, recognised by behaviour.

    title: what the outputs match, e.g. "Your mean matches “divides by n − 1”".
    hint: what a good assistant would say.
    misconception: the id in the bank, empty for a generic diagnosis.
    """

    title: str
    hint: str
    misconception: str = ""


@dataclass(frozen=True)
class Failure:
    """Why a check failed, in the smallest case that was found.

    cause: one line, what was observed.
    calls: what was asked in this case, ending with the call that went wrong.
    expected, got, worst: what was compared, and the worst entry's index, where values were
    compared.
    look: what shows the failure where the last call's value doesn't, as code over the names of its
    parameters and `result`; see `Mismatch`.
    trace: the traceback of the student's exception, cut down to their files.
    printed: what their code printed, bounded.
    cases_failed, cases_run: in how many of the recorded cases it failed.
    timed_out: no value came back in the time that there was.
    ours: the grader or its machine failed; grading again may help.
    loaded: False where the student's file could not even be loaded.
    """

    cause: str
    calls: tuple[Call, ...] = ()
    expected: Any = None
    got: Any = None
    worst: tuple[int, ...] | None = None
    look: str = ""
    trace: str = ""
    printed: str = ""
    cases_failed: int = 1
    cases_run: int = 1
    diagnosis: Diagnosis | None = None
    timed_out: bool = False
    ours: bool = False
    loaded: bool = True


@dataclass(frozen=True)
class CheckResult:
    """One graded property: what it says, what it is worth, how it went.

    module: the student's file that it looks at, without its ending.
    label: the shortest name that `check` takes for it: "q3_mean.2", or the test's own name.
    carried: the one slip that its part has, or the function that it comes from, where it failed of
        that slip alone and the slip is charged by other checks: it counts as passed, and keeps its
        failure.
    """

    test_id: str
    sentence: str
    status: Status
    points: float
    hidden: bool
    failure: Failure | None = None
    seconds: float = field(default=0.0, compare=False)
    module: str = ""
    label: str = ""
    carried: str = ""

    @property
    def name(self) -> str:
        """The test function's name."""
        return self.test_id.rpartition("::")[2]

    @property
    def earned(self) -> float:
        """Points earned by this check."""
        return self.points if self.status is Status.PASSED else 0.0


@dataclass(frozen=True)
class Drawing:
    """What a picture of a part shows: a function's answer over the expected one, on one example.

    kind: "curves" over x, shape (m,) or (m, k); "path" in the plane, shape (T + 1, 2), over the
    contours of the loss ‖xw − y‖²; "histogram" of got over the normal density with the standard
    deviation `expected`.
    caption: what it is of; axes: what the two axes are.
    """

    kind: Literal["curves", "path", "histogram"]
    caption: str
    expected: np.ndarray
    got: np.ndarray
    axes: tuple[str, str]
    x: np.ndarray = field(default_factory=lambda: np.empty(0))
    y: np.ndarray = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class PartResult:
    """One part of a question: its checks in the rubric's order.

    question: the name of the question that it belongs to. place: where to read about it.
    withheld: of the possible points those of checks that aren't here, in a student's kit.
    """

    name: str
    title: str
    score: float
    possible: float
    checks: tuple[CheckResult, ...]
    drawing: Drawing | None = field(default=None, compare=False)
    question: str = ""
    place: str = ""
    withheld: float = 0.0

    @property
    def status(self) -> Status:
        """Passed if every check did; not started if none was."""
        kinds = {check.status for check in self.checks}
        if kinds == {Status.PASSED}:
            return Status.PASSED
        return Status.NOT_STARTED if kinds <= {Status.NOT_STARTED} else Status.FAILED

    def each_for_itself(self) -> PartResult:
        """The part where no check counts as passed apart from a slip."""
        checks = tuple(
            replace(check, status=Status.FAILED, carried="") if check.carried else check
            for check in self.checks
        )
        return replace(self, checks=checks, score=sum(check.earned for check in checks))


@dataclass(frozen=True)
class Progress:
    """Which public checks, by test id, have changed since the last run."""

    newly_passing: tuple[str, ...] = ()
    newly_failing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """One submission's grade.

    homework: the homework's title. notes: a line for each thing that was left out of the
    submission. faults: a line for each thing of ours that went wrong and cost nobody a point.
    """

    submission: str
    digest: str
    total: float
    possible: float
    parts: tuple[PartResult, ...]
    notes: tuple[str, ...] = ()
    seed: int = 0
    case_digest: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    progress: Progress = field(default_factory=Progress, compare=False)
    homework: str = ""
    faults: tuple[str, ...] = field(default=(), compare=False)

    def each_for_itself(self) -> Report:
        """The report where no check counts as passed apart from a slip."""
        parts = tuple(part.each_for_itself() for part in self.parts)
        return replace(self, parts=parts, total=sum(part.score for part in parts))

    @property
    def trouble(self) -> str:
        """The first check at which the grader itself failed, and how; "" where it did not. Such a
        report is no grade."""
        for check in (check for part in self.parts for check in part.checks):
            if check.failure is not None and check.failure.ours:
                return f"{check.name}: {check.failure.cause} {check.failure.trace}".strip()
        return ""

    @property
    def not_started(self) -> tuple[str, ...]:
        """The parts that nobody has begun, as far as can be seen here."""
        return tuple(
            part.name for part in self.parts if part.checks and part.status is Status.NOT_STARTED
        )

    @property
    def withheld(self) -> float:
        """The points of checks that aren't here."""
        return sum(part.withheld for part in self.parts)
