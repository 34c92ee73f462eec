"""A message on a socket: whole, one at a time, of bounded length, or an error that says which."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.worker import frames, wire
from grader.worker.wire import WireError

PARTS = (b"", b"\1", struct.pack("<IQ", 10, 0), struct.pack("<IQ", 10, 0) + b"abc")
Sockets = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Sockets]:
    """Two connected sockets."""
    a, b = socket.socketpair()
    with a, b:
        yield a, b


def test_a_message_arrives_in_however_many_pieces(pair: Sockets) -> None:
    a, b = pair
    sent = wire.encode(np.arange(50_000.0))
    data = struct.pack("<IQ", len(sent), 182) + sent
    b.settimeout(5)

    def drip() -> None:
        for start in range(0, len(data), 7001):
            a.sendall(data[start : start + 7001])

    thread = threading.Thread(target=drip)
    thread.start()
    received = frames.receive_frame(b)
    thread.join()
    assert received == (sent, 182)


def test_a_second_message_is_an_error(pair: Sockets) -> None:
    a, b = pair
    message = wire.encode(1)
    a.sendall((struct.pack("<IQ", len(message), 0) + message) * 2)
    with pytest.raises(WireError, match="more than one message"):
        frames.receive_frame(b)


def test_a_length_beyond_the_cap_is_an_error_before_anything_is_read(pair: Sockets) -> None:
    a, b = pair
    a.sendall(struct.pack("<IQ", wire.MAX_FRAME_BYTES + 1, 0))
    with pytest.raises(WireError, match="8 MiB"):
        frames.receive_frame(b)


@pytest.mark.parametrize("part", PARTS)
def test_a_message_that_does_not_go_on_is_a_timeout(pair: Sockets, part: Any) -> None:
    a, b = pair
    a.sendall(part)
    with pytest.raises(TimeoutError):
        frames.receive_frame(b, deadline=0.0)


@pytest.mark.parametrize("part", PARTS)
def test_a_message_cut_short_by_the_end_says_so(pair: Sockets, part: Any) -> None:
    a, b = pair
    a.sendall(part)
    a.close()
    with pytest.raises(frames.Closed):
        frames.receive_frame(b)
