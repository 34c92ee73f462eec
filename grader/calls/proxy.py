"""What a test sees of a submission: attribute access makes calls; nothing of the student's runs in
this process.

What can't be sent stays in the worker, and comes back as a handle whose methods and attributes are
asked for there:

    layer = layers.Dropout(0.5)          # a handle to the student's object
    layer.train = False                  # an attribute of it, set; layer.train reads it
    layers.observe(layer.forward, x)     # a method of it; layer.forward(x) for its value alone
    out, cache = layers.keep("affine_forward", x, w, b)
    layers.affine_backward(dout, cache)  # a handle as an argument
    len(data), data[3], "the" in data    # what its class defines of these is called there too
    for batch in data: …                 # and a generator goes on there, item by item
    items = sorting.lend(items=[2, 1])   # a list for a function to work on in place
    sorting.sort(items); items.copy()    # what has become of it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import is_not
from typing import Any, Protocol

from grader.calls.failures import StudentRaised
from grader.calls.replies import Reply
from grader.model import Call
from grader.worker.wire import Handle

_LONGEST = 1 << 20  # more can't be asked for one by one


class Caller(Protocol):
    """What a test's calls go to: a session with a worker, or something in a submission's place."""

    @property
    def transcript(self) -> Sequence[Call]:
        """The calls of this case so far."""

    def begin_case(self) -> None:
        """Start a case: fresh generators, nothing kept, an empty transcript."""

    def has_room(self) -> bool:
        """Whether the calls of this case may be kept; asked once, when it has ended."""

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        on: Handle | None = None,
        observe: bool = False,
        keep: bool = False,
    ) -> Reply:
        """Call a function, or a method of what a handle stands for; CallFailed where no value comes
        back.
        """

    def constant(self, name: str) -> Any:
        """A module-level value; None counts as not started."""

    def attribute(self, handle: Handle, name: str) -> Any:
        """An attribute of what a handle stands for."""

    def table(self) -> dict[str, Any]:
        """A file of values as a dict."""


class Held(Handle):
    """A handle whose attributes are those of what it stands for, to read and to set, and that can
    be called, measured, indexed or gone through if that can. It is true, whatever it stands for.

    Apart from these are `type_name` and `handle_id`, and names that begin with "_".
    """

    def __init__(
        self, handle: Handle, caller: Caller, found: tuple[Handle, str] | None = None
    ) -> None:
        super().__init__(handle.type_name, handle.handle_id)
        # Frozen as any handle. found: whose attribute it is, so that a method is called by name.
        object.__setattr__(self, "_caller", caller)
        object.__setattr__(self, "_found", found or (handle, ""))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        caller: Caller = self._caller
        value = caller.attribute(self, name)
        if type(value) is Handle:
            return Held(value, caller, (self, name))
        return _usable(value, caller)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or name in ("type_name", "handle_id"):
            raise AttributeError(name)
        caller: Caller = self._caller
        caller.call("__setattr__", (name, value), {}, on=self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        on, name = self._found
        caller: Caller = self._caller
        return _usable(caller.call(name, args, kwargs, on=on).value, caller)

    def __len__(self) -> int:
        try:
            length: int = self._ask("__len__")
        except StudentRaised as error:
            raise _NoLength(error.kind, error.text, error.trace) from None
        if type(length) is not int or not 0 <= length <= _LONGEST:
            # list(…) makes room for as many at once.
            raise _NoLength("ValueError", f"its length is {length!r}", "")
        return length

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, key: Any) -> Any:
        return self._ask("__getitem__", key)

    def __contains__(self, item: Any) -> bool:
        return bool(self._ask("__contains__", item))

    def __iter__(self) -> Iterator[Any]:
        iterator: Iterator[Any] = self._ask("__iter__")
        return iterator

    def __next__(self) -> Any:
        try:
            return self._ask("__next__")
        except StudentRaised as ended:
            if ended.kind == "StopIteration":
                raise StopIteration from None
            raise

    def _ask(self, method: str, *args: Any) -> Any:
        caller: Caller = self._caller
        return _usable(caller.call(method, args, {}, on=self).value, caller)

    def __reduce__(self) -> tuple[Any, ...]:
        # In a report it is a handle like any other.
        return Handle, (self.type_name, self.handle_id)


class _NoLength(StudentRaised, TypeError):
    """There is no length: list(…) asks for one, and goes on without it after a TypeError."""


@dataclass(frozen=True)
class Proxy:
    """One file of a submission, for a test."""

    session: Caller = field(repr=False)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._call(name, args, kwargs).value

    def observe(self, function: str | Held, *args: Any, **kwargs: Any) -> Reply:
        """Call a function and have the worker look for side effects on its arguments and on global
        random state, and for arrays that share memory.
        """
        return self._call(function, args, kwargs, observe=True)

    def keep(self, function: str | Held, *args: Any, **kwargs: Any) -> Any:
        """Call a function, and leave in the worker whatever it returns but numbers and arrays: a
        list, tuple or dict too, for later calls to take just as it was returned.
        """
        return self._call(function, args, kwargs, keep=True).value

    def lend(self, **named: Any) -> Any:
        """Make one value there, for calls to work on it in place; the keyword is what a report
        calls it. `copy()` of what is returned says what has become of a list, dict or array.
        """
        return self._call("", (), named).value

    def constant(self, name: str) -> Any:
        """A module-level value of the student's file; None counts as not started."""
        return _usable(self.session.constant(name), self.session)

    def table(self) -> dict[str, Any]:
        """The parsed table of values."""
        return self.session.table()

    def _call(self, function: str | Held, args: Any, kwargs: Any, **options: bool) -> Reply:
        on, name = (None, function) if isinstance(function, str) else function._found
        reply = self.session.call(name, args, kwargs, on=on, **options)
        value = _usable(reply.value, self.session)
        return reply if value is reply.value else replace(reply, value=value)


def _usable(value: Any, caller: Caller) -> Any:
    """The value with handles that can be asked; the very value where it has none."""
    if type(value) is Handle:
        return Held(value, caller)
    if type(value) is list:
        items = [_usable(item, caller) for item in value]
        return items if any(map(is_not, items, value)) else value
    if type(value) is dict:
        entries = {key: _usable(item, caller) for key, item in value.items()}
        changed = any(map(is_not, entries.values(), value.values()))
        return entries if changed else value
    return value


def let_go(value: Any) -> Any:
    """The value with plain handles, which ask nothing: its case has ended."""
    if type(value) is Held:
        return Handle(value.type_name, value.handle_id)
    if type(value) in (list, tuple):
        return type(value)(map(let_go, value))
    return {k: let_go(v) for k, v in value.items()} if type(value) is dict else value
