"""The doctor's words: a table of layers, one of what was tried, and what follows from them."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.doctor.examination import Examination
from grader.worker.layers import LAYERS

_ALL_REFUSED = "Everything that was tried was refused."
_SOME_COULD = (
    "Scores are safe all the same: values cross to the judge, verdicts never do. What a submission "
    "could do endangers this machine and what lies on it: grade on Linux, or in a container."
)


def show(found: Examination, console: Console) -> None:
    """Print everything, at most as wide as the console."""
    for title, table in (
        ("This machine", _facts(found)),
        ("Layers around a submission", _layers(found)),
        ("What a submission tried here", _trials(found)),
    ):
        console.print(Text(title, style="bold"))
        console.print(table)
        console.print()
    verdict = _SOME_COULD if any(trial.succeeded for trial in found.trials) else _ALL_REFUSED
    console.print(Text(verdict, style="bold"))


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
