"""The processes that a judge's workers come from.

On Linux two fork servers, a light one with NumPy, and one that holds the heavy libraries: a fork
copies the page tables of its parent and soon many of its pages, so a file that needs NumPy alone is
forked from a server that has never loaded torch. Each is started when it is first needed. Elsewhere
plain processes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING

from grader.calls.plain import NOTE, PlainProcesses
from grader.calls.process import LoadedProcess
from grader.homework import Homework

if TYPE_CHECKING:
    from grader.calls.server import ForkServer

# "plain": as if this system had no forks.
CHOICE = "HOMEWORK_WORKERS"


class Servers:
    """Where workers come from; all of it ends with its `with` block."""

    def __init__(self, homework: Homework) -> None:
        self.homework = homework
        self._light: ForkServer | None = None
        self._heavy: ForkServer | None = None
        self._plain = PlainProcesses(homework) if _is_without_forks() else None

    @property
    def note(self) -> str:
        """What to know of how submissions are confined; empty where it is as it should be."""
        return NOTE if self._plain else ""

    @property
    def light(self) -> ForkServer:
        """The server with NumPy alone."""
        if self._light is None:
            self._light = self._fork_server()
        return self._light

    @property
    def heavy(self) -> ForkServer:
        """The server for all that needs more."""
        if self._heavy is None:
            self._heavy = self._fork_server()
        return self._heavy

    def start(self, libraries: Iterable[str] = ()) -> None:
        """Have what will be needed start now; it gets ready while the judge does."""
        if self._plain:
            self._plain.start(libraries)
            return
        _ = self.light
        self.for_libraries(libraries)

    def worker(self, libraries: Iterable[str]) -> LoadedProcess:
        """A process in which a file can be loaded that needs these libraries.

        Raises:
            NoWorker: where none can be had.
        """
        if self._plain:
            return self._plain.take(libraries)
        from grader.calls.worker import LoadedWorker

        return LoadedWorker(self.for_libraries(libraries), libraries)

    def for_libraries(self, libraries: Iterable[str]) -> ForkServer:
        """The server to fork from where these libraries are needed; it loads them if it has not."""
        wanted = set(libraries)
        if not wanted:
            return self.light
        self.heavy.preload(wanted)
        return self.heavy

    def close(self) -> None:
        """End the servers and every worker with them."""
        servers = [each for each in (self._light, self._heavy) if each is not None]
        for server in servers:
            server.hang_up()  # all before the first is waited for
        for server in servers:
            server.close()
        if self._plain is not None:
            self._plain.close()
        self._light = self._heavy = None

    def _fork_server(self) -> ForkServer:
        # Other systems lack what this needs when it is imported.
        from grader.calls.server import ForkServer

        return ForkServer(self.homework)

    def __enter__(self) -> Servers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _is_without_forks() -> bool:
    """Whether workers are plain processes here: outside of Linux a fork may hang or crash."""
    return sys.platform != "linux" or os.environ.get(CHOICE) == "plain"
