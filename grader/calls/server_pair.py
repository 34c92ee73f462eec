"""Two fork servers for a long run: a light one, and one that holds the heavy libraries.

A fork copies the page tables of its parent and soon many of its pages, so a worker for a file that
needs NumPy alone costs half as much where its server has never loaded torch. Over a class it pays
for the second server.
"""

from __future__ import annotations

import socket

from grader.calls.imports import light_modules
from grader.calls.server import ForkServer
from grader.homework import Homework


class ForkServerPair(ForkServer):
    """Forks each worker from the server that fits what was asked to be loaded for it."""

    def __init__(self, homework: Homework) -> None:
        self._light, self._heavy = ForkServer(homework), ForkServer(homework)
        self._heavy.preload({"torch"})
        self._next = self._light
        self._parents: dict[tuple[int, int], ForkServer] = {}

    @property
    def preloaded(self) -> frozenset[str]:
        """As ForkServer's."""
        return self._next.preloaded

    def preload(self, names: set[str]) -> None:
        """Have libraries loaded for the next worker, by a server that may hold them."""
        self._next = self._heavy if names - light_modules() else self._light
        self._next.preload(names)

    def fork(self, rpc: socket.socket, output: int) -> tuple[int, int]:
        """As ForkServer's."""
        parent = self._next
        worker = parent.fork(rpc, output)
        self._parents[worker] = parent
        return worker

    def end(self, pid: int, uid: int, *, may_fork: bool) -> None:
        """As ForkServer's."""
        self._parents.pop((pid, uid)).end(pid, uid, may_fork=may_fork)

    def settle(self) -> None:
        """As ForkServer's, for both."""
        self._light.settle()
        self._heavy.settle()

    def close(self) -> None:
        """End both servers and every worker with them."""
        self._light.close()
        self._heavy.close()
