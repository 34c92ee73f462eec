"""results.json while grading goes on: there from the first moment, whole at any moment, replaced
after every check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.gradescope import policies, results
from grader.gradescope.metadata import Metadata
from grader.gradescope.policies import Policies
from grader.model import PartResult, Report
from grader.whole_file import write_whole


class LiveResults:
    """One submission's results.json: the listener that a judge tells of its checks.

    expected: the number of checks of the whole run.
    """

    def __init__(
        self,
        path: Path,
        expected: int,
        rules: Policies | None = None,
        known: Metadata | None = None,
    ) -> None:
        self._path = path
        self._expected = expected
        self._rules = rules or Policies()
        self._known = known or Metadata()
        self._parts: dict[str, PartResult] = {}
        write(path, results.started(self._known))

    def on_check(self, part: PartResult) -> None:
        """Save after a check; part holds its question's checks so far."""
        self._parts[part.name] = part
        visibility = self._rules.visibility
        parts = [*self._parts.values()]
        write(self._path, results.grading(parts, self._expected, visibility, self._known))

    def finish(self, report: Report, leaderboard: Sequence[dict[str, Any]] = ()) -> None:
        """Save the whole report, its score after the course's rules."""
        settlement = policies.settle(self._rules, self._known, report.total, report.possible)
        whole = results.finished(report, settlement, self._rules.visibility, leaderboard)
        write(self._path, whole)


def write(path: Path, result: dict[str, Any]) -> None:
    """Replace the file at once: a reader finds the old one or the new one, whole."""
    write_whole(path, json.dumps(result, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
