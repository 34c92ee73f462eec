"""results.json as Gradescope reads it: what each person may see of a report, and when.

The file is there from the first moment and valid at every later one. A run that did not come to its
end never lowers a grade: its score is that of the last graded submission where there is one. The
format: Gradescope's autograder documentation, "Autograder Specifications".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.gradescope.summary import of_a_rule, summary
from grader.model import CheckResult, PartResult, Report, Status
from grader.report.markdown import check_as_markdown, code_span
from grader.report.words import one_line
from grader.rules.occasion import Occasion
from grader.rules.policies import Visibility
from grader.rules.settlement import Settlement

FRIENDLY = (
    "Grading stopped because of a problem on our side, not in your code. The course staff can see "
    "what happened and will have your submission graded again; you need not do anything. Until "
    "then the score that you see is not your grade."
)


def started(occasion: Occasion) -> dict[str, Any]:
    """Before anything has been graded."""
    line = "Grading has started; no check has been run yet."
    return _unfinished("started", [], line, Settlement(0.0), occasion)


def grading(
    tests: list[dict[str, Any]], expected: int, settlement: Settlement, occasion: Occasion
) -> dict[str, Any]:
    """While grading goes on; if this is the last word, grading was stopped from outside.

    tests: those of the checks that were run, of `expected` in a whole run.
    """
    line = f"Grading did not come to its end: {len(tests)} of {expected} checks were run."
    return _unfinished("grading", tests, line, settlement, occasion)


def failed(detail: str, last: dict[str, Any], occasion: Occasion) -> dict[str, Any]:
    """After a failure of ours: a friendly line for the student, the detail for staff.

    last: what the file said before, its score after the course's rules. There is a score even where
    nothing at all is known: without one Gradescope would show its own words in place of ours.
    """
    tests = [test for test in last.get("tests", []) if "score" in test]
    ours = [
        {"name": "Grading did not finish", "output": FRIENDLY, "visibility": "visible"},
        {
            "name": "For the course staff: why grading failed",
            "output": detail,
            "output_format": "text",
            "visibility": "hidden",
        },
    ]
    score = _at_least_what_counted(float(last.get("score", 0)), occasion)
    return _top("failed", FRIENDLY, [*ours, *tests]) | {"score": score}


def refused(line: str, occasion: Occasion) -> dict[str, Any]:
    """For a submission that a policy keeps from being graded: the last graded one's results, and
    the line that says why."""
    last = occasion.last_graded
    if last is None:
        return _top("kept", line, []) | {"score": 0}
    before = {key: last.results[key] for key in ("tests", "leaderboard") if key in last.results}
    kept = f"{line} The score is that of {last.time.isoformat(' ', 'minutes')}."
    return _top("kept", kept, []) | before | {"score": last.score}


def nothing_to_grade(line: str) -> dict[str, Any]:
    """For a submission without any graded file: 0 points, and the line that says why."""
    return _top("graded", code_span(one_line(line)), []) | {"score": 0}


def finished(
    report: Report,
    settlement: Settlement,
    visibility: Visibility,
    leaderboard: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The whole report: the same in every run but for the times, and on another machine for
    `versions` and `confinement`."""
    result = _top(
        "graded",
        summary(report, settlement, visibility),
        [
            test
            for number, part in enumerate(report.parts, 1)
            for test in tests_of(part, number, visibility)
        ],
    )
    result["score"] = settlement.score
    result["execution_time"] = round(report.seconds, 3)
    if leaderboard:
        result["leaderboard"] = list(leaderboard)
    result["extra_data"] |= {
        "earned": report.total,
        "possible": report.possible,
        "policies": list(settlement.lines),
        "not_started": list(report.not_started),
        "apart_from_a_slip": {
            check.test_id: check.carried
            for part in report.parts
            for check in part.checks
            if check.carried
        },
        "submission_digest": report.digest,
        "case_digest": report.case_digest,
        "seed": report.seed,
        "versions": report.versions,
        "confinement": list(report.layers),
        "seconds": {
            part.name: round(sum(check.seconds for check in part.checks), 3)
            for part in report.parts
        },
    }
    return result


def _unfinished(
    state: str,
    tests: list[dict[str, Any]],
    line: str,
    settlement: Settlement,
    occasion: Occasion,
) -> dict[str, Any]:
    note = {
        "name": "Grading did not finish",
        "output": f"{line} If this is still here in an hour, please tell the course staff.",
        "visibility": "visible",
    }
    output = "\n\n".join([line, *map(of_a_rule, settlement.lines)])
    score = _at_least_what_counted(settlement.score, occasion)
    return _top(state, output, [note, *tests]) | {"score": score}


def _at_least_what_counted(score: float, occasion: Occasion) -> float:
    """What counts where a run has not come to its end: never less than what counted before."""
    last = occasion.last_graded
    return score if last is None or last.score is None else max(last.score, score)


def _top(state: str, output: str, tests: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "output": output,
        "output_format": "md",
        # What the judge prints is for staff: it may name hidden checks.
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"state": state},
    }


def tests_of(part: PartResult, number: int, visibility: Visibility) -> list[dict[str, Any]]:
    """The checks of the part with this number, as Gradescope takes them: the public ones first, so
    that the 4 of 32.4 is that of `make check Q=PART.4`."""
    return [
        _test(part, check, f"{number}.{position}", visibility)
        for position, check in enumerate(sorted(part.checks, key=lambda each: each.hidden), 1)
    ]


def _test(
    part: PartResult, check: CheckResult, number: str, visibility: Visibility
) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"{part.title}: {check.sentence}",
        "name_format": "text",
        "score": check.earned,
        "max_score": check.points,
        "status": "passed" if check.status is Status.PASSED else "failed",
        "output": check_as_markdown(part, check),
        "output_format": "md",
        "tags": [
            part.question,
            check.module,
            part.name,
            check.status.value,
            *(["apart from a slip"] if check.carried else []),
        ],
        "visibility": visibility.hidden if check.hidden else visibility.public,
    }
