"""The test cases: drawn once by Hypothesis, recorded as wire bytes, replayed for every submission.

Drawing happens in a process of its own that holds no student code, so everyone meets the same
cases. A recording is named by the digest of what it depends on; where that has changed, it is drawn
anew.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from grader.whole_file import CannotWrite
from grader.worker import wire

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / "build" / "cases"
SEED = 182
_SHIPPED = ROOT / "cases"  # where the Gradescope zip carries its recording


@dataclass(frozen=True)
class Case:
    """A recorded case: its wire bytes, and the digest of these and the test's name."""

    frame: bytes
    digest: bytes

    @property
    def arguments(self) -> dict[str, Any]:
        """The keyword arguments, made anew each time: a test may change them."""
        arguments: dict[str, Any] = wire.decode(self.frame)
        return arguments


class Recording:
    """The recorded cases of every graded test, loaded one test file at a time."""

    def __init__(self, folder: Path, digest: str, seed: int) -> None:
        self.folder = folder
        self.digest = digest
        self.seed = seed

    @cache  # noqa: B019 - a process holds one recording for its life
    def _of_file(self, name: str) -> dict[str, list[bytes]]:
        data = (self.folder / f"{name}.msgpack").read_bytes()
        return msgspec.msgpack.decode(data, type=dict[str, list[bytes]])

    @cache  # noqa: B019 - as above
    def of(self, test_id: str) -> tuple[Case, ...]:
        """The cases of a test, in the order in which they were drawn."""
        path, _, name = test_id.partition("::")
        frames = self._of_file(file_name(path))[name]
        test = test_id.encode() + b"\0"
        return tuple(Case(frame, hashlib.blake2b(test + frame).digest()) for frame in frames)


@cache
def file_name(path: str) -> str:
    """The recording's file for a test file: tests/hidden/test_q1.py -> hidden.test_q1."""
    return ".".join(Path(path).with_suffix("").parts[1:])


def digest(test_ids: list[str], root: Path = ROOT) -> str:
    """What the draws depend on: tests, wire, and the versions of the libraries that draw."""
    digest = hashlib.sha256("\n".join(sorted(test_ids)).encode())
    for path in sorted((root / "tests").rglob("*.py")):
        if path.parent.name == "stubs":
            continue
        digest.update(
            path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
        )
    for name in ("wire.py", "wire_structure.py", "wire_values.py", "kinds.py"):
        digest.update((root / "grader/worker" / name).read_bytes())
    digest.update(versions_that_matter().encode())
    return digest.hexdigest()[:16]


def versions_that_matter() -> str:
    """The libraries that the draws and the numbers depend on."""
    names = ("hypothesis", "numpy", "torch", "scipy")
    return " ".join([platform.python_version(), *(version(name) for name in names)])


def recording(
    test_ids: list[str], seed: int = SEED, say: Callable[[str], None] = print
) -> Recording:
    """The recording for these tests, drawn now (in another process) where there is none yet."""
    # The zip carries its recording: another version of Python there draws no other cases.
    for folder in _SHIPPED.glob(f"*-{seed}"):
        return Recording(folder, folder.name.partition("-")[0], seed)
    key = digest(test_ids)
    folder = STORE / f"{key}-{seed}"
    if folder.is_dir():
        return Recording(folder, key, seed)
    try:
        with tempfile.TemporaryDirectory(dir=_made(STORE)):
            pass
    except OSError as error:
        raise CannotWrite(STORE, error) from None
    say("Drawing the test cases (once, about half a minute) …")
    # The same environment for every draw: a hash seed or a thread count must not show in the cases.
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "grader.trials.cases", str(folder), str(seed), *test_ids]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return Recording(folder, key, seed)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def draw(test: Callable[..., Any], seed: int) -> list[bytes]:
    """Every case that Hypothesis draws for a test, as wire bytes; one empty case for a test without
    @given."""
    handle = getattr(test, "hypothesis", None)
    if handle is None:
        return [wire.encode({})]
    frames: list[bytes] = []

    inner = handle.inner_test
    proxy_name = inner.__code__.co_varnames[0]

    def record(**arguments: Any) -> None:
        del arguments[proxy_name]
        frames.append(wire.encode(arguments))

    handle.inner_test = record
    test._hypothesis_internal_use_seed = seed  # type: ignore[attr-defined]  # what @hypothesis.seed sets
    try:
        test(None)
    finally:
        handle.inner_test = inner
    return frames


def record(folder: Path, seed: int, test_ids: list[str]) -> None:
    """Draw and write all cases; the folder appears under its name only when it is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        files: dict[str, dict[str, list[bytes]]] = {}
        for test_id in sorted(test_ids):
            path, _, name = test_id.partition("::")
            test = getattr(importlib.import_module(module_name(path)), name)
            files.setdefault(file_name(path), {})[name] = draw(test, seed)
        complete = Path(temporary) / "complete"
        complete.mkdir()
        for name, tests in files.items():
            (complete / f"{name}.msgpack").write_bytes(msgspec.msgpack.encode(tests))
        try:
            complete.rename(folder)
        except OSError:
            if not folder.is_dir():  # another process may have been first, with the same cases
                raise


def module_name(path: str) -> str:
    """tests/hidden/test_q1.py -> tests.hidden.test_q1."""
    return ".".join(Path(path).with_suffix("").parts)


if __name__ == "__main__":
    record(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
