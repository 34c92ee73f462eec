"""The fork server: started clean before anything secret is loaded, it forks a fresh worker on
request.

Run with the judge's socket on descriptor 3. Its arguments: its empty private folder, the homework's
root, seed and file of kinds (or nothing), and the provided modules that every worker has. Only the
worker package, `student.provided` and the installed libraries can be imported here; there is no
path to tests, rubric or solutions.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import os
import random
import shutil
import signal
import socket
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:  # the worker package is loaded from where it lies, once that is known
    from grader.worker import orders

ROOT = Path(__file__).resolve().parents[2]
JUDGE_FD = 3
RPC_FD = 3
REQUEST_BYTES = 1 << 16  # the longest names all cores of a large machine


def expose_packages(provided: Path, kinds: str) -> None:
    """Make `grader.worker` and `student.provided` importable, and nothing else that lies beside
    them; load the file of kinds, if there is one, from where it lies.
    """
    for name in ("grader", "student"):
        package = ModuleType(name)
        package.__path__ = []
        sys.modules[name] = package
    _load("grader.worker", ROOT / "grader" / "worker" / "__init__.py")
    if (provided / "__init__.py").is_file():
        _load("student.provided", provided / "__init__.py")
    if kinds:
        # Among the worker's own modules, which no submission finds.
        _load("grader.worker.kinds_of_homework", Path(kinds))


def _load(name: str, path: Path) -> None:
    """Load a file as the module of this name; an __init__.py as a package."""
    folders = [str(path.parent)] if path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=folders)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)


class ForkServer:
    """Forks workers, ends them, and preloads libraries on request."""

    def __init__(self, judge: socket.socket, homework: Path, seed: int) -> None:
        # All that a worker needs: what it imports by itself costs each of them, and stays there.
        from grader.worker import (  # noqa: F401, I001
            confine, conversation, cores, forking, frames, layers, orders, users, wire,
        )  # fmt: skip

        self._judge = judge
        self._homework = homework
        self._seed = seed
        self._workers: set[int] = set()
        folders = confine.readable_folders(homework / "student" / "provided")
        # Looked up once: to go through all names in a worker copies every page that holds one.
        self._ours = [name for name in sys.modules if name.partition(".")[0] == "grader"]
        user = os.getuid()
        self._readable, self._shut = folders, confine.is_shut(folders)
        # The limit counts all that the user runs, so what runs now is added to what a worker may
        # have.
        self._user_tasks = users.tasks_of(user) if user else 0

    def run(self) -> None:
        """Serve until the judge hangs up."""
        from grader.worker import orders, wire

        while True:
            message, descriptors, _, _ = socket.recv_fds(self._judge, REQUEST_BYTES, 4)
            if not message:
                return
            order: orders.Order = wire.receive(message, orders.Order)
            self._judge.sendall(wire.encode(self._answer(order, descriptors)))

    def _answer(self, order: orders.Order, descriptors: list[int]) -> orders.Answer:
        from grader.worker import orders, preloading

        match order:
            case orders.Preload(names):
                failed = preloading.preload(names, self._homework, self._seed)
                return orders.Done(preloading.threads(), tuple(failed))
            case orders.Fork(uid, cores):
                return self._fork(uid, cores, descriptors)
            case orders.Look(pid):
                return self._look(pid)
            case orders.End(pid, uid):
                self._end(pid, uid)
                return orders.Done()

    def _fork(self, uid: int, cores: tuple[int, ...], descriptors: list[int]) -> orders.Answer:
        from grader.worker import orders

        server = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            pid, refusal = -1, str(error.strerror)
        if pid == 0:
            self._become_worker(uid, cores, server, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        if pid < 0:
            return orders.Refused(refusal)
        self._workers.add(pid)
        return orders.Forked(pid)

    def _end(self, pid: int, uid: int) -> None:
        """Kill a worker and everything that it may have started, and reap it. Its pid can't be
        reused before this.
        """
        from grader.worker import sweeping

        # Another number is nobody's or somebody else's: of a worker whose server has gone, say.
        if pid in self._workers:
            self._workers.remove(pid)
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                # Its session as well: all that a machine without /proc lets one find.
                with contextlib.suppress(OSError):
                    os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        sweeping.sweep(uid, self._workers)

    def _look(self, pid: int) -> orders.Seen:
        from grader.worker import orders, sweeping

        return orders.Seen(
            alone=sweeping.is_alone(pid) and not sweeping.orphans(self._workers),
            grown=max(sweeping.private_bytes(pid) - sweeping.private_bytes(os.getpid()), 0),
        )

    def _become_worker(
        self, uid: int, cores: tuple[int, ...], server: int, descriptors: list[int]
    ) -> NoReturn:
        """In the forked child: go where the judge is, keep two descriptors, confine, say which
        layers hold, serve until the judge hangs up.
        """
        from grader.worker import confine, conversation, forking, frames, layers, messages, wire
        from grader.worker.cores import run_on

        try:
            run_on(cores)
            rpc, output = descriptors
            null = os.open(os.devnull, os.O_RDONLY)
            # The judge's socket sits on RPC_FD; dup2 replaces it, so this worker can't speak to the
            # fork server any more.
            for source, target in ((null, 0), (output, 1), (output, 2), (rpc, RPC_FD)):
                os.dup2(source, target)
            self._judge.detach()
            os.closerange(RPC_FD + 1, os.sysconf("SC_OPEN_MAX"))
            held = confine.confine(
                uid=uid,
                parent=server,
                processes=layers.PROCESSES + (0 if uid else self._user_tasks),
                readable=self._readable,
                shut=self._shut,
            )
            connection = frames.Connection(fileno=RPC_FD)
            frames.send_frame(connection, wire.encode(messages.Greeting(tuple(held))))
            gc.enable()
            random.seed(self._seed)  # forking gave it another state
            conversation.Conversation(connection, self._ours, forking.Mother()).run()
        except frames.Closed:
            pass
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)


def main(folder: str, homework: str, seed: str, kinds: str, *provided: str) -> None:
    """Prepare, then serve. Single-threaded throughout: forking is only safe that way."""
    expose_packages(Path(homework) / "student" / "provided", kinds)
    from grader.worker import confine, preloading, sweeping

    os.chdir(Path(folder) / "empty")
    confine.adopt_orphans()
    confine.first_to_die()
    confine.undumpable()
    try:
        preloading.load_always([*provided], int(seed))
        gc.disable()
        ForkServer(socket.socket(fileno=JUDGE_FD), Path(homework), int(seed)).run()
    finally:
        # The judge has gone, in whatever way: so goes all that was started for it.
        sweeping.sweep(0, set())
        shutil.rmtree(folder, ignore_errors=True)
        # Python would take apart what torch has built, and the judge waits for the end.
        os._exit(0)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    del sys.argv[1:]  # no submission needs to know where things lie
    main(*arguments)
