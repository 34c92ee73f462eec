"""What a class costs: seconds per right submission, how that grows, what a second core brings, and
the same beside `otter run`, on these checks and on four trivial ones.

    python -m benchmarks.class_run [--sizes 20 60 180]

Every submission is right and none is like another: each has hyperparameters of its own and a line
of its own in every file, so that nothing that was trained or graded for one serves another. Seconds
are those of the clock, on a machine that does nothing else: the kernel adds the processor time of
forks that nobody waits for to nobody's.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from itertools import pairwise
from pathlib import Path

from grader.gradescope.build import PLUGIN, build
from grader.homework import Homework
from grader.homework_toml import NAME
from grader.submission import handing_in
from grader.tests.course import FILES, HOMEWORK

ROOT = Path(__file__).resolve().parents[1]
OTTER_CHECKS = """
from otter.test_files import test_case

OK_FORMAT = False
name = "q1"
points = 4
"""
OTTER_CHECK = """

@test_case()
def test_{0}(np, f):
    assert np.allclose(f(np.full(3, {0}.0)), {0}.0 + 1)
"""
OTTER = str(Path(sys.executable).with_name("otter"))
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def seconds(command: list[str], core: int | None = None) -> float:
    """Run a command to its end, on one core or on all: how long it took."""
    start = time.perf_counter()
    subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | ONE_THREAD | {"PYTHONPATH": str(PLUGIN)},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=None if core is None else lambda: os.sched_setaffinity(0, {core}),
    )
    return time.perf_counter() - start


def write_class(folder: Path, size: int) -> Path:
    """So many right submissions."""
    folder.mkdir()
    solutions = {name: (ROOT / "solutions" / name).read_text(encoding="utf-8") for name in FILES}
    for number in range(size):
        own = {"training.py": ('"learning_rate": ', f'"learning_rate": {1 + 1e-6 * number!r} * ')}
        with zipfile.ZipFile(folder / f"s{number:06}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in solutions.items():
                whose = f"\nWRITTEN_BY = {number}\n"
                archive.writestr(name, text.replace(*own.get(name, ("", ""))) + whose)
    return folder


def grade(submissions: Path, jobs: int) -> float:
    """A whole class, on one core or on as many as there are jobs."""
    with tempfile.TemporaryDirectory() as output:
        command = [sys.executable, "-m", "grader", "class", str(submissions),
                   "--output", output, "--jobs", str(jobs)]  # fmt: skip
        return seconds(command, core=0 if jobs == 1 else None)


def otter(autograder: Path, submission: Path, folder: Path) -> float:
    """`otter run` on one submission."""
    command = [OTTER, "run", "-a", str(autograder), "-o", str(folder), str(submission)]
    return seconds(command, core=0)


def otter_on_trivial_checks(folder: Path) -> float:
    """`otter run` with four checks of one line each."""
    tests = folder / "tests"
    tests.mkdir(parents=True)
    checks = OTTER_CHECKS + "".join(OTTER_CHECK.format(number) for number in range(1, 5))
    (tests / "q1.py").write_text(checks, encoding="utf-8")
    submission = folder / "submission.py"
    submission.write_text("import numpy as np\n\n\ndef f(x):\n    return x + 1\n", encoding="utf-8")
    autograder = folder / "autograder.zip"
    seconds([OTTER, "generate", "-t", str(tests), "-o", str(autograder),
          "--no-environment", "--no-requirements", "--no-config"])  # fmt: skip
    return otter(autograder, submission, folder)


def otter_on_these_checks(folder: Path) -> float:
    """`otter run` with the zip that staff upload, on the solutions."""
    student = folder / "student"
    shutil.copytree(ROOT / "student" / "notebooks", student / "notebooks")
    for name in FILES:
        shutil.copy(ROOT / "solutions" / name, student)
    shutil.copy(ROOT / NAME, folder)
    shutil.copytree(HOMEWORK.stubs, Homework(folder).stubs)
    zipped = build(HOMEWORK, folder / "autograder.zip")
    return otter(zipped, handing_in.build(Homework(folder)).path, folder)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.class_run")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 60, 180])
    sizes = sorted(parser.parse_args().sizes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grade(write_class(folder / "first", 1), 1)  # draws the cases where there are none yet
        took = {}
        for size in sizes:
            took[size] = grade(write_class(folder / str(size), size), 1)
            print(f"{size:>6} on one core: {took[size]:8.1f} s")
        for small, large in pairwise(sizes):
            each = (took[large] - took[small]) / (large - small)
            print(f"from {small} to {large}: {each:.2f} s for each more")
        largest = sizes[-1]
        two = grade(folder / str(largest), 2)
        print(f"{largest:>6} on two cores: {two:8.1f} s, {took[largest] / two:.2f} ×")
        for checks, one in (
            ("these checks", otter_on_these_checks(folder / "otter")),
            ("four trivial checks", otter_on_trivial_checks(folder / "trivial")),
        ):
            print(f"otter run, {checks}: {one:.2f} s, {one / each:.1f} × a right submission here")


if __name__ == "__main__":
    main()
