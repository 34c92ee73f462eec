"""What was asked in a test case and what came back, for whoever wants to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import overload

from grader.calls.failures import LibraryNeeded, StudentRaised
from grader.calls.replies import Reply, read
from grader.model import Call
from grader.worker import messages, wire

MOST_BYTES = 16 << 20  # of one case
# A byte of a message's structure may become a Python object.
_OBJECT_BYTES = 32


class Exchange:
    """A request as it was sent, and what came of it: an answer, or the reason why there is none.

    size: what it takes, read or unread, in bytes. printed: how much the case had printed then.

    Both are decoded when somebody looks: in a case that passes, hardly ever.
    """

    def __init__(self, request: bytes, answer: bytes | Exception, printed: int = 0) -> None:
        self.request = request
        self.printed = printed
        self._answer = answer
        self._reply: Reply | None = None
        self.size = _size(request) + (_size(answer) if isinstance(answer, bytes) else 0)

    def reply(self) -> Reply:
        """The reply; CallFailed where the call gave no value."""
        if self._reply is None:
            if isinstance(self._answer, Exception):
                # Without what it gathered when it was raised before: some are raised all the time.
                raise self._answer.with_traceback(None)
            self._reply = read(self._answer)
            self._answer = b""  # large ones are not kept twice
        return self._reply

    def call(self) -> Call | None:
        """The call as a report shows it; None for a table, or what was read and has no value."""
        # What was sent, and not what the test holds: the report and the diagnosis see what was
        # asked.
        try:
            sent = wire.receive(self.request, messages.Request)
        except wire.WireError:  # it holds more of what was returned than may be sent back
            return None
        match sent:
            case messages.Read(name, on):
                asked = Call(name, (), {}, None, failed=True, on=on, read=True)
            case messages.Call(name, args, kwargs, on):
                asked = Call(name, tuple(args), kwargs, None, failed=True, on=on)
            case _:
                return None
        try:
            reply = self.reply()
        except (Exception, LibraryNeeded) as error:
            raised = (error.kind, error.text) if isinstance(error, StudentRaised) else None
            return None if asked.read else replace(asked, raised=raised)
        if asked.read and reply.value is None:
            return None
        observed = isinstance(sent, messages.Call) and sent.observe
        return replace(
            asked,
            value=reply.value,
            failed=False,
            changed=reply.changed if observed else None,
            random_state_touched=reply.random_state_touched,
            left_out=reply.left_out,
            printed=self.printed,
        )


def _size(message: bytes) -> int:
    return len(message) + _OBJECT_BYTES * wire.structure_bytes(message)


class Transcript(Sequence[Call]):
    """The calls of one test case, in their order; none of them where they are too large to keep.

    asked: how many there were. size: what they take, in bytes. printed: what was printed, once the
    case is over.
    """

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.asked = self.size = 0
        self.printed = ""
        self._looked_at = 0
        self._calls: list[Call] = []

    def add(self, exchange: Exchange) -> None:
        """Take down what was asked last."""
        self.asked += 1
        self.size += exchange.size
        self.exchanges.append(exchange)
        if self.size > MOST_BYTES:
            self.exchanges.clear()

    def forget_last(self) -> None:
        """What was asked last is asked again, and does not count."""
        self.asked -= 1
        if self.exchanges:
            self.size -= self.exchanges.pop().size

    def __len__(self) -> int:
        return len(self._decoded())

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | Sequence[Call]:
        return self._decoded()[index]

    def _decoded(self) -> list[Call]:
        calls = [exchange.call() for exchange in self.exchanges[self._looked_at :]]
        self._looked_at = len(self.exchanges)
        self._calls += [call for call in calls if call is not None]
        return self._calls
