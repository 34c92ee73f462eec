"""Work on the machines of an existing Dask cluster."""

from __future__ import annotations

import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from grader.classroom.executors import IN_FLIGHT_PER_WORKER, Answer, Task
from grader.engine import ENGINE
from grader.submission import SubmissionError

RETRIES = 5
CONNECT_SECONDS = 5
ASK_SECONDS = 5.0


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
