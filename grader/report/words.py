"""The words of a report, the same in every renderer.

`check_lines` is the whole text of a failed check in the order in which it is read; renderers only
lay it out. Whatever a student's code said is cleaned here, before any renderer sees it.

Style, for every text that a student may read (checks, causes, hints):

- Say what was observed, then the idea, then what to do next. Never the code.
- Name the function, the entry, the step: "config["v"] after step 2", not "the state".
- Numbers with as many digits as tell the two sides apart, and no more.
- Observations are certain, ideas are not: "matches … on all 30 cases", never "you forgot …".
- A hint asks or points to one fact of the handout; it does not give the formula that is wanted.
- Nobody is blamed and nothing is easy: no "mistake", "wrong of you", "just", "simply", "obviously".
- Short sentences, present tense, "your" for what is theirs; simple words before terms.
- At most 24 lines in a terminal of 80 columns; of hidden checks the topic alone.

`grader/tests/test_words.py` holds every message of the misconception bank to these rules.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence

from grader.display.case_code import case_as_code
from grader.display.side_by_side import side_by_side
from grader.model import CheckResult, Failure, PartResult, Report, Status

# Labels whose text is code or output, to be shown as it is; the others are prose.
CODE_LABELS = frozenset({"case", "expected", "got", "again", "where", "printed"})
# Prose that we wrote, every word of it; "found" may quote an exception of theirs.
OURS = frozenset({"idea", "cases", "costs", "read"})
MAX_PRINTED_LINES = 4
MAX_TRACE_LINES = 6
MAX_PROSE = 240
MAX_NAMED = 8
MAX_LINE = 160
NOT_SHOWN = "what came back can't be shown here; please tell the course staff"
# A longer line of code is wrapped in a terminal, and no mark stands under what it marks.
ROOM = 62
_ESCAPE_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])"
)


def headline(report: Report) -> str:
    """The last line of a report: the score, and what it does not cover."""
    if report.trouble:
        return (
            "not graded, and no point is lost: the grader itself failed here; have it grade again"
        )
    score = f"{report.total:g}/{report.possible:g} points"
    if not report.not_started:
        return score
    if len(report.not_started) == len(report.parts):
        return f"{score}: nothing started yet"
    return f"{score}; not started: {', '.join(report.not_started)}"


def coverage(report: Report) -> str:
    """How much of the whole can be checked here; empty where all of it can."""
    if not report.withheld:
        return ""
    here = report.possible - report.withheld
    return (
        f"{points(here)} of {points(report.possible)} points can be checked here; "
        f"{points(report.withheld)} are hidden"
    )


def passed_line(report: Report) -> str:
    """All there is to say where every check passed and nothing was left out; "" elsewhere."""
    checks = [check for part in report.parts for check in part.checks]
    whole = all(check.status is Status.PASSED and not check.carried for check in checks)
    if not checks or not whole or report.notes or report.faults:
        return ""
    what = ", ".join(part.name for part in report.parts) if len(report.parts) < 3 else "all"
    return f"✓ {what}: {counted(len(checks), 'check')} passed, {headline(report)}"


def next_step(report: Report) -> str:
    """What to do next: the first thing in the handout's order, in which functions that others call
    come first; empty where all is done."""
    for part in report.parts:
        for check in part.checks:
            if check.status is Status.FAILED and not check.hidden:
                return f"next: {part.title}, {rerun_command(check)}"
    for part in report.parts:
        if part.checks and part.status is Status.NOT_STARTED:
            return f"next: {part.title} is not started" + (f" ({part.place})" if part.place else "")
    return ""


def trouble_line(report: Report) -> str:
    """Why this is no grade; empty where it is one."""
    return f"{headline(report)} ({one_line(report.trouble)})" if report.trouble else ""


def _found(failure: Failure) -> str:
    """What was observed, and whose fault it is where it is ours."""
    ours = "the grader itself failed, not your code, and no point is lost: " if failure.ours else ""
    return ours + one_line(failure.cause)


def check_lines(
    part: PartResult, check: CheckResult, others: Sequence[CheckResult] = ()
) -> list[tuple[str, str]]:
    """All that is said of a failed check as (label, text) pairs, in the order of reading.

    others: more checks that fail for the same reason and are not told themselves.
    """
    failure = check.failure
    if failure is None:
        return []
    try:
        case = clean(case_as_code(failure.calls, check.module, failure.look))
        expected, got = side_by_side(failure.expected, failure.got, failure.worst)
    except Exception:  # a fault of ours, for staff to read; nobody goes without a grade for it
        traceback.print_exc()
        case, expected, got = "", "", NOT_SHOWN
    lines = [
        ("case", case),
        ("found", _found(failure)),
        ("expected", expected or ""),
        ("got", _output(got or "", 8)),
        *_idea(part, check, others),
        ("again", rerun_command(check)),
        ("where", _output(_with_marks_in_place(failure.trace), MAX_TRACE_LINES)),
        ("printed", _output(failure.printed.strip(), MAX_PRINTED_LINES)),
    ]
    return [(label, text) for label, text in lines if text]


def _idea(
    part: PartResult, check: CheckResult, others: Sequence[CheckResult]
) -> list[tuple[str, str]]:
    failure = check.failure
    assert failure is not None
    diagnosis = failure.diagnosis
    lines = [("idea", f"{diagnosis.title}. {diagnosis.hint}")] if diagnosis else []
    if failure.cases_run > 1:
        how_many = f"{failure.cases_failed} of {failure.cases_run} cases fail"
        lines.append(("cases", f"{how_many}; the smallest that was found is shown"))
    if others:
        lines.append(("costs", _costs([check, *others])))
    return [*lines, ("read", part.place)]


def _costs(checks: Sequence[CheckResult]) -> str:
    """Which checks an idea costs: by name where they are few."""
    worth = f"{counted(len(checks), 'check')}, {points(sum(check.points for check in checks))} pt"
    labels = [check.label or check.name for check in checks]
    left = len(labels) - MAX_NAMED
    return f"{worth}: {_listed(labels[:MAX_NAMED])}" + (f" and {left} more" if left > 0 else "")


def _listed(labels: Sequence[str]) -> str:
    """q1_slope.1 .2 .3, q1_bias.1: what the one before it says is not said again."""
    listed, of = "", ""
    for label in labels:
        part, point, number = label.rpartition(".")
        again = bool(point) and part == of
        listed += f" .{number}" if again else f"{', ' if listed else ''}{label}"
        of = part
    return listed


def counted(number: int, what: str) -> str:
    """1 check, 2 checks."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def hidden_line(part: PartResult, count: int) -> str:
    """All that students read of failed hidden checks."""
    return f"{counted(count, 'hidden check')} of {part.title} did not pass"


