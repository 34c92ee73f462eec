"""A misconception in the place of a submission: trusted code, called as a session calls theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any

from grader.calls.failures import StudentRaised
from grader.calls.replies import Reply, of_value
from grader.diagnosis.bank import Misconception
from grader.model import Call
from grader.trials.checks import Check, Trial, quiet, run_case
from grader.trials.recording import Recording
from grader.worker import calling, messages, wire
from grader.worker.conversation import bases_of
from grader.worker.values import Workbench


class MistakenCaller:
    """What a test's calls go to, with an entry of the bank for the submission.

    companions: has the functions of the file that the entry is no version of.
    """

    def __init__(self, entry: Misconception, companions: ModuleType | None = None) -> None:
        self._entry = entry
        self._companions = companions
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
        with _raising_as_theirs():
            held = self._workbench.materialize(handle)
            value = self._workbench.reduce(getattr(held, name))
        self.transcript.append(Call(name, (), {}, value, on=handle, read=True))
        return value

    def table(self) -> dict[str, Any]:
        """No entry stands for a file of values."""
        raise StudentRaised("ImportError", "there is no table", "")

    def _reply(self, sent: messages.Call) -> Reply:
        with _raising_as_theirs():
            function = self._function(sent.name, sent.on)
            value = calling.call(self._workbench, function, sent)
            return of_value(wire.receive(wire.encode(value), messages.Value))

    def _function(self, name: str, on: wire.Handle | None) -> Any:
        if on is not None:
            held = self._workbench.materialize(on)
            return getattr(held, name) if name else held
        if not name:  # something is lent
            return None
        if name == self._entry.function_name:
            return self._entry.implementation
        if not hasattr(self._companions, name):
            raise StudentRaised("NameError", f"the file defines no function {name}", "")
        return getattr(self._companions, name)


@contextmanager
def _raising_as_theirs() -> Iterator[None]:
    try:
        with quiet():
            yield
    except StudentRaised:
        raise
    except Exception as error:
        bases = bases_of(error)
        raise StudentRaised(bases[0], str(error), "", bases=bases) from None


def tried(entry: Misconception, checks: Iterable[Check], recording: Recording) -> list[Trial]:
    """How an entry fares in the recorded cases of these checks of its part."""
    mistaken = MistakenCaller(entry)
    return [
        Trial(
            check,
            tuple(
                run_case(check, case, mistaken)
                for case in recording.graded(entry.part, check.test_id)
            ),
        )
        for check in checks
    ]
