"""What a student's value is sent as: what it holds, whatever its class has taken over."""

from __future__ import annotations

import enum
from array import array as Buffer
from collections import Counter, OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np
import pytest
import torch
from torch import nn

from grader.worker import kinds, wire
from grader.worker.kinds import Kind
from grader.worker.values import Workbench
from grader.worker.wire import Handle
from tests.kinds import MLP


def refuse(*arguments: Any, **keywords: Any) -> NoReturn:
    raise AssertionError("a subclass was asked")


class Dict(dict[Any, Any]):
    __iter__ = __getitem__ = __len__ = keys = values = items = refuse


class List(list[Any]):
    __iter__ = __getitem__ = __len__ = refuse


class Tuple(tuple[Any, ...]):
    __iter__ = __getitem__ = __len__ = refuse


class Float(float):
    __float__ = __sub__ = __eq__ = refuse
    __hash__ = None  # type: ignore[assignment]


class Int(int):
    __int__ = __index__ = refuse


class Text(str):
    __str__ = __iter__ = refuse


class Array(np.ndarray):
    __array_ufunc__ = __array_function__ = __getitem__ = refuse


class Tensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *arguments: Any, **keywords: Any) -> NoReturn:
        raise AssertionError("a subclass was asked")


class Colour(enum.IntEnum):
    RED = 3


Point = namedtuple("Point", "x y")


