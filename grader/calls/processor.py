"""How long a process has had the processor: the kernel's own count, which no process can change and
other programs on the machine don't add to."""

from __future__ import annotations

import contextlib
import socket
import struct
import time

_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid
_OF_A_PROCESS = 2  # CPUCLOCK_SCHED, see clock_getcpuclockid(3)


class ProcessorClock:
    """The seconds of the processor that a process and its threads have had; of one that nobody can
    ask, the seconds that pass.
    """

    def __init__(self, pid: int) -> None:
        self._clock = ~pid << 3 | _OF_A_PROCESS
        self._last = 0.0
        try:
            time.clock_gettime(self._clock if pid > 0 else -1)
        except OSError:
            self._clock = time.CLOCK_MONOTONIC

    def seconds(self) -> float:
        """How many so far; of a process that has ended, as many as were seen last."""
        with contextlib.suppress(OSError):
            self._last = time.clock_gettime(self._clock)
        return self._last


def name_senders(connection: socket.socket) -> None:
    """Have the kernel say of each message who has sent it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)


def next_sender(connection: socket.socket) -> int:
    """The pid of who has sent what is received next; 0 where nothing was sent."""
    room = socket.CMSG_SPACE(_CREDENTIALS.size)
    ancillary: list[tuple[int, int, bytes]] = []
    with contextlib.suppress(OSError):  # it has gone
        _, ancillary, _, _ = connection.recvmsg(1, room, socket.MSG_PEEK)
    for _, kind, data in ancillary:
        if kind == socket.SCM_CREDENTIALS:
            pid: int = _CREDENTIALS.unpack(data)[0]
            return pid
    return 0
