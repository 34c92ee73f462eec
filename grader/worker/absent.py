"""What stands for a name whose import or statement failed: it costs what uses it, and nothing else.

While a file is loaded it goes along: a decorator of a library that isn't here leaves its function
as it is; an annotation, a base class or a figure comes to nothing. In a graded call it raises, and
says which line had failed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, NoReturn

# What Python looks up on a type, and `__getattr__` never hears of.
_OPERATIONS = (
    "__abs__", "__add__", "__and__", "__await__", "__bool__", "__bytes__", "__complex__",
    "__contains__", "__delitem__", "__divmod__", "__float__", "__floordiv__", "__ge__",
    "__gt__", "__iadd__", "__index__", "__instancecheck__", "__int__", "__invert__", "__isub__",
    "__iter__", "__le__", "__len__", "__lshift__", "__lt__", "__matmul__", "__mod__", "__mul__",
    "__neg__", "__next__", "__pos__", "__pow__", "__radd__", "__rand__", "__reversed__",
    "__rfloordiv__", "__rlshift__", "__rmatmul__", "__rmod__", "__rmul__", "__round__",
    "__rpow__", "__rrshift__", "__rshift__", "__rsub__", "__rtruediv__", "__rxor__",
    "__setitem__", "__sub__", "__subclasscheck__", "__truediv__", "__xor__",
)  # fmt: skip
_files_that_load = 0


@contextlib.contextmanager
def while_loading() -> Iterator[None]:
    """The time in which a file's own statements run."""
    global _files_that_load
    _files_that_load += 1
    try:
        yield
    finally:
        _files_that_load -= 1


class Absent:
    """Stands for one name; `error` makes what is raised where the name is used."""

    def __init__(self, error: Callable[[], Exception]) -> None:
        object.__setattr__(self, "_error", error)

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)  # a question about what it is, and no use of it
        return self._go_along()

    def __setattr__(self, name: str, value: Any) -> None:
        self._go_along()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._go_along()
        decorated = len(args) == 1 and not kwargs and isinstance(args[0], FunctionType | type)
        return args[0] if decorated else self

    def __getitem__(self, key: Any) -> Absent:
        return self._go_along()

    def __or__(self, other: Any) -> Absent:
        return self._go_along()

    def __ror__(self, other: Any) -> Absent:
        return self._go_along()

    def __enter__(self) -> Absent:
        return self._go_along()

    def __exit__(self, *error: object) -> None:
        self._go_along()

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """A class may derive from it; to make an object of that class is to use it."""

        class Base:
            def __new__(cls, *args: Any, **kwargs: Any) -> Any:
                self.use()

            def __init_subclass__(cls, **keywords: Any) -> None:
                """Whatever the class statement says."""

        return (Base,)

    def use(self, *args: Any) -> NoReturn:
        """Raise the error that explains its absence."""
        raise self._error()

    def _go_along(self) -> Absent:
        if not _files_that_load:
            self.use()
        return self


for _name in _OPERATIONS:
    setattr(Absent, _name, Absent.use)
