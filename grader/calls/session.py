"""One question part's dealings with a submission: a worker when needed, budgets of time, a
transcript of the calls.

Tests see a `Proxy` of it alone. A worker that has died or was killed is replaced before the next
call; time that calls have used up is not given back, so that one endless loop can't take the time
of the other parts. A worker that has met a hidden case never serves a public check, whose output
students see.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from grader.calls.budget import Account, Budget, Meter
from grader.calls.failures import (
    BadReply,
    CallFailed,
    KeepsState,
    OutOfBudget,
    StudentRaised,
    TimedOut,
)
from grader.calls.loading import loading
from grader.calls.replies import Reply, read
from grader.calls.server import ServerLost
from grader.calls.transcript import Exchange, Transcript
from grader.calls.worker import ForkServer, Worker
from grader.submission import Submission
from grader.worker import messages, wire


class Session:
    """Calls into one module of one submission, for one question part.

    only_stateless: refuse, with KeepsState, a file that could keep something between calls.
    worker: one that other files were loaded into, to take in place of a new one.
    """

    def __init__(
        self,
        submission: Submission,
        server: ForkServer,
        module: str,
        budget: Budget,
        account: Account | None = None,
        *,
        only_stateless: bool = False,
        worker: Worker | None = None,
    ) -> None:
        self._only_stateless = only_stateless
        self._submission = submission
        self._server = server
        self._module = self.module = module
        self._meter = Meter(budget, account or Account())
        self._worker: Worker | None = None
        self._spare = worker
        self.load_failure: CallFailed | None = None
        self._new_case = True
        self._seen_hidden = False
        self._printed = ""
        self.transcript: Transcript = Transcript()
        self.layers: tuple[str, ...] = ()

    def begin_check(self, *, hidden: bool = False) -> None:
        """Start a check: its own budget, nothing printed yet, and no memory of hidden cases in a
        public one.
        """
        if self._seen_hidden and not hidden:
            self.close()
        self._seen_hidden = hidden
        self._meter.begin_check()
        self._printed = ""
        if self._worker is not None:
            self._worker.forget_printed()

    def begin_case(self) -> None:
        """Start a test case: fresh generators in the worker, an empty transcript."""
        self._new_case = True
        self.transcript = Transcript()

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
        """Call one of the student's functions, or a method of what a handle stands for; the value
        as plain data, or a CallFailed that names the cause.
        """
        new_case = self._is_new_case()
        return self._reply(
            messages.Call(name, list(args), kwargs, on, new_case, observe=observe, keep=keep)
        )

    def constant(self, name: str) -> Any:
        """A module-level value of the student's file; None counts as not started."""
        value = self._reply(messages.Read(name, None, self._is_new_case())).value
        if value is None:
            raise StudentRaised(
                "NotImplementedError", f"{name} is not set yet", "", not_started=True
            )
        return value

    def attribute(self, handle: wire.Handle, name: str) -> Any:
        """An attribute of what a handle stands for."""
        return self._reply(messages.Read(name, handle, self._is_new_case())).value

    def table(self) -> dict[str, Any]:
        """A table of values as a dict. A worker parses it, within bounds of time and memory."""
        table = self._reply(messages.Table()).value
        if type(table) is not dict:
            raise BadReply(f"{self._module}.toml has no table that can be read")
        return table

    def printed(self) -> str:
        """What the submission printed during this check, bounded."""
        return self._worker.printed() if self._worker is not None else self._printed

    def close(self) -> None:
        """End the worker, and with it everything that the submission started."""
        worker = self.give_up_worker()
        if worker is not None:
            self._printed = worker.printed()
            worker.end()

    def give_up_worker(self) -> Worker | None:
        """The worker, for another session to take."""
        worker = self._worker or self._spare
        self._worker = self._spare = None
        return worker

    def ask(self, request: bytes) -> Exchange:
        """Have a request of this case answered, for the test or ahead of it.

        What is asked never says whose submission it is: the same for all who answered the same.
        """
        answer: bytes | Exception
        try:
            answer = self._answer(request)
        except Exception as failure:  # for the test, whoever asked
            answer = failure
        exchange = Exchange(request, answer)
        self.transcript.exchanges.append(exchange)
        return exchange

    def _is_new_case(self) -> bool:
        """Whether this is the first request since `begin_case`."""
        new_case, self._new_case = self._new_case, False
        return new_case

    def _reply(self, message: messages.Request) -> Reply:
        request = wire.encode(message)
        if not self.transcript.is_ahead():
            self.ask(request)
        try:
            return self.transcript.take(request).reply()
        except BadReply:
            self.close()  # what answers so is no worker of ours any more
            raise

    def _answer(self, request: bytes) -> bytes:
        worker = self._worker or self._ready_worker()
        left = self._meter.seconds_left(self._meter.budget.call)
        try:
            with self._charged():
                answer = worker.request(request, left)
        except TimedOut:
            raise TimedOut(left, rest=left < self._meter.budget.call / 2) from None
        self._meter.charge_reply(len(answer))
        return answer

    def _ready_worker(self) -> Worker:
        """A new worker that has loaded the file."""
        if self.load_failure is not None:
            raise self.load_failure
        stuck = self._meter.account.stuck
        if self._module in stuck:
            raise stuck[self._module]
        order = loading(self._submission, self._module, only_stateless=self._only_stateless)
        left = self._meter.seconds_left(self._meter.budget.load)
        worker = self._worker_with(order.needed)
        try:
            with self._charged():
                if read(worker.request(order.request, left)).value is False:
                    raise KeepsState
        except TimedOut:
            failure = OutOfBudget(
                f"{order.file} did not load within {left:.2g} s: "
                "is there a loop outside of its functions?"
            )
            if self._meter.is_whole(left):
                self.load_failure = stuck[self._module] = failure
            raise failure from None
        except CallFailed as failure:
            self.load_failure = failure
            self.close()
            raise
        return worker

    def _worker_with(self, needed: set[str]) -> Worker:
        """A worker that has these libraries: the spare one, else a new one."""
        if self._spare is None or not needed <= self._spare.libraries:
            self.close()
            self._server.preload(needed)
            # What the server still has to load is not the submission's time.
            with contextlib.suppress(ServerLost):  # the fork will find out
                self._server.settle()
            with self._charged():
                self._spare = Worker(self._server)
        self._worker, self._spare = self._spare, None
        self.layers = self._worker.layers
        return self._worker

    @contextlib.contextmanager
    def _charged(self) -> Iterator[None]:
        """Count the time that passes inside, and let go of a worker that did not survive it."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._meter.charge(time.monotonic() - start)
            if self._worker is not None and not self._worker.alive:
                self.close()
