"""A stand-in for Gradescope's container: a private /autograder tree, and what runs in it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.ending import UsageError

HERE = Path(__file__).resolve().parent
RUN_SECONDS = 600  # what Gradescope gives a run unless told otherwise
SETUP_SECONDS = 1200
MAX_UPLOAD_BYTES = 100 << 20
# Of this machine's environment: what pip needs to reach its index, and nothing else.
_PASSED_ON = ("HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "TORCH_INDEX_URL")
_PASSED_ON_BEGINNINGS = ("PIP_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


class EmulationError(UsageError):
    """The zip can't be run here; the text is one line that says why and what to do."""


@dataclass(frozen=True)
class Ran:
    """How a program ended. status: as a shell has it, 124 where its time was up."""

    status: int
    output: str
    seconds: float


class Container:
    """One tree, used by one emulation at a time.

    python: the interpreter to grade with; None has setup.sh make a virtual environment.
    """

    def __init__(self, folder: Path, python: Path | None = None) -> None:
        self.root = folder / "autograder"
        self.root.mkdir(parents=True, exist_ok=True)
        self._python = python
        self._new_root = folder / "root"
        self._new_root.mkdir(exist_ok=True)
        self.is_private = self._has_private_root()

    @property
    def place(self) -> str:
        """Where the tree is for what runs in it."""
        return "/autograder" if self.is_private else str(self.root)

    def unpack(self, autograder: Path) -> None:
        """Put the zip where Gradescope does when it builds an image.

        Raises:
            EmulationError: where it isn't such a zip.
        """
        source = self.root / "source"
        shutil.rmtree(source, ignore_errors=True)
        try:
            with zipfile.ZipFile(autograder) as archive:
                archive.extractall(source)
            shutil.copy(source / "run_autograder", self.root / "run_autograder")
        except FileNotFoundError:
            raise EmulationError(
                f"{autograder}: missing, or without run_autograder; call `make autograder`"
            ) from None
        except zipfile.BadZipFile:
            raise EmulationError(f"{autograder} is no zip; call `make autograder`") from None
        for program in (
            source / "setup.sh",
            source / "run_autograder",
            self.root / "run_autograder",
        ):
            program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def set_up(self) -> Ran:
        """Run setup.sh; what it has made for an earlier zip stays where that is the same."""
        return self._run("source/setup.sh", SETUP_SECONDS)

    def grade(self, submission: Path, metadata: str) -> Ran:
        """Hand a submission in and run run_autograder; results/results.json then has the rest."""
        self.hand_in(submission, metadata)
        return self._run("run_autograder", RUN_SECONDS)

    @property
    def results(self) -> Path:
        """What Gradescope would read."""
        return self.root / "results" / "results.json"

    def hand_in(self, submission: Path, metadata: str) -> None:
        """Put everything where it is when run_autograder starts."""
        for name in ("submission", "results", "quarantine"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        (self.root / "results").mkdir()
        upload(submission, self.root / "submission")
        (self.root / "submission_metadata.json").write_text(metadata, encoding="utf-8")

    def start(self, program: str) -> subprocess.Popen[str]:
        """Start a program of the tree, in a process group of its own."""
        return subprocess.Popen(
            self._command([f"{self.place}/{program}"]),
            cwd="/" if self.is_private else self.root,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def _run(self, program: str, seconds: float) -> Ran:
        start = time.monotonic()
        process = self.start(program)
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            output += f"\nstopped after {seconds:g} s\n"
            return Ran(124, output, seconds)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        return Ran(process.returncode, output, time.monotonic() - start)

    def _environment(self) -> dict[str, str]:
        passed_on = {
            name: value
            for name, value in os.environ.items()
            if name in _PASSED_ON or name.upper().startswith(_PASSED_ON_BEGINNINGS)
        }
        # This Python first: it is new enough, and so setup.sh installs none on this machine.
        own = Path(sys.base_prefix) / "bin"
        path = {"PATH": f"{own}:{os.defpath}:/usr/local/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}
        python = {"AUTOGRADER_PYTHON": str(self._python)} if self._python else {}
        return passed_on | path | python | {"AUTOGRADER_ROOT": self.place}

    def _command(self, command: Sequence[str]) -> list[str]:
        return [*self._private_root(), *command] if self.is_private else list(command)

    def _private_root(self) -> list[str]:
        user = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
        script = HERE / "private_root.sh"
        paths = [str(path) for path in (script, self.root, self._new_root)]
        return ["unshare", "--mount", *user, "bash", *paths]

    def _has_private_root(self) -> bool:
        if shutil.which("unshare") is None:
            return False
        command = [*self._private_root(), "test", "-d", "/autograder"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other emulations out of a folder.

    Raises:
        EmulationError: where one is running.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmulationError(f"another emulation runs in {folder}; wait for its end") from None
        yield


def upload(submission: Path, target: Path) -> None:
    """What a student hands in, as Gradescope puts it into a folder: a zip is opened, once."""
    if submission.is_dir():
        with contextlib.suppress(shutil.Error):  # pipes and devices, which nobody can upload
            shutil.copytree(submission, target, symlinks=True)
        return
    target.mkdir()
    if zipfile.is_zipfile(submission):
        with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
            opened = Path(temporary) / "opened"
            opened.mkdir()
            try:
                with zipfile.ZipFile(submission) as archive:
                    if sum(entry.file_size for entry in archive.infolist()) <= MAX_UPLOAD_BYTES:
                        archive.extractall(opened)
                        shutil.copytree(opened, target, symlinks=True, dirs_exist_ok=True)
                        return
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
                pass  # it stays as it is, for the autograder to say what is wrong with it
    shutil.copy(submission, target / submission.name)
