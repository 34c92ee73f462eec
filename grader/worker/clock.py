"""Ends what runs for too long, by an exception in the middle of it: by signals of timers, or by a
thread on systems that have no such signals. Time is the processor's; of what waits for something,
three times as long on the clock.
"""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from types import FrameType

# How many times as long what only waits may take on the clock.
PATIENCE = 3


class Clock:
    """Raises an exception in its `with` blocks once they have used up their time together.

    Each block has `last` seconds at least; after that the exception comes again and again, in case
    a bare `except:` swallows the first.
    """

    def __init__(self, error: type[BaseException], seconds: float, last: float) -> None:
        self._error, self._left, self._last = error, seconds, last

    def __enter__(self) -> None:
        self._start = _now()
        self._begin(max(self._left, self._last))

    def __exit__(self, *error: object) -> None:
        self._end()
        self._left -= max(now - then for now, then in zip(_now(), self._start, strict=True))

    def _begin(self, seconds: float) -> None:
        for number in (signal.SIGALRM, signal.SIGPROF):
            signal.signal(number, self._stop)
        signal.setitimer(signal.ITIMER_PROF, seconds, self._last)
        signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE, self._last)

    def _end(self) -> None:
        for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
            signal.setitimer(timer, 0)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        raise self._error


class ThreadClock(Clock):
    """The same, from another thread."""

    def _begin(self, seconds: float) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(
            target=self._watch, args=(seconds, threading.get_ident()), daemon=True
        )
        self._thread.start()

    def _end(self) -> None:
        self._over.set()
        self._thread.join()
        # What was raised a moment ago, and has not arrived, would end what comes next.
        _raise_in(threading.get_ident(), None)

    def _watch(self, seconds: float, thread: int) -> None:
        while not self._over.wait(seconds):
            _raise_in(thread, self._error)
            seconds = self._last


def clock(error: type[BaseException], seconds: float, last: float) -> Clock:
    """The one for this system."""
    kind = Clock if hasattr(signal, "setitimer") else ThreadClock
    return kind(error, seconds, last)


def _now() -> tuple[float, float]:
    """Seconds of the processor, and of the clock as they count."""
    return time.process_time(), time.monotonic() / PATIENCE


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    what = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
