"""Ending what a worker left running, where it was able to start anything."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Container
from pathlib import Path

from grader.worker.users import become

_SWEEPS = 50  # what forks while it is looked for is found the next time


def sweep(uid: int, workers: Container[int]) -> None:
    """End what a worker left running: orphans that came to us, which are no workers of ours; and
    all else of its user's, where it had one of its own."""
    for _ in range(_SWEEPS):
        orphans = [pid for pid in children() if pid not in workers]
        if not orphans:
            return
        if uid:
            sweep_user(uid)
        for pid in orphans:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def sweep_user(uid: int) -> None:
    """End every process of a user id that only a worker has had."""
    sweeper = os.fork()
    if sweeper == 0:
        # Nothing but the worker's own user may be signalled: as root this would end everything.
        with contextlib.suppress(OSError):
            if become(uid):
                os.kill(-1, signal.SIGKILL)
        os._exit(0)
    os.waitpid(sweeper, 0)


def children() -> list[int]:
    """The pids of this process's children."""
    try:
        lines = [path.read_text() for path in Path("/proc/self/task").glob("*/children")]
    except OSError:
        lines = []
    return [int(pid) for line in lines for pid in line.split()] if lines else _looked_up()


def _looked_up() -> list[int]:
    """The same, where the kernel keeps no list of them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                found.append(int(entry.parent.name))
    return found
