"""What lies around a worker for an attack to find, read, change or signal, and whether it did."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from grader.calls.servers import Servers
from grader.tests.course import ROOT

TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")


class Surroundings:
    """Files, sockets and processes beside the judge; attacks are told where they are."""

    def __init__(self, folder: Path, victim: int, sockets: dict[str, socket.socket]) -> None:
        self.token = secrets.token_hex(8)
        self._mark = secrets.token_hex(8)
        self._folder, self._victim, self._sockets = folder, victim, sockets
        (folder / "secret.txt").write_text(f"secret: {self.token}")
        (folder / "results.json").write_text('{"score": 0}')
        for path, mode in ((folder, 0o777), *((path, 0o666) for path in folder.iterdir())):
            path.chmod(mode)
        os.environ["ATTACK_CANARY"] = self.token
        self._before = self._files()
        self.places = {
            "FOLDER": str(folder),
            "ROOT": str(ROOT),
            "MARK": self._mark,
            "JUDGE": str(os.getpid()),
            "VICTIM": str(victim),
            "TCP": str(sockets["tcp"].getsockname()[1]),
            "UDP": str(sockets["udp"].getsockname()[1]),
            "UNIX": sockets["unix"].getsockname(),
        }

    def signs(self) -> list[str]:
        """What has been changed, reached or left behind; empty where nothing has."""
        found = [f"left {path}" for place in TEMPORARY for path in self._marked(Path(place))]
        if self._files() != self._before:
            found.append(f"changed files: {self._files()}")
        if not _is_alive(self._victim):
            found.append("a process was killed")
        return found + [f"reached by {name}" for name in self._sockets if self._heard(name)]

    def _files(self) -> dict[str, tuple[str, int]]:
        return {
            path.name: (path.read_text(), path.stat().st_mode)
            for path in sorted(self._folder.iterdir())
        }

    def _marked(self, place: Path) -> list[Path]:
        return list(place.glob(f"*{self._mark}*")) if place.is_dir() else []

    def _heard(self, name: str) -> bool:
        try:
            if name == "udp":
                self._sockets[name].recv(64)
            else:
                self._sockets[name].accept()[0].close()
        except BlockingIOError:
            return False
        return True


@contextmanager
def surroundings(folder: Path) -> Iterator[Surroundings]:
    """Set everything up, and take it down again."""
    kinds: dict[str, tuple[int, int, Any]] = {
        "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        "unix": (socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "listener")),
    }
    with ExitStack() as stack:
        sockets = {}
        for name, (family, kind, address) in kinds.items():
            sockets[name] = stack.enter_context(socket.socket(family, kind))
            sockets[name].bind(address)
            sockets[name].setblocking(False)
            if kind == socket.SOCK_STREAM:
                sockets[name].listen()
        os.chmod(folder / "listener", 0o777)
        hidden = folder / "inside"
        hidden.mkdir()
        victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1e6)"])
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        yield Surroundings(hidden, victim.pid, sockets)


def left_running(servers: Servers) -> list[str]:
    """The processes that a submission left: children of the fork servers, and whoever has the id of
    a worker.
    """
    found = []
    running = [servers.light, servers.heavy]
    ids = {each for server in running for each in server.user_ids}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            user = entry.stat().st_uid
            what = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if state != "Z" and (int(parent) in {server.pid for server in running} or user in ids):
            found.append(f"{entry.name} of {parent}, user {user}, state {state}: {what}")
    return found


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "SRD"
    except OSError:
        return False
