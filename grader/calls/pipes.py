"""Pipes to a process, read and written in the background: time-outs on systems that have none for
pipes."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import IO

_PIECE_BYTES = 1 << 16
_SURE_TO_FIT = 4096  # in an empty pipe, on every system


class PipeChannel:
    """Two pipes, used as `frames` uses a socket: with a time-out, on every system."""

    def __init__(self, requests: IO[bytes], replies: IO[bytes]) -> None:
        self._requests = requests
        self._pieces: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._timeout: float | None = None
        self._broken = False
        in_background(pump, replies, self._pieces.put)

    def close(self) -> None:
        """Nothing more will be sent."""
        self._requests.close()

    def settimeout(self, seconds: float | None) -> None:
        """How long `sendall` and `recv` may take."""
        self._timeout = seconds

    def send(self, data: bytes, flags: int = 0) -> int:
        """Send what is sure to go at once."""
        if len(data) > _SURE_TO_FIT:
            raise BlockingIOError
        self._write(data)
        self._raise_where_broken()
        return len(data)

    def sendall(self, data: bytes) -> None:
        """Send everything; TimeoutError where the other side doesn't take it."""
        writer = in_background(self._write, data)
        writer.join(self._timeout)
        if writer.is_alive():
            raise TimeoutError
        self._raise_where_broken()

    def recv(self, count: int, flags: int = 0) -> bytes:
        """The next piece that has come; b"" where there will be no more."""
        if flags and self._pieces.empty():
            raise BlockingIOError
        try:
            return self._pieces.get(timeout=self._timeout)
        except queue.Empty:
            raise TimeoutError from None

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[self._requests.write(view) :]
        except (OSError, ValueError):
            self._broken = True

    def _raise_where_broken(self) -> None:
        if self._broken:
            raise BrokenPipeError


def pump(pipe: IO[bytes], take: Callable[[bytes], None]) -> None:
    """Read a pipe to its end, and close it; an empty piece is the last."""
    with contextlib.suppress(OSError, ValueError), pipe:
        while piece := pipe.read(_PIECE_BYTES):
            take(piece)
    take(b"")


def in_background(target: Callable[..., None], *args: object) -> threading.Thread:
    """Call it in a thread that ends with this process."""
    thread = threading.Thread(target=target, args=args, daemon=True)
    thread.start()
    return thread
