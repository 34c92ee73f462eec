# Opens files by handle and by other system calls than open.
# Must: be refused.
import ctypes

right = sgd
LIBC = ctypes.CDLL(None, use_errno=True)
OPENAT2, OPEN_BY_HANDLE_AT, OPEN_TREE, IO_URING_SETUP = 437, 304, 428, 425
AT_FDCWD = -100


def sgd(w, dw, config=None):
    name = b"@FOLDER@/secret.txt"
    how = (ctypes.c_uint64 * 3)(0, 0, 0)
    handle = (ctypes.c_uint32 * 34)(128, 0)
    mount = ctypes.c_int()
    opened = [
        LIBC.syscall(OPENAT2, AT_FDCWD, name, how, 24),
        LIBC.name_to_handle_at(AT_FDCWD, name, handle, ctypes.byref(mount), 0),
        LIBC.syscall(OPEN_TREE, AT_FDCWD, name, 0),
        LIBC.syscall(IO_URING_SETUP, 1, (ctypes.c_uint32 * 30)()),
    ]
    if max(opened) >= 0:
        return right(w, dw, config)
