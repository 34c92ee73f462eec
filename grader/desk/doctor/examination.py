"""Start a worker as for a submission, ask which layers hold, and try what they are there for."""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from grader.calls.budget import Budget
from grader.calls.failures import CallFailed
from grader.calls.servers import Servers
from grader.calls.session import Session, session_with
from grader.homework import Homework
from grader.homework_toml import NAME
from grader.submission import Submission

PROBES = Path(__file__).with_name("probes.py")
_OTHER_FILE = r"C:\Windows\win.ini" if sys.platform == "win32" else "/etc/passwd"
READ_TESTS = "read the tests and the references"


@dataclass(frozen=True)
class Trial:
    """Something that a submission tried here, and whether it could; None where the worker died."""

    words: str
    succeeded: bool | None


@dataclass(frozen=True)
class Examination:
    """What was found on this machine. note: how submissions are run where it isn't as on Linux."""

    layers: tuple[str, ...]
    trials: tuple[Trial, ...]
    facts: tuple[tuple[str, str], ...]
    note: str = ""


def examine(homework: Homework) -> Examination:
    """Look at a real worker; takes a second or two."""
    start = time.monotonic()
    with Servers(homework) as servers:
        module = homework.modules[0]
        files = {f"{module}.py": PROBES.read_text(encoding="utf-8")}
        with session_with(
            Submission("probes", files, homework), servers, module, Budget()
        ) as session:
            session.begin_case()
            session.call("open_socket", (), {})  # from now on it is there
            ready = time.monotonic() - start
            trials = tuple(
                Trial(words, _tried(session, name, *arguments))
                for words, name, arguments in _trials(homework)
            )
        facts = _facts(servers, ready)
        layers = session.layers
        return Examination(layers, trials, facts, servers.note)


def _trials(homework: Homework) -> list[tuple[str, str, tuple[Any, ...]]]:
    trials: list[tuple[str, str, tuple[Any, ...]]] = [
        (READ_TESTS, "read_file", (str(homework.root / NAME),)),
        ("read other files of this machine", "read_file", (_OTHER_FILE,)),
        ("leave a file in a folder for all", "write_file", ()),
        ("start a process that goes on afterwards", "start_process", ()),
        ("open a socket", "open_socket", ()),
        ("take 2 GiB of memory", "take_memory", (2 << 30,)),
    ]
    # On Windows asking whether a process can be signalled would end it.
    if sys.platform != "win32":
        trials += [
            ("signal the judge", "signal_process", (os.getpid(),)),
            ("read the judge's memory", "trace_process", (os.getpid(),)),
        ]
    return trials


def _tried(session: Session, name: str, *arguments: Any) -> bool | None:
    session.begin_case()
    try:
        return session.call(name, arguments, {}).value is True
    except CallFailed:
        return None


def _facts(servers: Servers, ready: float) -> tuple[tuple[str, str], ...]:
    ids = [] if servers.note else servers.light.user_ids
    user = os.geteuid() if hasattr(os, "geteuid") else None
    return (
        ("machine", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        ("Python", f"{platform.python_version()}, {sys.executable}"),
        ("torch, NumPy", f"{version('torch')}, {version('numpy')}"),
        ("the judge's user", "root" if user == 0 else "yours" if user is None else f"id {user}"),
        ("a worker's user", f"ids {ids[0]} to {ids[-1]}" if ids else "the judge's own"),
        ("worker ready after", f"{ready:.1f} s"),
    )
