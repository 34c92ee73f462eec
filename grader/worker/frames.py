"""Frames on a socket, each side in its turn: a length, a nonce, and that many bytes.

A reply carries the nonce of its request, so that none is taken for the reply to another.
"""

from __future__ import annotations

import _socket
import contextlib
import math
import socket
import struct
import time
from collections.abc import Iterator
from typing import Protocol

from grader.worker.wire import MAX_FRAME_BYTES, WireError

# The kernel's socket itself: nobody can put another method into this class.
Connection = _socket.socket
_HEADER = struct.Struct("<IQ")
_RECEIVE_BYTES = 1 << 16
# Linux's own number, where a system has none: there no channel is a socket.
_NOT_WAITING = getattr(socket, "MSG_DONTWAIT", 0x40)


class Channel(Protocol):
    """What one side speaks and hears on: a socket, or what is used as one.

    Whoever gives no deadline needs the first and the third alone, without flags.
    """

    def sendall(self, data: bytes, /) -> None:
        """Send everything."""

    def send(self, data: bytes, flags: int, /) -> int:
        """Send what goes at once; how much that was. BlockingIOError where nothing does."""

    def recv(self, count: int, flags: int = 0, /) -> bytes:
        """What has come, so many bytes at most; b"" where the other side has gone. With flags it
        doesn't wait: BlockingIOError where nothing is there."""

    def settimeout(self, seconds: float | None, /) -> None:
        """How long each of them may take."""


class Closed(WireError):
    """The other side has gone."""


def send_frame(
    connection: Channel, message: bytes, nonce: int = 0, deadline: float = math.inf
) -> None:
    """Send one frame.

    TimeoutError after `deadline` (monotonic seconds), Closed where the other side has gone.
    """
    data = _HEADER.pack(len(message), nonce) + message
    try:
        if deadline == math.inf:
            connection.sendall(data)
            return
        # Nearly always there is room. A timeout, which makes Python ask first, is for the rest.
        with contextlib.suppress(BlockingIOError):
            data = data[connection.send(data, _NOT_WAITING) :]
        if data:
            with _until(deadline, connection):
                connection.sendall(data)
    except TimeoutError:
        raise
    except OSError as error:
        raise Closed("the other side has gone") from error


def receive_frame(connection: Channel, deadline: float = math.inf) -> tuple[bytes, int]:
    """Receive the one frame that is due: its message and its nonce.

    TimeoutError after `deadline` (monotonic seconds), Closed where the other side has gone,
    WireError where more than one frame has come: each side speaks only when it is its turn.
    """
    received = _receive(connection, deadline, _RECEIVE_BYTES)
    while len(received) < _HEADER.size:
        received += _receive(connection, deadline, _RECEIVE_BYTES)
    length, nonce = _HEADER.unpack_from(received)
    if length > MAX_FRAME_BYTES:
        raise WireError(f"a message of more than {MAX_FRAME_BYTES >> 20} MiB")
    end = _HEADER.size + length
    if len(received) == end:
        return received[_HEADER.size :], nonce
    buffer = bytearray(received)  # one object, in however many pieces it comes
    while len(buffer) < end:
        buffer += _receive(connection, deadline, min(end - len(buffer), 1 << 20))
    if len(buffer) > end:
        raise WireError("more than one message at once")
    return bytes(memoryview(buffer)[_HEADER.size :]), nonce


def _receive(connection: Channel, deadline: float, count: int) -> bytes:
    try:
        if deadline == math.inf:
            piece = connection.recv(count)
        else:
            try:
                piece = connection.recv(count, _NOT_WAITING)
            except BlockingIOError:
                with _until(deadline, connection):
                    piece = connection.recv(count)
    except TimeoutError:
        raise TimeoutError("no reply in time") from None
    except OSError as error:
        raise Closed("the other side has gone") from error
    if not piece:
        raise Closed("the other side has gone")
    return piece


@contextlib.contextmanager
def _until(deadline: float, connection: Channel) -> Iterator[None]:
    connection.settimeout(max(deadline - time.monotonic(), 1e-6))
    try:
        yield
    finally:
        connection.settimeout(None)
