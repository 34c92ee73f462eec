"""The wire between judge and worker: which values may cross it, and how they look as bytes.

Plain data only: None, bool, int, float, str, list, dict with string keys, and five tagged values:
an array, a tensor, a multilayer perceptron, a seed from which the worker makes a generator, and the
name of a type that may not cross. A message is the length of its structure, the structure as
MessagePack, then the raw bytes of the arrays in the order in which the structure names them. So the
part that becomes Python objects is small, whatever arrives. Nothing that arrives can run code. Both
sides use this file; the judge trusts only `decode`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from grader.worker.printable import one_line
from grader.worker.wire_values import (
    DTYPES,
    MAX_DIMENSIONS,
    MAX_NAME,
    MLP,
    Foreign,
    Seed,
    Tensor,
)

__all__ = [
    "MAX_DEPTH", "MAX_DIMENSIONS", "MAX_FRAME_BYTES", "MAX_ITEMS", "MLP", "Foreign", "Seed",
    "Tensor", "WireError", "decode", "encode", "normalize",
]  # fmt: skip

MAX_FRAME_BYTES = 8 << 20
MAX_STRUCTURE_BYTES = 256 << 10  # about 25 MB as Python objects, for as long as they are looked at
MAX_DEPTH = 8
MAX_ITEMS = 4096  # of one message, in all: what the judge keeps of a check's replies stays small
_LENGTH = struct.Struct("<I")
_ARRAY, _TENSOR, _MLP, _SEED, _FOREIGN = 1, 2, 3, 4, 5
_PLAIN = frozenset({type(None), bool, int, float, str})
_TEXT = frozenset({str})

_Header = tuple[str, list[int]]  # dtype and shape of an array
_Network = tuple[list[str], list[_Header], list[_Header] | None, list[bool], bool]
_encoder = msgspec.msgpack.Encoder()
_header = msgspec.msgpack.Decoder(_Header)
_network = msgspec.msgpack.Decoder(_Network)
_seed = msgspec.msgpack.Decoder(tuple[str, int, str])
_name = msgspec.msgpack.Decoder(str)


class WireError(Exception):
    """The bytes are no message of this wire: too long, too deep, a type that may not cross, or cut
    short.
    """


def encode(value: Any) -> bytes:
    """The bytes of a value; WireError where it may not cross."""
    blobs: list[bytes] = []
    try:
        structure = _encoder.encode(_pack(value, 0, blobs))
    except (OverflowError, TypeError, ValueError, RecursionError) as error:
        raise WireError(f"cannot be sent: {error}") from error
    if len(structure) > MAX_STRUCTURE_BYTES:
        raise WireError("too many values to send")
    frame = b"".join((_LENGTH.pack(len(structure)), structure, *blobs))
    if len(frame) > MAX_FRAME_BYTES:
        raise _too_large(len(frame))
    return frame


def decode(frame: bytes) -> Any:
    """The value that the bytes say, checked piece by piece; WireError where they are not what
    `encode` writes.
    """
    try:
        (length,) = _LENGTH.unpack_from(frame)
        end = _LENGTH.size + length
        if length > MAX_STRUCTURE_BYTES or end > len(frame):
            raise WireError("a structure of impossible length")
        arrays = _Arrays(frame, end)
        value = msgspec.msgpack.decode(
            memoryview(frame)[_LENGTH.size : end], ext_hook=arrays.tagged
        )
        if arrays.position != len(frame):
            raise WireError("bytes that belong to no array")
        _check(value, 0)
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


def normalize(value: Any) -> Any:
    """The value as it looks after crossing (tuples are lists, NumPy scalars are numbers, arrays are
    copies).
    """
    return decode(encode(value))


def _pack(value: Any, depth: int, blobs: list[bytes]) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is np.ndarray:
        return msgspec.msgpack.Ext(_ARRAY, _encoder.encode(_pack_array(value, blobs)))
    if depth > MAX_DEPTH:
        raise WireError("nested too deep")
    if kind is dict:
        _require_text(value)
        return {
            key: item if type(item) in _PLAIN else _pack(item, depth + 1, blobs)
            for key, item in _counted(value).items()
        }
    if kind is list or kind is tuple:
        return [
            item if type(item) in _PLAIN else _pack(item, depth + 1, blobs)
            for item in _counted(value)
        ]
    if isinstance(value, np.generic) and value.dtype.kind in "bifu":
        return value.item()
    return _pack_tagged(value, blobs)


def _pack_tagged(value: Any, blobs: list[bytes]) -> Any:
    body: Any
    match value:
        case Tensor(values):
            tag, body = _TENSOR, _pack_array(values, blobs)
        case MLP(layers, parameters, gradients, requires_grad, training):
            headers = [_pack_array(array, blobs) for array in parameters]
            slopes = None
            if gradients is not None:
                slopes = [_pack_array(array, blobs) for array in gradients]
            tag, body = _MLP, (layers, headers, slopes, requires_grad, training)
        case Seed(kind, seed, label):
            tag, body = _SEED, (kind, seed, label)
        case Foreign(type_name):
            tag, body = _FOREIGN, type_name[:MAX_NAME]
        case _:
            raise WireError(f"a {type(value).__name__} may not cross the wire")
    return msgspec.msgpack.Ext(tag, _encoder.encode(body))


def _pack_array(array: np.ndarray, blobs: list[bytes]) -> _Header:
    dtype = array.dtype.str
    if dtype[0] == ">":
        dtype = "<" + dtype[1:]
    if dtype not in DTYPES or array.ndim > MAX_DIMENSIONS:
        raise WireError(
            f"an array of {array.dtype} with {array.ndim} dimensions may not cross the wire"
        )
    if array.nbytes > MAX_FRAME_BYTES:
        raise _too_large(array.nbytes)
    blobs.append(array.astype(dtype, copy=False).tobytes())
    return dtype, list(array.shape)


class _Arrays:
    """Takes the arrays of a message from its bytes, in the order that the structure says."""

    def __init__(self, frame: bytes, position: int) -> None:
        self._frame = frame
        self.position = position

    def tagged(self, code: int, data: memoryview) -> Any:
        """The value for one tagged piece of the structure."""
        if code == _ARRAY:
            return self._next(_header.decode(data))
        if code == _TENSOR:
            return Tensor(self._next(_header.decode(data)))
        if code == _MLP:
            return self._network(data)
        if code == _SEED:
            return Seed(*_seed.decode(data))
        if code == _FOREIGN:
            return Foreign(one_line(_name.decode(data))[:MAX_NAME])
        raise WireError(f"an unknown tagged value, {code}")

    def _network(self, data: memoryview) -> MLP:
        layers, headers, slopes, requires_grad, training = _network.decode(data)
        _require_few(len(layers) + len(headers) + len(slopes or ()) + len(requires_grad))
        parameters = [self._next(header) for header in headers]
        gradients = None if slopes is None else [self._next(header) for header in slopes]
        mlp = MLP(layers, parameters, gradients, requires_grad, training)
        if not mlp.is_whole():
            raise WireError("a network whose parameters are not those of its layers")
        return mlp

    def _next(self, header: _Header) -> np.ndarray:
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


def _check(value: Any, depth: int) -> int:
    """Let through only what `encode` writes: exact plain types, tagged values, nothing too deep or
    too long. How many values there are inside.
    """
    kind = type(value)
    if kind in _PLAIN:
        return 0
    if kind in _TAGGED:
        return len(value.layers) + len(value.parameters) if kind is MLP else 0
    if kind not in (list, dict):
        raise WireError(f"a {kind.__name__} may not cross the wire")
    if depth > MAX_DEPTH:
        raise WireError("nested too deep")
    count, items = len(value), value
    if kind is dict:
        _require_text(value)
        items = value.values()
    for item in items:
        if type(item) not in _PLAIN:
            count += _check(item, depth + 1)
    _require_few(count)
    return count


def _too_large(size: int) -> WireError:
    # Short, for it stands in the name of what is sent in its place.
    return WireError(f"too large: {size:,} bytes, {MAX_FRAME_BYTES:,} at most")


def _require_text(keys: Iterable[Any]) -> None:
    if not _TEXT.issuperset(map(type, keys)):
        raise WireError("a dict with a key that is no string")


_TAGGED = frozenset({np.ndarray, Tensor, MLP, Seed, Foreign})


def _require_few(count: int) -> None:
    if count > MAX_ITEMS:
        raise WireError(f"more than {MAX_ITEMS} items")


def _counted(items: Any) -> Any:
    _require_few(len(items))
    return items
