"""What the judge asks of a process that holds a submission's file, however it was started."""

from __future__ import annotations

from typing import Protocol


class Process(Protocol):
    """Answers one request after another until it is ended, or has died.

    layers: the layers of confinement that hold around it.
    """

    alive: bool
    layers: tuple[str, ...]

    def request(self, message: bytes, seconds: float) -> bytes:
        """Send one request and wait for its answer.

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
