"""Find a Python that the homework runs on, whatever Python this is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

OLDEST, NEWEST = (3, 11), (3, 14)
# What to take where there is a choice: most wheels, then most tested.
_PREFERRED = ("3.13", "3.12", "3.11", "3.14")
WANTED = "Python 3.11, 3.12, 3.13 or 3.14"
_LOOK = """
import importlib.util, struct, sys
print('%d.%d' % sys.version_info[:2], sys.implementation.name, struct.calcsize('P') * 8,
    bool(importlib.util.find_spec('ensurepip')), getattr(sys, '_base_executable', sys.executable))
"""


class NoPython(Exception):
    """No interpreter fits; the text is one line that says what to do."""


def find(asked: str = "") -> str:
    """The path of an interpreter that fits, or the version of one that uv is to bring.

    asked: the one that somebody wants, by name or path.

    Raises:
        NoPython: where none fits, or the one that is asked for doesn't.
    """
    without_pip = ""
    for command in [[asked]] if asked else _candidates():
        path, has_pip = _look(command)
        if path and (has_pip or shutil.which("uv")):
            return path
        without_pip = without_pip or path
    if without_pip:
        raise NoPython(
            f"{without_pip} can't make environments: install the package that is missing, "
            "on Debian and Ubuntu python3-venv"
        )
    if asked:
        raise NoPython(f"{asked} is not {WANTED} (64-bit CPython)")
    if shutil.which("uv"):
        return _PREFERRED[0]
    raise NoPython(
        f"{WANTED} is needed, and this is {sys.version.split()[0]}: install one of them, or uv, "
        "which brings one"
    )


def _look(command: list[str]) -> tuple[str, bool]:
    """The path of the interpreter behind a command (not that of a virtual environment), empty where
    it doesn't fit; and whether it can make environments without uv."""
    try:
        ran = subprocess.run(
            [*command, "-c", _LOOK], capture_output=True, text=True, check=False, timeout=60
        )
        version, name, bits, has_pip, path = ran.stdout.strip().split(" ", 4)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return "", False
    major, minor = version.split(".")
    fits = OLDEST <= (int(major), int(minor)) <= NEWEST and (name, bits) == ("cpython", "64")
    return (os.path.realpath(path) if fits else ""), has_pip == "True"


def _candidates() -> Iterator[list[str]]:
    yield [sys.executable]
    for version in _PREFERRED:
        if os.name == "nt":
            yield ["py", "-" + version]
        yield ["python" + version]
    yield ["python3"]
    yield ["python"]
