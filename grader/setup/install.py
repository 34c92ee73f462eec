"""Install pinned requirements: first all but torch, then the build of torch that fits the machine.

On Linux PyPI's torch is the build for GPUs, which can't be imported without gigabytes of CUDA
libraries. A CPU build comes first, from PyTorch's own index or wherever pip's settings point;
PyPI's, with its CUDA libraries, is the last resort.

Standard library only: this runs before anything is installed, and in Gradescope's image on its own.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
# Beside this file in the zip for Gradescope; at home in the folder that the zip is made from.
_CONFS = (
    _HERE / "setup.conf",
    _HERE.parent / "gradescope" / "templates" / "setup.conf",
)
_PROBE_SECONDS = 5


class CannotInstall(Exception):
    """Something can't be installed; the text is one line that says what and why."""


def main(arguments: list[str]) -> int:
    """`install.py PYTHON REQUIREMENTS`: install the file into that interpreter's environment."""
    python, requirements = arguments
    try:
        install(python, Path(requirements))
    except CannotInstall as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def install(python: str, requirements: Path) -> None:
    """Bring the environment of that interpreter to these pins.

    Raises:
        CannotInstall: where a package can't be had, or torch can't be imported.
    """
    lines = requirements.read_text(encoding="utf-8").splitlines()
    pins = [line.strip() for line in lines if "==" in line and not line.lstrip().startswith("#")]
    torch = [pin for pin in pins if pin.startswith("torch==")]
    _say(f"Installing {requirements.name} …")
    _pip(python, "--no-deps", *(pin for pin in pins if pin not in torch))
    if torch and _problem_with_torch(python):
        _install_torch(python, torch[0], requirements)


def _install_torch(python: str, pin: str, requirements: Path) -> None:
    if platform.system() == "Linux":
        index = _torch_index()
        if _is_found(python, pin, index):
            _say(f"Installing {pin}, the build for CPUs …")
            _pip(python, "--retries", "1", "--no-deps", "--index-url", index, pin)
            if not _problem_with_torch(python):
                return
        _say(
            f"No CPU build of {pin} can be had here: installing PyPI's with its CUDA libraries, "
            "a download of about 3 GB …"
        )
    else:
        _say(f"Installing {pin} …")
    _pip(python, "--constraint", str(requirements), pin)
    if problem := _problem_with_torch(python):
        raise CannotInstall(f"{pin} was installed, but can't be imported: {problem}")


def _torch_index() -> str:
    """Where CPU builds of torch are, as TORCH_INDEX_URL or setup.conf says."""
    if url := os.environ.get("TORCH_INDEX_URL"):
        return url
    conf = next(path for path in _CONFS if path.exists()).read_text(encoding="utf-8")
    return conf.partition("TORCH_INDEX_URL=")[2].split()[0]


def _is_found(python: str, pin: str, index: str) -> bool:
    """Whether pip finds this version there or in a folder of wheels; said within seconds."""
    probe = [python, "-m", "pip", "index", "versions", "torch", "--index-url", index]
    quickly = ["--retries", "0", "--timeout", str(_PROBE_SECONDS)]
    found = subprocess.run([*probe, *quickly], capture_output=True, text=True, check=False)
    return pin.partition("==")[2] in found.stdout


def _problem_with_torch(python: str) -> str:
    """The last line of what `import torch` says there; empty where it works."""
    ran = subprocess.run(
        [python, "-c", "import torch"], capture_output=True, text=True, check=False
    )
    return (ran.stderr.strip() or "it ends without a word").splitlines()[-1] * bool(ran.returncode)


def _pip(python: str, *arguments: str) -> None:
    quietly = ["--quiet", "--disable-pip-version-check", "--no-input"]
    command = [python, "-m", "pip", "install", *quietly, *arguments]
    if subprocess.run(command, check=False).returncode:
        raise CannotInstall("A package can't be installed; pip says above which, and why.")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
