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

from grader.calls.environment import environment_of_workers
from grader.calls.failures import NoWorker
from grader.homework import Homework
from grader.worker import confine, orders, sweeping, users, wire
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

    def preload(self, names: set[str]) -> None:
        """Have libraries loaded before the next worker is forked; returns at once, the server works
        meanwhile.
        """
        new = names - self._preloaded - self._unforkable
        if new:
            self._preloaded |= new
            with contextlib.suppress(ServerLost):  # the next fork will find out
                self.settle()
                self._send(orders.Preload(tuple(sorted(new))))

    def fork(self, rpc: socket.socket, output: int, libraries: set[str]) -> tuple[int, int]:
        """Fork a worker that speaks on `rpc`, prints to `output` and has these libraries: its pid
        and its user id (0 where it has ours).

        Raises:
            NoWorker: where none can be had, or a library is there and can't be loaded.
        """
        self._workers += 1
        for _ in range(2):
            try:
                self.settle()
                if failed := sorted(self._failed & libraries):
                    self._restart()  # it may have been for want of memory
                    raise NoWorker(f"{failed[0]} can't be loaded on this machine; see doctor")
                uid = self._uid()  # of the server that there is by now
                order = orders.Fork(uid, own_cores())
                answer = self._ask(order, (rpc.fileno(), output))
            except ServerLost:
                self._restart()
                continue
            if isinstance(answer, orders.Forked):
                self._in_use[answer.pid] = uid
                return answer.pid, uid
            reason = answer.reason if isinstance(answer, orders.Refused) else "no answer"
            raise NoWorker(f"no worker process could be started ({reason})")
        raise NoWorker("the server that starts worker processes does not start; see doctor")

    def look(self, pid: int) -> tuple[bool, int]:
        """Whether a worker is one thread and nothing that it started is left; by how many bytes its
        private memory has grown since it was forked. Not alone where nobody can say.
        """
        try:
            answer = self._ask(orders.Look(pid))
        except ServerLost:
            return False, 0
        return (answer.alone, answer.grown) if isinstance(answer, orders.Seen) else (False, 0)

    def end(self, pid: int, uid: int) -> None:
        """Kill and reap a worker and whatever it started."""
        self._in_use.pop(pid, None)
        try:
            self._ask(orders.End(pid, uid))
        except ServerLost:
            # Its workers die with it; what they may have started has to be looked for here.
            self._restart()
            if uid:
                sweeping.sweep_user(uid)

    def hang_up(self) -> None:
        """Have the server end, and every worker with it; it clears up behind itself."""
        self._socket.close()

    def close(self) -> None:
        """The same, and wait for it."""
        self.hang_up()
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
        homework = self._homework
        about = [homework.root, homework.seed, homework.hook_file("kinds") or "", *homework.preload]
        with theirs:
            descriptor = theirs.fileno()
            command = [sys.executable, "-s", "-P", "-c", _START, str(descriptor), str(SERVER)]
            self._process = subprocess.Popen(
                [*command, self._folder, *map(str, about)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(descriptor,),
                env=environment_of_workers(self._folder),
                start_new_session=True,
            )
        self._socket.settimeout(START_SECONDS)
        self._unanswered: orders.Order | None = None
        self._failed: set[str] = set()

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

    def _ask(self, order: orders.Order, descriptors: tuple[int, ...] = ()) -> orders.Answer:
        self.settle()
        self._send(order, descriptors)
        return self._answer()

    def settle(self) -> None:
        """Wait until the server has done what it was asked to do; ServerLost where it has gone."""
        order = self._unanswered
        if order is None:
            return
        answer = self._answer()
        if not isinstance(order, orders.Preload) or not isinstance(answer, orders.Done):
            return
        self._failed |= set(answer.failed)
        if answer.threads > 1:
            # Forking a process with threads can lock up its child: do without these libraries.
            self._unforkable |= set(order.names)
            self._restart()

    def _send(self, order: orders.Order, descriptors: tuple[int, ...] = ()) -> None:
        try:
            socket.send_fds(self._socket, [wire.encode(order)], descriptors)
        except OSError:
            raise ServerLost from None
        self._unanswered = order

    def _answer(self) -> orders.Answer:
        try:
            message = self._socket.recv(REPLY_BYTES)
            answer: orders.Answer = wire.receive(message, orders.Answer)
        except (OSError, wire.WireError):  # nothing arrives where it has gone
            raise ServerLost from None
        self._unanswered = None
        return answer

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
