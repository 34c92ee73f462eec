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
SETS = {
    "student": ROOT / "requirements.txt",
    "staff": ROOT / "requirements-staff.txt",
    "development": ROOT / "requirements-development.txt",
}
_SIZE = {"student": ", about 1.2 GB", "staff": ", about 1.5 GB", "development": ", about 1.6 GB"}
_TRIAL = "import torch, grader.judge.grading"


class NoEnvironment(Exception):
    """The environment can't be had; the text is one line that says why and what to do."""


class Environment:
    """A virtual environment in one folder.

    sets: the requirements files, each of which holds the ones before it.
    trial: code that runs where an environment can be used.
    """

    def __init__(
        self, folder: Path, sets: dict[str, Path] | None = None, trial: str = _TRIAL
    ) -> None:
        self.folder = folder
        self._sets = sets or SETS
        self._trial = trial
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
        return there is not None and there["pins"] == self._digest(
            self._larger(wanted, there["set"])
        )

    def _there(self, asked_python: str) -> dict[str, str] | None:
        """What `ready` says; None where there is none, or another interpreter is wanted."""
        try:
            there: dict[str, str] = json.loads(self._ready.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        # An interpreter that was removed under the environment takes it along, and one in a folder
        # that nobody else may look into.
        if not (os.path.exists(self.python) and os.path.exists(there["python"])):
            return None
        if asked_python and _find(asked_python) != there["python"]:
            return None
        if not self._sets[there["set"]].is_file():
            raise NoEnvironment(
                f"{self.folder} holds what only staff's verbs need: name another place, with make "
                "VENV=folder, or in the variable HOMEWORK_VENV"
            )
        return there

    def _bring_to(self, wanted: str, asked_python: str) -> None:
        there = self._there(asked_python)
        if there is None:
            self._make(_find(asked_python), wanted)
            self._fill(wanted)
            return
        larger = self._larger(wanted, there["set"])
        is_update = larger == there["set"]
        say(f"{'Updating' if is_update else 'Adding to'} {self.folder} …")
        as_it_was = self._ready.read_text(encoding="utf-8")
        self._ready.unlink()
        try:
            # Where what there is would do, waiting for a network that isn't there helps nobody.
            self._fill(larger, is_hasty=is_update)
        except NoEnvironment as problem:
            self._ready.write_text(as_it_was, encoding="utf-8")
            if not (is_update and self._is_usable()):
                raise
            say(f"Going on with the packages of before: {problem}")

    def _make(self, python: str, wanted: str) -> None:
        if (
            self.folder.is_dir()
            and any(self.folder.iterdir())
            and not (self.folder / "pyvenv.cfg").exists()
        ):
            raise NoEnvironment(f"{self.folder} holds something else: name another folder")
        say(f"Setting up {self.folder}, once{_SIZE.get(wanted, '')} …")
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
            install(Installer(str(self.python), is_hasty=is_hasty), self._sets[wanted])
        except CannotInstall as problem:
            raise NoEnvironment(
                f"{self._sets[wanted].name} can't be installed: {problem}"
            ) from None
        now = {
            "set": wanted,
            "pins": self._digest(wanted),
            "python": _find(str(self.python)),
        }
        self._ready.write_text(json.dumps(now), encoding="utf-8")

    def _is_usable(self) -> bool:
        tried = [str(self.python), "-c", self._trial]
        return subprocess.run(tried, cwd=ROOT, capture_output=True, check=False).returncode == 0

    def _larger(self, one: str, other: str) -> str:
        return max(one, other, key=list(self._sets).index)

    def _digest(self, wanted: str) -> str:
        return hashlib.sha256(self._sets[wanted].read_bytes()).hexdigest()


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
