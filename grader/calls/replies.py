"""What a worker answers, read as plain data: nothing that comes back is trusted before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from grader.calls.failures import BadReply, StudentRaised
from grader.worker import wire
from grader.worker.printable import printable


@dataclass(frozen=True)
class Reply:
    """A validated reply: the value, and what the worker observed of side effects where it was asked
    to look.
    """

    value: Any
    changed: list[str] = field(default_factory=list)
    random_state_touched: bool = False


def read(answer: bytes) -> Reply:
    """The reply that the bytes say; StudentRaised where the student's code gave no value, BadReply
    where they are no reply.
    """
    try:
        reply = wire.decode(answer)
    except wire.WireError as error:
        raise BadReply(f"the reply could not be read: {error}") from None
    match reply:
        case {"kind": "value", "value": value, "changed": list(changed), "random": bool(touched)}:
            return Reply(value, [printable(str(name))[:80] for name in changed], touched)
        case {"kind": "value", "value": value}:
            return Reply(value)
        case {"kind": "missing", "name": str(name)}:
            raise StudentRaised("NameError", f"the file defines no function {name}", "")
        case {
            "kind": "raised",
            "type": str(kind),
            "text": str(text),
            "trace": str(trace),
            "not_started": bool(blank),
        }:
            raise StudentRaised(kind, text, trace, not_started=blank)
    raise BadReply("the reply has an unknown form")
