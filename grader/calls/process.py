"""What the judge asks of a process that holds a submission's file, however it was started."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from grader.calls.failures import BadReply, TimedOut, WorkerDied
from grader.worker import frames, wire


@dataclass
class Limit:
    """How long an answer may take: seconds of the processor, and seconds on the clock.

    used: how many of the processor's it took, once it is known; None where nobody can say.
    """

    processor: float
    clock: float
    used: float | None = None


class OutOfProcessorTime(TimeoutError):
    """It has used up its seconds of the processor."""


class Process(Protocol):
    """Answers one request after another until it is ended, or has died.

    layers: the layers of confinement that hold around it.
    """

    alive: bool
    layers: tuple[str, ...]

    def request(self, message: bytes, limit: Limit) -> bytes:
        """Send one request and wait for its answer; `limit` is told what it used.

        Raises:
            CallFailed: where there is none; the process has then ended.
        """

    def printed(self) -> str:
        """What the student's code has printed since `forget_printed`, bounded."""

    def forget_printed(self) -> None:
        """Let go of what was printed so far."""

    def end(self) -> None:
        """End it, and all that it started as far as that can be had."""


class LoadedProcess(Process, Protocol):
    """One in which a file is loaded."""

    def fork(self) -> Process | None:
        """A process like it, that nobody has asked anything before; None where a fork can't be had,
        or isn't as good as loading the file anew."""


def exchange(process: Process, limit: Limit, ask: Callable[[int], tuple[bytes, int]]) -> bytes:
    """The answer to a request; where there is none, the process is ended.

    ask: sends the request with a nonce and waits for an answer and the nonce that comes with it,
    within the limit.

    Raises:
        CallFailed: by its cause.
    """
    nonce = secrets.randbits(64)
    try:
        answer, its_nonce = ask(nonce)
    except OutOfProcessorTime:
        process.end()
        raise TimedOut(limit.processor) from None
    except TimeoutError:
        process.end()
        raise TimedOut(limit.clock) from None
    except (frames.Closed, OSError):
        process.end()
        raise WorkerDied("the process ended in the middle of a call") from None
    except wire.WireError as error:
        process.end()
        raise BadReply(f"the reply could not be read: {error}") from None
    except BaseException:
        process.end()  # whatever it was, one that may still answer an old call is of no use
        raise
    if its_nonce != nonce:
        process.end()
        raise BadReply("the reply does not belong to the call")
    return answer
