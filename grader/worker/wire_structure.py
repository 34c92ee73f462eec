"""How values become a frame's structure and the bytes of its arrays, and values again.

The structure is what MessagePack takes: plain data, and tagged pieces for all else. Whatever
arrives is checked here, piece by piece.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
from msgspec.msgpack import Ext

from grader.worker import kinds
from grader.worker.kinds import Kind
from grader.worker.printable import one_line
from grader.worker.wire_values import DTYPES, MAX_DIMENSIONS, MAX_NAME, Handle, Seed, Tensor

MAX_FRAME_BYTES = 8 << 20
MAX_DEPTH = 8
MAX_ITEMS = 4096  # of one message, in all: what the judge keeps of a check's replies stays small
_MAX_KEY_LENGTH = 8  # of a tuple that is a key
_ARRAY, _TENSOR, _KIND, _SEED, _HANDLE = 1, 2, 3, 4, 5
_PLAIN = frozenset({type(None), bool, int, float, str})

_Header = tuple[str, list[int]]  # dtype and shape of an array
_encoder = msgspec.msgpack.Encoder()
_header = msgspec.msgpack.Decoder(_Header)
_kind = msgspec.msgpack.Decoder(tuple[str, dict[str, Any]])
_seed = msgspec.msgpack.Decoder(tuple[str, int, str])
_handle = msgspec.msgpack.Decoder(tuple[str, int])


class WireError(Exception):
    """The bytes are no message of this wire: too long, too deep, a type that may not cross, or cut
    short.
    """


class Sending:
    """Turns values into what MessagePack takes, and keeps the bytes of their arrays."""

    def __init__(self) -> None:
        self.blobs: list[bytes] = []

    def pack(self, value: Any, depth: int) -> Any:
        """The value as plain data, exact in its types."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is np.ndarray:
            return Ext(_ARRAY, _encoder.encode(self._array(value)))
        if depth > MAX_DEPTH:
            raise WireError("nested too deep")
        if kind is dict:
            _require_few(len(value))
            _require_keys(value)
            return {
                key: item if type(item) in _PLAIN else self.pack(item, depth + 1)
                for key, item in value.items()
            }
        if kind is list or kind is tuple:
            _require_few(len(value))
            return [item if type(item) in _PLAIN else self.pack(item, depth + 1) for item in value]
        if isinstance(value, np.generic) and value.dtype.kind in "bifu":
            return value.item()
        return self._tagged(value, depth)

    def _tagged(self, value: Any, depth: int) -> Ext:
        body: Any
        match value:
            case Tensor(values):
                tag, body = _TENSOR, self._array(values)
            case Seed(kind, seed, label):
                tag, body = _SEED, (kind, seed, label)
            case Handle(type_name, handle_id):
                tag, body = _HANDLE, (type_name[:MAX_NAME], handle_id)
            case Kind():
                tag, body = _KIND, (value.name, self.pack(kinds.as_fields(value), depth + 1))
            case _:
                raise WireError(f"a {type(value).__name__} may not cross the wire")
        return Ext(tag, _encoder.encode(body))

    def _array(self, array: np.ndarray) -> _Header:
        dtype = array.dtype.str
        if dtype[0] == ">":
            dtype = "<" + dtype[1:]
        if dtype not in DTYPES or array.ndim > MAX_DIMENSIONS:
            raise WireError(
                f"an array of {array.dtype} with {array.ndim} dimensions may not cross the wire"
            )
        if array.nbytes > MAX_FRAME_BYTES:
            raise too_large(array.nbytes)
        self.blobs.append(array.astype(dtype, copy=False).tobytes())
        return dtype, list(array.shape)


class Arrival:
    """Turns what MessagePack gave into values, and lets through only what `encode` writes.

    It takes the arrays from the bytes in the order in which the structure names them.
    """

    def __init__(self, frame: bytes, position: int) -> None:
        self._frame = frame
        self._count = 0
        self.position = position

    def unpack(self, value: Any, depth: int) -> Any:
        """The value; lists and dicts, which nobody else holds, are filled in place."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is Ext:
            return self._tagged(value, depth)
        if kind is not list and kind is not dict:
            raise WireError(f"a {kind.__name__} may not cross the wire")
        if depth > MAX_DEPTH:
            raise WireError("nested too deep")
        self._count += len(value)
        _require_few(self._count)
        if kind is dict:
            _require_keys(value)
        for place, item in value.items() if kind is dict else enumerate(value):
            if type(item) not in _PLAIN:
                value[place] = self.unpack(item, depth + 1)
        return value

    def _tagged(self, value: Ext, depth: int) -> Any:
        if value.code == _ARRAY:
            return self._array(_header.decode(value.data))
        if value.code == _TENSOR:
            return Tensor(self._array(_header.decode(value.data)))
        if value.code == _SEED:
            return Seed(*_seed.decode(value.data))
        if value.code == _HANDLE:
            name, handle_id = _handle.decode(value.data)
            return Handle(one_line(name)[:MAX_NAME], handle_id)
        if value.code == _KIND:
            name, values = _kind.decode(value.data)
            return kinds.from_fields(name, self.unpack(values, depth + 1))
        raise WireError(f"an unknown tagged value, {value.code}")

    def _array(self, header: _Header) -> np.ndarray:
        name, shape = header
        dtype = DTYPES.get(name)
        if dtype is None or len(shape) > MAX_DIMENSIONS:
            raise WireError("an array of a dtype or shape that may not cross the wire")
        # Each size by itself: (0, 2**60) has no bytes, yet no test expects such a thing.
        if shape and not 0 <= min(shape) <= max(shape) <= MAX_FRAME_BYTES:
            raise WireError("an array of a shape that may not cross the wire")
        count = math.prod(shape)
        start, self.position = self.position, self.position + count * dtype.itemsize
        if self.position > len(self._frame):
            raise WireError("an array whose bytes do not fill its shape")
        if name == "|b1" and self._frame[start : self.position].strip(b"\x00\x01"):
            # A bool array holds 0 and 1 alone; no comparison expects other bytes.
            raise WireError("a bool array with bytes other than 0 and 1")
        if count == 0:
            return np.empty(shape, dtype)
        array = np.frombuffer(self._frame, dtype, count, start).copy()
        return array if len(shape) == 1 else array.reshape(shape)


def is_key(key: Any) -> bool:
    """Whether a dict's key may cross: a plain value, or a short tuple of them."""
    if type(key) is tuple:
        return len(key) <= _MAX_KEY_LENGTH and all(type(item) in _PLAIN for item in key)
    return type(key) in _PLAIN


def too_large(size: int) -> WireError:
    # Short, for it stands in the name of what is sent in its place.
    return WireError(f"too large: {size:,} bytes, {MAX_FRAME_BYTES:,} at most")


def _require_keys(value: dict[Any, Any]) -> None:
    for key in value:
        if type(key) is not str and not is_key(key):
            raise WireError("a dict with a key that is no plain value")


def _require_few(count: int) -> None:
    if count > MAX_ITEMS:
        # A student reads it where lists of different lengths, or of words, are too long to be sent.
        raise WireError(f"more than {MAX_ITEMS} items; return an np.array")
