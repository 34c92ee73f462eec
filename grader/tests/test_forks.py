"""A file is loaded once and forked for whoever asks; where a fork would not be as good as loading
anew, it is loaded anew, with the same answers."""

from __future__ import annotations

import contextlib
import dataclasses
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.calls.budget import Account, Budget
from grader.calls.failures import WorkerDied
from grader.calls.loaded import LoadedFiles
from grader.calls.servers import Servers
from grader.calls.session import Session
from grader.calls.worker import MOST_KEPT_BYTES
from grader.judge.grading import Judge
from grader.tests.course import select
from grader.tests.mixing import solutions
from grader.worker.sweeping import children

pytestmark = pytest.mark.skipif(
    platform.system() != "Linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="elsewhere each part loads its file",
)

# Numbers of system calls: of x86_64, of aarch64.
CALLS = {"tgkill": (234, 131), "prctl": (157, 167), "recvmsg": (47, 212), "clone": (56, 220)}
COLUMN = 0 if platform.machine() == "x86_64" else 1
SYSTEM = """
import ctypes, os
_system = ctypes.CDLL(None, use_errno=True).syscall
def refused(number, *arguments):
    return _system(number, *arguments) == -1 and ctypes.get_errno()
"""


class Asking:
    """Parts that ask one file, one after the other."""

    def __init__(self, text: str, servers: Servers) -> None:
        files = {**solutions().files, "optimizers.py": text}
        self.files = LoadedFiles(dataclasses.replace(solutions(), files=files), servers)
        self._account = Account()

    @contextlib.contextmanager
    def part(self) -> Iterator[Session]:
        """A session in a process of its own."""
        session = Session(self.files, "optimizers", Budget(), self._account)
        session.begin_check()
        session.begin_case()
        with contextlib.closing(session):
            yield session

    def constants(self, *names: str) -> list[Any]:
        """What a new part finds."""
        with self.part() as session:
            return [session.constant(name) for name in names]


def asked(text: str, servers: Servers, expression: str) -> Any:
    """The value that an expression has in a fork of a file."""
    asking = Asking(f"{text}\n\ndef f(): return {expression}\n", servers)
    with contextlib.closing(asking.files), asking.part() as session:
        return session.call("f", (), {}).value


def test_a_constant_that_cant_be_written_to_is_read_as_its_dict(servers: Servers) -> None:
    asking = Asking("import types\nRATES = types.MappingProxyType({'sgd': 0.1})\n", servers)
    with contextlib.closing(asking.files):
        assert asking.constants("RATES") == [{"sgd": 0.1}]


def test_every_part_of_a_file_is_a_fork_of_the_same_process(servers: Servers) -> None:
    asking = Asking("import os\nloader = os.getpid()", servers)
    with contextlib.closing(asking.files):
        loaders = []
        for _ in range(3):
            with asking.part() as session:
                loaders.append(session.constant("loader"))
                assert children(loaders[-1]) != []
            assert children(loaders[-1]) == []
    assert len({*loaders}) == 1
    assert not Path(f"/proc/{loaders[0]}").exists()


def test_the_solutions_load_each_file_once(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []
    load = LoadedFiles._load_once

    def counted(files: LoadedFiles, module: str, *rest: Any) -> Any:
        loaded.append(module)
        return load(files, module, *rest)

    monkeypatch.setattr(LoadedFiles, "_load_once", counted)
    parts = ("q1_is_stable", "q1_answers", "q4b", "q4a_zero", "q5")
    report = judge.grade(solutions(), [part for name in parts for part in select(name)])
    assert report.total == report.possible
    assert sorted(loaded) == [
        "answers",
        "initialization",
        "learning_rates",
        "optimizers",
        "process",
    ]


@pytest.mark.parametrize(
    ("why", "text"),
    {
        "it has a thread": "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "it has a process": "import os, time\nif os.fork() == 0:\n    time.sleep(60)\n",
        "it is large": f"kept = bytearray(os.urandom(1) * {MOST_KEPT_BYTES + (8 << 20)})",
    }.items(),
)
def test_a_file_is_loaded_for_each_part_where(why: str, text: str, servers: Servers) -> None:
    asking = Asking(f"import os\nloader = os.getpid()\n{text}", servers)
    with contextlib.closing(asking.files):
        loaders = [asking.constants("loader")[0] for _ in range(3)]
        assert len({*loaders}) == 3
        assert children(servers.light.pid) == []


def test_a_fork_that_stays_is_ended_before_the_next_part(servers: Servers) -> None:
    stays = """
import os, time
loader = os.getpid()
def f():
    os.close(1); os.close(2)
    import threading
    threading.Thread(target=stay).start()
    return os.getpid()
def stay():
    import signal
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass
"""
    asking = Asking(stays, servers)
    with contextlib.closing(asking.files):
        pids = []
        for _ in range(2):
            with asking.part() as session:
                pids.append(session.call("f", (), {}).value)
            assert not Path(f"/proc/{pids[-1]}").exists()


@pytest.mark.parametrize(
    "attempt",
    [
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.kill(os.getppid(), 10)",
        "os.pipe()",
        "__import__('socket').socketpair()",
        "__import__('mmap').mmap(-1, 4096)",
        "__import__('resource').prlimit(os.getppid(), 3, (1 << 20, 1 << 20))",
        "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    ],
)
def test_a_fork_is_refused(attempt: str, servers: Servers) -> None:
    tried = (
        f"def tried():\n    try:\n        {attempt}\n    except PermissionError:\n        return 1"
    )
    assert asked(f"import os\n{tried}", servers, "tried()") == 1


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("tgkill", "os.getppid(), os.getppid(), 10"),
        ("tgkill", "os.getpid(), os.getpid(), 19"),
        ("prctl", "1, 0"),
        ("prctl", "1, 9"),
        ("recvmsg", "3, 0, 0"),
        ("clone", "0x01200011, 0, 0, 0, 0"),
        ("clone", "0x4111, 0, 0, 0, 0"),
    ],
)
def test_the_kernel_refuses_a_fork(name: str, arguments: str, servers: Servers) -> None:
    assert asked(SYSTEM, servers, f"refused({CALLS[name][COLUMN]}, {arguments})") == 1


def test_a_loaded_file_can_not_outlive_its_server(servers: Servers) -> None:
    attempt = f"kept = refused({CALLS['prctl'][COLUMN]}, 1, 0)"
    assert asked(f"{SYSTEM}\n{attempt}", servers, "kept") == 1


def test_a_process_that_ends_itself_in_c_has_died(servers: Servers) -> None:
    with pytest.raises(WorkerDied, match="the process ended"):
        asked("import os", servers, "os.abort()")


def test_all_forks_draw_the_same_numbers(servers: Servers) -> None:
    asking = Asking(
        "import random\nimport numpy as np\nfirst = random.random()\n"
        "def f(): return [random.random(), np.random.rand(), np.random.default_rng().random()]",
        servers,
    )
    with contextlib.closing(asking.files):
        drawn = []
        for _ in range(3):
            with asking.part() as session:
                drawn.append(session.call("f", (), {}).value)
    assert drawn[0] == drawn[1] == drawn[2]


def test_what_a_file_prints_on_import_is_shown_to_no_part(servers: Servers) -> None:
    asking = Asking(
        "print('loading', end='')\ndef f():\n    print('called')\n    return 1", servers
    )
    with contextlib.closing(asking.files):
        for _ in range(2):
            with asking.part() as session:
                session.call("f", (), {})
                assert session.printed() == "called\n"
