"""The same command on a Dask cluster, as the README tells it: a scheduler in one shell, workers in
another, in folders that know nothing of the grader; one worker is killed half way."""

from __future__ import annotations

import contextlib
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
from grader.tests.test_class_run import results

PATIENCE = 180.0
STUDENTS = 8


def start(stack: ExitStack, *command: str, cwd: Path) -> subprocess.Popen[bytes]:
    """A process that ends with the test, and what it starts with it. Nothing of its environment
    helps it to find the grader."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    stack.callback(process.wait)
    stack.callback(end, process)
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


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
    """The address of a scheduler, and two workers of one process each."""
    folder = tmp_path_factory.mktemp("cluster")
    contact = folder / "scheduler.json"
    dask = str(Path(sys.executable).with_name("dask"))
    with ExitStack() as stack:
        start(stack, dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
              "--scheduler-file", str(contact), cwd=folder)  # fmt: skip
        wait_for("the scheduler", contact.is_file)
        address = json.loads(contact.read_text())["address"]
        worker = [dask, "worker", address, "--nworkers", "1", "--nthreads", "1"]
        workers = [start(stack, *worker, cwd=folder) for _ in range(2)]
        yield address, workers


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
        run = start(stack, sys.executable, "-m", "grader", "class", str(submissions),
                    "--output", str(output), "--cluster", address, cwd=ROOT)  # fmt: skip
        wait_for("a result", lambda: run.poll() is not None or results(output))
        assert run.poll() is None
        end(workers[0])
        assert run.wait(PATIENCE) == 0
    rows = table(output)
    assert [row["student"] for row in rows] == [f"s{number:02}" for number in range(STUDENTS)]
    assert {row["status"] for row in rows} == {"graded"}
    assert len({row["digest"] for row in rows}) == STUDENTS
    assert len(results(output)) == STUDENTS
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
