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

from grader.worker.wire import MAX_FRAME_BYTES, WireError

Connection = _socket.socket  # the kernel's own: nobody can put another method into this class
_HEADER = struct.Struct("<IQ")
_RECEIVE_BYTES = 1 << 16


class Closed(WireError):
    """The other side has gone."""


def send_frame(
    connection: Connection, message: bytes, nonce: int = 0, deadline: float = math.inf
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
            data = data[connection.send(data, socket.MSG_DONTWAIT) :]
        if data:
            with _until(deadline, connection):
                connection.sendall(data)
    except TimeoutError:
        raise
    except OSError as error:
        raise Closed("the other side has gone") from error


def receive_frame(connection: Connection, deadline: float = math.inf) -> tuple[bytes, int]:
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


def _receive(connection: Connection, deadline: float, count: int) -> bytes:
    try:
        if deadline == math.inf:
            piece = connection.recv(count)
        else:
            try:
                piece = connection.recv(count, socket.MSG_DONTWAIT)
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
def _until(deadline: float, connection: Connection) -> Iterator[None]:
    connection.settimeout(max(deadline - time.monotonic(), 1e-6))
    try:
        yield
    finally:
        connection.settimeout(None)