def sent(value: Any) -> Any:
    """The value as the judge gets it."""
    return wire.normalize(Workbench().reduce(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Dict(a=1, b=[2.0]), {"a": 1, "b": [2.0]}),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (List([1, 2]), [1, 2]),
        (Tuple((1, 2)), [1, 2]),
        (Point(1, 2), [1, 2]),
        (Float(1.5), 1.5),
        (Int(3), 3),
        (Colour.RED, 3),
        (Text("a"), "a"),
        (Fraction(3, 2), 1.5),
        (Decimal("1.5"), 1.5),
        (np.float64(1.5), 1.5),
        (np.float32(1.5), 1.5),
        (np.longdouble(1.5), 1.5),
        (np.int8(3), 3),
        (np.True_, True),
        (np.array(2.5), 2.5),
        (torch.tensor(2.5), 2.5),
        (nn.Parameter(torch.tensor(2.5)), 2.5),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_is_sent_as_its_parent_and_a_scalar_as_a_number(
    value: Any, expected: Any
) -> None:
    assert sent(value) == expected
    assert type(sent(value)) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        np.array([1.0, 2.0]).view(Array),
        np.array([1.0, 2.0], np.longdouble),
        np.array([1.0, 2.0], ">f8"),
        np.ma.masked_array([1.0, 2.0]),
        Buffer("d", [1.0, 2.0]),
        memoryview(Buffer("d", [1.0, 2.0])),
        torch.tensor([1.0, 2.0]).double(),
        torch.tensor([1.0, 2.0], dtype=torch.float64).as_subclass(Tensor),
        nn.Parameter(torch.tensor([1.0, 2.0]).double()),
        torch.tensor([-1.0, -2.0]).double()._neg_view(),
        torch.tensor([2.0, 1.0]).double().flip(0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_arrays_and_tensors_of_all_kinds_are_sent_as_their_numbers(value: Any) -> None:
    array = sent(value)
    assert type(array) is np.ndarray
    assert array.dtype == np.float64
    assert array.tolist() == [1.0, 2.0]


def test_long_lists_of_numbers_are_sent_as_arrays_and_others_as_they_are() -> None:
    deep = [[[0.5] * 20 for _ in range(20)] for _ in range(20)]
    for long in ([0.5] * (wire.MAX_ITEMS + 1), [[0.5] * 30 for _ in range(30)], deep):
        array = sent(long)
        assert type(array) is np.ndarray
        assert array.tolist() == long
    assert sent(range(3)).tolist() == [0, 1, 2]
    for other in ([0.5] * 100, ["a"] * 5000, [[0.5] * 400, [0.5] * 300]):
        assert Workbench().reduce(other) == other


@pytest.mark.parametrize(
    "value",
    [
        np.ma.masked_array([1.0], [True]),
        np.ma.masked,
        Decimal("sNaN"),
        Fraction(10**400),
        np.array([Float(1.0)], dtype=object),
        np.array([1j]),
        np.complex128(1j),
        np.zeros(2, "M8[s]"),
        torch.zeros(2).bfloat16(),
        torch.zeros(2, dtype=torch.complex64),
        torch.eye(2).to_sparse(),
        1j,
        b"bytes",
        {1, 2},
        iter([1]),
        lambda: 0,
        nn.Module(),
    ],
    ids=lambda value: f"{type(value).__name__} {getattr(value, 'dtype', '')}",
)
def test_what_has_no_plain_value_stays_behind_a_handle(value: Any) -> None:
    workbench = Workbench()
    handle = workbench.reduce([0.0, value])[1]
    assert type(handle) is Handle
    assert workbench.materialize(wire.normalize(handle)) is value


@dataclass(frozen=True)
class Ratio(Kind):
    """A Fraction, exactly."""

    name, noun, variable = "ratio", "a fraction", "x"

    numerator: int
    denominator: int

    def materialize(self) -> Any:
        return Fraction(self.numerator, self.denominator)

    @classmethod
    def reduce(cls, value: Any) -> Ratio | None:
        exact = issubclass(type(value), Fraction)
        return cls(value.numerator, value.denominator) if exact else None

    def code(self, name: str, like: str = "") -> list[str]:
        return [f"{name} = Fraction({self.brief()!r})"]

    def brief(self) -> str:
        return f"{self.numerator}/{self.denominator}"


def test_a_kind_of_the_homework_s_goes_before_what_is_sent_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sent(Fraction(1, 4)) == 0.25
    monkeypatch.setitem(kinds._KINDS, "ratio", Ratio)
    assert sent([Fraction(1, 4)]) == [Ratio(1, 4)]


def test_numbers_that_are_too_large_are_named() -> None:
    assert sent(2**63) == Handle("number too large to send")
    assert sent(-(2**63)) == -(2**63)


def test_a_dict_is_sent_without_the_keys_that_can_not_be() -> None:
    config = {"m": 1.0, 3: 2.0, ("t", 1): 3.0, None: 4.0, Colour.RED: 5.0, object(): 6.0}
    assert sent(config) == {"m": 1.0, 3: 5.0, ("t", 1): 3.0, None: 4.0}
    assert sent({object(): 1}) == {}


def test_a_key_that_equals_a_plain_one_is_sent_as_that() -> None:
    config = {np.str_("m"): 1.0, np.int64(3): 2.0, (np.int64(0), "t"): 3.0, np.float64(0.5): 4.0}
    assert sent(config) == {"m": 1.0, 3: 2.0, (0, "t"): 3.0, 0.5: 4.0}
    assert sent(sent(config)) == sent(config)
    assert sent({(0, (1,)): 1, (np.ones(1)[0], np.datetime64(0, "s")): 2, 2**70: 3}) == {}


def test_a_list_in_itself_ends_in_a_handle() -> None:
    endless: list[Any] = [1]
    endless.append(endless)
    value = sent(endless)
    while type(value) is list:
        value = value[1]
    assert value == Handle("list")


def test_a_type_is_named_past_what_its_metaclass_says() -> None:
    class Meta(type):
        def __getattribute__(cls, name: str) -> Any:
            return "float"

    class Lying(metaclass=Meta):
        __class__ = float  # type: ignore[assignment]

    assert sent(Lying()) == Handle("Lying")


def test_what_is_kept_outside_stays_as_it_is_and_numbers_cross() -> None:
    workbench, cache = Workbench(), (np.ones(2), {"a": 1})
    out, handle, rate = workbench.reduce_outside((np.zeros(2), cache, 0.5))
    assert (out.tolist(), handle, rate) == ([0.0, 0.0], Handle("tuple"), 0.5)
    assert workbench.materialize(handle) is cache
    assert workbench.materialize(workbench.reduce_outside(cache[1])) is cache[1]


def test_a_handle_of_another_case_stands_for_nothing() -> None:
    handle = Workbench().keep(object())
    with pytest.raises(LookupError, match="could not be kept"):
        Workbench().materialize(handle)


# ---- networks ----


def mlp(network: nn.Module) -> MLP:
    """The network as it is sent; it must be sent as one."""
    found = sent(network)
    assert type(found) is MLP
    return found


class Stacked(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))


class Drawn(nn.Linear):
    def reset_parameters(self) -> None:
        nn.init.ones_(self.weight)
        nn.init.zeros_(self.bias)


def test_subclasses_of_sequential_and_linear_are_sent_like_their_parents() -> None:
    assert mlp(Stacked()).layers == ["Linear", "ReLU", "Linear"]
    drawn = mlp(nn.Sequential(Drawn(1, 2), nn.ReLU(), Drawn(2, 1)).eval())
    assert drawn.parameters[0].tolist() == [[1.0], [1.0]]
    assert not drawn.training


class Doubled(nn.Linear):
    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return 2 * super().forward(input)


class OtherOrder(Stacked):
    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return input


@pytest.mark.parametrize(
    ("network", "name"),
    [
        (OtherOrder(), "OtherOrder"),
        (nn.Sequential(Doubled(1, 1)), "Sequential with a Doubled, without a Linear"),
        (nn.Sequential(nn.Linear(1, 1), nn.Tanh()), "Sequential with a Tanh, 1 → 1"),
        (
            nn.Sequential(nn.Linear(1, 1, bias=False)),
            "Sequential with a Linear that has no bias, 1 → 1",
        ),
    ],
    ids=lambda value: value if type(value) is str else "",
)
def test_a_network_that_computes_something_else_is_named(network: nn.Module, name: str) -> None:
    assert sent(network) == Handle(name)


def test_a_network_comes_back_as_it_was_sent() -> None:
    weight, bias = np.array([[1.0], [2.0]]), np.array([3.0, 4.0])
    given = MLP(["Linear", "ReLU"], [weight, bias], [weight * 2, bias], [True, False], False)
    network = given.materialize()
    assert [parameter.grad.tolist() for parameter in network.parameters()] == [
        [[2.0], [4.0]],
        [3.0, 4.0],
    ]
    back = mlp(network)
    assert (back.layers, back.requires_grad, back.training) == (given.layers, [True, False], False)
    assert [array.tolist() for array in back.parameters] == [[[1.0], [2.0]], [3.0, 4.0]]


def test_the_code_of_a_network_makes_that_network() -> None:
    weight, bias = np.array([[1.0], [2.0]]), np.array([3.0, 4.0])
    given = MLP(["Linear", "ReLU"], [weight, bias], [weight * 2, bias], [True, False], False)
    names: dict[str, Any] = {"torch": torch, "nn": nn}
    for line in given.code("model"):
        exec(line, names)
    state, expected = MLP.state(names["model"]), MLP.state(given.materialize())
    assert str(state) == str(expected)
