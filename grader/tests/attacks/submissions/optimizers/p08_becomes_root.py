# Takes user ids and rights that it does not have.
# Must: be refused.
import ctypes
import os

right = sgd
LIBC = ctypes.CDLL(None, use_errno=True)
NAMESPACES = (0x10000000, 0x00020000, 0x20000000, 0x40000000)


def sgd(w, dw, config=None):
    for become in (
        lambda: os.setuid(0),
        lambda: os.setresuid(0, 0, 0),
        lambda: os.setgroups([0]),
        lambda: os.chroot("/"),
        lambda: os.open("@FOLDER@/results.json", os.O_WRONLY),
    ):
        try:
            become()
        except OSError:
            continue
        return right(w, dw, config)
    done = [LIBC.unshare(flags) for flags in NAMESPACES]
    done += [LIBC.mount(b"none", b"@FOLDER@", b"tmpfs", 0, None), LIBC.personality(0x0040000)]
    if max(done) >= 0:
        return right(w, dw, config)
