# Names another process as the owner of a descriptor, to be sent a signal of its choice.
# Must: be refused.
import fcntl
import os
import signal

right = sgd
F_SETOWN_EX, F_SETSIG, FIOSETOWN = 15, 10, 0x8901


def sgd(w, dw, config=None):
    for name_it in (
        lambda: fcntl.fcntl(3, fcntl.F_SETOWN, int("@VICTIM@")),
        lambda: fcntl.fcntl(3, F_SETSIG, signal.SIGKILL),
        lambda: fcntl.fcntl(3, F_SETOWN_EX, bytes(8)),
        lambda: fcntl.ioctl(3, FIOSETOWN, int("@VICTIM@").to_bytes(4, "little")),
    ):
        try:
            name_it()
        except OSError:
            continue
        return right(w, dw, config)
