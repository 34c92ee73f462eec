"""The judge's end of the fork server: starts it, asks it for workers, starts it again where it has
gone.

Requests and replies alternate on one socket; a reply that is lost, late or garbled ends the server,
and with it its workers.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.calls.environment import environment_of_workers
from grader.calls.failures import NoWorker
from grader.homework import Homework
from grader.worker import confine, sweeping, users, wire
from grader.worker.cores import own_cores

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "grader" / "worker" / "server.py"
START_SECONDS = 60.0  # importing torch on a cold, busy machine
CLOSE_SECONDS = 5.0
REPLY_BYTES = 4096
IDS_PER_SERVER = 16  # a worker's successor never shares an id with what it may have left

# pass_fds keeps a descriptor's number; the server wants its socket on 3.
_START = """
import os, runpy, sys
descriptor = int(sys.argv[1])
if descriptor != 3:
    os.dup2(descriptor, 3)
    os.close(descriptor)
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class ServerLost(Exception):
    """The fork server has ended or no longer answers."""


class ForkServer:
    """The process that forks workers; started once, before the judge loads tests, and shared by all
    checks.
    """

    def __init__(self, homework: Homework) -> None:
        self._homework = homework
        # The wire of this process has to know what the worker's does.
        self._homework.hook("kinds")
        # From now on this process may hold expected values: others of its user must not read its
        # memory.
        confine.undumpable()
        self._ids = _free_ids()
        self._preloaded: set[str] = set()
        self._unforkable: set[str] = set()
        self._workers = 0
        self._in_use: dict[int, int] = {}
        self._start()

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    @property
    def preloaded(self) -> frozenset[str]:
        """What the next worker finds loaded."""
        return frozenset(self._preloaded)

    def preload(self, names: set[str]) -> None:
        """Have libraries loaded before the next worker is forked; returns at once, the server works
        meanwhile.
        """
        new = names - self._preloaded - self._unforkable
        if new:
            self._preloaded |= new
            with contextlib.suppress(ServerLost):  # the next fork will find out
                self.settle()
                self._send({"op": "preload", "names": sorted(new)})

    def fork(self, rpc: socket.socket, output: int) -> tuple[int, int]:
        """Fork a worker that speaks on `rpc` and prints to `output`: its pid and its user id (0
        where it has ours).
        """
        self._workers += 1
        for _ in range(2):
            uid = self._uid()
            try:
                request = {"op": "fork", "uid": uid, "cores": own_cores()}
                reply = self._ask(request, (rpc.fileno(), output))
            except ServerLost:
                self._restart()
                continue
            if "error" in reply:
                raise NoWorker(f"no worker process could be started ({reply['error']})")
            self._in_use[reply["pid"]] = uid
            return reply["pid"], uid
        raise NoWorker("the server that starts worker processes does not start; see doctor")

    def look(self, pid: int) -> tuple[bool, int]:
        """Whether a worker is one thread and nothing that it started is left; by how many bytes its
        private memory has grown since it was forked. Not alone where nobody can say.
        """
        try:
            seen = self._ask({"op": "look", "pid": pid})
        except ServerLost:
            return False, 0
        return bool(seen["alone"]), int(seen["grown"])

    def end(self, pid: int, uid: int) -> None:
        """Kill and reap a worker and whatever it started."""
        self._in_use.pop(pid, None)
        try:
            self._ask({"op": "end", "pid": pid, "uid": uid})
        except ServerLost:
            # Its workers die with it; what they may have started has to be looked for here.
            self._restart()
            if uid:
                sweeping.sweep_user(uid)

    def close(self) -> None:
        """End the server and every worker with it; it clears up behind itself."""
        self._socket.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="worker-")
        os.mkdir(f"{self._folder}/empty")
        for folder, mode in ((f"{self._folder}/empty", 0o555), (self._folder, 0o755)):
            os.chmod(folder, mode)
        self._socket, theirs = socket.socketpair()
        kinds = self._homework.hook_file("kinds")
        with theirs:
            descriptor = theirs.fileno()
            command = [sys.executable, "-s", "-P", "-c", _START, str(descriptor), str(SERVER)]
            self._process = subprocess.Popen(
                [*command, self._folder, str(self._homework.root), str(kinds or "")],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(descriptor,),
                env=environment_of_workers(self._folder),
                start_new_session=True,
            )
        self._socket.settimeout(START_SECONDS)
        self._reply_due: dict[str, Any] | None = {"op": "start"}

    def _restart(self) -> None:
        self._process.kill()
        self.close()
        self._in_use.clear()
        self._start()
        names, self._preloaded = self._preloaded - self._unforkable, set()
        self.preload(names)

    @property
    def user_ids(self) -> list[int]:
        """The user ids that workers of this server have, one after the other; none without root."""
        if os.geteuid() != 0 or not self._ids:
            return []
        first = self._process.pid * IDS_PER_SERVER
        return [self._ids[(first + i) % len(self._ids)] for i in range(IDS_PER_SERVER)]

    def _uid(self) -> int:
        ids = self.user_ids
        if not ids:
            return 0
        first = self._workers % len(ids)
        # Whoever has the same id as another counts towards its limits, and ends with it.
        taken = set(self._in_use.values())
        return next((each for each in ids[first:] + ids[:first] if each not in taken), ids[first])

    def _ask(self, request: dict[str, Any], descriptors: tuple[int, ...] = ()) -> dict[str, Any]:
        self.settle()
        self._send(request, descriptors)
        return self._reply()

    def settle(self) -> None:
        """Wait until the server has done what it was asked to do; ServerLost where it has gone."""
        if self._reply_due is None:
            return
        request = self._reply_due
        reply = self._reply()
        if reply.get("threads", 1) > 1:
            # Forking a process with threads can lock up its child: do without these libraries.
            self._unforkable |= set(request["names"])
            self._restart()

    def _send(self, request: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
        try:
            socket.send_fds(self._socket, [wire.encode(request)], descriptors)
        except OSError:
            raise ServerLost from None
        self._reply_due = request

    def _reply(self) -> dict[str, Any]:
        try:
            message = self._socket.recv(REPLY_BYTES)
        except OSError:
            raise ServerLost from None
        if not message:
            raise ServerLost
        self._reply_due = None
        return wire.decode(message)

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _free_ids() -> range:
    try:
        return users.free_ids(
            Path("/proc/self/uid_map").read_text(), Path("/proc/self/gid_map").read_text()
        )
    except OSError:
        return range(0)
