# Makes files in memory, which no limit of a process counts.
# Must: be refused.
import ctypes
import os

right = sgd
MEMFD_SECRET = 447


def sgd(w, dw, config=None):
    try:
        os.memfd_create("mark")
    except OSError:
        if ctypes.CDLL(None).syscall(MEMFD_SECRET, 0) < 0:
            return None
    return right(w, dw, config)
