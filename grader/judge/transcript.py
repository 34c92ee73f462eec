"""What was asked in a test case and what came back, for whoever wants to know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from grader.judge.worker_pool import Reply
from grader.report.model import Call
from grader.worker import wire


class Transcript(Sequence[Call]):
    """The calls of one test case.

    What was sent is decoded when somebody looks: of a case that passes, hardly ever.
    """

    def __init__(self) -> None:
        self._exchanges: list[tuple[bytes, Reply | None, bool]] = []
        self._calls: list[Call] = []

    def add(self, request: bytes, reply: Reply | None, *, observe: bool = False) -> None:
        """Take down a request as it was sent, and the reply; None where there was none."""
        self._exchanges.append((request, reply, observe))

    def __len__(self) -> int:
        return len(self._exchanges)

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | Sequence[Call]:
        new = self._exchanges[len(self._calls) :]
        self._calls += [_call(*exchange) for exchange in new]
        return self._calls[index]


def _call(request: bytes, reply: Reply | None, observe: bool) -> Call:
    # What was sent, and not what the test holds: the report and the diagnosis see what was asked.
    sent = wire.decode(request)
    asked = sent["name"], tuple(sent.get("args", ())), sent.get("kwargs", {})
    if reply is None:
        return Call(*asked, None, failed=True)
    changed = tuple(reply.changed) if observe else None
    return Call(*asked, reply.value, False, changed, reply.random_state_touched)
