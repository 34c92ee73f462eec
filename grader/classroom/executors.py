"""Where work on hand-ins is done: on this machine's cores by default, or on an existing Dask
cluster.

Both take an iterator and give answers as they come, with a bounded number in flight, so that memory
does not grow with the class. A process that dies takes nothing with it: what it was at is done by
another, and given up only where it ended its process twice while nothing else was going on there.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any

from grader.submission import SubmissionError
from grader.trials.recording import ENGINE

IN_FLIGHT_PER_WORKER = 4
RETRIES = 5
TRIES_ALONE = 2
CONNECT_SECONDS = 5
ASK_SECONDS = 5.0
_LOOK_SECONDS = 1.0

Task = tuple[Any, ...]


@dataclass(frozen=True)
class Answer:
    """What came of a task. error: why nothing did; trace: where our own code failed."""

    task: Task
    value: Any = None
    error: str = ""
    trace: str = ""


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
    return ProcessPoolExecutor(
        jobs, context, initializer=_live_and_die_with, initargs=(os.getpid(),)
    )


def _live_and_die_with(parent: int) -> None:
    """Leave Ctrl-C to the process that started this one, and end when that has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


class Cluster:
    """The workers of a Dask scheduler; a task whose worker dies is done by another.

    The machines must have this checkout and the submissions under the same paths, and need know
    nothing of it: what they are sent says where it is.

    Raises:
        SubmissionError: where no scheduler answers.
    """

    def __init__(self, address: str) -> None:
        import cloudpickle
        from distributed import Client

        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            said = f"{address}: no Dask scheduler answers there ({error})"
            raise SubmissionError(said) from None
        # What is called there goes along, in place of its name in a module that isn't found there.
        cloudpickle.register_pickle_by_value(sys.modules[__name__])

    def do(
        self, work: Callable[..., Any], tasks: Iterable[tuple[Any, Task]]
    ) -> Iterator[tuple[Any, Answer]]:
        """As Here's."""
        import cloudpickle
        from distributed import as_completed

        waiting = iter(tasks)
        in_flight: dict[Any, tuple[Any, Task]] = {}
        window = as_completed(loop=self._client.loop, raise_errors=False)
        capacity = Capacity(self._client)

        def top_up() -> None:
            for label, task in islice(waiting, max(capacity.now() - len(in_flight), 0)):
                call = _Call(pickle.dumps((work, task)))
                # To load it is to do it, by a function that every machine has.
                future = self._client.submit(
                    pickle.loads, cloudpickle.dumps(call), pure=False, retries=RETRIES
                )
                in_flight[future.key] = label, task
                window.add(future)

        top_up()
        for future in window:
            label, task = in_flight.pop(future.key)
            yield label, _of_a_cluster(future, task)
            top_up()

    def close(self) -> None:
        """Leave the cluster."""
        import cloudpickle

        cloudpickle.unregister_pickle_by_value(sys.modules[__name__])
        self._client.close()


class _Call:
    """What a worker is sent."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    def __reduce__(self) -> tuple[Any, ...]:
        return _there, (self._packed, str(ENGINE))


def _there(packed: bytes, root: str) -> bytes:
    """On a worker: find the checkout, do the work, send back bytes that the scheduler leaves
    alone."""
    import pickle
    import sys
    import traceback

    if root not in sys.path:
        sys.path.insert(0, root)
    work, task = pickle.loads(packed)
    try:
        return pickle.dumps((work(*task), "", ""))
    except Exception as error:
        return pickle.dumps((None, f"{type(error).__name__}: {error}", traceback.format_exc()))


Workers = Here | Cluster


class Capacity:
    """How many tasks a cluster may have in flight; workers come and go, so it is asked again."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._asked = -ASK_SECONDS
        self._number = 0

    def now(self) -> int:
        """The number for the workers that there are."""
        if time.monotonic() >= self._asked + ASK_SECONDS:
            self._asked = time.monotonic()
            threads = sum(self._client.nthreads().values())
            self._number = IN_FLIGHT_PER_WORKER * max(threads, 1)
        return self._number


def _of_a_cluster(future: Any, task: Task) -> Answer:
    if future.status == "finished":
        return Answer(task, *pickle.loads(future.result()))
    error = future.exception() if future.status == "error" else None
    reason = f"{type(error).__name__}: {error}" if error is not None else future.status
    return Answer(task, error=reason)
