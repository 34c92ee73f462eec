"""How long the two commands take that students wait for, against importing what they can't do
without, side by side.

    python -m benchmarks.grading

Bounds, as ratios to `python -c "import torch, otter"` on the same machine: 2 for
`make check Q=q4b_adam`, 6 for `make grade`, both on the solutions and warm (environment and
recorded cases there). The three take turns, so that whatever else the machine does meets them
alike; the medians are compared. On a busy machine processor seconds say more than the clock.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
IMPORTS = 'python -c "import torch, otter"'
BOUNDS = {"make check Q=q4b_adam": 2.0, "make grade": 6.0}
GRADER = [sys.executable, "-m", "grader"]


def commands(results: Path) -> dict[str, list[str]]:
    """What is run, by its name. `make` itself adds nothing but its own few milliseconds."""
    solutions = str(ROOT / "solutions")
    return {
        IMPORTS: [sys.executable, "-c", "import torch, otter"],
        "make check Q=q4b_adam": [*GRADER, "check", "q4b_adam", solutions],
        "make grade": [*GRADER, "grade", solutions, "--results", str(results)],
    }


def seconds(command: list[str]) -> tuple[float, float]:
    """One run of a command that must succeed: by the clock, and on processors."""
    start, used = time.perf_counter(), _processor_seconds()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start, _processor_seconds() - used


def _processor_seconds() -> float:
    """Of all children that have ended, and theirs."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> int:
    """Print medians and ratios; 1 where a bound is exceeded."""
    console = Console(highlight=False)
    times: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        run = commands(Path(folder) / "results.json")
        for command in run.values():  # the first run of each compiles, records and fills caches
            seconds(command)
        with console.status("measuring …"):
            for _ in range(ROUNDS):
                for name, command in run.items():
                    times.setdefault(name, []).append(seconds(command))
    table = Table("command", "by the clock", "ratio", "bound", "on processors", "ratio")
    clock, processors = (
        {name: statistics.median(run[kind] for run in runs) for name, runs in times.items()}
        for kind in (0, 1)
    )
    for name in times:
        by_clock, on_processors = (
            clock[name] / clock[IMPORTS],
            processors[name] / processors[IMPORTS],
        )
        bound = f"{BOUNDS[name]:g}" if name in BOUNDS else ""
        table.add_row(name, f"{clock[name]:.2f} s", f"{by_clock:.2f}", bound,
                      f"{processors[name]:.2f} s", f"{on_processors:.2f}")  # fmt: skip
    console.print(table)
    return int(any(clock[name] > bound * clock[IMPORTS] for name, bound in BOUNDS.items()))


if __name__ == "__main__":
    sys.exit(main())
