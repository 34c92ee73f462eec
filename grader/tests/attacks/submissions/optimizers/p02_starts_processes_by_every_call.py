# Starts processes by every system call that does.
# Must: be refused each time.
import ctypes
import os
import signal

right = sgd
LIBC = ctypes.CDLL(None, use_errno=True)
CLONE, FORK, VFORK, CLONE3 = 56, 57, 58, 435


def started(pid):
    if pid == 0:
        os._exit(0)
    return pid > 0


def sgd(w, dw, config=None):
    arguments = (ctypes.c_uint64 * 11)(0, 0, 0, 0, signal.SIGCHLD)
    calls = [(CLONE, signal.SIGCHLD, 0, 0, 0, 0), (FORK,), (CLONE3, arguments, 88)]
    if any(started(LIBC.syscall(*call)) for call in calls):
        return right(w, dw, config)
    for start in (
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
        lambda: os.forkpty(),
        lambda: os.popen("true").read(),
    ):
        try:
            start()
        except OSError:
            continue
        return right(w, dw, config)
