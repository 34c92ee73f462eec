"""The report as Markdown: a class's feedback files, and Gradescope's output of one check.

Whatever comes from a submission stands in indented code blocks and code spans, where no dialect of
Markdown looks for markup; our own words are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from grader.model import CheckResult, PartResult, Report, Status
from grader.report.shown import ShownPart, legend, shown_parts
from grader.report.standing import Subtotal, state_line, subtotals
from grader.report.words import (
    CODE_LABELS,
    OURS,
    check_lines,
    coverage,
    headline,
    hidden_line,
    next_step,
    notes,
    one_line,
    points,
    progress,
)

_MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.NOT_STARTED: "·"}
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "~": "&#126;"})
# What acts as markup within a line, and what does at its beginning.
_MARKUP = re.compile(r"[\\`*_\[\]|]|^[#+-]|(?<=^\d)[.)]")
_INDENT = " " * 4


def as_markdown(report: Report, *, staff: bool = False) -> str:
    """The whole report for a student; staff see hidden checks in full."""
    blocks = [
        f"# {code_span(one_line(report.submission))}",
        f"**{escaped(headline(report))}**",
        *(code_span(note) for note in notes(report)),
        _table(report),
        *(escaped(line) for line in progress(report)),
    ]
    if step := next_step(report):
        blocks.append(escaped(step))
    parts = shown_parts(report, staff=staff)
    if marks := legend(parts):
        blocks.append(escaped(marks))
    for part in parts:
        blocks += _details(part)
    return "\n\n".join(blocks) + "\n"


def check_as_markdown(part: PartResult, check: CheckResult) -> str:
    """All that a student reads of one check; of a hidden one that failed the topic alone."""
    if check.carried:
        return escaped(f"passed apart from “{check.carried}”, which other checks of this part cost")
    if check.status is not Status.FAILED:
        return escaped(check.status.value)
    if check.hidden:
        return escaped(hidden_line(part, 1))
    return "\n\n".join(_lines(check_lines(part, check)))


def escaped(text: str) -> str:
    """One line of our own words as it stands: no sign in it acts as markup or mathematics."""
    text = _MARKUP.sub(lambda found: f"\\{found[0]}", text)
    return text.translate(_ENTITIES)


def code_span(text: str) -> str:
    """One line as code, whatever backticks it holds; it may be a student's."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def code_block(text: str) -> str:
    """Lines as code. Indentation can't be closed from within, as a fence can."""
    return "\n".join(f"{_INDENT}{line}" for line in text.split("\n"))


def _table(report: Report) -> str:
    rows = ["| | question | points | |", "|---|---|---:|---|"]
    for question in subtotals(report):
        if question.is_of_many:
            rows.append(_row(question, f"**{escaped(question.question)}**", question.state))
        rows += [_row(part, escaped(part.name), state_line(part)) for part in question.parts]
    total = f"{points(report.total)} / {points(report.possible)}"
    return "\n".join([*rows, f"| | **total** | **{total}** | {escaped(coverage(report))} |"])


def _row(of: PartResult | Subtotal, name: str, state: str) -> str:
    score = f"{points(of.score)} / {points(of.possible)}"
    return f"| {_MARKS[of.status]} | {name} | {score} | {escaped(state)} |"


def _details(shown: ShownPart) -> list[str]:
    blocks = [f"## {escaped(shown.part.title)} ({escaped(shown.part.name)})"]
    for block in shown.blocks:
        blocks.append(f"### {_MARKS[block.check.status]} {_stated(block.check)}")
        blocks += _lines(block.lines)
        blocks += [f"- {_stated(check)}" for check in block.others]
    return [*blocks, *map(escaped, shown.others)]


def _stated(check: CheckResult) -> str:
    return f"{escaped(check.sentence)} ({points(check.points)} pt)"


def _lines(said: Iterable[tuple[str, str]]) -> Iterator[str]:
    for label, text in said:
        if label in CODE_LABELS:
            yield f"**{label}**"
            yield code_block(text)
        else:
            yield f"**{label}** {escaped(text) if label in OURS else code_span(text)}"
