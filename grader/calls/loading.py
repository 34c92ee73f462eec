"""What a worker is told before it can answer for a file of a submission."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from grader.calls.failures import StudentRaised
from grader.homework import Homework
from grader.submission import Submission
from grader.worker import messages, wire
from grader.worker.stubs import fingerprints


@dataclass(frozen=True)
class Loading:
    """A request that has a worker load a file, the file's name, and the libraries that it needs."""

    request: bytes
    file: str
    libraries: tuple[str, ...] = ()


def loading(submission: Submission, module: str) -> Loading:
    """For one of the Python modules or tables; StudentRaised where there is none."""
    if module not in submission.homework.modules:
        return _of_table(submission, submission.homework.file(module).name)
    file, sources = f"{module}.py", submission.sources()
    if module not in sources:
        raise StudentRaised("ImportError", submission.why_missing(file), "")
    texts = {name: _as_bytes(text) for name, text in sources.items()}
    request = messages.Load(texts, module, _stubs(submission.homework))
    return Loading(wire.encode(request), file, submission.homework.file(module).libraries)


def _of_table(submission: Submission, file: str) -> Loading:
    text = submission.text(file)
    if text is None:
        raise StudentRaised("ImportError", submission.why_missing(file), "")
    # A file that has been to Windows is still the stub.
    if text.split() == submission.blank(file).split():
        raise StudentRaised(
            "NotImplementedError", f"{file} is not filled in yet", "", not_started=True
        )
    request = messages.LoadTable(_as_bytes(text), file)
    return Loading(wire.encode(request), file)


@cache
def _stubs(homework: Homework) -> tuple[str, ...]:
    paths = [homework.stubs / f"{module}.py" for module in homework.modules]
    # Before the first release there are none.
    texts = [path.read_text(encoding="utf-8") for path in paths if path.is_file()]
    return tuple(stub for text in texts for stub in fingerprints(text))


def _as_bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)
