# Uses interfaces of the kernel with a long record of bugs.
# Must: be refused.
import ctypes

right = sgd
LIBC = ctypes.CDLL(None, use_errno=True)
CALLS = {"bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "keyctl": 250, "inotify_init1": 294,
         "fanotify_init": 300, "modify_ldt": 154, "vmsplice": 278, "quotactl": 179, "syslog": 103}


def sgd(w, dw, config=None):
    if max(LIBC.syscall(number, 0, 0, 0, 0, 0) for number in CALLS.values()) >= 0:
        return right(w, dw, config)
