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

from grader.worker.syscalls import DENIED, JUDGED

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

_Line = tuple[int, int, int, int]
_Rules = dict[str, tuple[tuple[int | None, int | None], list[_Line]]]

_MACHINE = platform.machine() if sys.platform == "linux" else ""
_LIBC = ctypes.CDLL(None, use_errno=True)


def restrict(*, threads: bool, writes: bool, forks: bool = False) -> bool:
    """Install the filter for this process and all its threads; False on an architecture that it
    doesn't know.

    forks: whether it may fork, and take the descriptors that a fork is to have.
    threads: whether new threads are possible, where something else bounds their number.
    writes: whether files may be opened to write, where something else (Landlock) says which.
    """
    return _install(_OF_ALL + _calls(_judged(_verdicts(os.getpid(), threads, writes, forks))))


def restrict_fork() -> bool:
    """In a fork, beside what the filter of its parent refuses: all that was there so that it could
    be forked, and what reaches its parent.
    """
    return _install(_OF_A_FORK)


def _judged(verdicts: dict[str, list[_Line]]) -> _Rules:
    return {name: (JUDGED[name], verdict) for name, verdict in verdicts.items()}


def _install(calls: bytes) -> bool:
    if _MACHINE not in _ARCHITECTURES:
        return False
    program = _START + calls + _END
    # struct sock_fprog: unsigned short len; struct sock_filter *filter.
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    return int(_LIBC.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0)) == 0


def _packed(lines: list[_Line]) -> bytes:
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def _calls(rules: _Rules) -> bytes:
    """What decides the calls that a rule is for."""
    column = _ARCHITECTURES.get(_MACHINE, (0, 0))[1]
    numbered = [(numbers[column], verdict) for numbers, verdict in rules.values()]
    return b"".join(
        # A verdict always ends in a return, so that nothing after it has to load again.
        _packed([(_EQUAL, 0, len(verdict), number), *verdict])
        for number, verdict in numbered
        if number is not None
    )


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


# Made once, before anything forks: a worker would copy each page of all that makes them.
_START = _packed([
    (_LOAD, 0, 0, _ARCHITECTURE),
    (_EQUAL, 1, 0, _ARCHITECTURES.get(_MACHINE, (0, 0))[0]),
    (_RETURN, 0, 0, _KILL_PROCESS),
    (_LOAD, 0, 0, _NUMBER),
    (_AT_LEAST, 0, 1, _X32_BIT),
    (_RETURN, 0, 0, _KILL_PROCESS),
    (_AT_LEAST, 0, 1, _NEWEST + 1),
    (_RETURN, 0, 0, _UNKNOWN),
])  # fmt: skip
_END = _packed([(_RETURN, 0, 0, _ALLOW)])
_OF_ALL = _calls({name: (numbers, [(_RETURN, 0, 0, _REFUSE)]) for name, numbers in DENIED.items()})
_OF_A_FORK = _calls(
    _judged(
        {
            "clone": _threads_alone(),
            "recvmsg": [(_RETURN, 0, 0, _REFUSE)],
            "tgkill": [(_RETURN, 0, 0, _REFUSE)],
            "prlimit64": _only_if(0, 0),
            "prctl": _unless(0, _PR_SET_PDEATHSIG),
        }
    )
)
