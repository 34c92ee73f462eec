"""The report as results.json, in the format that Gradescope reads, written so that there is always
a whole file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.report.model import CheckResult, PartResult, Report, Status
from grader.report.whole_file import write_whole
from grader.report.words import check_lines, headline, hidden_line


def started(submission: str) -> dict[str, Any]:
    """What the file says before anything has been graded."""
    return {"score": 0, "output": f"Grading of {submission} has started.", "tests": []}


def partial(submission: str, parts: Sequence[PartResult]) -> dict[str, Any]:
    """What the file says while grading goes on."""
    tests = _tests(parts)
    score = sum(part.score for part in parts)
    output = f"Grading of {submission} goes on; {len(parts)} question parts are done."
    return {"score": score, "output": output, "tests": tests}


def finished(report: Report) -> dict[str, Any]:
    """The whole report. Everything but `execution_time` is the same in every run."""
    return {
        "score": report.total,
        "output": "\n".join([headline(report), *(f"note: {note}" for note in report.notes)]),
        "output_format": "text",
        "execution_time": round(report.seconds, 3),
        "tests": _tests(report.parts),
        "extra_data": {
            "possible": report.possible,
            "submission_digest": report.digest,
            "case_digest": report.case_digest,
            "seed": report.seed,
            "versions": report.versions,
            "not_started": list(report.not_started),
        },
    }


def write(path: Path, results: dict[str, Any]) -> None:
    """Replace the file at once: a reader finds the old one or the new one, whole."""
    write_whole(path, json.dumps(results, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def _tests(parts: Sequence[PartResult]) -> list[dict[str, Any]]:
    return [
        _test(part, check, f"{number}.{position}")
        for number, part in enumerate(parts, 1)
        for position, check in enumerate(part.checks, 1)
    ]


def _test(part: PartResult, check: CheckResult, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"{part.title}: {check.sentence}",
        "score": check.earned,
        "max_score": check.points,
        "status": "passed" if check.status is Status.PASSED else "failed",
        "output": _output(part, check),
        "tags": [part.name.partition("_")[0], part.name, check.status.value],
        "visibility": "after_due_date" if check.hidden else "visible",
    }


def _output(part: PartResult, check: CheckResult) -> str:
    if check.status is not Status.FAILED:
        return check.status.value
    if check.hidden:
        return hidden_line(part, 1)
    return "\n".join(f"{label}: {text}" for label, text in check_lines(part, check))
