"""One question part's dealings with a submission: a worker when needed, budgets of time, a
transcript of the calls.

Tests see a `Proxy` alone. A worker that has died or was killed is replaced before the next call;
time that calls have used up is not given back, so that one endless loop can't take the time of the
other parts. A worker that has met a hidden case never serves a public check, whose output students
see.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.judge.failures import BadReply, CallFailed, OutOfBudget, StudentRaised, TimedOut
from grader.judge.imports import libraries
from grader.judge.worker_pool import ForkServer, Reply, Worker, seal
from grader.report.model import Call
from grader.submission import MODULES, Submission
from grader.worker import wire


@dataclass(frozen=True)
class Budget:
    """What a submission may use up: seconds that its answers may take, and bytes that a check's
    replies may have.

    Loading a file; one call; all calls of a check, of a question part, of the submission (its
    loading counted in).
    """

    load: float = 15.0
    call: float = 10.0
    check: float = 15.0
    part: float = 25.0
    submission: float = 300.0
    reply_bytes: int = 64 << 20


@dataclass
class Account:
    """What one submission has used up so far, over all of its parts."""

    seconds: float = 0.0
    stuck: dict[str, CallFailed] = field(default_factory=dict)  # files that did not load in time


@dataclass
class Spent:
    """Seconds and bytes waited for and received, in this check and in this part."""

    check: float = 0.0
    part: float = 0.0
    reply_bytes: int = 0


class Session:
    """Calls into one module of one submission, for one question part."""

    def __init__(
        self,
        submission: Submission,
        server: ForkServer,
        module: str,
        budget: Budget,
        account: Account | None = None,
    ) -> None:
        self._submission = submission
        self._server = server
        self._module = module
        self._budget = budget
        self._account = account or Account()
        self._worker: Worker | None = None
        self._load_failure: CallFailed | None = None
        self._case = 0
        self._spent = Spent()
        self._seen_hidden = False
        self._printed = ""
        self.transcript: list[Call] = []
        self.layers: tuple[str, ...] = ()

    def begin_check(self, *, hidden: bool = False) -> None:
        """Start a check: its own budget, nothing printed yet, and no memory of hidden cases in a
        public one.
        """
        if self._seen_hidden and not hidden:
            self.close()
        self._seen_hidden = hidden
        self._spent.check, self._spent.reply_bytes = 0.0, 0
        self._printed = ""
        if self._worker is not None:
            self._worker.forget_printed()

    def begin_case(self) -> None:
        """Start a test case: fresh generators in the worker, an empty transcript."""
        self._case += 1
        self.transcript = []

    def call(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, observe: bool = False
    ) -> Reply:
        """Call one of the student's functions; the value as plain data, or a CallFailed that names
        the cause.
        """
        question = {"op": "call", "name": name, "case": self._case, "observe": observe}
        frame, nonce = seal(question | {"args": args, "kwargs": kwargs})
        # What was sent, and not what the test holds: the report and the diagnosis see what was
        # asked.
        sent = wire.decode(frame)
        asked = Call(name, tuple(sent["args"]), sent["kwargs"], None, failed=True)
        self.transcript.append(asked)
        reply = self._ask(frame, nonce)
        self.transcript[-1] = replace(
            asked,
            value=reply.value,
            failed=False,
            changed=tuple(reply.changed) if observe else None,
            random_state_touched=reply.random_state_touched,
        )
        return reply

    def constant(self, name: str) -> Any:
        """A module-level value of the student's file; None counts as not started."""
        value = self._ask(*seal({"op": "constant", "name": name})).value
        if value is None:
            raise StudentRaised(
                "NotImplementedError", f"{name} is not set yet", "", not_started=True
            )
        self.transcript.append(Call(name, (), {}, value))
        return value

    def table(self) -> dict[str, Any]:
        """process.toml as a dict. A worker parses it, within bounds of time and memory."""
        text = self._submission.text("process.toml")
        if text is None:
            raise StudentRaised("ImportError", self._submission.why_missing("process.toml"), "")
        if text == self._submission.blank("process.toml"):
            raise StudentRaised(
                "NotImplementedError", "process.toml is not filled in yet", "", not_started=True
            )
        try:
            table = self._ask(*seal({"op": "table", "text": _as_bytes(text)})).value
        except StudentRaised as error:
            raise StudentRaised(
                error.kind, f"process.toml can't be read: {error.text}", ""
            ) from None
        if type(table) is not dict:
            raise BadReply("process.toml has no table that can be read")
        return table

    def printed(self) -> str:
        """What the submission printed during this check, bounded."""
        return self._worker.printed() if self._worker is not None else self._printed

    def close(self) -> None:
        """End the worker, and with it everything that the submission started."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            self._printed = worker.printed()
            worker.end()

    def _ask(self, frame: bytes, nonce: int) -> Reply:
        worker = self._ready_worker()
        left = min(
            self._budget.call,
            self._budget.check - self._spent.check,
            self._budget.part - self._spent.part,
            self._budget.submission - self._account.seconds,
        )
        if left <= 0:
            raise OutOfBudget(self._what_is_used_up())
        before, start = worker.received_bytes, time.monotonic()
        try:
            reply = worker.request_frame(frame, nonce, left)
        finally:
            elapsed = time.monotonic() - start
            self._spent.check += elapsed
            self._spent.part += elapsed
            self._account.seconds += elapsed
            if not worker.alive:
                self.close()
        self._spent.reply_bytes += worker.received_bytes - before
        if self._spent.reply_bytes > self._budget.reply_bytes:
            size = self._budget.reply_bytes >> 20
            raise BadReply(f"returned more than {size} MiB in one check; return only what is asked")
        return reply

    def _what_is_used_up(self) -> str:
        if self._account.seconds >= self._budget.submission:
            return (
                f"not run: the {self._budget.submission:g} s for the whole submission are used up"
            )
        if self._spent.part >= self._budget.part:
            return f"not run: earlier checks used up the {self._budget.part:g} s of this question"
        return f"not run: earlier calls used up the {self._budget.check:g} s of this check"

    def _ready_worker(self) -> Worker:
        if self._load_failure is not None:
            # Without the traceback that it gathered when it was raised before.
            raise self._load_failure.with_traceback(None)
        if self._worker is not None:
            return self._worker
        if self._module not in MODULES:
            return self._new_worker()
        if self._module in self._account.stuck:
            raise self._account.stuck[self._module].with_traceback(None)
        sources = self._submission.sources()
        if self._module not in sources:
            raise StudentRaised(
                "ImportError", self._submission.why_missing(f"{self._module}.py"), ""
            )
        self._server.preload(libraries(sources, self._module))
        worker = self._new_worker()
        start = time.monotonic()
        files = {name: _as_bytes(text) for name, text in sources.items()}
        try:
            worker.request(
                {"op": "load", "sources": files, "module": self._module}, self._budget.load
            )
        except TimedOut:
            self._load_failure = OutOfBudget(
                f"{self._module}.py did not load within {self._budget.load:g} s: "
                "is there a loop outside of its functions?"
            )
            self._account.stuck[self._module] = self._load_failure
            self.close()
            raise self._load_failure from None
        except CallFailed as failure:
            self._load_failure = failure
            self.close()
            raise
        finally:
            self._account.seconds += time.monotonic() - start
        return worker

    def _new_worker(self) -> Worker:
        self._worker = Worker(self._server)
        self.layers = self._worker.layers
        return self._worker


def _as_bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)


@dataclass(frozen=True)
class Proxy:
    """What a test sees of a submission: attribute access makes calls; nothing of the student's runs
    in this process.
    """

    session: Session = field(repr=False)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self.session.call(name, args, kwargs).value

    def observe(self, name: str, *args: Any, **kwargs: Any) -> Reply:
        """Call a function and have the worker look for side effects on its arguments and on global
        random state.
        """
        return self.session.call(name, args, kwargs, observe=True)

    def constant(self, name: str) -> Any:
        """A module-level value of the student's file."""
        return self.session.constant(name)

    def table(self) -> dict[str, Any]:
        """The parsed process.toml."""
        return self.session.table()
