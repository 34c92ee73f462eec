"""Small submissions, and classes of them."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from grader.tests import mixing

UPHILL_SGD = """
def sgd(w, dw, config=None):
    config = config or {}
    return w + config.get("learning_rate", 1e-2) * dw, config
"""
ENDS_THE_PROCESS = "import os\nos._exit(0)\n"


def write_zip(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """A zip with these files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def right(remark: str = "") -> dict[str, str]:
    """The solutions, told apart by a remark."""
    files = dict(mixing.solutions().files)
    files["training.py"] += f"\n# {remark}\n"
    return files


def wrong() -> dict[str, str]:
    """One file with one wrong function, and a misconception that the grader knows."""
    files = mixing.replace(UPHILL_SGD, "sgd", "optimizers").files
    return {"optimizers.py": files["optimizers.py"]}


def hostile() -> dict[str, str]:
    """A file that ends its process, alone."""
    return {"optimizers.py": ENDS_THE_PROCESS}


def only(name: str) -> dict[str, str]:
    """One right file, alone: the others count as not started."""
    return {name: mixing.solutions().files[name]}


def write_nested(folder: Path, depth: int) -> None:
    """So many folders inside each other, deeper than a path may be long, a zip in the last."""
    folder.mkdir(parents=True, exist_ok=True)
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        Path("submission.zip").write_bytes(b"")
    finally:
        os.chdir(here)
