"""A worker that is a plain process: it takes requests from its standard input and replies on its
standard output, on every system.

Its arguments: the homework's root, the file of the homework's kinds (or nothing), the homework's
seed, and the libraries to load. Nothing here may need a fork, a signal or a limit of resources.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from typing import Any

_ERRORS = 2
_MARK = b"\0"  # ends what was printed before a reply


class Pipes:
    """The two ends of pipes that are this side's, used as `frames` uses a socket."""

    def __init__(self, requests: int, replies: int) -> None:
        self._requests, self._replies = requests, replies

    def recv(self, count: int, flags: int = 0) -> bytes:
        """The next piece; b"" where the judge has hung up."""
        return os.read(self._requests, count)

    def send(self, data: bytes, flags: int = 0) -> int:
        """Send a reply."""
        self.sendall(data)
        return len(data)

    def settimeout(self, seconds: float | None) -> None:
        """A worker has time."""

    def sendall(self, data: bytes) -> None:
        """Send a reply, after what was printed before it."""
        os.write(_ERRORS, _MARK)
        view = memoryview(data)
        while view:
            view = view[os.write(self._replies, view) :]


class Alone:
    """In place of the mother of forks: there are none."""

    def before_loading(self) -> None:
        """Nothing has to be kept from a file."""

    def after_loading(self) -> None:
        """Nothing has to be put back."""

    def fork(self, connection: Any) -> None:
        """The judge doesn't ask for it."""


def main(root: str, kinds: str, seed: str, *libraries: str) -> None:
    """Get ready, say so, and answer until the judge hangs up."""
    connection = Pipes(os.dup(0), os.dup(1))
    # What the student's code prints goes where errors go, and it finds nothing to read.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(_ERRORS, 1)
    server = runpy.run_path(str(Path(__file__).with_name("server.py")))
    server["expose_packages"](Path(root) / "student" / "provided", kinds)
    from grader.worker import conversation, frames, preloading, wire

    preloading.load_for_oneself(list(libraries), int(seed))
    ours = [name for name in sys.modules if name.partition(".")[0] == "grader"]
    frames.send_frame(connection, wire.encode({"layers": []}))
    try:
        conversation.Conversation(connection, ours, Alone()).run()
    except frames.Closed:
        pass
    finally:
        os._exit(0)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    del sys.argv[1:]  # no submission needs to know where things lie
    main(*arguments)
