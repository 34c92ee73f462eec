# Attaches to the judge as a debugger does, and reads its memory.
# Must: be refused.
import ctypes

right = sgd
LIBC = ctypes.CDLL(None, use_errno=True)
ATTACH, SEIZE = 16, 0x4206


def sgd(w, dw, config=None):
    for pid in (int("@JUDGE@"), int("@VICTIM@")):
        if LIBC.ptrace(ATTACH, pid, 0, 0) == 0 or LIBC.ptrace(SEIZE, pid, 0, 0) == 0:
            return right(w, dw, config)
        vector = (ctypes.c_void_p * 2)(LIBC._handle, 8)
        if LIBC.process_vm_readv(pid, vector, 1, vector, 1, 0) >= 0 or ctypes.get_errno() == 14:
            return right(w, dw, config)
