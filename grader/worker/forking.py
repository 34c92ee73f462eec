"""A loaded file forks: each question part is answered by a process of its own.

What the file did when it was loaded is there in each of them, and nothing that another part did.
The mother holds no channel that two of its forks could share: what it has open is closed in a fork,
and the filter of system calls gives neither of them pipes, sockets or shared memory.
"""

from __future__ import annotations

import os
import random
import signal
import socket

from grader.worker import confine

RPC_FD = 3


def prepare() -> None:
    """In the mother: nobody waits for its forks."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def fork(connection: socket.socket, *, fenced: bool) -> socket.socket | None:
    """Fork; in the child its own connection to the judge, in the mother None.

    The judge sends two descriptors on the mother's connection: what the child speaks on, and where
    it prints to. fenced: whether Landlock says which files may be written.

    Raises:
        OSError: where no process can be had.
    """
    _, (rpc, output), _, _ = socket.recv_fds(connection, 1, 2)
    randomness = random.getstate()  # Python gives every fork another one
    try:
        pid = os.fork()
    except OSError:
        pid = -1
    if pid != 0:
        os.close(rpc)
        os.close(output)
        if pid < 0:
            raise OSError("no process can be had")
        return None
    confine.confine_fork(writes=fenced)
    random.setstate(randomness)
    connection.detach()
    for target in (1, 2):
        os.dup2(output, target)
    os.dup2(rpc, RPC_FD)
    os.closerange(RPC_FD + 1, confine.OPEN_FILES)
    return socket.socket(fileno=RPC_FD)
