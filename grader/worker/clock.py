"""Ends what runs for too long, by an exception in the middle of it: by a timer's signal, or by a
thread on systems that have no such signal."""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from types import FrameType


class Clock:
    """Raises an exception in its `with` blocks once they have used up their time together.

    Each block has `last` seconds at least; after that the exception comes again and again, in case
    a bare `except:` swallows the first.
    """

    def __init__(self, error: type[BaseException], seconds: float, last: float) -> None:
        self._error, self._left, self._last = error, seconds, last

    def __enter__(self) -> None:
        self._start = time.monotonic()
        self._begin(max(self._left, self._last))

    def __exit__(self, *error: object) -> None:
        self._end()
        self._left -= time.monotonic() - self._start

    def _begin(self, seconds: float) -> None:
        signal.signal(signal.SIGALRM, self._stop)
        signal.setitimer(signal.ITIMER_REAL, seconds, self._last)

    def _end(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

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


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    what = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
