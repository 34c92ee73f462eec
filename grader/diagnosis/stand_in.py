"""A misconception in the place of a submission: trusted code, called as a session calls theirs."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader.calls.failures import StudentRaised
from grader.calls.replies import Reply
from grader.diagnosis.bank import Misconception
from grader.model import Call
from grader.worker import wire
from grader.worker.values import Workbench, fingerprint, fresh_random_state, random_state, reduce


class StandIn:
    """What a test's calls go to, with an entry of the bank for the submission."""

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
        sent = wire.normalize({"args": list(args), "kwargs": kwargs})
        asked = name, tuple(sent["args"]), sent["kwargs"]
        try:
            reply = self._reply(name, sent["args"], sent["kwargs"], observe)
        except StudentRaised as error:
            raised = (error.kind, error.text)
            self.transcript.append(Call(*asked, None, failed=True, raised=raised))
            raise
        changed = tuple(reply.changed) if observe else None
        touched = reply.random_state_touched
        self.transcript.append(Call(*asked, reply.value, False, changed, touched))
        return reply

    def constant(self, name: str) -> Any:
        """A module-level value: an entry for one is a function of no arguments."""
        return self.call(name, (), {}).value

    def table(self) -> dict[str, Any]:
        """No entry stands for a file of values."""
        raise StudentRaised("ImportError", "there is no table", "")

    def _reply(self, name: str, args: list[Any], kwargs: dict[str, Any], observe: bool) -> Reply:
        if name != self._entry.function_name:
            raise StudentRaised("NameError", f"the file defines no function {name}", "")
        # Copies: an entry may work in place.
        arguments = [self._workbench.materialize(item) for item in args]
        keywords = {key: self._workbench.materialize(item) for key, item in kwargs.items()}
        function = self._entry.implementation
        names = [*list(inspect.signature(function).parameters)[: len(arguments)], *keywords]
        objects = [*arguments, *keywords.values()]
        before = [fingerprint(item) for item in objects] if observe else []
        state = fresh_random_state() if observe else None
        try:
            with _undisturbed():
                value = wire.normalize(reduce(function(*arguments, **keywords)))
        except Exception as error:
            raise StudentRaised(type(error).__name__, str(error), "") from None
        if not observe:
            return Reply(value)
        after = [fingerprint(item) for item in objects]
        changed = [name for name, old, new in zip(names, before, after, strict=True) if old != new]
        return Reply(value, changed, random_state() != state)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Entries warn and divide by zero; whoever records them must not feel it."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
