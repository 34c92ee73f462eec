"""The files of one submission, each loaded once, and a process for whoever wants to ask.

Such a process is a fork of the one in which the file was loaded. Where that is not safe (the file
has started threads, or the machine lacks a layer of confinement), the file is loaded anew for each:
slower, with the same answers.
"""

from __future__ import annotations

import contextlib

from grader.calls.budget import Meter
from grader.calls.failures import (
    BadReply,
    CallFailed,
    LibraryNeeded,
    OutOfBudget,
    TimedOut,
    WorkerDied,
)
from grader.calls.loading import Loading, loading
from grader.calls.process import LoadedProcess, Process
from grader.calls.replies import read
from grader.calls.servers import Servers
from grader.submission import Submission
from grader.worker.preloading import LIBRARIES
from grader.worker.printable import one_line
from grader.worker.submitted import MOST_NOTES

_ATTEMPTS = 2  # a death while a file is loaded may be the machine's fault; twice, it is the file's
_NOTE_LENGTH = 400


class LoadedFiles:
    """Processes that hold the modules of a submission."""

    def __init__(self, submission: Submission, servers: Servers) -> None:
        self.submission = submission
        self._servers = servers
        self._loaded: dict[str, LoadedProcess] = {}
        self._libraries: dict[str, set[str]] = {}
        self._failures: dict[str, CallFailed] = {}
        self._printed: dict[str, str] = {}
        self._notes: dict[str, None] = {}
        self._callees: dict[str, dict[str, list[str]]] = {}

    def worker(self, module: str, meter: Meter) -> Process:
        """A process in which the module is loaded, and that nobody has asked anything.

        Raises:
            CallFailed: where it can't be loaded, the same every time.
        """
        if module in self._failures:
            raise self._failures[module]
        loaded, kept = self._loaded.get(module), True
        if loaded is None or not loaded.alive:
            # Among those that `close` ends, whatever happens from here on.
            loaded, kept = self._load(module, meter), False
            self._loaded[module] = loaded
        # Whatever is answered in the place of a fork, the file is loaded anew.
        with contextlib.suppress(CallFailed, LibraryNeeded):
            if (worker := loaded.fork()) is not None:
                return worker
        del self._loaded[module]
        if loaded.alive and not kept:
            return loaded  # to be asked itself, and by nobody else
        loaded.end()
        return self._load(module, meter)

    def load_failure(self, module: str) -> CallFailed | None:
        """Why a module can't be loaded; None where it can, or nobody has tried."""
        return self._failures.get(module)

    def printed(self, module: str) -> str:
        """What a module printed that could not be loaded."""
        return self._printed.get(module, "")

    @property
    def notes(self) -> tuple[str, ...]:
        """A line for each statement of the files that failed while they were loaded."""
        return tuple(self._notes)

    def callees(self, module: str) -> dict[str, list[str]]:
        """By the name of each function of a loaded module, those of the module that it calls, as
        the worker says: of use for words alone.
        """
        return self._callees.get(module, {})

    def need(self, module: str, library: str) -> None:
        """From now on the module is loaded where this library is.

        Raises:
            BadReply: where there is no such library, or the module has had it all along.
        """
        self._require(module, library)
        if (loaded := self._loaded.pop(module, None)) is not None:
            loaded.end()

    def close(self) -> None:
        """End every process in which a file is loaded."""
        for loaded in self._loaded.values():
            loaded.end()
        self._loaded.clear()

    def _require(self, module: str, library: str) -> None:
        needed = self._libraries.setdefault(module, set())
        if library in needed or library not in LIBRARIES:
            raise BadReply(f"{module} asks for the library {library!r}, which it can't be given")
        needed.add(library)

    def _load(self, module: str, meter: Meter) -> LoadedProcess:
        try:
            order = loading(self.submission, module)
        except CallFailed as failure:
            self._failures[module] = failure
            raise
        self._libraries.setdefault(module, set()).update(order.libraries)
        deaths = 0
        while True:
            try:
                return self._load_once(module, order, meter)
            except LibraryNeeded as missing:
                self._require(module, missing.library)
            except WorkerDied as death:
                deaths += 1
                if deaths == _ATTEMPTS:
                    self._failures[module] = death
                    raise

    def _load_once(self, module: str, order: Loading, meter: Meter) -> LoadedProcess:
        meter.limit(meter.budget.load)  # before a process is started for nothing
        # What libraries take to load is not the submission's time.
        with meter.paused():
            worker = self._servers.worker(self._libraries[module])
        try:
            with meter.limited(meter.budget.load) as limit:
                told = read(worker.request(order.request, limit)).value
            # Of a table there is nothing to tell.
            notes, callees = told if isinstance(told, list) and len(told) == 2 else ((), {})
            self._note(notes)
            self._callees[module] = _names_by_name(callees)
        except TimedOut as late:
            failure = OutOfBudget(
                f"{order.file} did not load within {late.seconds:.2g} s: "
                "is there a loop outside of its functions?"
            )
            if meter.is_whole(limit):
                self._failures[module] = failure
            raise failure from None
        except WorkerDied:
            raise
        except CallFailed as failure:
            failure.bases = ()  # raised by the file, and by no call
            self._failures[module] = failure
            self._printed[module] = worker.printed()
            worker.end()
            raise
        except BaseException:
            worker.end()
            raise
        return worker

    def _note(self, told: object) -> None:
        """Keep what the first loading of each file told, as text that can be shown."""
        for line in told[:MOST_NOTES] if isinstance(told, list) else ():
            if isinstance(line, str) and len(self._notes) < MOST_NOTES:
                self._notes[f"{one_line(line)[:_NOTE_LENGTH]}"] = None


def _names_by_name(told: object) -> dict[str, list[str]]:
    return {
        name: [each for each in names if isinstance(each, str)]
        for name, names in (told.items() if isinstance(told, dict) else ())
        if isinstance(names, list)
    }
