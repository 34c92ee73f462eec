"""Run a command of ours as if on macOS or Windows: `other_systems.py darwin -m grader check all`.

What those systems don't have is taken away, and sys.platform says their name, once the libraries of
others have been loaded: it is our code that has to do without. The workers that it starts go the
same way, since sys.executable leads back to this file.
"""

from __future__ import annotations

import importlib
import io
import os
import runpy
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LIBRARIES = (
    *("asyncio", "jinja2", "markupsafe", "matplotlib.backends.backend_agg", "matplotlib.figure"),
    *("msgspec", "numpy", "numpy.random", "rich.console", "rich.table", "watchfiles", "zipfile"),
)
MISSING: dict[str, dict[Any, tuple[str, ...]]] = {
    "darwin": {
        os: ("fork", "forkpty", "setresuid", "setresgid", "sched_getaffinity", "pipe2"),
        signal: ("SIGKILL", "alarm", "setitimer", "pidfd_send_signal"),
        socket: ("send_fds", "recv_fds", "MSG_DONTWAIT", "CMSG_SPACE"),
        select: ("epoll",),
    }
}
MISSING["win32"] = {
    os: (
        *MISSING["darwin"][os],
        *("geteuid", "getuid", "setsid", "killpg", "register_at_fork", "sysconf", "O_NOFOLLOW"),
        *("O_NONBLOCK", "O_TMPFILE", "getgid", "setgroups", "sched_setaffinity"),
    ),
    signal: (*MISSING["darwin"][signal], "SIGHUP", "SIGPIPE", "SIGCHLD", "ITIMER_REAL"),
    socket: MISSING["darwin"][socket],
    select: ("epoll", "poll"),
}
MODULES = {"darwin": (), "win32": ("resource", "pwd", "grp", "termios")}


def main(system: str, arguments: list[str]) -> None:
    """Become that system, then run what `python ARGUMENTS` would."""
    options = [each for each in arguments if each in ("-s", "-P")]
    arguments = arguments[len(options) :]
    is_module = arguments[0] == "-m"
    target, *rest = arguments[is_module:]
    for name in (*LIBRARIES, *(["torch", "torch.optim"] if "torch" in rest else [])):
        importlib.import_module(name)
    become(system)
    sys.argv = [str(target), *map(str, rest)]
    if is_module:
        if "-P" not in options:
            sys.path.insert(0, os.getcwd())
        runpy.run_module(str(target), run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(str(target), run_name="__main__")


def become(system: str) -> None:
    """From now on this process is on that system, as far as our code can see."""
    sys.executable = _interpreter_of(system)
    for module, names in MISSING[system].items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    for name in MODULES[system]:
        sys.modules[name] = None  # type: ignore[assignment]
    # Of the standard library, which knows where it really is.
    subprocess.Popen.kill = lambda self: os.kill(self.pid, 9)  # type: ignore[method-assign]
    sys.addaudithook(_without_proc)
    sys.platform = system


def _without_proc(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith("/proc"):
        raise FileNotFoundError(2, "No such file or directory", str(arguments[0]))


def _interpreter_of(system: str) -> str:
    """A command that runs Python on that system."""
    path = Path(tempfile.mkdtemp(prefix="other-system-")) / "python"
    with io.open(path, "w") as script:  # noqa: UP020
        script.write(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" {system} "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
