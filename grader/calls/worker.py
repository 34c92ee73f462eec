"""Workers as the judge sees them: called with a deadline, ended without a trace.

The judge trusts nothing that comes back: an answer must carry the nonce of its request, and is
bytes until `replies` has read it. A worker in which a file is loaded can be forked. Its time is
that of the process that has greeted, as the kernel counts it.
"""

from __future__ import annotations

import math
import os
import select
import socket
import time
from collections.abc import Callable, Iterable

from grader.calls.failures import NoWorker, WorkerDied
from grader.calls.output import Output
from grader.calls.process import Limit, OutOfProcessorTime, exchange
from grader.calls.processor import ProcessorClock, name_senders, next_sender
from grader.calls.replies import read
from grader.calls.server import ForkServer
from grader.worker import frames, messages, wire
from grader.worker.cores import own_cores

READY_SECONDS = 20.0
MOST_KEPT_BYTES = 64 << 20  # of each file's memory, while other files are asked
_PIPE_BYTES = 1 << 16
_SHORTEST_WAIT = 0.002
_FORK = Limit(processor=5.0, clock=READY_SECONDS)
# Without these a file's forks could reach each other, or what they start is not counted.
_FORK_LAYERS = {"seccomp", "process-limit"}


class Worker:
    """One confined process that holds one of the student's modules.

    start: has a process started that speaks on a socket and prints to a descriptor.
    stop: ends it, once the judge has hung up.
    """

    def __init__(
        self, start: Callable[[socket.socket, int], None], stop: Callable[[], None]
    ) -> None:
        self._stop = stop
        self.alive = False
        self._printed = Output()
        self._rpc, theirs = socket.socketpair()
        name_senders(self._rpc)
        self._processor = ProcessorClock(0)
        self._cores = max(len(own_cores()), 1)
        self._output, output = os.pipe()
        try:
            start(theirs, output)
        except BaseException:
            self._close_descriptors()
            raise
        finally:
            theirs.close()
            os.close(output)
        self.alive = True
        os.set_blocking(self._output, False)
        self._poll = select.poll()
        self._poll.register(self._rpc, select.POLLIN)
        self._poll.register(self._output, select.POLLIN)
        self.layers: tuple[str, ...] = ()
        try:
            self.layers = self._greeting()
        except BaseException:
            self.end()
            raise

    def request(self, message: bytes, limit: Limit) -> bytes:
        """Send one request and wait for its answer; a failure of the worker ends it and is raised
        by its cause.
        """

        before = self._processor.seconds()

        def ask(nonce: int) -> tuple[bytes, int]:
            deadline = time.monotonic() + limit.clock
            frames.send_frame(self._rpc, message, nonce, deadline)
            self._wait(deadline, before + limit.processor)
            return frames.receive_frame(self._rpc, deadline)

        try:
            return exchange(self, limit, ask)
        finally:
            limit.used = self._processor.seconds() - before

    def printed(self) -> str:
        """What the student's code has printed since `forget_printed`: the first and last 2 kB."""
        if self.alive:
            self._drain()
        return self._printed.text()

    def forget_printed(self) -> None:
        """Let go of what was printed so far."""
        if self.alive:
            self._drain()
        self._printed.forget()

    def end(self) -> None:
        """End the worker and all that it started."""
        if not self.alive:
            return
        self._drain()
        self._processor.seconds()  # the last that can be seen
        self.alive = False
        self._close_descriptors()
        self._stop()

    def _greeting(self) -> tuple[str, ...]:
        # It is sent before anything of the submission can speak here.
        try:
            deadline = time.monotonic() + READY_SECONDS
            self._wait(deadline, math.inf)
            self._processor = ProcessorClock(next_sender(self._rpc))
            greeting, _ = frames.receive_frame(self._rpc, deadline)
            hello: messages.Greeting = wire.receive(greeting, messages.Greeting)
            return hello.layers
        except (TimeoutError, wire.WireError):
            said = self.printed().strip().splitlines()
            reason = f" ({said[-1]})" if said else ""
            raise NoWorker(f"the worker process did not start{reason}; grade again") from None

    def _wait(self, deadline: float, most_used: float) -> None:
        """Wait for an answer until a deadline, or until the worker has used so many seconds of the
        processor.
        """
        while True:
            # Looked at each time: a worker that prints without end is always ready.
            left, unused = deadline - time.monotonic(), most_used - self._processor.seconds()
            if left <= 0:
                raise TimeoutError
            if unused <= 0:
                raise OutOfProcessorTime
            # Threads on every core use it up no sooner than this.
            soonest = max(unused / self._cores, _SHORTEST_WAIT)
            ready = dict(self._poll.poll(min(left, soonest) * 1000))
            printed = ready.get(self._output, 0)
            if printed:
                self._drain()
                if printed & select.POLLHUP:
                    self._poll.unregister(self._output)
            if self._rpc.fileno() in ready:
                return

    def _drain(self) -> None:
        # A pipe's worth at a time: whoever prints without end can't keep the judge here.
        try:
            self._printed.keep(os.read(self._output, _PIPE_BYTES))
        except OSError:
            return

    def _close_descriptors(self) -> None:
        self._rpc.close()
        os.close(self._output)


class LoadedWorker(Worker):
    """A worker that the server has forked, in which a file is loaded: it can be forked itself."""

    def __init__(self, server: ForkServer, libraries: Iterable[str] = ()) -> None:
        self._server = server
        self._libraries = set(libraries)
        self._pid = self._uid = 0
        self._may_fork: bool | None = None
        super().__init__(self._start, self._end)

    def fork(self) -> Worker | None:
        """A process like it, that nobody has asked anything before; None where a fork would not be
        as good as one that loads the file anew: something leads from one to another, a thread would
        be missing, or it takes too much memory to be kept.

        Raises:
            CallFailed: where it can't be had; this worker has then ended.
        """
        if self._may_fork is None:
            self._look()
        if not self._may_fork:
            return None
        self._may_fork = False  # one at a time
        worker = Worker(self._start_fork, self._end_fork)
        worker.layers = self.layers  # what is refused to her is refused to it
        return worker

    def _look(self) -> None:
        alone, grown = self._server.look(self._pid)
        self._may_fork = {*self.layers} >= _FORK_LAYERS and alone and grown <= MOST_KEPT_BYTES

    def _end_fork(self) -> None:
        # An honest fork ends by itself when the judge has hung up.
        self._look()
        if not self._may_fork:
            self.end()

    def _start_fork(self, theirs: socket.socket, output: int) -> None:
        read(self.request(wire.encode(messages.Fork()), _FORK))
        try:
            socket.send_fds(self._rpc, [b"\0"], (theirs.fileno(), output))
        except OSError:
            self.end()
            raise WorkerDied("the process ended when it was to be forked") from None

    def _start(self, theirs: socket.socket, output: int) -> None:
        self._pid, self._uid = self._server.fork(theirs, output, self._libraries)

    def _end(self) -> None:
        self._server.end(self._pid, self._uid)
