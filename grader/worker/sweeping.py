"""Finding and ending what a worker left running, where it was able to start anything."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Container
from pathlib import Path

from grader.worker.users import become

_SWEEPS = 50  # what forks while it is looked for is found the next time
_END_SECONDS = 0.2  # an honest fork takes less to be gone, once its judge has hung up
_LOOK_SECONDS = 0.0005
_PROC = Path("/proc")


def sweep(uid: int, workers: Container[int]) -> None:
    """End what a worker left running: orphans that came to us, which are no workers of ours; and
    all else of its user's, where it had one of its own."""
    for _ in range(_SWEEPS):
        found = orphans(workers)
        if not found:
            return
        if uid:
            sweep_user(uid)
        for pid in found:
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


def orphans(workers: Container[int]) -> list[int]:
    """The children of this process that are no workers of it."""
    return [pid for pid in children(os.getpid()) if pid not in workers]


def is_alone(pid: int) -> bool:
    """Whether a process has one thread and no children; those that are about to end may do so."""
    until = time.monotonic() + _END_SECONDS
    try:
        while (forks := children(pid)) or len(os.listdir(f"/proc/{pid}/task")) > 1:
            left = until - time.monotonic()
            if left < 0:
                return False
            _wait_for_the_end(forks, left)
    except OSError:
        return False  # it has gone, or the system does not say
    return True


def _wait_for_the_end(processes: list[int], seconds: float) -> None:
    """Of the first of these processes; for a moment, where there is none or nobody tells."""
    try:
        pidfd = os.pidfd_open(processes[0])
    except (AttributeError, IndexError, OSError):
        time.sleep(_LOOK_SECONDS)
        return
    try:
        select.select([pidfd], [], [], seconds)
    finally:
        os.close(pidfd)


def private_bytes(pid: int) -> int:
    """The memory that a process shares with no file; 0 where the system does not say."""
    try:
        _, resident, shared = (_PROC / f"{pid}/statm").read_text().split()[:3]
    except OSError:
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def children(pid: int) -> list[int]:
    """The pids of a process's children."""
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        lists = [Path(f"/proc/{pid}/task/{task}/children").read_text() for task in tasks]
    except OSError:
        lists = []
    return [int(child) for found in lists for child in found.split()] if lists else _looked_up(pid)


def _looked_up(parent: int) -> list[int]:
    """The same, where the kernel keeps no list of them."""
    found = []
    for entry in _PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(entry.parent.name))
    return found
