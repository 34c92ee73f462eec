"""From wire values to what a student's function takes, and back.

Runs in the worker, beside the student's code, so nothing here is trusted: what it sends is checked
again by the judge. A subclass of a type that can be sent is sent like its parent, by the parent's
own methods, so that what it overrides has no say.
"""

from __future__ import annotations

import contextlib
import sys
from array import array as Buffer
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from grader.worker import kinds, wire
from grader.worker.kinds import Kind
from grader.worker.wire import MAX_DEPTH, MAX_DIMENSIONS, MAX_ITEMS, Handle, Seed, Tensor

_SENDABLE_KINDS = "bifu"
_INT64 = 2**63
_EXACT = frozenset({type(None), bool, float, str})
# What NumPy takes for an array without asking anybody.
_BUFFERS = (Buffer, memoryview, range)
_SCALARS = (np.generic, int, float, str)
_MOST_LEFT_OUT = 4


class Workbench:
    """The objects of one test case: generators, and what the judge has handles to.

    left_out: the types of the keys without which a dict was sent, since they can't be.
    """

    def __init__(self) -> None:
        self.left_out: tuple[str, ...] = ()
        self._generators: dict[Seed, Any] = {}
        self._kept: list[Any] = []

    def materialize(self, value: Any) -> Any:
        """The object that a student's function is given for a wire value."""
        match value:
            case list():
                return [self.materialize(item) for item in value]
            case dict():
                return {key: self.materialize(item) for key, item in value.items()}
            case Tensor(values):
                import torch

                return torch.from_numpy(values.copy())
            case Seed():
                if value not in self._generators:
                    self._generators[value] = _generator(value)
                return self._generators[value]
            case Handle(_, handle_id):
                return self._held(handle_id)
            case Kind():
                return value.materialize()
            case _:
                return value

    def keep(self, value: Any) -> Handle:
        """A handle to an object, which lives as long as its case."""
        self._kept.append(value)
        return Handle(_type_name(value), len(self._kept))

    def reduce(self, value: Any, depth: int = 0) -> Any:
        """What of a student's value is sent: exact plain types, and a handle for anything else."""
        kind = type(value)
        if kind in _EXACT:
            return value
        if issubclass(kind, np.generic | np.ndarray) and not issubclass(kind, str):
            return self._array(value)
        if issubclass(kind, int):
            number = int.__int__(value)
            return number if -_INT64 <= number < _INT64 else Handle("number too large to send")
        if issubclass(kind, float):
            return float.__float__(value)
        if issubclass(kind, str):
            return str.__str__(value)
        if kind in _BUFFERS:
            return self._array(np.asarray(value))
        if issubclass(kind, list | tuple | dict):
            if depth >= MAX_DEPTH - 2:
                return self.keep(value)
            return self._container(value, depth)
        return self.reduce_object(value)

    def reduce_outside(self, value: Any) -> Any:
        """The same where containers stay too: only numbers, arrays and such are sent, alone or as
        items of a tuple.
        """
        if issubclass(type(value), tuple):
            return [self._unless_container(item) for item in tuple.__iter__(value)]
        return self._unless_container(value)

    def _held(self, handle_id: int) -> Any:
        """What a handle stands for."""
        if not 0 < handle_id <= len(self._kept):
            raise LookupError("this value could not be kept from one call to the next")
        return self._kept[handle_id - 1]

    def _unless_container(self, value: Any) -> Any:
        is_container = issubclass(type(value), list | tuple | dict)
        return self.keep(value) if is_container else self.reduce(value)

    def _container(self, value: Any, depth: int) -> Any:
        if issubclass(type(value), dict):
            # What has another key can't be sent; the rest of the dict can.
            return {
                sent: self.reduce(item, depth + 1)
                for key, item in dict.items(value)
                if wire.is_key(sent := self._key(key)) or self._leave_out(key)
            }
        items: Callable[[Any], Any] = (
            list.__iter__ if issubclass(type(value), list) else tuple.__iter__
        )
        return _in_short([self.reduce(item, depth + 1) for item in items(value)])

    def _key(self, key: Any) -> Any:
        """The key as it is sent: a NumPy scalar as its number, what a tuple holds likewise."""
        if type(key) in _EXACT:
            return key
        if issubclass(type(key), tuple):
            return tuple(map(self._plain, tuple.__iter__(key)))
        return self._plain(key)

    def _plain(self, value: Any) -> Any:
        return self.reduce(value) if issubclass(type(value), _SCALARS) else value

    def _leave_out(self, key: Any) -> bool:
        if len(self.left_out) < _MOST_LEFT_OUT and (name := _type_name(key)) not in self.left_out:
            self.left_out = (*self.left_out, name)
        return False

    def _array(self, value: Any) -> Any:
        """An array or a NumPy scalar; those without dimensions are numbers."""
        # What is masked in an array counts for nothing.
        if issubclass(type(value), np.ma.MaskedArray) and np.ma.is_masked(value):
            return self.keep(value)
        array = np.asarray(value) if issubclass(type(value), np.generic) else _as_base(value)
        if array.dtype == np.longdouble:
            array = array.astype(np.float64)
        if (
            array.dtype.kind not in _SENDABLE_KINDS
            or array.dtype.itemsize > 8
            or array.ndim > MAX_DIMENSIONS
        ):
            return self._named(f"NumPy array of dtype {array.dtype}", value)
        return array.item() if array.ndim == 0 else array

    def reduce_object(self, value: Any) -> Any:
        """What is sent of an object of a class: what a kind makes of it, else a handle."""
        torch = sys.modules.get("torch")
        if torch is not None and issubclass(type(value), torch.Tensor):
            return self._tensor(torch, value)
        for kind in kinds.registered():
            try:
                reduced = kind.reduce(value)
            except ValueError as reason:
                return self._named(str(reason), value)
            if reduced is not None:
                return reduced
        if type(value) in (Fraction, Decimal):
            with contextlib.suppress(OverflowError, ValueError):
                return float(value)
        return self.keep(value)

    def _tensor(self, torch: Any, value: Any) -> Any:
        # Without it a subclass would be asked how to do what follows.
        with torch._C.DisableTorchFunctionSubclass():
            if value.layout is not torch.strided or value.dtype in (
                torch.bfloat16,
                torch.complex64,
                torch.complex128,
            ):
                return self._named(f"tensor of dtype {value.dtype}", value)
            return self._array(value.detach().cpu().resolve_neg().resolve_conj().numpy())

    def _named(self, name: str, value: Any) -> Handle:
        return Handle(name, self.keep(value).handle_id)


def _type_name(value: Any) -> str:
    # By type's own __getattribute__: a metaclass may have another.
    return str(type.__getattribute__(type(value), "__name__"))


def _in_short(items: list[Any]) -> Any:
    """A list of more numbers than a message has room for in several lists as the array that it
    stands for."""
    if _count(items) > MAX_ITEMS // 8:
        with contextlib.suppress(ValueError):  # rows of different lengths
            array = np.array(items)
            return array if array.dtype.kind in "iuf" else items
    return items


def _count(item: Any) -> int:
    """How many numbers there are in a list of lists, an array counted as one."""
    return sum(map(_count, item)) if type(item) is list else 1


def _as_base(array: Any) -> np.ndarray:
    return np.ndarray.view(array, np.ndarray)


def _generator(seed: Seed) -> Any:
    if seed.kind == "numpy":
        return np.random.default_rng(seed.seed)
    import torch

    return torch.Generator().manual_seed(seed.seed)
