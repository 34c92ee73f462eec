"""Workers for systems without forks: plain processes and pipes, a new one for each question part.

No layer of confinement holds around them. That is enough for students, who run their own code; the
verdicts can't be forged either way, since values alone reach the judge.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from grader.calls.environment import environment_of_workers
from grader.calls.failures import NoWorker
from grader.calls.output import Output
from grader.calls.pipes import PipeChannel, in_background, pump
from grader.calls.process import Limit, exchange
from grader.homework import Homework
from grader.worker import frames, wire

SCRIPT = Path(__file__).resolve().parents[1] / "worker" / "plain.py"
NOTE = "Your code runs in a process of its own; nothing more confines it on this system."
READY_SECONDS = 120.0  # importing torch on a cold, slow disk
_MARK = b"\0"  # ends what was printed before a reply
_MARK_SECONDS = 1.0


class PlainProcesses:
    """Starts workers; one more than was asked for, which gets ready while others answer."""

    def __init__(self, homework: Homework) -> None:
        self._homework = homework
        # The wire of this process has to know what the worker's does.
        homework.hook("kinds")
        self._spare: dict[frozenset[str], PlainWorker] = {}

    def start(self, libraries: Iterable[str]) -> None:
        """Have a worker with these libraries get ready."""
        wanted = frozenset(libraries)
        if wanted not in self._spare:
            self._spare[wanted] = PlainWorker(self._homework, wanted)

    def take(self, libraries: Iterable[str]) -> PlainWorker:
        """A worker that nobody has asked anything.

        Raises:
            NoWorker: where it doesn't start.
        """
        wanted = frozenset(libraries)
        self.start(wanted)
        worker = self._spare.pop(wanted)
        worker.get_ready()
        self.start(wanted)
        return worker

    def close(self) -> None:
        """End those that nobody took."""
        for worker in self._spare.values():
            worker.end()
        self._spare.clear()


class PlainWorker:
    """A process that holds one of the student's modules, and speaks on its own pipes."""

    def __init__(self, homework: Homework, libraries: Iterable[str]) -> None:
        self.alive = True
        self.layers: tuple[str, ...] = ()
        self._folder = tempfile.mkdtemp(prefix="worker-")
        kinds = homework.hook_file("kinds")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-s", "-P", str(SCRIPT)),
                *(str(homework.root), str(kinds or ""), str(homework.seed)),
                *sorted(libraries),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=self._folder,
            env=environment_of_workers(self._folder),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._channel = PipeChannel(self._process.stdin, self._process.stdout)
        self._output = _MarkedOutput()
        in_background(pump, self._process.stderr, self._output.keep)

    def get_ready(self) -> None:
        """Wait until it has loaded its libraries.

        Raises:
            NoWorker: where that doesn't come to an end.
        """
        try:
            greeting, _ = frames.receive_frame(self._channel, time.monotonic() + READY_SECONDS)
            wire.decode(greeting)
            self._output.expect_mark()
        except (TimeoutError, wire.WireError):
            said = self.printed().strip().splitlines()
            self.end()
            reason = f" ({said[-1]})" if said else ""
            raise NoWorker(f"the worker process did not start{reason}; grade again") from None

    def request(self, message: bytes, limit: Limit) -> bytes:
        """Send one request and wait for its answer; a failure of the worker ends it and is raised
        by its cause. Time on the clock stands for the processor's, which few systems tell.
        """

        def ask(nonce: int) -> tuple[bytes, int]:
            deadline = time.monotonic() + limit.processor
            frames.send_frame(self._channel, message, nonce, deadline)
            answer = frames.receive_frame(self._channel, deadline)
            self._output.expect_mark()
            return answer

        return exchange(self, Limit(limit.processor, limit.processor), ask)

    def printed(self) -> str:
        """What the student's code has printed since `forget_printed`: the first and last 2 kB."""
        return self._output.text()

    def forget_printed(self) -> None:
        """Let go of what was printed so far."""
        self._output.forget()

    def fork(self) -> None:
        """It can't be forked: whoever wants another like it loads the file anew."""
        return

    def end(self) -> None:
        """End the process."""
        if not self.alive:
            return
        self.alive = False
        self._process.kill()
        self._process.wait()
        # The pipes that are read are closed by whoever reads them, at their end.
        with contextlib.suppress(OSError):
            self._channel.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class _MarkedOutput:
    """What is printed, told apart by reply: the worker ends it with a mark before each."""

    def __init__(self) -> None:
        self._output = Output()
        self._marks = threading.Semaphore(0)
        self._due = 0

    def keep(self, piece: bytes) -> None:
        """More of it, from the thread that reads it."""
        self._output.keep(piece.replace(_MARK, b""))
        if marks := piece.count(_MARK):
            self._marks.release(marks)

    def expect_mark(self) -> None:
        """A reply has come: what was printed before it is on its way."""
        self._due += 1

    def text(self) -> str:
        """All that was printed before the last reply."""
        self._wait()
        return self._output.text()

    def forget(self) -> None:
        """Let go of it."""
        self._wait()
        self._output.forget()

    def _wait(self) -> None:
        while self._due and self._marks.acquire(timeout=_MARK_SECONDS):
            self._due -= 1
