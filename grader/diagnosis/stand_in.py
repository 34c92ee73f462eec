"""A misconception in the place of a submission: trusted code, called as a session calls theirs."""

from __future__ import annotations

import inspect
from typing import Any

from grader.calls.failures import StudentRaised
from grader.calls.replies import Reply
from grader.diagnosis.bank import Misconception
from grader.model import Call
from grader.worker import wire
from grader.worker.values import Workbench, fingerprint, fresh_random_state, random_state, reduce


class StandIn:
    """What `checks.run_case` needs of a session, with an entry of the bank for the submission."""

    def __init__(self, entry: Misconception) -> None:
        self._entry = entry
        self._workbench = Workbench()
        self.transcript: list[Call] = []

    def begin_case(self) -> None:
        """Start a test case: fresh generators, an empty transcript."""
        self._workbench = Workbench()
        self.transcript = []

    def call(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, observe: bool = False
    ) -> Reply:
        """What the entry returns for a call, as it would come over the wire."""
        if name != self._entry.function_name:
            raise StudentRaised("NameError", f"the file defines no function {name}", "")
        # Copies: an entry may work in place.
        arguments = [self._workbench.materialize(item) for item in wire.normalize(list(args))]
        keywords = {
            key: self._workbench.materialize(item) for key, item in wire.normalize(kwargs).items()
        }
        function = self._entry.implementation
        names = [*list(inspect.signature(function).parameters)[: len(arguments)], *keywords]
        objects = [*arguments, *keywords.values()]
        before = [fingerprint(item) for item in objects] if observe else []
        state = fresh_random_state() if observe else None
        try:
            value = reduce(function(*arguments, **keywords))
        except Exception as error:
            raise StudentRaised(type(error).__name__, str(error), "") from None
        if not observe:
            return Reply(value)
        after = [fingerprint(item) for item in objects]
        changed = [name for name, old, new in zip(names, before, after, strict=True) if old != new]
        return Reply(value, changed, random_state() != state)

    def constant(self, name: str) -> Any:
        """A module-level value: an entry for one is a function of no arguments."""
        return self.call(name, (), {}).value
