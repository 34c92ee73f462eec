"""What a worker finds around it: which layers hold, what it has from its parents, what is left."""

from __future__ import annotations

import dataclasses
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.calls.budget import Budget
from grader.calls.failures import NoWorker
from grader.calls.servers import Servers
from grader.calls.session import Session
from grader.tests import mixing
from grader.tests.course import HOMEWORK, ROOT, open_session
from grader.worker import orders, users
from grader.worker.layers import LAYERS

Run = Callable[..., Any]
linux = pytest.mark.skipif(platform.system() != "Linux", reason="/proc and its kin are Linux's")


HELPERS = """
import os, sys

def _is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
"""


def session_with(source: str, servers: Servers) -> Session:
    """A session with this text for optimizers.py."""
    files = {**mixing.solutions().files, "optimizers.py": source}
    submission = dataclasses.replace(mixing.solutions(), files=files)
    session = open_session(submission, servers, "optimizers", Budget())
    session.begin_check()
    session.begin_case()
    return session


@pytest.fixture
def run(servers: Servers) -> Iterator[Run]:
    """Runs an expression in a worker; the value that it has there."""
    sessions = []

    def run_expression(expression: str) -> Any:
        sessions.append(session_with(f"{HELPERS}\ndef f(): return {expression}", servers))
        return sessions[-1].call("f", (), {}).value

    yield run_expression
    for session in sessions:
        session.close()


def test_every_layer_that_holds_has_words_for_the_doctor(servers: Servers) -> None:
    session = session_with("def f(): return 0", servers)
    session.call("f", (), {})
    assert set(session.layers) <= set(LAYERS)
    assert {"session", "limits"} <= set(session.layers)
    session.close()


def test_a_worker_has_the_wire_and_its_output_and_no_other_descriptor(run: Run) -> None:
    assert run("[d for d in range(256) if _is_open(d)]") == [0, 1, 2, 3]


def test_the_environment_holds_nothing_of_the_judge(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "of the judge")
    environment = {name for name in run("list(os.environ)") if not name.startswith("TORCH")}
    assert "SECRET" not in environment
    assert environment <= {
        "PATH", "LANG", "LC_CTYPE", "HOME", "MPLBACKEND", "PYTHONHASHSEED", "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "LD_LIBRARY_PATH",
        "PYTHONUTF8", "MALLOC_PERTURB_", "MallocPreScribble",
    }  # fmt: skip


def test_neither_arguments_nor_modules_name_the_tests(run: Run) -> None:
    assert not any("test" in argument for argument in run("sys.argv"))
    modules = run("list(sys.modules)[:4000]")
    assert [name for name in modules if name.startswith(("tests", "grader.", "hypothesis"))] == []


def test_nothing_of_the_project_but_provided_code_can_be_found(run: Run) -> None:
    assert [path for path in run("list(sys.path)") if Path(path) == ROOT] == []


@pytest.mark.parametrize("module", ["colorsys", "xmlrpc.client", "numpy.f2py", "sqlite3"])
def test_what_a_call_imports_late_can_be_read_wherever_the_interpreter_lies(
    module: str, run: Run
) -> None:
    assert run(f"__import__('{module}').__name__") == module.partition(".")[0]


@linux
def test_a_worker_is_in_a_session_that_the_file_has_for_itself(run: Run) -> None:
    assert run("os.getsid(0) in (os.getpid(), os.getppid())") is True
    assert run("os.getsid(0)") != os.getsid(0)


