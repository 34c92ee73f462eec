"""What a class's run shows while it goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)


class Counts:
    """One line: how many, how fast, how many failed."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task
        self._start = time.monotonic()
        self._done = self._failed = 0

    def add(self, *, failed: bool = False) -> None:
        """Count one more."""
        self._done += 1
        self._failed += failed
        per_second = self._done / (time.monotonic() - self._start + 1e-9)
        rate = f"{per_second:.1f}/s" if per_second >= 1 else f"{60 * per_second:.0f}/min"
        note = f"{self._failed} failed" if self._failed else ""
        self._progress.update(self._task, advance=1, rate=rate, note=note)


@contextmanager
def counting(console: Console, what: str, total: int | None) -> Iterator[Counts]:
    """A line for some work; total: None where nobody knows yet."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=console,
    ) as progress:
        yield Counts(progress, progress.add_task(what, total=total, rate="", note=""))
