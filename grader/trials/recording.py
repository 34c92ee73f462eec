"""The recorded cases: drawn once, with what is expected in each, and replayed for every submission.

Drawing happens in a process of its own that holds no student code, one part of the homework at a
time, when it is first asked for. So everyone meets the same cases, with the same expectations on
every machine. A recording is named by the digest of what it depends on; where that has changed, it
is drawn anew. The Gradescope zip carries its own, so that nothing has to be drawn there.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

from grader.ending import NOT_DONE, UsageError
from grader.engine import ENGINE
from grader.homework import Homework
from grader.whole_file import CannotWrite
from grader.worker import wire
from grader.worker.wire import Kind

_SHIPPED = "recording"
# What a draw depends on beside the homework's own tests.
_DRAWN_BY = (
    "grader/worker/wire.py", "grader/worker/wire_values.py", "grader/worker/kinds.py",
    "grader/trials/drawing.py", "grader/trials/properties.py",
    "grader/answers/keys.py", "grader/answers/tokens.py", "grader/answers/reading.py",
    "grader/answers/formula.py",
)  # fmt: skip


class NotRecorded(UsageError):
    """Cases could not be drawn: a fault of the homework's tests. The text is for staff, and ends
    with the traceback."""


@dataclass(frozen=True)
class Case:
    """A recorded case: the arguments of its test as wire bytes, expectations among them."""

    frame: bytes

    @cached_property
    def size(self) -> tuple[int, int]:
        """How much there is to read in it: how many numbers, and how long they are."""
        arguments = self.arguments
        return _count(arguments), len(repr(arguments))

    @cached_property
    def is_degenerate(self) -> bool:
        """Whether an array in it is all zeros, which says little to a reader."""
        return _has_zeros_alone(self.arguments)

    @property
    def arguments(self) -> dict[str, Any]:
        """The keyword arguments, made anew each time: a test may change them."""
        arguments: dict[str, Any] = wire.decode(self.frame)
        return arguments


class Cases(msgspec.Struct, frozen=True):
    """The cases of one test: those that grade, and plain ones, smallest first, to explain by.

    drawn: a digest of those that grade, without what is expected, which has other last digits where
    another processor computed it.
    """

    graded: tuple[bytes, ...]
    plain: tuple[bytes, ...] = ()
    drawn: str = ""


class Recording:
    """The recorded cases of a homework, read part by part when they are asked for.

    tests: the ids of each part's tests. say: hears a line before something slow.
    """

    def __init__(
        self,
        homework: Homework,
        tests: Mapping[str, Sequence[str]],
        seed: int | None = None,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.homework = homework
        self.tests = tests
        self.seed = homework.seed if seed is None else seed
        self._say = say
        self._parts: dict[str, dict[str, Cases]] = {}

    @property
    def name(self) -> str:
        """The digest of what it depends on or, where it was shipped, of the cases."""
        return self.folder.name.partition("-")[0]

    @cached_property
    def folder(self) -> Path:
        """Where it lies: what was shipped, or what is drawn here."""
        for shipped in (self.homework.root / _SHIPPED).glob(f"*-{self.seed}"):
            return shipped
        return self.homework.build / "recordings" / f"{_digest(self.homework)}-{self.seed}"

    def shipped_as(self) -> str:
        """The folder's name where all of it is sent along."""
        self.prepare(self.tests)
        return f"{_SHIPPED}/{self.digest(self.tests)}-{self.seed}"

    def digest(self, parts: Iterable[str]) -> str:
        """That of these parts' cases, recorded before: the same whoever drew them, with whichever
        Python and on whichever processor."""
        drawn = "".join(
            f"{test_id} {cases.drawn} "
            for part in sorted(parts)
            for test_id, cases in self._of(part).items()
        )
        return hashlib.sha256(drawn.encode()).hexdigest()[:16]

    def prepare(self, parts: Iterable[str]) -> None:
        """Have these parts recorded: all at once, which takes less than one by one.

        Raises:
            NotRecorded: where a test's cases can't be drawn.
            CannotWrite: where there is no place to keep them.
        """
        missing = [name for name in parts if not self.file(name).is_file()]
        if missing:
            self._draw(missing)

    def graded(self, part: str, test_id: str) -> tuple[Case, ...]:
        """The cases that a test of a part is graded on, in the order in which they were drawn."""
        return tuple(map(Case, self._of(part)[test_id].graded))

    def plain(self, part: str, test_id: str) -> tuple[Case, ...]:
        """Cases that are easy to read, the easiest first."""
        return tuple(map(Case, self._of(part)[test_id].plain))

    def file(self, part: str) -> Path:
        """What is recorded for a part, on disk."""
        return self.folder / f"{part}.cases"

    def _of(self, part: str) -> dict[str, Cases]:
        """A part's cases, by test."""
        if part not in self._parts:
            self.prepare([part])
            data = self.file(part).read_bytes()
            self._parts[part] = msgspec.msgpack.decode(data, type=dict[str, Cases])
        return self._parts[part]

    def _draw(self, parts: Sequence[str]) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotWrite(self.folder, error) from None
        which = parts[0] if len(parts) == 1 else f"{len(parts)} parts"
        self._say(f"Drawing the test cases of {which} (once) …")
        wanted = {part: list(self.tests[part]) for part in parts}
        in_a_clean_process("grader.trials.drawing", self.homework, self.folder, self.seed, wanted)


def in_a_clean_process(
    module: str, homework: Homework, folder: Path, seed: int, wanted: Mapping[str, Any]
) -> None:
    """Run a module of the engine that records something, where nothing else can show in it.

    It is given the homework's root, the folder to write to and the seed as arguments, and what is
    wanted as JSON on its standard input.

    Raises:
        NotRecorded: with what it said last, where it fails.
        UsageError: with what it said, where the machine has no room for it.
    """
    # The same environment for every draw: a hash seed or a thread count must not show in the cases.
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ENGINE),
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    needed = ("LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP")  # some interpreters do not start without
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-s", "-P", "-m", module, str(homework.root), str(folder), str(seed)],
        env=environment | kept,
        input=json.dumps(wanted),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode == NOT_DONE:
        raise UsageError(done.stderr.strip())
    if done.returncode != 0:
        raise NotRecorded(f"can't be recorded: {', '.join(wanted)}\n{done.stderr.strip()}")


def _digest(homework: Homework) -> str:
    """What the draws depend on: tests, wire, and the versions of the libraries that draw."""
    digest = hashlib.sha256(version_of_libraries().encode())
    tests = [
        path
        for path in sorted(homework.tests.rglob("*.py"))
        if path.relative_to(homework.tests).parts[0] not in _DRAW_NOTHING
    ]
    for path in [*tests, *(ENGINE / name for name in _DRAWN_BY)]:
        root = ENGINE if path.is_relative_to(ENGINE) else homework.root
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


_DRAW_NOTHING = frozenset({"stubs", "misconceptions", "right_answers", "written"})


def version_of_libraries() -> str:
    """The libraries that the draws and the numbers depend on, and Python."""
    found = [platform.python_version()]
    for name in ("hypothesis", "numpy", "torch", "scipy"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _has_zeros_alone(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_zeros_alone, value.values()))
    return hasattr(value, "any") and not value.any()


def _count(value: Any) -> int:
    if hasattr(value, "size") and hasattr(value, "shape"):
        return int(value.size)
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    if isinstance(value, list):
        return 1 + sum(map(_count, value))
    return sum(map(_count, value.arrays())) if isinstance(value, Kind) else 1
