"""Where hand-ins are graded: on this machine's cores by default, or on an existing Dask cluster.

Both take an iterator and give outcomes as they come, with a bounded number in flight, so that
memory does not grow with the class.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from grader.classroom.collect import HandIn
from grader.classroom.grade import grade_hand_in
from grader.classroom.outcome import NOT_GRADED, Outcome
from grader.submission import SubmissionError

IN_FLIGHT_PER_WORKER = 4
RETRIES = 5
CONNECT_SECONDS = 5
ASK_SECONDS = 5.0
_LOOK_SECONDS = 1.0


def on_this_machine(hand_ins: Iterable[HandIn], store: Path, jobs: int) -> Iterator[Outcome]:
    """Grade with joblib, a process for each job."""
    from joblib import Parallel, delayed

    if jobs > 1:
        # joblib's own helper outlives a run that is stopped, and would tell what it clears up.
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
    parallel = Parallel(
        n_jobs=jobs,
        batch_size=1,
        pre_dispatch=f"{IN_FLIGHT_PER_WORKER}*n_jobs",
        return_as="generator_unordered",
        **({"backend": "loky", "initializer": _live_and_die_with, "initargs": (os.getpid(),)}
           if jobs > 1 else {}),
    )  # fmt: skip
    yield from parallel(delayed(grade_hand_in)(hand_in, store) for hand_in in hand_ins)


def _live_and_die_with(parent: int) -> None:
    """Leave Ctrl-C to the process that started this one, and end when that has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def on_a_cluster(hand_ins: Iterable[HandIn], store: Path, address: str) -> Iterator[Outcome]:
    """Grade on the workers of a Dask scheduler; a hand-in whose worker dies is graded by another.

    The machines must share this checkout, the submissions and the store under the same paths.
    """
    from distributed import Client, as_completed

    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SubmissionError(f"{address}: no Dask scheduler answers there ({error})") from None
    waiting = iter(hand_ins)
    with client:
        in_flight: dict[Any, HandIn] = {}
        window = as_completed(loop=client.loop, raise_errors=False)
        capacity = Capacity(client)

        def top_up() -> None:
            for hand_in in islice(waiting, max(capacity.now() - len(in_flight), 0)):
                future = client.submit(grade_hand_in, hand_in, store, pure=False, retries=RETRIES)
                in_flight[future.key] = hand_in
                window.add(future)

        top_up()
        for future in window:
            yield _outcome(future, in_flight.pop(future.key))
            top_up()


class Capacity:
    """How many hand-ins a cluster may have in flight; workers come and go, so it is asked again."""

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


def _outcome(future: Any, hand_in: HandIn) -> Outcome:
    if future.status == "finished":
        return future.result()
    error = future.exception() if future.status == "error" else None
    reason = f"{type(error).__name__}: {error}" if error is not None else future.status
    return Outcome(hand_in.student, str(hand_in.path), NOT_GRADED, reason=reason)
