"""Install pinned requirements: pip, all but torch, then the build of torch that fits the machine.

On Linux PyPI's torch is the build for GPUs, which can't be imported without gigabytes of CUDA
libraries. A CPU build goes first: a wheel in a folder that pip's settings name, or one from
PyTorch's own index. PyPI's, with its CUDA libraries, is the last resort.

Standard library only, and any Python from 3.8 on: this runs before anything is installed, and in
Gradescope's image on its own.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

_HERE = Path(__file__).resolve().parent
# Beside this file in the zip for Gradescope; at home in the folder that the zip is made from.
_CONFS = (_HERE / "setup.conf", _HERE.parent / "gradescope" / "templates" / "setup.conf")
_PROBE_SECONDS = 5
_PIP_HASTE = ["--retries", "0", "--timeout", "10"]
_UV_HASTE = {"UV_HTTP_RETRIES": "0", "UV_HTTP_TIMEOUT": "10"}
# What pip and uv say of a connection: "from versions: none" leads nobody to the network.
_NO_ANSWER = "connection broken by|error sending request|Failed to fetch|Network connectivity"
_COLUMNS = 72


class CannotInstall(Exception):
    """Something can't be installed; the text is one line that says what and why."""


def main(arguments: list[str]) -> int:
    """`install.py PYTHON REQUIREMENTS`: install the file into that interpreter's environment."""
    python, requirements = arguments
    try:
        # Compiled now: an image is started anew for each submission.
        install(Installer(python, compiles=True), Path(requirements))
    except CannotInstall as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def install(installer: Installer, requirements: Path) -> None:
    """Bring an environment to these pins.

    Raises:
        CannotInstall: where a package can't be had, or torch can't be imported.
    """
    lines = requirements.read_text(encoding="utf-8").splitlines()
    pins = [line.strip() for line in lines if re.match(r"[\w.-]+==", line)]
    torch = [pin for pin in pins if pin.startswith("torch==")]
    # The pip that an older Python brings takes twice as long for the rest.
    pip = [pin for pin in pins if pin.startswith("pip==")]
    others = [pin for pin in pins if pin not in (*torch, *pip)]
    for some in (pip, others):
        if some and (problem := installer.run("--no-deps", *some)):
            raise CannotInstall(problem)
    if torch and installer.problem_with_torch():
        _install_torch(installer, torch[0])
        installer.remove_tests_of_torch()


def _install_torch(installer: Installer, pin: str) -> None:
    if platform.system() == "Linux":
        index = _torch_index()
        for source in (("--no-index", *installer.folders()), ("--index-url", index)):
            if source[-1] == index and not _is_reachable(index):
                continue
            if not installer.run("--no-deps", *source, pin) and not installer.problem_with_torch():
                return
        say(
            f"{pin} for CPUs can't be had ({index} doesn't answer): taking PyPI's, with its "
            "CUDA libraries. That is a download of 2.5 GB, and 5 GB on disk."
        )
    problem = installer.run(pin) or installer.problem_with_torch()
    if problem:
        raise CannotInstall(f"{pin} can't be used: {problem}")


def _torch_index() -> str:
    """Where CPU builds of torch are, as TORCH_INDEX_URL or setup.conf says."""
    url = os.environ.get("TORCH_INDEX_URL")
    if url:
        return url
    conf = next(path for path in _CONFS if path.exists()).read_text(encoding="utf-8")
    return conf.partition("TORCH_INDEX_URL=")[2].split()[0]


def _is_reachable(index: str) -> bool:
    """Whether the index has torch; said within seconds."""
    if not index.startswith("http"):
        return True
    try:
        with urllib.request.urlopen(f"{index.rstrip('/')}/torch/", timeout=_PROBE_SECONDS):
            return True
    except (OSError, ValueError):
        return False


class Installer:
    """uv where it is installed, else pip, for the environment of one interpreter.

    compiles: whether bytecode is made at once, not when a module is first imported.
    is_hasty: whether to give up at the first connection that fails.
    """

    def __init__(self, python: str, compiles: bool = False, is_hasty: bool = False) -> None:
        self._python = os.path.abspath(python)
        self._uv = shutil.which("uv")
        self._environment = dict(os.environ)
        if self._uv:
            self._command = [self._uv, "pip", "install", "--python", self._python]
            self._command += ["--compile-bytecode"] if compiles else []
            self._environment.update(_UV_HASTE if is_hasty else {})
        else:
            self._command = [self._python, "-m", "pip", "install", "--no-input"]
            self._command += ["--disable-pip-version-check", "--progress-bar", "off"]
            self._command += [] if compiles else ["--no-compile"]
            self._command += _PIP_HASTE if is_hasty else []

    def run(self, *arguments: str) -> str:
        """Install something; what went wrong, in one line, empty where nothing did."""
        said = []
        with subprocess.Popen(
            [*self._command, *arguments],
            # Out of the project: uv would leave out here what its pins leave out.
            cwd=tempfile.gettempdir(),
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as running:
            assert running.stdout is not None
            for line in running.stdout:
                said.append(line.strip())
                _show_for_now(line)
        _show_for_now("")
        if running.returncode == 0:
            return ""
        if any(re.search(_NO_ANSWER, line) for line in said):
            return "no package index answers; this needs the internet"
        errors = [line for line in said if re.match(r"ERROR: |error: |× |╰─▶ ", line)]
        return " ".join(errors[-2:] or said[-1:])

    def folders(self) -> list[str]:
        """The folders of wheels that pip's settings name, as options for uv, which doesn't read
        those settings."""
        if not self._uv:
            return []
        settings = _ask(sys.executable, "-m", "pip", "config", "list").stdout
        named = [*re.findall(r"find-links='(.*)'", settings), os.environ.get("PIP_FIND_LINKS", "")]
        return [f"--find-links={place}" for places in named for place in places.split()]

    def remove_tests_of_torch(self) -> None:
        """Its wheels for Linux bring 130 MB of test programs, which nothing here runs."""
        asked = _ask(self._python, "-c", "import sysconfig; print(sysconfig.get_path('platlib'))")
        torch = Path(asked.stdout.strip()) / "torch"
        shutil.rmtree(torch / "test", ignore_errors=True)
        for program in (torch / "bin").glob("test_*"):
            program.unlink()

    def problem_with_torch(self) -> str:
        """The last line of what `import torch` says; empty where it works."""
        asked = _ask(self._python, "-c", "import torch")
        said = asked.stderr.strip() or "importing it ends without a word"
        return said.splitlines()[-1] if asked.returncode else ""


def say(line: str) -> None:
    """Tell whoever waits: on the error stream, since the output is that of the command to come."""
    print(line, file=sys.stderr, flush=True)


def _show_for_now(line: str) -> None:
    """Show what is under way, on a line of the terminal that the next one takes."""
    if sys.stderr.isatty():
        print(f"\r{line.strip()[:_COLUMNS]:{_COLUMNS}}\r", end="", file=sys.stderr, flush=True)


def _ask(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
