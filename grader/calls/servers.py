"""The fork servers of a judge: a light one with NumPy, and one that holds the heavy libraries.

A fork copies the page tables of its parent and soon many of its pages, so a file that needs NumPy
alone is forked from a server that has never loaded torch. Each is started when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

from grader.calls.server import ForkServer
from grader.homework import Homework


class Servers:
    """The fork servers; they end with their `with` block."""

    def __init__(self, homework: Homework) -> None:
        self.homework = homework
        self._light: ForkServer | None = None
        self._heavy: ForkServer | None = None

    @property
    def light(self) -> ForkServer:
        """The server with NumPy alone."""
        if self._light is None:
            self._light = ForkServer(self.homework)
        return self._light

    @property
    def heavy(self) -> ForkServer:
        """The server for all that needs more."""
        if self._heavy is None:
            self._heavy = ForkServer(self.homework)
        return self._heavy

    def start(self, libraries: Iterable[str]) -> None:
        """Have the servers that will be needed start now; they work while the judge does."""
        _ = self.light
        self.for_libraries(libraries)

    def for_libraries(self, libraries: Iterable[str]) -> ForkServer:
        """The server to fork from where these libraries are needed; it loads them if it has not."""
        wanted = set(libraries)
        if not wanted:
            return self.light
        self.heavy.preload(wanted)
        return self.heavy

    def close(self) -> None:
        """End the servers and every worker with them."""
        for server in (self._light, self._heavy):
            if server is not None:
                server.close()
        self._light = self._heavy = None

    def __enter__(self) -> Servers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
