"""How long the commands take that students wait for, against importing what they can't do without,
side by side.

    python -m benchmarks.grading

All are warm: environment and recorded cases are there. They take turns, so that whatever else the
machine does meets them alike; the medians are compared. Where other programs run,
`chrt -r 5 python -m benchmarks.grading` (as root) keeps them out of the way.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
LIGHT = "import numpy, hypothesis, msgspec, rich.table"
TORCH = "import torch"
# One wrong function for the end of each file.
BUGS = {
    "learning_rates.py": "def max_learning_rate(sigma):\n    return 2 / np.max(np.square(sigma))",
    "step_sizes.py": "def distance_gradient(x, b):\n    return 2 * (np.array(x) - np.array(b))",
    "features.py": "_right = principal_overlap\n"
    "def principal_overlap(model_a, model_b, x, rank):\n"
    "    return _right(model_a, model_b, x, rank) * rank",
    "initialization.py": "def he_init(fan_in, fan_out, rng):\n"
    "    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_out)",
    "training.py": "def mean_gradient_norm(grads):\n"
    "    return float(sum(np.abs(grad).mean() for grad in grads.values()))",
    # No bias correction.
    "optimizers.py": """def adam(w, dw, config=None):
    start = dict(learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, t=0)
    config = start | {"m": np.zeros_like(w), "v": np.zeros_like(w)} | (config or {})
    config["t"] += 1
    config["m"] = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    config["v"] = config["beta2"] * config["v"] + (1 - config["beta2"]) * dw**2
    step = config["learning_rate"] * config["m"] / (np.sqrt(config["v"]) + config["epsilon"])
    return w - step, config""",
}
# What is run, how often as long as what it may take, and what that is.
BOUNDS = {
    "check adam": (2.5, LIGHT),
    "check q1_is_stable": (2.5, LIGHT),
    "check a wrong adam": (2.0, "check adam"),
    "grade": (1.8, TORCH),
    "grade six bugs": (2.0, "grade"),
}


def wrong(folder: Path, files: list[str]) -> Path:
    """The solutions, with the bugs of these files."""
    shutil.copytree(ROOT / "solutions", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in files:
        with open(folder / name, "a", encoding="utf-8") as file:
            file.write(f"\n\n{BUGS[name]}\n")
    return folder


def commands(folder: Path) -> dict[str, list[str]]:
    """What is run, by its name. `make` itself adds nothing but its own few milliseconds."""
    python, solutions = sys.executable, str(ROOT / "solutions")
    grader, results = [python, "-m", "grader"], ["--results", str(folder / "results.json")]
    one = str(wrong(folder / "one", ["optimizers.py"]))
    six = str(wrong(folder / "six", list(BUGS)))
    return {
        LIGHT: [python, "-c", LIGHT],
        TORCH: [python, "-c", TORCH],
        "check adam": [*grader, "check", "adam", solutions],
        "check q1_is_stable": [*grader, "check", "q1_is_stable", solutions],
        "check a wrong adam": [*grader, "check", "adam", one],
        "grade": [*grader, "grade", solutions, *results],
        "grade six bugs": [*grader, "grade", six, *results],
    }


def seconds(command: list[str]) -> float:
    """One run of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def medians(run: dict[str, list[str]]) -> dict[str, float]:
    """Of each command, after a first run that compiles, records and fills caches."""
    rounds = [{name: seconds(command) for name, command in run.items()} for _ in range(ROUNDS + 1)]
    return {name: statistics.median(each[name] for each in rounds[1:]) for name in run}


def rows(times: dict[str, float]) -> Iterator[tuple[str, str, str, str]]:
    """The lines of the table."""
    for name, taken in times.items():
        bound, other = BOUNDS.get(name, (0.0, ""))
        said = (f"{taken / times[other]:.2f} × {other}", f"{bound:g}") if other else ("", "")
        yield name, f"{taken:.2f} s", *said


def main() -> int:
    """Print medians and ratios; 1 where a bound is exceeded."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as folder, console.status("measuring …"):
        times = medians(commands(Path(folder)))
    table = Table("command", "median", "ratio", "bound")
    for row in rows(times):
        table.add_row(*row)
    console.print(table)
    return int(any(times[name] > most * times[of] for name, (most, of) in BOUNDS.items()))


if __name__ == "__main__":
    sys.exit(main())
