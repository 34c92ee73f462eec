"""A core for judge and workers together.

They take turns, call after call, and to wake the other where it sleeps on a core of its own takes
longer than most calls: on a virtual machine, twice as long. A scheduler that sees an idle core
keeps moving one of them there. So whoever grades claims a core, and leaves it to the system where
others have claimed all of them.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
from collections.abc import Iterator

from grader.worker.cores import own_cores, run_on

CORE = "/sys/devices/system/cpu/cpu{0}"


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """Run on one core that no other judge has which sees the same /sys; workers run where their
    judge does.
    """
    cores = own_cores()
    with contextlib.ExitStack() as claim:
        core = _claimed(cores, claim) if len(cores) > 1 else None
        if core is not None:
            run_on([core])
            claim.callback(run_on, cores)
        yield


def _claimed(cores: list[int], claim: contextlib.ExitStack) -> int | None:
    here = ctypes.CDLL(None).sched_getcpu()
    for core in sorted(cores, key=lambda core: core != here):
        try:
            descriptor = os.open(CORE.format(core), os.O_RDONLY)
        except OSError:
            continue
        try:
            # A lock goes with the process that holds it, however that ends.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            continue
        claim.callback(os.close, descriptor)
        return core
    return None
