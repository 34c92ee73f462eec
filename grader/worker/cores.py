"""The cores that this thread may run on."""

from __future__ import annotations

import contextlib
import os
import sys


def own_cores() -> tuple[int, ...]:
    """The cores that this thread may run on; none where the system does not say."""
    return tuple(sorted(os.sched_getaffinity(0))) if sys.platform == "linux" else ()


def run_on(cores: tuple[int, ...]) -> None:
    """Run on these cores, if there are any and the system lets us: where it doesn't, grading is
    only slower.
    """
    if cores and sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, cores)
