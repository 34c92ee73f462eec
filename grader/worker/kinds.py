"""Kinds: what crosses the wire beside plain values, as a homework says in its tests/kinds.py.

A kind is a class that stands on both sides. In the judge its instances are data: what a test holds,
compares and shows. In the worker it says which object a student's function is given for one, and
which objects are sent back as one. The worker loads tests/kinds.py before it is confined and beside
the student's code, so that file imports NumPy and the standard library alone (others inside of the
methods that need them) and holds no secret.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import Field, fields
from typing import Any, ClassVar, Self

import msgspec
import numpy as np


class Kind(ABC):
    """Something that crosses the wire as a value of its own; subclasses are frozen dataclasses.

    Their fields hold plain values, arrays, lists and dicts of them, each with its exact type as
    annotation; `__post_init__` raises ValueError where they don't fit together. Both are checked
    again for all that a worker sends.

    name: what it is called on the wire, unlike every other kind's.
    noun: what a student would call one, in a sentence: "a network".
    variable: what code that is shown calls one: "model".
    imports: the lines that this code needs first: "from torch import nn".
    """

    name: ClassVar[str]
    noun: ClassVar[str]
    variable: ClassVar[str]
    imports: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def materialize(self) -> Any:
        """In the worker: the object that a student's function is given."""

    @classmethod
    @abstractmethod
    def reduce(cls, value: Any) -> Self | None:
        """In the worker: what a student's object is sent as; None where it is none of this kind.

        Raises:
            ValueError: where it nearly is; the text stands in the type's place: "Sequential with a
                Conv2d".

        Nothing that a subclass overrides should run. The arrays may share memory with the object.
        """

    @classmethod
    def state(cls, value: Any) -> dict[str, Any] | None:
        """In the worker: the parts of an object that a function should leave alone, by name: plain
        values, arrays, tensors, lists and dicts of them. None where it is no object of this kind.
        """
        reduced = cls.reduce(value)
        return None if reduced is None else as_fields(reduced)

    @abstractmethod
    def code(self, name: str, like: str = "") -> list[str]:
        """Lines of Python that make the object under a name.

        like: the name of an earlier one of the same form, "" where there is none.
        """

    @abstractmethod
    def brief(self) -> str:
        """It in a few words, for a place where its values would be too long."""

    def view(self, name: str, part: str) -> str:
        """Code that shows a part of the object, of those in `state`, which stands under a name."""
        return f"{name}.{part}"

    def form(self) -> object:
        """What two have in common where the code of one can build on the other; hashable."""
        return object()

    def arrays(self) -> list[np.ndarray]:
        """All of its numbers, for whoever compares two."""
        return list(_arrays(as_fields(self).values()))


_KINDS: dict[str, type[Kind]] = {}


def register(*kinds: type[Kind]) -> tuple[type[Kind], ...]:
    """Make kinds known to the wire of this process; of two with the same name the later one counts.

    Called by the module that defines them, so that the classes known are those imported last.
    """
    for kind in kinds:
        # Looks up the annotations once, now: a worker takes the module away from the student's
        # code.
        msgspec.msgpack.Decoder(kind)
        _KINDS[kind.name] = kind
    return kinds


def registered() -> Iterable[type[Kind]]:
    """The kinds that are known here."""
    return _KINDS.values()


def as_fields(value: Any) -> dict[str, Any]:
    """What is sent of a kind, by the names of its fields."""
    return {field.name: getattr(value, field.name) for field in _fields(value)}


def from_fields(name: str, values: dict[str, Any]) -> Kind:
    """The kind that was sent; ValueError where there is none of this name, or it is not whole."""
    if name not in _KINDS:
        raise ValueError(f"an unknown kind, {name}")
    if values.keys() != {field.name for field in _fields(_KINDS[name])}:
        raise ValueError(f"a {name} of other fields")
    return msgspec.convert(values, _KINDS[name])


def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)  # of a dataclass, which every kind is


def _arrays(values: Iterable[Any]) -> Iterator[np.ndarray]:
    for value in values:
        if isinstance(value, np.ndarray):
            yield value
        elif isinstance(value, list | tuple):
            yield from _arrays(value)
        elif isinstance(value, dict):
            yield from _arrays(value.values())
