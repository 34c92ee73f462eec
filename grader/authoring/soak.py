"""No flakes: `make soak` grades the solutions over and over with other draws and other hash seeds.

A right submission must get full marks whatever is drawn. Each round is a process of its own, with
its own hash seed, that draws new cases with its own Hypothesis seed and grades them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import joblib
from rich.console import Console
from rich.progress import track

from grader.ending import end
from grader.homework import find
from grader.judge.opening import open_judge
from grader.model import Status
from grader.submission import load
from grader.trials.recording import Recording


def main(arguments: list[str]) -> int:
    """Run the rounds, one on each core at a time; 1 if a single check was lost."""
    parser = argparse.ArgumentParser(prog="python -m grader.authoring.soak")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--one", type=int, metavar="SEED", help="run this one round here")
    options = parser.parse_args(arguments)
    if options.one is not None:
        lost = one_round(options.one)
        print("\n".join(lost))
        return 1 if lost else 0
    console = Console(highlight=False)
    seeds = range(options.first_seed, options.first_seed + options.rounds)
    with ThreadPoolExecutor(joblib.cpu_count()) as executor:
        rounds = executor.map(_round_in_a_process, seeds)
        complaints = [text for text in track(rounds, "rounds", len(seeds), console=console) if text]
    for text in complaints:
        console.print(text, markup=False)
    console.print(f"{len(seeds)} rounds, {len(complaints)} with a loss")
    return 1 if complaints else 0


def one_round(seed: int) -> list[str]:
    """The checks that the solutions lose with the cases of this seed."""
    homework = find()
    with open_judge(homework, explain=False, carry=False) as (judge, chosen):
        with tempfile.TemporaryDirectory() as folder:
            judge.recording = Recording(homework, judge.recording.tests, seed)
            judge.recording.folder = Path(folder)
            report = judge.grade(load(homework.solutions, homework), chosen)
        return [
            f"{check.test_id}: {check.failure and check.failure.cause}"
            for part in report.parts
            for check in part.checks
            if check.status is not Status.PASSED
        ]


def _round_in_a_process(seed: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "grader.authoring.soak", "--one", str(seed)],
        env=os.environ | {"PYTHONHASHSEED": str(seed), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else f"seed {seed}: {done.stdout.strip()}{done.stderr[-500:]}"


if __name__ == "__main__":
    end(lambda: main(sys.argv[1:]))
