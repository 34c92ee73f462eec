"""What has changed since the last `make grade` of the same submission.

Which checks passed is kept in build/progress/, one small file for each submission's path. It is
there for students to see that they move on; a file that is missing, damaged, of another format or
not writable means that there is nothing to compare with, and never an error.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import msgspec

from grader.model import Progress, Report, Status
from grader.whole_file import write_whole


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    """The public checks of the last run and whether they passed, by test id."""

    format: int
    passed: dict[str, bool]


_FORMAT = 1


def with_progress(report: Report, submission: Path, store: Path) -> Report:
    """The report with what has changed, and its own checks kept for the next time."""
    path = store / f"{hashlib.sha256(str(submission.resolve()).encode()).hexdigest()[:16]}.json"
    now = {
        check.test_id: check.status is Status.PASSED and not check.carried
        for part in report.parts
        for check in part.checks
        if not check.hidden
    }
    before = _read(path)
    _write(path, now)
    if before is None:
        return report
    changed = [test_id for test_id in now if test_id in before and now[test_id] != before[test_id]]
    progress = Progress(
        newly_passing=tuple(test_id for test_id in changed if now[test_id]),
        newly_failing=tuple(test_id for test_id in changed if not now[test_id]),
    )
    return replace(report, progress=progress)


def _read(path: Path) -> dict[str, bool] | None:
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, ValueError, RecursionError):
        return None
    return kept.passed if kept.format == _FORMAT else None


def _write(path: Path, passed: dict[str, bool]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(_Kept(_FORMAT, passed)).decode() + "\n")
    except OSError:
        return
