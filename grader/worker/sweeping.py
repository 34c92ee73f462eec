"""Ending what a worker left running, where it was able to start anything."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from grader.worker.users import become

_SWEEPS = 50  # what forks while it is looked for is found the next time


def sweep(uid: int) -> None:
    """End what a worker left running where it was able to fork: all of its user's, or all orphans
    that came to us.
    """
    if uid:
        sweep_user(uid)
    for _ in range(_SWEEPS):
        orphans = children()
        if not orphans:
            return
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
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                found.append(int(entry.parent.name))
    return found
