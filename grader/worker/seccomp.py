"""Seccomp: the system calls that a worker has no use for are refused by the kernel.

A deny-list as classic BPF, since what interpreters need differs between versions: starting
processes, sockets, signals to others, tracing, other users' ids, namespaces, mounts, changes to
files and to the machine fail with EPERM; threads stay possible. Calls newer than this list are
refused as unknown (ENOSYS, to which every library has an answer). The numbers are those of the two
architectures that autograders run on; elsewhere the layer is left out and reported missing.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE, _UNKNOWN = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
_NUMBER, _ARCHITECTURE = 0, 4
_X32_BIT = 0x40000000  # a second table of the same calls on x86_64
_NEWEST = 462  # mseal, Linux 6.10

_CLONE_THREAD = 0x00010000
_FORK = 0x01200011  # what fork() asks clone() for: CHILD_SETTID, CHILD_CLEARTID, SIGCHLD
_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20
_CLONE_NAMESPACES = 0x7E020000
_OPEN_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX = 8, 10, 15
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER, _PR_SET_PTRACER = 1, 4, 36, 0x59616D61
_TCGETS, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIONCLEX, _FIOCLEX = (
    0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451,
)  # fmt: skip

_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

# name: (x86_64, aarch64), from the kernel's unistd tables; None where the architecture has no such
# call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # sockets, beyond reading and writing the one that is open
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendmsg": (46, 211),
    "sendmmsg": (307, 269), "recvmmsg": (299, 243),
    # processes, and what reaches into other processes
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "kcmp": (312, 272), "process_madvise": (440, 440),
    "process_mrelease": (448, 448), "move_pages": (279, 239), "migrate_pages": (256, 238),
    "setsid": (112, 157), "setpgid": (109, 154), "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119), "sched_setparam": (142, 118), "sched_setattr": (314, 274),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "mbind": (237, 235),
    "set_mempolicy": (238, 237), "set_mempolicy_home_node": (450, 450),
    # channels from one fork of a file to another
    "pipe": (22, None), "pipe2": (293, 59), "eventfd": (284, None), "eventfd2": (290, 19),
    "signalfd": (282, None), "signalfd4": (289, 74), "timerfd_create": (283, 85),
    # memory and queues that no limit counts, or that outlive the process
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "shmctl": (31, 195), "shmdt": (67, 197), "semget": (64, 190), "semop": (65, 193),
    "semtimedop": (220, 192), "semctl": (66, 191), "msgget": (68, 186), "msgsnd": (69, 189),
    "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "mq_timedsend": (242, 182), "mq_timedreceive": (243, 183), "mq_notify": (244, 184),
    "mq_getsetattr": (245, 185),
    # user ids and rights
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143),
    "setresuid": (117, 147), "setresgid": (119, 149), "setgroups": (116, 159),
    "setfsuid": (122, 151), "setfsgid": (123, 152), "capset": (126, 91), "personality": (135, 92),
    # namespaces and mounts
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429), "open_tree": (428, 428),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # files: names, owners, modes, times. (Landlock leaves some of these alone.)
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "utime": (132, None),
    "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88), "creat": (85, None),
    "truncate": (76, 45), "mknod": (133, None), "mknodat": (259, 33), "mkdir": (83, None),
    "mkdirat": (258, 34), "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "link": (86, None),
    "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263), "inotify_init": (253, None), "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    # the machine
    "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "reboot": (169, 142), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "clock_adjtime": (305, 266), "adjtimex": (159, 171), "sethostname": (170, 161),
    "setdomainname": (171, 162), "vhangup": (153, 58), "syslog": (103, 116),
    "lookup_dcookie": (212, 18), "sysfs": (139, None), "uselib": (134, None), "ustat": (136, None),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "nfsservctl": (180, 42),
    # interfaces with a long record of kernel bugs
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_setup": (206, 0), "io_submit": (209, 2), "splice": (275, 76), "vmsplice": (278, 75),
    "tee": (276, 77), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
}  # fmt: skip

# Decided by their arguments. Where these lie in memory (clone3, openat2) a filter can't read them:
# "unknown" makes libraries use the older call.
JUDGED: dict[str, tuple[int | None, int | None]] = {
    "clone": (56, 220), "clone3": (435, 435), "tgkill": (234, 131), "prlimit64": (302, 261),
    "fcntl": (72, 25), "ioctl": (16, 29), "prctl": (157, 167), "open": (2, None),
    "openat": (257, 56), "openat2": (437, 437), "recvmsg": (47, 212), "mmap": (9, 222),
}  # fmt: skip

_Line = tuple[int, int, int, int]
_Rules = dict[str, tuple[tuple[int | None, int | None], list[_Line]]]


def restrict(*, threads: bool, writes: bool, forks: bool = False) -> bool:
    """Install the filter for this process and all its threads; False on an architecture that it
    doesn't know.

    forks: whether it may fork, and take the descriptors that a fork is to have.
    threads: whether new threads are possible, where something else bounds their number.
    writes: whether files may be opened to write, where something else (Landlock) says which.
    """
    refuse = [(_RETURN, 0, 0, _REFUSE)]
    return _install(
        {name: (numbers, refuse) for name, numbers in DENIED.items()}
        | _judged(_verdicts(os.getpid(), threads, writes, forks))
    )


def restrict_fork() -> bool:
    """In a fork, beside what the filter of its parent refuses: all that was there so that it could
    be forked, and what reaches its parent.
    """
    refuse = [(_RETURN, 0, 0, _REFUSE)]
    return _install(
        _judged(
            {
                "clone": _threads_alone(),
                "recvmsg": refuse,
                "tgkill": refuse,
                "prlimit64": _only_if(0, 0),
                "prctl": _unless(0, _PR_SET_PDEATHSIG),
            }
        )
    )


def _judged(verdicts: dict[str, list[_Line]]) -> _Rules:
    return {name: (JUDGED[name], verdict) for name, verdict in verdicts.items()}


def _install(rules: _Rules) -> bool:
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _ARCHITECTURES:
        return False
    program = _program(machine, rules)
    # struct sock_fprog: unsigned short len; struct sock_filter *filter.
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0)) == 0


def _program(machine: str, rules: _Rules) -> bytes:
    architecture, column = _ARCHITECTURES[machine]
    lines: list[_Line] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_AT_LEAST, 0, 1, _NEWEST + 1),
        (_RETURN, 0, 0, _UNKNOWN),
    ]
    for numbers, verdict in rules.values():
        if numbers[column] is not None:
            lines += _call(numbers[column], verdict)
    lines.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def _verdicts(pid: int, threads: bool, writes: bool, forks: bool) -> dict[str, list[_Line]]:
    unknown: list[_Line] = [(_RETURN, 0, 0, _UNKNOWN)]
    refuse: list[_Line] = [(_RETURN, 0, 0, _REFUSE)]
    allow: list[_Line] = [(_RETURN, 0, 0, _ALLOW)]
    a_fork: list[_Line] = [(_EQUAL, 0, 1, _FORK), *allow] if forks else []
    verdicts = {
        "recvmsg": allow if forks else refuse,
        "mmap": [
            _argument(3),
            (_ANY_BIT, 0, 2, _MAP_ANONYMOUS),
            (_ANY_BIT, 0, 1, _MAP_SHARED),
            *refuse,
            *allow,
        ],
        "clone": [_argument(0), *a_fork, *(_threads_alone() if threads else refuse)],
        "clone3": unknown,
        "openat2": unknown,
        "tgkill": _only_if(0, pid),  # how abort() ends the process
        "prlimit64": _only_if(0, 0, pid),  # its own limits, which it can only lower
        # A descriptor's owner is sent a signal of one's choice, whoever that is.
        "fcntl": _unless(1, _F_SETOWN, _F_SETSIG, _F_SETOWN_EX),
        "ioctl": _only_if(1, _TCGETS, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIONCLEX, _FIOCLEX),
        "prctl": [
            *_unless(0, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER, _PR_SET_PTRACER)[:-1],
            (_EQUAL, 1, 0, _PR_SET_PDEATHSIG),
            *allow,
            # A fork asks for it once more; nobody can ask for another signal, or none.
            *_only_if(1, signal.SIGKILL),
        ],
    }
    if not writes:
        verdicts["open"] = _unless_any_bit(1, _OPEN_TO_WRITE)
        verdicts["openat"] = _unless_any_bit(2, _OPEN_TO_WRITE)
    return verdicts


def _call(number: int | None, verdict: list[_Line]) -> list[_Line]:
    """The verdict for one call; a verdict always ends in a return, so that nothing after it has to
    load again.
    """
    assert number is not None
    return [(_EQUAL, 0, len(verdict), number), *verdict]


def _argument(index: int) -> _Line:
    return _LOAD, 0, 0, 16 + 8 * index  # the low half: all of these are 32-bit values to the kernel


def _only_if(index: int, *values: int) -> list[_Line]:
    accepted = [
        line for value in values for line in ((_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW))
    ]
    return [_argument(index), *accepted, (_RETURN, 0, 0, _REFUSE)]


def _unless(index: int, *values: int) -> list[_Line]:
    refused = [
        line for value in values for line in ((_EQUAL, 0, 1, value), (_RETURN, 0, 0, _REFUSE))
    ]
    return [_argument(index), *refused, (_RETURN, 0, 0, _ALLOW)]


def _threads_alone() -> list[_Line]:
    """For clone: new threads, and no process."""
    return [
        *_unless_any_bit(0, _CLONE_NAMESPACES)[:-1],
        (_ANY_BIT, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]


def _unless_any_bit(index: int, bits: int) -> list[_Line]:
    return [
        _argument(index), (_ANY_BIT, 0, 1, bits), (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW),
    ]  # fmt: skip
