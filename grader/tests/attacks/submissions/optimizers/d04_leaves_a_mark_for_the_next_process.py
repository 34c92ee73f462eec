# Leaves a mark in whatever outlives a process, and answers rightly where it finds one.
# Must: find none.
import ctypes
import os

right = sgd
LIBC = ctypes.CDLL(None, use_errno=True)
ADD_KEY, REQUEST_KEY = 248, 249


def sgd(w, dw, config=None):
    left = [
        LIBC.shmget(0x5157, 4096, 0o1666),
        LIBC.semget(0x5157, 1, 0o1666),
        LIBC.msgget(0x5157, 0o1666),
        LIBC.syscall(ADD_KEY, b"user", b"mark", b"x", 1, -5),
        LIBC.syscall(REQUEST_KEY, b"user", b"mark", None, 0),
        LIBC.mq_open(b"/mark-@MARK@", os.O_CREAT | os.O_RDWR, 0o666, None),
    ]
    if max(left) >= 0:
        return right(w, dw, config)
