"""Where work on hand-ins is done: on this machine's cores, or on a cluster (see `cluster`).

Both take an iterator and give answers as they come, with a bounded number in flight, so that memory
does not grow with the class. A process that dies here takes nothing with it: what it was at is done
by another, and given up only where it ended its process twice while nothing else was going on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from grader.ending import UsageError

IN_FLIGHT_PER_WORKER = 4
TRIES_ALONE = 2
_LOOK_SECONDS = 1.0

Task = tuple[Any, ...]


@dataclass(frozen=True)
class Answer:
    """What came of a task. error: why nothing did; trace: where our own code failed."""

    task: Task
    value: Any = None
    error: str = ""
    trace: str = ""


class Workers(Protocol):
    """Whoever does the work."""

    def do(
        self, work: Callable[..., Any], tasks: Iterable[tuple[Any, Task]]
    ) -> Iterator[tuple[Any, Answer]]:
        """Do work(*task) for each. tasks: each with a label that comes back with the answer."""

    def close(self) -> None:
        """Start nothing more."""


class Here:
    """This machine's processes; one job is this very process."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool = _new_pool(jobs) if jobs > 1 else None

    def do(
        self, work: Callable[..., Any], tasks: Iterable[tuple[Any, Task]]
    ) -> Iterator[tuple[Any, Answer]]:
        """Do work(*task) for each. tasks: each with a label that comes back with the answer."""
        if self._pool is None:
            for label, task in tasks:
                yield label, _answer(work, task)
            return
        waiting = iter(tasks)
        flying: dict[Future[Answer], tuple[Any, Task]] = {}
        while True:
            for label, task in islice(waiting, IN_FLIGHT_PER_WORKER * self._jobs - len(flying)):
                flying[_submit(self._pool, work, task)] = label, task
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                yield from self._one_by_one(work, flying)
                flying = {}
                continue
            for future in done:
                label, task = flying.pop(future)
                yield label, _of(future, task)

    def _one_by_one(
        self, work: Callable[..., Any], flying: dict[Future[Answer], tuple[Any, Task]]
    ) -> Iterator[tuple[Any, Answer]]:
        """A process has died, and nobody knows at what: each is done with nothing beside it."""
        assert self._pool is not None
        self._pool.shutdown(wait=False)
        self._pool = _new_pool(self._jobs)
        for future, (label, task) in flying.items():
            is_done = future.done() and future.exception() is None
            yield label, future.result() if is_done else _alone(work, task)

    def close(self) -> None:
        """Start nothing more."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _alone(work: Callable[..., Any], task: Task) -> Answer:
    for _ in range(TRIES_ALONE):
        with _new_pool(1) as process:
            future = _submit(process, work, task)
            if not isinstance(future.exception(), BrokenProcessPool):
                return _of(future, task)
    return Answer(task, error=f"the process that did it ended {TRIES_ALONE} times")


def _answer(work: Callable[..., Any], task: Task) -> Answer:
    try:
        return Answer(task, work(*task))
    except Exception as error:
        return Answer(task, error=_said(error), trace=traceback.format_exc())


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _of(future: Future[Answer], task: Task) -> Answer:
    error = future.exception()
    return Answer(task, error=repr(error)) if error else future.result()


def _submit(processes: ProcessPoolExecutor, work: Callable[..., Any], task: Task) -> Future[Answer]:
    try:
        return processes.submit(_answer, work, task)
    except BrokenProcessPool as error:
        broken: Future[Answer] = Future()
        broken.set_exception(error)
        return broken


def _new_pool(jobs: int) -> ProcessPoolExecutor:
    # Python's own helper outlives a run that is stopped, and would tell what it clears up.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    # A fork of a process with threads may hang.
    context = multiprocessing.get_context("spawn")
    try:
        return ProcessPoolExecutor(
            jobs, context, initializer=_live_and_die_with, initargs=(os.getpid(),)
        )
    except OSError as error:  # they wait for each other by semaphores, which lie in shared memory
        raise UsageError(
            f"several processes need shared memory, and there is none ({error.strerror}): make "
            "room in /dev/shm, or grade one after the other, with --jobs 1"
        ) from None


def _live_and_die_with(parent: int) -> None:
    """Leave Ctrl-C to the process that started this one, and end when that has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()
