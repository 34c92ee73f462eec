"""What judge and worker say to each other: the judge's requests, and the worker's replies to them.

Fields hold what may cross the wire; `wire` checks the values inside, these types the form around
them.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from grader.worker.wire import Message

_MOST = 64
_Names = Annotated[tuple[str, ...], Meta(max_length=_MOST)]
_Pairs = Annotated[tuple[tuple[str, str], ...], Meta(max_length=_MOST)]


class Load(Message, frozen=True):
    """Load a module. sources: the text of each submitted file, by module, as UTF-8 in an array,
    since the wire bounds what it takes as strings. stubs: fingerprints of the functions that are
    still to be filled in.
    """

    sources: dict[str, Any]
    module: str
    stubs: tuple[str, ...] = ()


class LoadTable(Message, frozen=True):
    """Take a file of values; text: as in Load."""

    text: Any
    file: str


class Call(Message, frozen=True):
    """Call a function of the module or, where `on` is a handle, a method of what it stands for
    (itself, where the name is empty). Without either, keep the one keyword's value to work on.

    new_case: let go of everything that earlier calls have led to. observe: look for side effects.
    keep: of what comes back, only numbers and arrays are sent; all else stays, behind handles.
    """

    name: str
    args: list[Any]
    kwargs: dict[str, Any]
    on: Any = None
    new_case: bool = False
    observe: bool = False
    keep: bool = False


class Read(Message, frozen=True):
    """Send a module-level value or, where `on` is a handle, an attribute of what it stands for."""

    name: str
    on: Any = None
    new_case: bool = False


class Fork(Message, frozen=True):
    """Fork the process, with the file that it has loaded; two descriptors follow."""


class Table(Message, frozen=True):
    """Send the file of values, parsed."""


class Value(Message, frozen=True):
    """What came back from a call, and what the worker observed where it was asked to look.

    changed: what of the arguments is no longer as it was: "dw", "model.training".
    random_state: whose global random state was touched: "NumPy", "torch", "Python".
    shared: pairs of arrays that share memory, by path: ("result[1]['sum']", "dw"); the first
        is part of the result, the second of the arguments or of the result.
    read_only: the arrays of the result that can't be written to, by path.
    left_out: the types of keys that can't be sent; what a dict had under them is not in the value.
    """

    value: Any
    changed: _Names = ()
    random_state: _Names = ()
    shared: _Pairs = ()
    read_only: _Names = ()
    left_out: _Names = ()


class Greeting(Message, frozen=True):
    """The first word of a worker. layers: what holds of its confinement."""

    layers: _Names = ()


class Needs(Message, frozen=True):
    """The file imports a library that has to be loaded before it is confined."""

    library: str


class Missing(Message, frozen=True):
    """The module defines no function of this name."""

    name: str


class Raised(Message, frozen=True):
    """The student's code raised an exception.

    kind: its type's name. bases: those of the types that it is one of. trace: the traceback, cut
    down to the student's own files. not_started: a stub raised it that is as released.
    """

    kind: str
    text: str
    trace: str
    not_started: bool = False
    bases: _Names = ()


Answered = Load | LoadTable | Call | Read | Table  # in the same process
Request = Answered | Fork
Reply = Value | Needs | Missing | Raised
