"""The wire lets plain values through unchanged, and nothing else at any price."""

from __future__ import annotations

import contextlib
import math
import struct
import tracemalloc
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.worker import messages, wire
from grader.worker.wire import Handle, Seed, Tensor, WireError
from tests.kinds import MLP

Ext = msgspec.msgpack.Ext
pack = msgspec.msgpack.encode
keys = st.text() | st.integers(-(2**63), 2**63 - 1) | st.tuples(st.text(), st.integers(0, 9))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text()
    | arrays(st.sampled_from(["<f8", "<f4", "<i8", "|b1"]), array_shapes(min_dims=0, min_side=0)),
    lambda items: st.lists(items, max_size=5) | st.dictionaries(keys, items, max_size=5),
    max_leaves=20,
)  # fmt: skip


def frame(structure: Any, blobs: bytes = b"") -> bytes:
    """A message with any structure, honest or not."""
    data = structure if type(structure) is bytes else pack(structure)
    return struct.pack("<I", len(data)) + data + blobs


def array(dtype: str, shape: list[int]) -> Any:
    return Ext(1, pack([dtype, shape]))


def same(a: Any, b: Any) -> bool:
    """Equal in type, shape and every bit that counts, NaN included."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (a.shape, a.dtype, a.tobytes()) == (b.shape, b.dtype, b.tobytes())
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return bool(a == b) or (isinstance(a, float) and math.isnan(a) and math.isnan(b))


@given(value=values)
@settings(max_examples=200)
def test_plain_values_cross_unchanged(value: Any) -> None:
    assert same(wire.normalize(value), value)


def test_tagged_values_cross_unchanged() -> None:
    weight, bias = np.ones((3, 1), np.float32), np.arange(3, dtype=np.float32)
    for gradients in (None, [weight * 2, bias]):
        mlp = MLP(["Linear", "ReLU"], [weight, bias], gradients, [True, False], False)
        back = wire.normalize({"x": [mlp, Seed("numpy", 7, "b"), Tensor(bias), Handle("set", 3)]})[
            "x"
        ]
        assert back[1:2] == [Seed("numpy", 7, "b")]
        assert (back[3].type_name, back[3].handle_id) == ("set", 3)
        assert same(back[2].values, bias)
        assert (back[0].layers, back[0].requires_grad, back[0].training) == (
            ["Linear", "ReLU"], [True, False], False,
        )  # fmt: skip
        assert same(back[0].parameters, mlp.parameters)
        assert same(back[0].gradients, gradients)


def test_what_arrives_shares_no_memory_with_what_was_sent() -> None:
    sent = np.zeros(3)
    arrived = wire.normalize(sent)
    arrived += 1
    assert not sent.any()


def test_strided_and_big_endian_arrays_arrive_as_values() -> None:
    big = np.arange(12, dtype=">f8").reshape(3, 4)[::2, ::-1]
    arrived = wire.normalize(big)
    assert arrived.dtype == np.dtype("<f8")
    np.testing.assert_array_equal(arrived, big)


class Lying(np.ndarray):
    """An array that claims to equal everything."""

    def __eq__(self, other: object) -> Any:
        return True


@pytest.mark.parametrize(
    "value",
    [np.array([object()]), np.ma.masked_array([1.0], [True]), np.zeros(2).view(Lying),
     np.array(["a"]), np.zeros(2, "c16"), np.zeros(2, [("a", "f8")]), np.zeros(2, "M8[s]"),
     {1, 2}, {b"key": 2}, {(1, (2,)): 3}, {(1,) * 9: 2}, b"bytes",
     1j, 2**70, lambda: 0, iter("a"), type, "\ud800"],
    ids=lambda value: str(value).partition(" at 0x")[0],  # the same in every process
)  # fmt: skip
def test_nothing_but_exact_plain_types_can_be_sent(value: Any) -> None:
    with pytest.raises(WireError):
        wire.encode([value])


NOTHING: dict[str, Any] = {
    "layers": [], "parameters": [], "gradients": None, "requires_grad": [], "training": True,
}  # fmt: skip
hostile = {
    "empty": b"",
    "cut length": b"\1\0",
    "length beyond the end": struct.pack("<I", 1000) + b"\xc0",
    "length beyond the cap": struct.pack("<I", 2**32 - 1) + b"\xc0",
    "no MessagePack": frame(b"\xc1"),
    "two values": frame(pack(1) + pack(2)),
    "trailing bytes": frame(None, b"x"),
    "bytes": frame(b"\xc4\x01a"),
    "a date": frame(pack(Ext(-1, b"\0\0\0\0"))),
    "an unknown tag": frame(Ext(99, b"")),
    "invalid UTF-8": frame(b"\xa1\xff"),
    "bytes as key": frame(b"\x81\xc4\x01a\x01"),
    "an array as key": frame(b"\x81" + pack(array("<f8", [0])) + b"\x01"),
    "a list in a list as key": frame(b"\x81\x91\x91\x01\x01"),
    "a long list as key": frame(b"\x81\x99" + b"\x01" * 9 + b"\x01"),
    "object dtype": frame(array("|O", [1]), bytes(8)),
    "text dtype": frame(array("<U1", [1]), bytes(4)),
    "structured dtype": frame(array("f8,f8", [1]), bytes(16)),
    "long double": frame(array("<f16", [1]), bytes(16)),
    "native order": frame(array("f8", [1]), bytes(8)),
    "negative size": frame(array("<f8", [-1]), bytes(8)),
    "two negative sizes": frame(array("<f8", [-1, -8]), bytes(64)),
    "huge size": frame(array("<f8", [2**62])),
    "no bytes but a huge size": frame(array("<f8", [0, 2**62])),
    "a product that overflows": frame(array("<f8", [2**32, 2**32, 2**3])),
    "a size that is no integer": frame(Ext(1, pack(["<f8", [1.0]])), bytes(8)),
    "a size that is a bool": frame(Ext(1, pack(["<f8", [True]])), bytes(8)),
    "too many dimensions": frame(array("<f8", [1] * 9), bytes(8)),
    "too few bytes": frame(array("<f8", [2]), bytes(15)),
    "too many bytes": frame(array("<f8", [2]), bytes(17)),
    "a bool that is 2": frame(array("|b1", [1]), b"\2"),
    "an array header that is cut": frame(Ext(1, b"\x92")),
    "an array header of one": frame(Ext(1, pack(["<f8"]))),
    "a kind of no name": frame(Ext(3, pack(["no such kind", {}]))),
    "a kind without fields": frame(Ext(3, pack(["network", {}]))),
    "a kind with more fields": frame(Ext(3, pack(["network", NOTHING | {"verdict": "passed"}]))),
    "a network of numbers": frame(Ext(3, pack(["network", NOTHING | {"layers": [1]}]))),
    "a network without arrays": frame(Ext(3, pack(["network", NOTHING | {"layers": ["Linear"]}]))),
    "a network of lists": frame(Ext(3, pack(["network", NOTHING | {"parameters": [[1.0]]}]))),
    "a seed of text": frame(Ext(4, pack(["numpy", "x", ""]))),
    "too deep": frame([[[[[[[[[[1]]]]]]]]]]),
    "far too deep": frame(b"\x91" * 100_000 + b"\xc0"),
    "tags in tags": frame(pack(Ext(3, pack(Ext(3, pack(Ext(3, b""))))))),
    "too many items": frame(list(range(wire.MAX_ITEMS + 1))),
    "too many keys": frame({str(i): 0 for i in range(wire.MAX_ITEMS + 1)}),
    "a list that claims to be long": frame(b"\xdd\xff\xff\xff\xff"),
    "a dict that claims to be long": frame(b"\xdf\xff\xff\xff\xff"),
    "a text that claims to be long": frame(b"\xdb\xff\xff\xff\xff"),
    "a structure beyond the cap": frame(b"\x90" * (wire.MAX_STRUCTURE_BYTES + 1)),
}


@pytest.mark.parametrize("data", hostile.values(), ids=hostile)
def test_a_hostile_message_is_an_error_and_nothing_else(data: Any) -> None:
    with pytest.raises(WireError):
        wire.decode(data)


@given(data=st.binary(max_size=200))
def test_any_bytes_decode_or_are_an_error(data: Any) -> None:
    for candidate in (data, frame(data)):
        with contextlib.suppress(WireError):
            wire.decode(candidate)


@given(data=values, at=st.integers(0, 10_000), byte=st.integers(0, 255))
@settings(max_examples=300)
def test_a_changed_byte_never_does_more_than_change_the_value(
    data: Any, at: Any, byte: Any
) -> None:
    message = bytearray(wire.encode(data))
    message[at % len(message)] = byte
    with contextlib.suppress(WireError):
        wire.encode(wire.decode(bytes(message)))


@pytest.mark.parametrize("piece", [b"\x90", b"\x80", b"\xd4\x05\xa0", b"\xa0", b"\xc0"])
def test_no_message_becomes_much_larger_in_memory(piece: Any) -> None:
    count = wire.MAX_STRUCTURE_BYTES // len(piece) - 2
    data = frame(b"\xdd" + struct.pack(">I", count) + piece * count)
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            wire.decode(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 << 20


def test_names_of_types_can_not_act_on_a_terminal() -> None:
    assert wire.normalize(Handle("\x1b[31mred")).type_name == r"\x1b[31mred"
    assert len(wire.normalize(Handle("x" * 1000)).type_name) <= wire.MAX_NAME


def test_what_is_too_large_is_told_with_its_size_and_in_few_words() -> None:
    with pytest.raises(WireError) as one_array:
        wire.encode(np.zeros(2**20 + 1))
    with pytest.raises(WireError) as several:
        wire.encode([np.zeros(2**19), np.zeros(2**19)])
    assert str(one_array.value) == "too large: 8,388,616 bytes, 8,388,608 at most"
    assert str(several.value).startswith("too large: 8,388,6")
    assert len(f"value that can't be sent ({one_array.value})") <= wire.MAX_NAME


def nested_lists(outer: int, inner: int) -> list[list[list[Any]]]:
    """Empty lists in lists: few bytes each, many objects."""
    return [[[] for _ in range(inner)] for _ in range(outer)]


def test_a_message_holds_few_items_in_all_however_they_are_nested() -> None:
    assert wire.normalize(nested_lists(40, 100)) == nested_lists(40, 100)
    with pytest.raises(wire.WireError, match="more than 4096 items"):
        wire.decode(wire.encode(nested_lists(41, 100)))
    with pytest.raises(wire.WireError, match="more than 4096 items"):
        wire.decode(wire.encode([{"a": list(range(2000))} for _ in range(3)]))


WEIGHT, BIAS = np.ones((2, 1)), np.ones(2)


@pytest.mark.parametrize(
    "fields",
    [
        (["Linear"], [WEIGHT]),
        (["Linear"], [WEIGHT, BIAS, WEIGHT, BIAS]),
        (["Linear"], [BIAS, BIAS]),
        (["Conv2d"], []),
        (["Linear"], [WEIGHT, BIAS], [WEIGHT]),
        (["Linear"], [WEIGHT, BIAS], None, [True]),
    ],
    ids=["no bias", "too many", "a vector for a matrix", "a layer of no use", "gradients", "flags"],
)
def test_a_network_has_the_parameters_of_its_layers(fields: Any) -> None:
    with pytest.raises(ValueError, match="not those of its layers"):
        MLP(*fields)


def test_a_network_that_arrives_is_checked_like_one_that_is_made() -> None:
    fields = NOTHING | {"layers": ["Linear"], "parameters": [array("<f8", [2])]}
    with pytest.raises(WireError, match="not those of its layers"):
        wire.decode(frame(Ext(3, pack(["network", fields])), bytes(16)))


requests = [
    messages.Load({"optimizers": np.zeros(3, np.uint8)}, "optimizers"),
    messages.LoadTable(np.zeros(3, np.uint8), "process.toml"),
    messages.Call("adam", [np.ones(2), {"t": 1}], {"config": None}, Handle("Adam", 1), keep=True),
    messages.Read("BEST_MODEL", new_case=True),
    messages.Table(),
]
replies = [
    messages.Value([np.ones(2)], ("dw",), ("NumPy",), (("result", "w"),), ("result",)),
    messages.Missing("adam"),
    messages.Raised("ValueError", "no", ""),
]


@pytest.mark.parametrize("message", requests + replies, ids=lambda message: type(message).__name__)
def test_messages_cross_field_by_field(message: wire.Message) -> None:
    back = wire.receive(wire.encode(message), messages.Request | messages.Reply)
    assert type(back) is type(message)
    for sent, arrived in zip(*map(msgspec.structs.astuple, (message, back)), strict=True):
        assert same(arrived, wire.normalize(sent) if type(sent) is not tuple else sent)


not_replies = {
    "a value alone": 1,
    "a dict": {"kind": "value", "value": None},
    "no such message": ["Passed", 100],
    "a request": ["Table"],
    "too few fields": ["Value"],
    "too many fields": ["Value", None, [], [], [], [], "passed"],
    "a name that is none": ["Missing", 1],
    "an array for a name": ["Missing", array("<f8", [0])],
    "many names": ["Value", None, ["x"] * 65],
    "half a pair": ["Value", None, [], [], [["result"]]],
    "a verdict for a flag": ["Raised", "ValueError", "", "", "passed"],
}


@pytest.mark.parametrize("structure", not_replies.values(), ids=not_replies)
def test_what_is_no_reply_is_an_error(structure: Any) -> None:
    with pytest.raises(WireError):
        wire.receive(frame(structure), messages.Reply)


def test_a_message_is_no_value() -> None:
    assert wire.decode(wire.encode(messages.Missing("adam"))) == ["Missing", "adam"]
    with pytest.raises(WireError):
        wire.encode([messages.Missing("adam")])