def carried_line(part: PartResult, *, staff: bool) -> str:
    """The checks that count as passed though they fail of the part's one slip; "" without any."""
    carried = [check for check in part.checks if check.carried]
    if not carried:
        return ""
    labels = [check.label or check.name for check in carried if staff or not check.hidden]
    hidden = len(carried) - len(labels)
    named = [*([_listed(labels)] if labels else []), *([f"{hidden} hidden"] if hidden else [])]
    worth = f"{counted(len(carried), 'check')}, {points(sum(c.points for c in carried))} pt"
    how = "counts as passed" if len(carried) == 1 else "count as passed"
    return f"{worth}, {how} apart from “{carried[0].carried}”: {' and '.join(named)}"


def rerun_command(check: CheckResult) -> str:
    """The command that runs just this check again."""
    return f"make check Q={check.label}"


def points(value: float) -> str:
    """Points without needless decimals."""
    return f"{value:g}"


def notes(report: Report) -> list[str]:
    """A line for each thing that was left out of the submission; may name a student's files."""
    return [one_line(f"note: {note}") for note in report.notes]


def progress(report: Report) -> list[str]:
    """What has changed since the last run: good news first."""
    names = {check.test_id: check.label for part in report.parts for check in part.checks}
    return [
        f"since the last make grade: {len(changed)} newly {how}: "
        + ", ".join(names[test_id] for test_id in changed)
        for how, changed in (
            ("passing", report.progress.newly_passing),
            ("failing", report.progress.newly_failing),
        )
        if changed
    ]


def clean(text: str) -> str:
    """Text from a submission without what could act on a terminal or a reader: escape sequences,
    control characters, invisible and direction-changing characters."""
    text = _ESCAPE_SEQUENCE.sub("", text).expandtabs(4)
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def one_line(text: str) -> str:
    """One clean line of bounded length."""
    text = " ".join(clean(text).split())
    return text if len(text) <= MAX_PROSE else text[: MAX_PROSE - 1] + "…"


def _with_marks_in_place(trace: str) -> str:
    """A traceback without the marks that would not stand under what they mark."""
    lines = trace.splitlines()
    return "\n".join(
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if line.strip(" ~^") or max(len(before), len(line)) <= ROOM
    )


def _output(text: str, most: int) -> str:
    """The last lines of an output, each of bounded length."""
    lines = [line.rstrip()[:MAX_LINE] for line in clean(text).splitlines()]
    return "\n".join(lines[-most:])
