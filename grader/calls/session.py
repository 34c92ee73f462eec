"""One question part's dealings with a submission: a worker when needed, budgets of time, a
transcript of the calls.

A worker that has died or was killed is replaced before the next call; time that calls have used up
is not given back, so that one endless loop can't take the time of the other parts. A worker that
has met a hidden case never serves a public check, whose output students see.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from grader.calls.budget import Account, Budget, Meter
from grader.calls.failures import (
    BadReply,
    CallFailed,
    LibraryNeeded,
    NoWorker,
    Restart,
    StudentRaised,
    TimedOut,
    WorkerDied,
)
from grader.calls.loaded import LoadedFiles
from grader.calls.process import Process
from grader.calls.replies import Reply
from grader.calls.servers import Servers
from grader.calls.transcript import Exchange, Transcript
from grader.model import Call
from grader.submission import Submission
from grader.worker import messages, wire


class Session:
    """Calls into one module of one submission, for one question part.

    may_restart: whether Restart may be raised, where a check has to be tried again from its start
        in another process; otherwise the call alone is repeated there.
    """

    def __init__(
        self,
        files: LoadedFiles,
        module: str,
        budget: Budget,
        account: Account | None = None,
        *,
        may_restart: bool = False,
    ) -> None:
        self._files = files
        self.module = module
        self._meter = Meter(budget, account or Account())
        self._may_restart = self._may_try_again = may_restart
        self._worker: Process | None = None
        self._died_at: set[bytes] = set()
        self._new_case = True
        self._seen_hidden = False
        self._printed = ""
        self.transcript: Transcript = Transcript()
        self.layers: tuple[str, ...] = ()

    def parameters(self, function: str) -> tuple[str, ...]:
        """What one of the student's functions calls its arguments."""
        return self._files.submission.homework.parameters(self.module, function)

    @property
    def load_failure(self) -> CallFailed | None:
        """Why the module can't be loaded, where it can't."""
        return self._files.load_failure(self.module)

    def begin_check(self, *, hidden: bool = False) -> None:
        """Start a check: its own budget, nothing printed yet, and no memory of hidden cases in a
        public one.
        """
        if self._seen_hidden and not hidden:
            self.close()
        self._seen_hidden = hidden
        self._meter.begin_check()
        self._forget_printed()

    def may_try_again(self) -> bool:
        """Whether a check that ran out of time may be tried once more: the first one of a part,
        since the machine may have been busy. What it used up is given back."""
        may, self._may_try_again = self._may_try_again, False
        if may:
            self._meter.forgive_check()
        return may

    def begin_case(self) -> None:
        """Start a test case: fresh generators in the worker, nothing asked or printed."""
        self._new_case = True
        self._meter.begin_case()
        self.transcript.printed = self.printed()
        self.transcript = Transcript()
        self._forget_printed()

    def has_room(self) -> bool:
        """Whether the calls of this case may be kept while the others are tried."""
        return self._meter.has_room(self.transcript.size)

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
        """A module-level value of the student's file; None counts as not started, and so does
        `...`, which Otter puts in the place of a value.
        """
        value = self._reply(messages.Read(name, None, self._is_new_case())).value
        if value in (None, wire.Handle("ellipsis")):
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
            raise BadReply(f"{self.module}.toml has no table that can be read")
        return table

    def printed(self, case: Sequence[Call] = ()) -> str:
        """What the submission printed, bounded: in this case, or in an earlier one whose calls are
        given."""
        if self.load_failure is not None:
            return self._files.printed(self.module)
        if isinstance(case, Transcript) and case is not self.transcript:
            return case.printed
        return self._worker.printed() if self._worker is not None else self._printed

    def _forget_printed(self) -> None:
        self._printed = ""
        if self._worker is not None:
            self._worker.forget_printed()

    def close(self) -> None:
        """End the worker, and with it everything that the submission started."""
        if self._worker is not None:
            self._printed = self._worker.printed()
            self._worker.end()
            self._worker = None

    def _is_new_case(self) -> bool:
        new_case, self._new_case = self._new_case, False
        return new_case

    def _reply(self, message: wire.Message) -> Reply:
        request = wire.encode(message)
        answer: bytes | Exception
        try:
            answer = self._answer(request)
        except Exception as failure:  # told when the exchange is asked
            answer = failure
        exchange = Exchange(request, answer, len(self.printed()))
        self.transcript.add(exchange)
        try:
            return exchange.reply()
        except BadReply:
            self.close()  # what answers so is no worker of ours any more
            raise
        except LibraryNeeded as missing:
            self.close()
            self._files.need(self.module, missing.library)
            if self._may_restart:
                raise Restart from None
            self.transcript.forget_last()
            return self._reply(message)

    def _answer(self, request: bytes) -> bytes:
        try:
            return self._ask(request)
        except NoWorker:
            raise
        except WorkerDied:
            # The machine may have ended it. Where the same call does it twice, it was the call.
            place = sha256(b"%d\0" % self.transcript.asked + request).digest()
            if place in self._died_at or self.load_failure is not None:
                raise
            self._died_at.add(place)
        if self._may_restart:
            raise Restart
        return self._ask(request)

    def _ask(self, request: bytes) -> bytes:
        if self._worker is None:
            self._worker = self._files.worker(self.module, self._meter)
            self.layers = self._worker.layers or self.layers
        most = self._meter.budget.call
        try:
            with self._meter.limited(most) as limit:
                answer = self._worker.request(request, limit)
        except TimedOut as late:
            raise TimedOut(late.seconds, rest=limit.processor < most / 2) from None
        finally:
            if not self._worker.alive:
                self.close()
        self._meter.charge_reply(len(answer))
        return answer


@contextlib.contextmanager
def session_with(
    submission: Submission, servers: Servers, module: str, budget: Budget
) -> Iterator[Session]:
    """A session for whoever asks a submission something outside of a grading."""
    with contextlib.closing(LoadedFiles(submission, servers)) as files:
        session = Session(files, module, budget)
        session.begin_check()
        session.begin_case()
        with contextlib.closing(session):
            yield session
