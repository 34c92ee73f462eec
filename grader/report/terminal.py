"""The report in a terminal: a table of question parts, then what went wrong, shortest path to the
next step first."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model import CheckResult, Report, Status
from grader.report.shown import ShownPart, legend, shown_parts
from grader.report.words import coverage, headline, notes, points, progress, state_line

_STYLES = {Status.PASSED: "green", Status.FAILED: "red", Status.NOT_STARTED: "dim"}
_MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.NOT_STARTED: "·"}


def show(report: Report, console: Console, *, staff: bool = False) -> None:
    """Print the whole report. Staff see hidden checks in full."""
    show_overview(report, console)
    show_details(report, console, staff=staff)
    show_faults(report, console)


def show_overview(report: Report, console: Console) -> None:
    """Print how each part stands, and what has changed."""
    for note in notes(report):
        console.print(Text(note, style="yellow"))
    console.print(_table(report))
    for line in progress(report):
        console.print(Text(line, style="green" if "newly passing" in line else "red"))


def show_details(report: Report, console: Console, *, staff: bool = False) -> None:
    """Print what went wrong, and the score."""
    parts = shown_parts(report, staff=staff)
    if marks := legend(parts):
        console.print(Text(f"\n{marks}", style="dim"))
    for part in parts:
        console.print(_details(part))
    console.print(Text(f"\n{headline(report)}" if parts else headline(report), style="bold"))


def show_faults(report: Report, console: Console) -> None:
    """Print what went wrong on our side, with its traceback, for whoever can mend it."""
    for fault in report.faults:
        console.print(
            Text(f"\nThe grader's own fault, no point was lost: {fault}", style="magenta")
        )


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column("question")
    table.add_column("points", justify="right")
    table.add_column("", overflow="fold")
    for part in report.parts:
        style = _STYLES[part.status]
        table.add_row(
            Text(_MARKS[part.status], style=style),
            part.name,
            f"{points(part.score)} / {points(part.possible)}",
            Text(state_line(part), style=style),
        )
    table.add_section()
    table.add_row(
        "",
        "total",
        f"{points(report.total)} / {points(report.possible)}",
        coverage(report),
        style="bold",
    )
    return table


def _details(shown: ShownPart) -> RenderableType:
    title = f"\n{shown.part.title}  ({shown.part.name})"
    blocks: list[RenderableType] = [Text(title, style="bold underline")]
    blocks += [check_block(one.check, one.lines) for one in shown.checks]
    if shown.others:
        blocks.append(Padding(Text("\n".join(shown.others), style="dim"), (1, 0, 0, 2)))
    return Group(*blocks)


def check_block(check: CheckResult, said: Iterable[tuple[str, str]]) -> RenderableType:
    """One check: its sentence, then all that is said of it."""
    head = _grid()
    head.add_row(
        Text(_MARKS[check.status], style=_STYLES[check.status]),
        Text.assemble((check.sentence, "bold"), (f"  ({points(check.points)} pt)", "dim")),
    )
    lines = _grid(label_width=8)
    for label, text in said:
        lines.add_row(Text(label, style="cyan"), _text(label, text))
    return Padding(Group(head, Padding(lines, (0, 0, 0, 2))), (1, 0, 0, 2))


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
