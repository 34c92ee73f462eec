"""The wire between judge and worker: which values may cross it, and how they look as bytes.

Plain data only: None, bool, int, float, str, list, dict with plain keys; and five tagged values: an
array, a tensor, a seed from which the worker makes a generator, a handle to what stays there, and
what the homework registered as a kind. A frame is the length of its structure, the structure as
MessagePack, then the raw bytes of the arrays in the order in which the structure names them. So the
part that becomes Python objects is small, whatever arrives. Nothing that arrives can run code. Both
sides use this file; the judge trusts only `decode` and `receive`.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import Any

import msgspec

from grader.worker.kinds import Kind
from grader.worker.printable import one_line
from grader.worker.wire_structure import (
    MAX_DEPTH,
    MAX_FRAME_BYTES,
    MAX_ITEMS,
    Arrival,
    Sending,
    WireError,
    is_key,
    too_large,
)
from grader.worker.wire_values import MAX_DIMENSIONS, MAX_NAME, Handle, Seed, Tensor

__all__ = [
    "MAX_DEPTH", "MAX_DIMENSIONS", "MAX_FRAME_BYTES", "MAX_ITEMS", "MAX_NAME", "Handle", "Kind",
    "Message", "Seed", "Tensor", "WireError", "decode", "encode", "is_key", "normalize", "receive",
    "structure_bytes",
]  # fmt: skip

MAX_STRUCTURE_BYTES = 256 << 10  # about 25 MB as Python objects, for as long as they are looked at
_LENGTH = struct.Struct("<I")
_encoder = msgspec.msgpack.Encoder()


class Message(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag=True):
    """A request or a reply; its fields hold what may cross the wire (see `messages`)."""


def encode(value: Any) -> bytes:
    """The bytes of a value or a message; WireError where it may not cross."""
    sending = Sending()
    try:
        if isinstance(value, Message):
            packed = type(value)(*(sending.pack(item, 0) for item in _items(value)))
        else:
            packed = sending.pack(value, 0)
        structure = _encoder.encode(packed)
    except (OverflowError, TypeError, ValueError, RecursionError) as error:
        raise WireError(f"cannot be sent: {error}") from error
    if len(structure) > MAX_STRUCTURE_BYTES:
        raise WireError("too many values to send")
    frame = b"".join((_LENGTH.pack(len(structure)), structure, *sending.blobs))
    if len(frame) > MAX_FRAME_BYTES:
        raise too_large(len(frame))
    return frame


def decode(frame: bytes) -> Any:
    """The value that the bytes say, checked piece by piece; WireError where they are not what
    `encode` writes for a value.
    """
    return _decode(frame, Any)


def receive(frame: bytes, of: Any) -> Any:
    """The message that the bytes say, of one of the types; WireError as for `decode`.

    of: one type of message, or several as a union.
    """
    return _decode(frame, of)


def structure_bytes(frame: bytes) -> int:
    """How much of a frame is structure, all of which becomes Python objects."""
    length: int = _LENGTH.unpack_from(frame)[0] if len(frame) >= _LENGTH.size else 0
    return min(length, len(frame))


def normalize(value: Any) -> Any:
    """The value as it looks after crossing (tuples are lists, NumPy scalars are numbers, arrays are
    copies).
    """
    return decode(encode(value))


def _items(message: Message) -> tuple[Any, ...]:
    return msgspec.structs.astuple(message)


@cache
def _decoder(of: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(of)


def _decode(frame: bytes, of: Any) -> Any:
    try:
        (length,) = _LENGTH.unpack_from(frame)
        end = _LENGTH.size + length
        if length > MAX_STRUCTURE_BYTES or end > len(frame):
            raise WireError("a structure of impossible length")
        packed = _decoder(of).decode(memoryview(frame)[_LENGTH.size : end])
        arrival = Arrival(frame, end)
        if isinstance(packed, Message):
            # A tuple is there where the message's own type says what is in it.
            value = type(packed)(
                *(x if type(x) is tuple else arrival.unpack(x, 0) for x in _items(packed))
            )
        else:
            value = arrival.unpack(packed, 0)
        if arrival.position != len(frame):
            raise WireError("bytes that belong to no array")
        return value
    except (
        struct.error,
        msgspec.DecodeError,
        RecursionError,
        ValueError,
        TypeError,
        OverflowError,
        MemoryError,
    ) as error:
        raise WireError(f"not a message of this wire: {one_line(str(error))}") from error
