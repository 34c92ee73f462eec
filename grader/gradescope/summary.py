"""What a student reads first on Gradescope: the points of the public checks, and what they do not
cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from grader.model import CheckResult, Report, Status
from grader.report.markdown import code_span, escaped
from grader.report.shown import legend, shown_parts
from grader.report.words import notes, one_line, points
from grader.rules.policies import Visibility
from grader.rules.settlement import Settlement

SAME_CAUSE_IS_OFTEN = 3


def summary(report: Report, settlement: Settlement, visibility: Visibility) -> str:
    """What the student reads first: it says what the public checks do not cover."""
    public = [check for part in report.parts for check in part.checks if not check.hidden]
    hidden = [check for part in report.parts for check in part.checks if check.hidden]
    lines: list[str] = []
    if not hidden or visibility.hidden == "visible":
        lines.append(f"**{points(settlement.score)} of {points(report.possible)} points.**")
    else:
        lines.append(f"**Public checks: {_ratio(public)} points.**")
        counted = "1 check that is" if len(hidden) == 1 else f"{len(hidden)} checks that are"
        lines.append(
            f"This is not the whole score: {points(sum(check.points for check in hidden))} more "
            f"points are in {counted} {_when(visibility.hidden)}."
        )
    # Before all that may be long: what a rule takes is read first.
    lines += map(of_a_rule, settlement.lines)
    if report.not_started:
        lines.append(f"Not started: {', '.join(report.not_started)}.")
    lines += [code_span(note) for note in notes(report)]
    lines += [code_span(line) for line in _often(public)]
    if marks := legend(shown_parts(report, staff=False)):
        lines.append(escaped(marks))
    rows = ["| question | public checks | points |", "| --- | --- | --- |"]
    for part in report.parts:
        checks = [check for check in part.checks if not check.hidden]
        passed = sum(check.status is Status.PASSED for check in checks)
        state = (
            "not started"
            if part.status is Status.NOT_STARTED
            else f"{passed} of {len(checks)} passed"
        )
        rows.append(f"| {part.title} | {state} | {_ratio(checks)} |")
    return "\n\n".join(lines) + "\n\n" + "\n".join(rows)


def _often(checks: Sequence[CheckResult]) -> Iterator[str]:
    """A line for each cause that many checks have in common, e.g. a file that can't be loaded."""
    failures = [
        check.failure for check in checks if check.failure is not None and not check.carried
    ]
    causes = Counter(each.cause for each in failures if each.expected is None and each.got is None)
    for cause, count in causes.items():
        if count >= SAME_CAUSE_IS_OFTEN:
            yield one_line(f"the same in {count} checks: {cause}")


def _when(visibility: str) -> str:
    return {
        "after_due_date": "shown after the due date",
        "after_published": "shown when grades are published",
        "hidden": "not shown",
    }[visibility]


def of_a_rule(line: str) -> str:
    """A line of a policy, as Markdown that shows it as it is."""
    return escaped(one_line(line))


def _ratio(checks: Sequence[CheckResult]) -> str:
    earned = sum(check.earned for check in checks)
    return f"{points(earned)} of {points(sum(check.points for check in checks))}"