@linux
def test_random_state_and_hash_seed_are_the_same_in_every_worker(run: Run) -> None:
    drawn = [run("[__import__('random').random(), hash('x')]") for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_what_one_worker_does_to_a_module_the_next_does_not_see(servers: Servers) -> None:
    poison = session_with("import math\ndef f():\n    math.pi = 3\n    return math.pi", servers)
    assert poison.call("f", (), {}).value == 3
    poison.close()
    fresh = session_with("import math\ndef f(): return math.pi", servers)
    assert fresh.call("f", (), {}).value > 3.1
    fresh.close()


def test_what_is_printed_belongs_to_its_call(servers: Servers) -> None:
    session = session_with("def f(text): print(text)", servers)
    session.call("f", ("one",), {})
    assert session.printed() == "one\n"
    session.begin_check()
    session.call("f", ("two",), {})
    assert session.printed() == "two\n"
    session.close()


@linux
def test_a_server_that_is_killed_takes_its_workers_along_and_is_started_again() -> None:
    with Servers(HOMEWORK) as servers:
        session = session_with("import os\ndef f(): return os.getpid()", servers)
        worker = session.call("f", (), {}).value
        os.kill(servers.light.pid, signal.SIGKILL)
        assert _gone(worker)
        assert session.call("f", (), {}).value != worker
        session.close()


JUDGE = """
import time
from grader.calls.servers import Servers
from grader.tests.course import HOMEWORK
from grader.tests.test_confinement import session_with

if __name__ == "__main__":
    servers = Servers(HOMEWORK)
    session = session_with("import os\\ndef f(): return [os.getpid(), os.environ['HOME']]", servers)
    print(servers.light.pid, *session.call("f", (), {}).value, flush=True)
    time.sleep(60)
"""


@linux
def test_a_judge_that_is_killed_leaves_no_process_and_no_folder() -> None:
    judge = subprocess.Popen(
        [sys.executable, "-c", JUDGE], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with judge:
        assert judge.stdout is not None
        servers, worker, home = judge.stdout.readline().split()
        assert Path(home).is_dir()
        judge.kill()
    assert _gone(int(worker))
    assert _gone(int(servers))
    assert not Path(home).exists()


def test_a_worker_that_can_not_be_started_is_no_fault_of_the_submission(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers.light, "_ask", lambda *_: orders.Refused("out of processes"))
    with pytest.raises(NoWorker, match="out of processes"):
        session_with("def f(): return 0", servers).call("f", (), {})


@pytest.mark.parametrize(
    ("id_map", "first"),
    [
        ("0 0 4294967295", 1 << 28),
        ("0 100000 65536", 60600),
        ("0 1000 1", None),
        ("0 0 1000\n1000 2000 64536", 60600),
    ],
    ids=["a machine", "a container", "a user's own namespace", "a map in pieces"],
)
def test_ids_for_workers_are_such_as_nobody_has(id_map: str, first: int | None) -> None:
    ids = users.free_ids(id_map, id_map)
    assert (ids[0] if ids else None) == first


def _gone(pid: int, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


# What a container may take from root: the rights to read and to write everybody's files.
CONFINED_WITHOUT = """
import ctypes, os, sys
for right in (1, 2):
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.executable, [sys.executable, "-c", '''
import os, sys, sysconfig
from grader.worker import confine
folder, uid = sys.argv[1], int(sys.argv[2])
readable = [folder, sysconfig.get_path("stdlib")]
held = confine.confine(
    uid=uid, parent=os.getppid(), processes=64, readable=readable, shut=confine.is_shut(readable)
)
print(open(folder + "/late.py").read(), "own-user" in held)
''', *sys.argv[1:]])
"""


@linux
@pytest.mark.skipif(os.getuid() != 0, reason="only root may become another user")
def test_root_without_the_right_to_read_gives_a_worker_no_user_that_can_not_read_the_interpreter(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    (closed / "lib").mkdir(parents=True)
    (closed / "lib" / "late.py").write_text("read")
    closed.chmod(0o700)
    arguments = [sys.executable, "-c", CONFINED_WITHOUT, str(closed / "lib"), str(1 << 28)]
    run = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("read False\n", "")


@linux
def test_a_folder_that_can_not_be_read_ends_a_worker_before_it_says_a_word(tmp_path: Path) -> None:
    script = (
        "import os, sys; from grader.worker import confine; confine.confine(uid=0, processes=0, "
        "parent=os.getppid(), readable=sys.argv[1:], shut=False); print('ready')"
    )
    arguments = [sys.executable, "-c", script, str(tmp_path), str(tmp_path / "absent")]
    run = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stdout == ""
    assert "absent" in run.stderr
