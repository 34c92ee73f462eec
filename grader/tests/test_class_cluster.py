"""The same command on a Dask cluster: a real scheduler, two real workers, one killed half way."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.tests.course import ROOT
from grader.tests.hand_ins import hostile, only, write_zip, wrong

PATIENCE = 180.0
STUDENTS = 8


def start(stack: ExitStack, *arguments: str) -> subprocess.Popen[bytes]:
    """A Python process that ends with the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    stack.callback(process.communicate)
    stack.callback(process.kill)
    return process


def wait_for(what: str, holds: object) -> None:
    """Until something holds."""
    until = time.monotonic() + PATIENCE
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < until, f"{what} took too long"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def cluster(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    contact = folder / "scheduler.json"
    with ExitStack() as stack:
        start(stack, "dask", "scheduler", "--host", "127.0.0.1", "--port", "0",
              "--no-dashboard", "--scheduler-file", str(contact))  # fmt: skip
        wait_for("the scheduler", contact.is_file)
        worker = ["dask", "worker", "--scheduler-file", str(contact), "--host", "127.0.0.1",
                  "--no-nanny", "--no-dashboard", "--nthreads", "1",
                  "--local-directory", str(folder)]  # fmt: skip
        workers = [start(stack, *worker) for _ in range(2)]
        yield json.loads(contact.read_text())["address"], workers


def write_class(folder: Path) -> Path:
    """Small submissions, each different."""
    kinds = [only("step_sizes.py"), hostile(), only("initialization.py"), wrong()]
    for number in range(STUDENTS):
        files = {name: f"{text}\n# {number}\n" for name, text in kinds[number % len(kinds)].items()}
        write_zip(folder / f"s{number:02}.zip", files)
    return folder


def table(output: Path) -> list[dict[str, str]]:
    """The rows of grades.csv."""
    with (output / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_worker_that_is_killed_loses_no_submission(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    submissions = write_class(tmp_path / "class")
    output = tmp_path / "out"
    with ExitStack() as stack:
        run = start(stack, "grader", "class", str(submissions), "--output", str(output),
                    "--cluster", address)  # fmt: skip
        wait_for("a result", lambda: run.poll() is not None or any(output.glob("results/*/*.gz")))
        assert run.poll() is None
        os.kill(workers[0].pid, signal.SIGKILL)
        assert run.wait(PATIENCE) == 0
    rows = table(output)
    assert [row["student"] for row in rows] == [f"s{number:02}" for number in range(STUDENTS)]
    assert {row["status"] for row in rows} == {"graded"}
    assert len({row["digest"] for row in rows}) == STUDENTS
    assert len(list(output.glob("results/*/*.gz"))) == STUDENTS
    assert len({row["total"] for row in rows[::4]}) == 1


def test_an_address_where_nobody_answers_is_said_in_one_line(tmp_path: Path) -> None:
    write_zip(tmp_path / "class" / "ann.zip", hostile())
    done = subprocess.run(
        [sys.executable, "-m", "grader", "class", str(tmp_path / "class"),
         "--output", str(tmp_path / "out"), "--cluster", "tcp://127.0.0.1:9"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "no Dask scheduler answers there" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
