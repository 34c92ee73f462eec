"""The doctor's words: a table of layers, one of what was tried, and what follows from them."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.desk.doctor.examination import READ_TESTS, Examination
from grader.worker.layers import LAYERS

_ALL_REFUSED = "Everything that was tried was refused."
_READS_TESTS = (
    "A submission can read the references here, and answer with them. Grade on Linux 5.13 or "
    "newer, or as root with the tests readable to root alone, as the Gradescope zip has them."
)
_SOME_COULD = (
    "Verdicts can't be forged all the same, as values alone reach the judge. But a submission can "
    "act on this machine and what lies on it: grade on Linux, or in a container."
)


def show(found: Examination, console: Console) -> None:
    """Print everything, at most as wide as the console."""
    for title, table in (
        ("This machine", _facts(found)),
        ("Layers around a submission", Text(f"  {found.note}") if found.note else _layers(found)),
        ("What a submission tried here", _trials(found)),
    ):
        console.print(Text(title, style="bold"))
        console.print(table)
        console.print()
    console.print(Text(_verdict(found), style="bold"))


def _verdict(found: Examination) -> str:
    could = [trial.words for trial in found.trials if trial.succeeded]
    if READ_TESTS in could:
        return _READS_TESTS
    return _SOME_COULD if could else _ALL_REFUSED


def _grid(*widths: int | None) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in widths:
        table.add_column(width=width, overflow="fold")
    return table


def _facts(found: Examination) -> Table:
    table = _grid(20, None)
    for name, value in found.facts:
        table.add_row(Text(f"  {name}"), Text(value))
    return table


def _layers(found: Examination) -> Table:
    table = _grid(20, 7, None)
    for name, layer in LAYERS.items():
        if name in found.layers:
            table.add_row(f"  {name}", Text("holds", style="green"), layer.purpose)
        else:
            mark = Text(
                "–" if layer.is_spare else "missing", style="dim" if layer.is_spare else "red"
            )
            table.add_row(f"  {name}", mark, f"{layer.purpose}. {layer.without}")
    return table


def _trials(found: Examination) -> Table:
    table = _grid(42, None)
    for trial in found.trials:
        if trial.succeeded:
            mark = Text("it could", style="red")
        else:
            refused = "refused" if trial.succeeded is False else "ended the worker"
            mark = Text(refused, style="green")
        table.add_row(Text(f"  {trial.words}"), mark)
    return table
