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
from grader.calls.server import ForkServer
from grader.calls.servers import Servers
from grader.calls.session import Session, session_with
from grader.homework import NAME, Homework
from grader.submission import Submission
from grader.worker import confine

PROBES = Path(__file__).with_name("probes.py")
READ_TESTS = "read the tests and the references"


@dataclass(frozen=True)
class Trial:
    """Something that a submission tried here, and whether it could; None where the worker died."""

    words: str
    succeeded: bool | None


@dataclass(frozen=True)
class Examination:
    """What was found on this machine."""

    layers: tuple[str, ...]
    trials: tuple[Trial, ...]
    facts: tuple[tuple[str, str], ...]


def examine(homework: Homework) -> Examination:
    """Look at a real worker; takes a second or two."""
    start = time.monotonic()
    with Servers(homework) as servers:
        servers.light.settle()
        ready = time.monotonic() - start
        module = homework.modules[0]
        files = {f"{module}.py": PROBES.read_text(encoding="utf-8")}
        with session_with(
            Submission("probes", files, homework), servers, module, Budget()
        ) as session:
            trials = tuple(
                Trial(words, _tried(session, name, *arguments))
                for words, name, arguments in _trials(homework)
            )
        facts = _facts(servers.light, ready)
        layers = session.layers
    return Examination(layers, trials, facts)


def _trials(homework: Homework) -> list[tuple[str, str, tuple[Any, ...]]]:
    return [
        (READ_TESTS, "read_file", (str(homework.root / NAME),)),
        ("read other files of this machine", "read_file", ("/etc/passwd",)),
        ("leave a file in /tmp", "write_file", ()),
        ("start a process that goes on afterwards", "start_process", ()),
        ("open a socket", "open_socket", ()),
        ("signal the judge", "signal_process", (os.getpid(),)),
        ("read the judge's memory", "trace_process", (os.getpid(),)),
        ("take 2 GiB of memory", "take_memory", (2 * confine.DATA_BYTES,)),
    ]


def _tried(session: Session, name: str, *arguments: Any) -> bool | None:
    session.begin_case()
    try:
        return session.call(name, arguments, {}).value is True
    except CallFailed:
        return None


def _facts(server: ForkServer, ready: float) -> tuple[tuple[str, str], ...]:
    ids = server.user_ids
    return (
        ("machine", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        ("Python", f"{platform.python_version()}, {sys.executable}"),
        ("torch, NumPy", f"{version('torch')}, {version('numpy')}"),
        ("the judge's user", "root" if os.geteuid() == 0 else f"id {os.geteuid()}"),
        ("a worker's user", f"ids {ids[0]} to {ids[-1]}" if ids else "the judge's own"),
        ("server ready after", f"{ready:.1f} s"),
    )
