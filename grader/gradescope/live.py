"""results.json while grading goes on: there from the first moment, whole at any moment, replaced
after every check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from grader.gradescope import results
from grader.model import PartResult, Report
from grader.rules.occasion import Occasion
from grader.rules.policies import Policies
from grader.rules.settlement import settle
from grader.whole_file import write_whole

if TYPE_CHECKING:
    from grader.judge.rubric import Part


class LiveResults:
    """One submission's results.json: the listener that a judge tells of its checks.

    parts: the names of all parts, in the rubric's order. expected: the number of checks of the
    whole run; possible: their points.
    """

    def __init__(
        self,
        path: Path,
        parts: Sequence[str],
        expected: int,
        possible: float = 0.0,
        rules: Policies | None = None,
        occasion: Occasion | None = None,
    ) -> None:
        self._path = path
        self._expected = expected
        self._possible = possible
        self._rules = rules or Policies()
        self._occasion = occasion or Occasion()
        self._numbers = {name: number for number, name in enumerate(parts, 1)}
        self._earned: dict[str, float] = {}
        self._tests: dict[str, list[dict[str, Any]]] = {}
        write(path, results.started(self._occasion))

    @classmethod
    def of(
        cls,
        path: Path,
        parts: Sequence[Part],
        rules: Policies | None = None,
        occasion: Occasion | None = None,
    ) -> LiveResults:
        """The listener for a run of these parts of the rubric."""
        expected = sum(len(part.lines) for part in parts)
        possible = sum(part.possible for part in parts)
        return cls(path, [part.name for part in parts], expected, possible, rules, occasion)

    def on_check(self, part: PartResult) -> None:
        """Save after a check; part holds its question's checks so far."""
        number = self._numbers[part.name]
        self._earned[part.name] = sum(check.earned for check in part.checks)
        self._tests[part.name] = results.tests_of(part, number, self._rules.visibility)
        # If this is the last word, it has gone through the rules as a whole run has.
        earned = sum(self._earned.values())
        settlement = settle(self._rules, self._occasion, earned, self._possible)
        tests = [
            test
            for name in sorted(self._tests, key=self._numbers.__getitem__)
            for test in self._tests[name]
        ]
        write(self._path, results.grading(tests, self._expected, settlement, self._occasion))

    def finish(self, report: Report, leaderboard: Sequence[dict[str, Any]] = ()) -> None:
        """Save the whole report, its score after the course's rules; or that we failed at it."""
        if report.trouble:
            last = json.loads(self._path.read_text(encoding="utf-8"))
            write(self._path, results.failed(report.trouble, last, self._occasion))
            return
        settlement = settle(self._rules, self._occasion, report.total, report.possible)
        whole = results.finished(report, settlement, self._rules.visibility, leaderboard)
        write(self._path, whole)


def write(path: Path, result: dict[str, Any]) -> None:
    """Replace the file at once: a reader finds the old one or the new one, whole."""
    write_whole(path, msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")
