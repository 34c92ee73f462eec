"""Why a call to the student's code gave no value: one class for each cause, so that a report can
name it.
"""

from __future__ import annotations

from grader.worker.printable import one_line, printable

MAX_TEXT = 2000
MAX_NAME = 80


class CallFailed(Exception):
    """A call to the student's code that gave no value to compare. Its text is one line for the
    student.

    bases: the names of the types that an exception is one of; none where no call raised it.
    """

    bases: tuple[str, ...] = ()


class StudentRaised(CallFailed):
    """The student's code raised an exception; it arrives as text."""

    def __init__(
        self,
        kind: str,
        text: str,
        trace: str,
        *,
        not_started: bool = False,
        bases: tuple[str, ...] = (),
    ) -> None:
        self.kind = one_line(kind)[:MAX_NAME]
        self.text = printable(text)[:MAX_TEXT]
        self.trace = printable(trace)[:MAX_TEXT]
        self.not_started = not_started
        self.bases = bases
        super().__init__(f"raised {self.kind}: {self.text}" if self.text else f"raised {self.kind}")


class TimedOut(CallFailed):
    """No reply within the time that a call has; `rest` where earlier calls had used up the most of
    it."""

    def __init__(self, seconds: float, *, rest: bool = False) -> None:
        self.seconds = seconds
        if rest:
            super().__init__(
                f"timed out: earlier calls left {seconds:.2g} s for this one, which may be slow or "
                "endless too"
            )
        else:
            super().__init__(
                f"timed out after {seconds:.2g} s on this input: does every loop end, and is "
                "nothing waited for?"
            )


class WorkerDied(CallFailed):
    """The process ended (an exit, a crash, out of memory) before it replied."""

    ours = False


class NoWorker(WorkerDied):
    """No process could be started for the submission: the machine's fault and not theirs."""

    ours = True


class BadReply(CallFailed):
    """A reply that is no message of the wire."""


class OutOfBudget(CallFailed):
    """The time for all calls of this question has been used up by earlier ones."""


class LibraryNeeded(BaseException):
    """The file imports a library that its process does not have; no test may take that for an
    answer."""

    def __init__(self, library: str) -> None:
        super().__init__(library)
        self.library = library


class Restart(BaseException):
    """What was asked has to be asked again from the start, in another process."""
