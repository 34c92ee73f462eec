"""The report in a terminal: a table of question parts, then what went wrong, shortest path to the
next step first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model import CheckResult, PartResult, Report, Status
from grader.report.shown import Block, ShownPart, shown_parts
from grader.report.standing import Subtotal, state_line, subtotals
from grader.report.words import (
    coverage,
    headline,
    next_step,
    notes,
    points,
    progress,
)

_STYLES = {Status.PASSED: "green", Status.FAILED: "red", Status.NOT_STARTED: "dim"}
# Whoever reads a terminal has the command and the place in the heads.
_IN_A_HEAD = frozenset({"again", "read"})
# More than so many causes are told in brief: what was asked and found, the idea, what it costs, and
# a case that is short. All the rest is in report.html, and in the report of one question.
MOST_IN_FULL = 3
SHORT_CASE = 6  # lines
_BRIEF = frozenset({"case", "found", "idea", "costs", "where"})
# What a second cause in one part may have to do with the first is seen when that is mended.
_BRIEFER = _BRIEF - {"case", "where"}
_NUMBER = re.compile(r"\d[\d.]*(?:e[-+]?\d+)?")
_MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.NOT_STARTED: "·"}


def show(report: Report, console: Console, *, staff: bool = False) -> None:
    """Print the whole report, what counts last. Staff see hidden checks in full."""
    show_details(report, console, staff=staff)
    show_overview(report, console)
    show_faults(report, console)


def show_details(report: Report, console: Console, *, staff: bool = False) -> None:
    """Print what went wrong."""
    parts = shown_parts(report, staff=staff)
    brief = sum(len(part.blocks) for part in parts) > MOST_IN_FULL
    for part in parts:
        if len(report.parts) > 1:
            place = f", {part.part.place}" if part.part.place else ""
            title = f"\n{part.part.title}  ({part.part.name}{place})"
            console.print(Text(title, style="bold underline"))
        _show_part(part, console, brief)
    if parts and len(report.parts) > 1:
        console.print()


def show_overview(report: Report, console: Console) -> None:
    """Print how each question stands, what has changed, the score and what to do next."""
    for note in notes(report):
        console.print(Text(note, style="yellow"))
    if len(report.parts) > 1:
        console.print(_table(report))
    for line in progress(report):
        console.print(Text(line, style="green" if "newly passing" in line else "red"))
    if len(report.parts) == 1 and not report.trouble and not report.not_started:
        console.print(_of_one_part(report))
        return
    console.print(Text(headline(report), style="bold"))
    if step := next_step(report):
        console.print(Text(step))


def _of_one_part(report: Report) -> Text:
    """The score, how its one part stands, and where the handout asks for it."""
    (part,) = report.parts
    state = f"{part.name}, {state_line(part)}" + (f" ({part.place})" if part.place else "")
    return Text.assemble((f"{headline(report)}", "bold"), f"  {state}")


def show_faults(report: Report, console: Console) -> None:
    """Print what went wrong on our side, with its traceback, for whoever can mend it."""
    for fault in report.faults:
        console.print(
            Text(f"\nThe grader's own fault, no point was lost: {fault}", style="magenta")
        )


def _table(report: Report) -> Table:
    """A row for each question and each part that failed; of a single question for each part."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column("question")
    table.add_column("points", justify="right")
    table.add_column("", overflow="fold")
    for question in subtotals(report):
        if question.is_of_many:
            _add(table, question.status, question.question, question, question.state, "bold")
        for part in question.parts:
            if part.status is Status.FAILED or not question.is_of_many:
                indent = "  " if question.is_of_many else ""
                _add(table, part.status, indent + part.name, part, state_line(part))
    table.add_section()
    table.add_row(
        "",
        "total",
        f"{points(report.total)} / {points(report.possible)}",
        coverage(report),
        style="bold",
    )
    return table


def _add(
    table: Table, status: Status, name: str, of: PartResult | Subtotal, state: str, how: str = ""
) -> None:
    style = _STYLES[status]
    table.add_row(
        Text(_MARKS[status], style=style),
        Text(name, style=how),
        f"{points(of.score)} / {points(of.possible)}",
        Text(state, style=style),
    )


def _show_part(shown: ShownPart, console: Console, brief: bool) -> None:
    for position, block in enumerate(shown.blocks):
        labels = {label for label, _ in block.lines} - _IN_A_HEAD - _told_by_the_rest(block)
        if brief:
            labels &= _BRIEF if position == 0 else _BRIEFER
            if dict(block.lines).get("case", "").count("\n") >= SHORT_CASE:
                labels -= {"case"}
        show_block(block.check, [line for line in block.lines if line[0] in labels], console)
    if shown.others:
        console.print(Padding(Text("\n".join(shown.others), style="dim"), (0, 0, 0, 2)))


def _told_by_the_rest(block: Block) -> set[str]:
    """The labels of what a reader knows from the idea, or from what was found."""
    failure, texts = block.check.failure, dict(block.lines)
    idea = failure.diagnosis if failure is not None else None
    told = {"cases"} if idea is not None else set()
    one_number = len(_NUMBER.findall(texts.get("expected", ""))) == 1
    if one_number or (idea is not None and idea.misconception):
        told |= {"expected", "got"}
    return told


def show_block(check: CheckResult, said: Iterable[tuple[str, str]], console: Console) -> None:
    """One check: its sentence, then all that is said of it."""
    head = _grid()
    head.add_row(
        Text(_MARKS[check.status], style=_STYLES[check.status]),
        Text.assemble(
            (check.sentence, "bold"), (f"  ({check.label}, {points(check.points)} pt)", "dim")
        ),
    )
    console.print(Padding(head, (0, 0, 0, 2)))
    lines = _grid(label_width=8)
    for label, text in said:
        if label == "case":
            # From the first column on, or it can't be pasted where it is copied. A narrow terminal
            # breaks its lines, and joins them again.
            console.print(_text(label, text), soft_wrap=True)
        else:
            lines.add_row(Text(label, style="cyan"), _text(label, text))
    console.print(Padding(lines, (0, 0, 0, 2)))


def _grid(label_width: int = 1) -> Table:
    grid = Table.grid(padding=(0, 2 if label_width > 1 else 1, 0, 0))
    grid.add_column(justify="right", width=label_width)
    grid.add_column(overflow="fold")
    return grid


def _text(label: str, text: str) -> Text:
    shown = Text(text, style="bold" if label == "idea" else "")
    if label in ("expected", "got"):
        shown.highlight_regex(r">[^<>]*<", "bold red" if label == "got" else "bold green")
    if label == "case":
        shown.highlight_regex(r"(?m)^(import|from|#) .*$", "dim")
    return shown
