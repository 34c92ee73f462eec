# Signals the judge, its server and a bystander, by every call that does.
# Must: be refused each time; nobody is hurt.
import ctypes
import os
import signal

right = sgd
LIBC = ctypes.CDLL(None, use_errno=True)
TKILL, TGKILL, RT_SIGQUEUEINFO, PIDFD_SEND_SIGNAL = 200, 234, 129, 424


def sgd(w, dw, config=None):
    for pid in (int("@JUDGE@"), int("@VICTIM@"), os.getppid()):
        for number in (0, signal.SIGCONT):
            try:
                os.kill(pid, number)
                return right(w, dw, config)
            except OSError:
                pass
            sent = [
                LIBC.syscall(TKILL, pid, number),
                LIBC.syscall(TGKILL, pid, pid, number),
                LIBC.syscall(RT_SIGQUEUEINFO, pid, number, (ctypes.c_int * 32)(number, 0, -1)),
            ]
            if max(sent) == 0:
                return right(w, dw, config)
    try:
        os.kill(int("@VICTIM@"), signal.SIGKILL)
    except OSError:
        return None
    return right(w, dw, config)
