"""What a worker answers, read as plain data: nothing that comes back is trusted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.calls.failures import BadReply, LibraryNeeded, StudentRaised
from grader.worker import messages, wire
from grader.worker.printable import printable

MAX_NAME = 80


@dataclass(frozen=True)
class Reply:
    """What came back from a call: the value and, where the worker was asked to look, side effects.

    changed: what of the arguments is no longer as it was: "dw", "model.training".
    random_state: whose global random state was touched: "NumPy", "torch", "Python".
    shared: pairs of arrays that share memory, the first of the result, by path:
        ("result[1]['sum']", "dw").
    read_only: the result's arrays that can't be written to, by path.
    left_out: the types of keys that can't be sent; what a dict had under them is not in the value.
    """

    value: Any
    changed: tuple[str, ...] = ()
    random_state: tuple[str, ...] = ()
    shared: tuple[tuple[str, ...], ...] = ()
    read_only: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def random_state_touched(self) -> bool:
        """Whether any global random state is another than before."""
        return bool(self.random_state)


def read(answer: bytes) -> Reply:
    """The reply that the bytes say; StudentRaised where the student's code gave no value, BadReply
    where they are no reply.
    """
    try:
        reply = wire.receive(answer, messages.Reply)
    except wire.WireError as error:
        raise BadReply(f"the reply could not be read: {error}") from None
    match reply:
        case messages.Needs(library):
            raise LibraryNeeded(printable(library)[:MAX_NAME])
        case messages.Missing(name):
            raise StudentRaised("NameError", f"the file defines no function {name}", "")
        case messages.Raised(kind, text, trace, not_started, bases):
            raise StudentRaised(kind, text, trace, not_started=not_started, bases=bases)
    return of_value(reply)


def of_value(reply: messages.Value) -> Reply:
    """The reply with a value, its names as text that can be shown."""
    return Reply(
        reply.value,
        _shown(reply.changed),
        _shown(reply.random_state),
        tuple(map(_shown, reply.shared)),
        _shown(reply.read_only),
        _shown(reply.left_out),
    )


def _shown(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(printable(name)[:MAX_NAME] for name in names)
