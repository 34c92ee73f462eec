"""A misconception in the place of a submission: trusted code, called as a session calls theirs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from grader.calls.failures import StudentRaised
from grader.calls.replies import Reply, of_value
from grader.diagnosis.bank import Misconception
from grader.model import Call
from grader.worker import calling, messages, wire
from grader.worker.values import Workbench


class StandIn:
    """What a test's calls go to, with an entry of the bank for the submission."""

    def __init__(self, entry: Misconception) -> None:
        self._entry = entry
        self._workbench = Workbench()
        self.transcript: list[Call] = []

    def begin_case(self) -> None:
        """Start a test case: fresh generators, nothing kept, an empty transcript."""
        self._workbench = Workbench()
        self.transcript = []

    def has_room(self) -> bool:
        """Whatever trusted code returns may be kept."""
        return True

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        on: wire.Handle | None = None,
        observe: bool = False,
        keep: bool = False,
    ) -> Reply:
        """What the entry returns for a call, as it would come over the wire."""
        # Copies: an entry may work in place.
        message = messages.Call(name, list(args), kwargs, on, observe=observe, keep=keep)
        sent = wire.receive(wire.encode(message), messages.Call)
        asked = Call(name, tuple(sent.args), sent.kwargs, None, failed=True, on=sent.on)
        try:
            reply = self._reply(sent)
        except StudentRaised as error:
            self.transcript.append(replace(asked, raised=(error.kind, error.text)))
            raise
        self.transcript.append(
            replace(
                asked,
                value=reply.value,
                failed=False,
                changed=reply.changed if observe else None,
                random_state_touched=reply.random_state_touched,
            )
        )
        return reply

    def constant(self, name: str) -> Any:
        """A module-level value: an entry for one is a function of no arguments."""
        return self.call(name, (), {}).value

    def attribute(self, handle: wire.Handle, name: str) -> Any:
        """An attribute of what an entry returned."""
        held = self._workbench.materialize(handle)
        return self._workbench.reduce(getattr(held, name))

    def table(self) -> dict[str, Any]:
        """No entry stands for a file of values."""
        raise StudentRaised("ImportError", "there is no table", "")

    def _reply(self, sent: messages.Call) -> Reply:
        function = self._function(sent.name, sent.on)
        try:
            with _undisturbed():
                value = calling.call(self._workbench, function, sent)
                value = wire.receive(wire.encode(value), messages.Value)
        except Exception as error:
            raise StudentRaised(type(error).__name__, str(error), "") from None
        return of_value(value)

    def _function(self, name: str, on: wire.Handle | None) -> Any:
        if on is not None:
            held = self._workbench.materialize(on)
            return getattr(held, name) if name else held
        if name != self._entry.function_name:
            raise StudentRaised("NameError", f"the file defines no function {name}", "")
        return self._entry.implementation


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Entries warn and divide by zero; whoever records them must not feel it."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
