"""Where work is done: what comes back, and what a process that dies takes with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.classroom.executors import IN_FLIGHT_PER_WORKER, TRIES_ALONE, Here
from grader.tests.course import ROOT


def double(number: int) -> int:
    """Twice a number; minus one fails."""
    if number == -1:
        raise ValueError("minus one")
    return 2 * number


def die_unless(path: Path, number: int) -> int:
    """End this process until a file is there; then as double."""
    if number == 3 and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(number)


def always_die(number: int) -> int:
    """End this process at three; else as double."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(number)


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_is_answered_with_its_label(jobs: int) -> None:
    with closing(Here(jobs)) as here:
        found = dict(here.do(double, ((str(n), (n,)) for n in range(-1, 20))))
    assert {label: answer.value for label, answer in found.items() if not answer.error} == {
        str(n): 2 * n for n in range(20)
    }
    assert found["-1"].error == "ValueError: minus one"


def test_a_process_that_dies_once_costs_nobody_anything(tmp_path: Path) -> None:
    with closing(Here(2)) as here:
        tasks = ((n, (tmp_path / "died", n)) for n in range(20))
        found = dict(here.do(die_unless, tasks))
        assert {n: answer.value for n, answer in found.items()} == {n: 2 * n for n in range(20)}
        assert dict(here.do(double, [(7, (7,))]))[7].value == 14


def test_what_ends_its_process_again_and_again_alone_is_given_up_and_nothing_else() -> None:
    with closing(Here(2)) as here:
        found = dict(here.do(always_die, ((n, (n,)) for n in range(12))))
    assert found.pop(3).error == f"the process that did it ended {TRIES_ALONE} times"
    assert all(not answer.error for answer in found.values())


def test_tasks_are_taken_as_there_is_room_and_not_all_at_once() -> None:
    taken = []

    def tasks() -> Iterator[tuple[int, tuple[int]]]:
        for number in range(100):
            taken.append(number)
            yield number, (number,)

    with closing(Here(2)) as here:
        answers = here.do(double, tasks())
        next(answers)
        assert len(taken) <= 2 * IN_FLIGHT_PER_WORKER
        assert len(list(answers)) == 99


def test_a_run_takes_as_many_processes_as_it_may_use_cores_and_not_as_the_machine_has() -> None:
    code = (
        "import os\n"
        "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from grader.__main__ import main\n"
        "from grader.classroom import run\n"
        "run.run = lambda options: print('processes:', options.jobs) or 0\n"
        "main(['class', '.'])\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["processes: 1"]
