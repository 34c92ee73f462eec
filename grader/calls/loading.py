"""What a worker is told before it can answer for a file of a submission."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.calls.failures import StudentRaised
from grader.calls.imports import libraries
from grader.submission import MODULES, Submission
from grader.worker import messages, wire

PROCESS = "process.toml"


@dataclass(frozen=True)
class Loading:
    """A request that has a worker load a file, the file's name, and the libraries that it needs."""

    request: bytes
    file: str
    needed: set[str]


def loading(submission: Submission, module: str, *, only_stateless: bool) -> Loading:
    """For one of the Python modules, or for process.toml; StudentRaised where there is none.

    only_stateless: whether the worker is to refuse a module that could keep something.
    """
    if module not in MODULES:
        return _of_process(submission)
    file, sources = f"{module}.py", submission.sources()
    if module not in sources:
        raise StudentRaised("ImportError", submission.why_missing(file), "")
    texts = {name: _as_bytes(text) for name, text in sources.items()}
    request = messages.Load(texts, module, only_stateless)
    return Loading(wire.encode(request), file, libraries(sources, module))


def _of_process(submission: Submission) -> Loading:
    text = submission.text(PROCESS)
    if text is None:
        raise StudentRaised("ImportError", submission.why_missing(PROCESS), "")
    if text == submission.blank(PROCESS):
        raise StudentRaised(
            "NotImplementedError", f"{PROCESS} is not filled in yet", "", not_started=True
        )
    request = messages.LoadTable(_as_bytes(text), PROCESS)
    return Loading(wire.encode(request), PROCESS, set())


def _as_bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)
