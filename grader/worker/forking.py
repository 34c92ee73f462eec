"""A loaded file forks: each question part is answered by a process of its own.

What the file did when it was loaded is there in each of them, and nothing that another part did.
The mother holds no channel that two of its forks could share: what it has open is closed in a fork,
and the filter of system calls gives neither of them pipes, sockets or shared memory. Nor may she
count her forks, which would tell how much else is graded: all by which Python would call the file
is put back before the first.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import socket
import sys
import threading
from array import array

# As they are now: a file may put something else in their places.
from os import close, closerange, dup2, fork
from typing import Any

from grader.worker import confine
from grader.worker.frames import Connection

RPC_FD = 3
_DESCRIPTORS = 2
_ROOM = socket.CMSG_SPACE(_DESCRIPTORS * array("i").itemsize)
_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
_TOOLS = range(6)  # of sys.monitoring


class Mother:
    """A process that loads a file, and then forks.

    fenced: whether Landlock says which files may be written.
    """

    def __init__(self, *, fenced: bool) -> None:
        self._fenced = fenced
        self._randomness: tuple[Any, ...] = ()

    def before_loading(self) -> None:
        """From here on nobody can ask to be told of forks, for good."""
        os.register_at_fork = _ignore
        sys.modules["posix"].register_at_fork = _ignore  # type: ignore[attr-defined]
        sys.addaudithook = _ignore

    def after_loading(self) -> None:
        """Put back all by which the file would run while its forks answer."""
        for number in signal.valid_signals():
            if callable(signal.getsignal(number)):
                signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
        for timer in _TIMERS:
            signal.setitimer(timer, 0)
        for trace in (sys.settrace, sys.setprofile, threading.settrace, threading.setprofile):
            trace(None)
        if sys.version_info >= (3, 12):
            for tool in _TOOLS:
                if sys.monitoring.get_tool(tool) is not None:
                    sys.monitoring.set_events(tool, 0)
        gc.callbacks.clear()
        gc.disable()
        gc.freeze()
        self._randomness = random.getstate()

    def fork(self, connection: Connection) -> Connection | None:
        """Fork; in the child its own connection to the judge, in the mother None.

        The judge sends two descriptors on the mother's connection: what the child speaks on, and
        where it prints to. Where no process can be had, both are closed, which the judge sees.
        """
        rpc, output = _received(connection)
        try:
            pid = fork()
        except OSError:
            pid = -1
        if pid != 0:
            close(rpc)
            close(output)
            return None
        confine.confine_fork(writes=self._fenced)
        connection.detach()
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (output, 1), (output, 2), (rpc, RPC_FD)):
            dup2(source, target)
        closerange(RPC_FD + 1, confine.OPEN_FILES)
        random.setstate(self._randomness)  # Python gives every fork another one
        gc.enable()
        return Connection(fileno=RPC_FD)


def _received(connection: Connection) -> array[int]:
    """The two descriptors that the judge sends."""
    descriptors = array("i")
    _, ancillary, _, _ = connection.recvmsg(1, _ROOM)
    for _, _, data in ancillary:
        descriptors.frombytes(data)
    return descriptors


def _ignore(*args: Any, **kwargs: Any) -> None:
    """Stands where a function was that would have the interpreter call back."""
