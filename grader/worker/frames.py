"""Frames on a socket: each a length and that many bytes, each side in its turn."""

from __future__ import annotations

import math
import socket
import struct
import time

from grader.worker.wire import MAX_FRAME_BYTES, WireError

_LENGTH = struct.Struct("<I")
_RECEIVE_BYTES = 1 << 16


class Closed(WireError):
    """The other side has gone."""


def send_frame(connection: socket.socket, frame: bytes) -> None:
    """Send one length-prefixed frame; Closed where the other side has gone."""
    try:
        connection.sendall(_LENGTH.pack(len(frame)) + frame)
    except TimeoutError:
        raise
    except OSError as error:
        raise Closed("the other side has gone") from error


def receive_frame(connection: socket.socket, deadline: float = math.inf) -> bytes:
    """Receive the one frame that is due.

    TimeoutError after `deadline` (monotonic seconds), Closed where the other side has gone,
    WireError where more than
    one frame has come: each side speaks only when it is its turn.
    """
    received = _receive(connection, deadline, _RECEIVE_BYTES)
    while len(received) < _LENGTH.size:
        received += _receive(connection, deadline, _RECEIVE_BYTES)
    (length,) = _LENGTH.unpack_from(received)
    if length > MAX_FRAME_BYTES:
        raise WireError(f"a message of more than {MAX_FRAME_BYTES >> 20} MiB")
    end = _LENGTH.size + length
    if len(received) == end:
        return received[_LENGTH.size :]
    buffer = bytearray(received)  # one object, in however many pieces it comes
    while len(buffer) < end:
        buffer += _receive(connection, deadline, min(end - len(buffer), 1 << 20))
    if len(buffer) > end:
        raise WireError("more than one message at once")
    return bytes(memoryview(buffer)[_LENGTH.size :])


def _receive(connection: socket.socket, deadline: float, count: int) -> bytes:
    if deadline != math.inf:
        connection.settimeout(max(deadline - time.monotonic(), 1e-6))
    try:
        piece = connection.recv(count)
    except (TimeoutError, BlockingIOError):
        raise TimeoutError("no reply in time") from None
    except OSError as error:
        raise Closed("the other side has gone") from error
    if not piece:
        raise Closed("the other side has gone")
    return piece
