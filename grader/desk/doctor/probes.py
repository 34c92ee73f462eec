"""What a submission might try, each as a function that says whether it could. Sent to a worker as
a submission's text is; never imported by the judge.
"""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial


def read_file(path: str) -> bool:
    """Read a file of the project or of this user."""
    return _works(lambda: open(path, "rb").close())


def write_file() -> bool:
    """Leave a file where everybody may write."""
    places = ("/tmp", "/var/tmp", "/dev/shm", os.environ.get("TEMP", "/tmp"))
    return any(_works(partial(tempfile.TemporaryFile, dir=place)) for place in places)


def start_process() -> bool:
    """Start a process, which could go on after grading."""
    return _works(lambda: subprocess.run([sys.executable, "-c", ""], check=False))


def open_socket() -> bool:
    """Open a socket, for the network or for other programs."""
    return _works(lambda: socket.socket(socket.AF_INET).close())


def signal_process(pid: int) -> bool:
    """Signal another process. (Signal 0 does nothing but ask.)"""
    return _works(lambda: os.kill(pid, 0))


def trace_process(pid: int) -> bool:
    """Read the memory of another process."""
    one = (ctypes.c_size_t * 2)(0, 0)
    read = getattr(ctypes.CDLL(None), "process_vm_readv", None)  # Linux has it
    return read is not None and read(pid, one, 1, one, 1, 0) >= 0


def take_memory(size: int) -> bool:
    """Take more memory than a submission may have."""
    try:
        return len(bytearray(size)) > 0
    except MemoryError:
        return False


def _works(trick: Callable[[], object]) -> bool:
    try:
        trick()
    except OSError:
        return False
    return True
