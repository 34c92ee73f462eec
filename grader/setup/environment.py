"""The environment that the commands run in: there, and as the pins say, or one line that says why
not.

Its file `ready` is written last, and says what it holds. Where it is missing a set-up was
interrupted: what there is goes, and the next call begins anew, with what has been downloaded.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.setup.install import CannotInstall, Installer, install, say
from grader.setup.interpreters import NoPython, find

ROOT = Path(__file__).resolve().parents[2]
# Each set holds the ones before it.
SETS = {
    "student": "requirements.txt",
    "staff": "requirements-staff.txt",
    "development": "requirements-development.txt",
}
_SIZE = {"student": "1.2 GB", "staff": "1.5 GB", "development": "2 GB"}
_USABLE = "import torch, grader.judge.grading"


class NoEnvironment(Exception):
    """The environment can't be had; the text is one line that says why and what to do."""


class Environment:
    """A virtual environment in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self._ready = folder / "ready"

    def prepare(self, wanted: str, asked_python: str = "") -> None:
        """Make it hold at least a set of packages, on the interpreter that is asked for, if any.

        Raises:
            NoEnvironment: where that can't be had, and what there is can't be used either.
        """
        if self._is_as(wanted, asked_python):
            return
        try:
            with _alone(self.folder):
                if not self._is_as(wanted, asked_python):  # nor has another call made it so
                    self._bring_to(wanted, asked_python)
        except OSError as problem:
            raise NoEnvironment(
                f"{problem.filename or self.folder} can't be written ({problem.strerror}): name "
                "another place, with make VENV=folder, or in the variable HOMEWORK_VENV"
            ) from None

    def _is_as(self, wanted: str, asked_python: str) -> bool:
        there = self._there(asked_python)
        return there is not None and there["pins"] == _digest(_larger(wanted, there["set"]))

    def _there(self, asked_python: str) -> dict[str, str] | None:
        """What `ready` says; None where there is none, or another interpreter is wanted."""
        try:
            there = json.loads(self._ready.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        # An interpreter that was exchanged or removed under the environment takes it along.
        if there["python"] != os.path.realpath(self.python) or not self.python.exists():
            return None
        if asked_python and os.path.realpath(_find(asked_python)) != there["python"]:
            return None
        return there

    def _bring_to(self, wanted: str, asked_python: str) -> None:
        there = self._there(asked_python)
        if there is None:
            self._make(_find(asked_python), wanted)
            self._fill(wanted)
            return
        as_it_was = self._ready.read_text(encoding="utf-8")
        self._ready.unlink()
        try:
            self._fill(_larger(wanted, there["set"]), is_hasty=True)
        except NoEnvironment as problem:
            self._ready.write_text(as_it_was, encoding="utf-8")
            if there["set"] != _larger(wanted, there["set"]) or not self._is_usable():
                raise
            say(f"Going on with the packages of before: {problem}")

    def _make(self, python: str, wanted: str) -> None:
        if (
            self.folder.is_dir()
            and any(self.folder.iterdir())
            and not (self.folder / "pyvenv.cfg").exists()
        ):
            raise NoEnvironment(f"{self.folder} holds something else: name another folder")
        say(f"Setting up {self.folder}, once, about {_SIZE[wanted]} …")
        if self.folder.is_dir():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        uv = shutil.which("uv")
        how = [uv, "venv", "--quiet", "--python", python] if uv else [python, "-m", "venv"]
        made = subprocess.run([*how, str(self.folder)], capture_output=True, text=True, check=False)
        if made.returncode:
            said = " ".join((made.stderr + made.stdout).split())
            raise NoEnvironment(f"{python} can't make {self.folder}: {said}")

    def _fill(self, wanted: str, is_hasty: bool = False) -> None:
        try:
            install(Installer(str(self.python), is_hasty=is_hasty), ROOT / SETS[wanted])
        except CannotInstall as problem:
            raise NoEnvironment(
                f"{SETS[wanted]} can't be installed in {self.folder}: {problem}"
            ) from None
        now = {
            "set": wanted,
            "pins": _digest(wanted),
            "python": os.path.realpath(self.python),
        }
        self._ready.write_text(json.dumps(now), encoding="utf-8")

    def _is_usable(self) -> bool:
        tried = [str(self.python), "-c", _USABLE]
        return subprocess.run(tried, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _larger(one: str, other: str) -> str:
    return max(one, other, key=list(SETS).index)


def _digest(name: str) -> str:
    return hashlib.sha256((ROOT / SETS[name]).read_bytes()).hexdigest()


def _find(asked_python: str) -> str:
    try:
        return find(asked_python)
    except NoPython as problem:
        raise NoEnvironment(str(problem)) from None


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for whoever else sets up this folder: a notebook, or a second terminal."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    with open(Path(tempfile.gettempdir()) / f"homework-{name}.lock", "a") as lock:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
