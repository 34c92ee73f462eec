"""A misconception in the place of a submission: trusted code, called as a session calls theirs."""

from __future__ import annotations

from typing import Any

from grader.calls.failures import StudentRaised
from grader.calls.replies import Reply, of_value
from grader.diagnosis.bank import Misconception
from grader.model import Call
from grader.worker import calling, messages, wire
from grader.worker.values import Workbench


class StandIn:
    """What `checks.run_case` needs of a session, with an entry of the bank for the submission."""

    def __init__(self, entry: Misconception) -> None:
        self._entry = entry
        self._workbench = Workbench()
        self.transcript: list[Call] = []

    def begin_case(self) -> None:
        """Start a test case: fresh generators, nothing kept, an empty transcript."""
        self._workbench = Workbench()
        self.transcript = []

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
        sent = wire.encode(messages.Call(name, list(args), kwargs, on, observe=observe, keep=keep))
        function = self._function(name, on)
        try:
            value = calling.call(self._workbench, function, wire.receive(sent, messages.Call))
        except Exception as error:
            raise StudentRaised(type(error).__name__, str(error), "") from None
        return of_value(value)

    def constant(self, name: str) -> Any:
        """A module-level value: an entry for one is a function of no arguments."""
        return self.call(name, (), {}).value

    def attribute(self, handle: wire.Handle, name: str) -> Any:
        """An attribute of what an entry returned."""
        held = self._workbench.materialize(handle)
        return self._workbench.reduce(getattr(held, name))

    def _function(self, name: str, on: wire.Handle | None) -> Any:
        if on is not None:
            held = self._workbench.materialize(on)
            return getattr(held, name) if name else held
        if name != self._entry.function_name:
            raise StudentRaised("NameError", f"the file defines no function {name}", "")
        return self._entry.implementation
