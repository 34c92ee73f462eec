"""The fork server: started clean before anything secret is loaded, it forks a fresh worker on
request.

Run with the judge's socket on descriptor 3 and its empty private folder as the argument. Only the
worker package, `student.provided` and the installed libraries can be imported here; there is no
path to tests, rubric or solutions. What it imports is fixed by the lists below, so that no
submission can choose code that runs here, nor change what others find.
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
import time
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
JUDGE_FD = 3
RPC_FD = 3
MESSAGE_BYTES = 4096
THREAD_GRACE_SECONDS = 2.0

# Loaded for every submission: what homework imports, and what libraries import late. A worker may
# not be able to read it.
ALWAYS = (
    "numpy", "numpy.linalg", "numpy.random", "numpy.ma", "numpy.fft", "numpy.polynomial",
    "numpy.testing", "numpy.typing", "__future__", "abc", "array", "argparse", "ast", "base64",
    "bisect", "builtins", "cProfile", "calendar", "cmath", "collections", "collections.abc",
    "concurrent.futures", "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal",
    "difflib", "doctest", "encodings.idna", "enum", "fractions", "functools", "gc", "glob",
    "hashlib", "heapq", "importlib", "inspect", "io", "itertools", "json", "keyword", "linecache",
    "locale", "logging", "math", "numbers", "operator", "os", "pathlib", "pickle", "platform",
    "pprint", "queue", "random", "re", "reprlib", "secrets", "shutil", "signal", "statistics",
    "string", "struct", "sys", "tempfile", "textwrap", "threading", "time", "timeit", "tokenize",
    "tomllib", "traceback", "types", "typing", "unicodedata", "unittest", "unittest.mock", "uuid",
    "warnings", "weakref", "zipfile", "zlib", "student.provided.validation", "grader.worker.serve",
)  # fmt: skip
# Loaded where a submission names the library: always the whole list, so that who came before makes
# no difference.
LIBRARIES = {
    "torch": ("torch", "torch.nn.functional", "torch.func", "torch.autograd.functional",
              "torch.nn.utils", "torch.optim", "torch.optim.lr_scheduler", "torch.utils.data",
              "torch.linalg", "torch.nn.init", "torch.special"),
    "scipy": ("scipy", "scipy.linalg", "scipy.special", "scipy.optimize", "scipy.sparse.linalg",
              "scipy.stats", "scipy.integrate"),
    "matplotlib": ("matplotlib", "matplotlib.pyplot", "matplotlib.backends.backend_agg"),
}  # fmt: skip


def expose_packages() -> None:
    """Make `grader.worker` and `student.provided` importable, and nothing else that lies beside
    them.
    """
    for name, folder in (("grader", None), ("student", None), ("grader.worker", "grader/worker"),
                         ("student.provided", "student/provided")):  # fmt: skip
        if folder is None:
            package = ModuleType(name)
            package.__path__ = []
            sys.modules[name] = package
            continue
        start = ROOT / folder / "__init__.py"
        spec = importlib.util.spec_from_file_location(
            name, start, submodule_search_locations=[str(ROOT / folder)]
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        parent, _, child = name.rpartition(".")
        setattr(sys.modules[parent], child, module)


def provided_modules() -> list[str]:
    """The modules of `student.provided`, by their full names."""
    folder = ROOT / "student"
    names = (path.relative_to(folder).with_suffix("") for path in folder.glob("provided/**/*.py"))
    return sorted("student." + ".".join(name.parts).removesuffix(".__init__") for name in names)


class ForkServer:
    """Forks workers, ends them, and preloads libraries on request."""

    def __init__(self, judge: socket.socket) -> None:
        from grader.worker import confine

        self._judge = judge
        folders = confine.readable_folders()
        user = os.getuid()
        self._readable, self._shut = folders, confine.is_shut(folders)
        # The limit counts all that the user runs, so what runs now is added to what a worker may
        # have.
        self._user_tasks = confine.tasks_of(user) if user else 0

    def run(self) -> None:
        """Serve until the judge hangs up."""
        from grader.worker import wire

        self._judge.sendall(wire.encode({}))
        while True:
            message, descriptors, _, _ = socket.recv_fds(self._judge, MESSAGE_BYTES, 4)
            if not message:
                return
            request = wire.decode(message)
            match request["op"]:
                case "preload":
                    reply = preload(request["names"])
                case "fork":
                    reply = self._fork(request["uid"], descriptors)
                case "end":
                    reply = end(request["pid"], request["uid"], request["may_fork"])
            self._judge.sendall(wire.encode(reply))

    def _fork(self, uid: int, descriptors: list[int]) -> dict[str, Any]:
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            pid, refusal = -1, str(error.strerror)
        if pid == 0:
            self._become_worker(uid, server, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        return {"pid": pid} if pid > 0 else {"error": refusal}

    def _become_worker(self, uid: int, server: int, descriptors: list[int]) -> NoReturn:
        """In the forked child: keep two descriptors, confine, say which layers hold, serve until
        the judge hangs up.
        """
        from grader.worker import confine, frames, serve, wire

        try:
            rpc, output = descriptors
            null = os.open(os.devnull, os.O_RDONLY)
            # The judge's socket sits on RPC_FD; dup2 replaces it, so this worker can't speak to the
            # fork server any more.
            for source, target in ((null, 0), (output, 1), (output, 2), (rpc, RPC_FD)):
                os.dup2(source, target)
            self._judge.detach()
            os.closerange(RPC_FD + 1, os.sysconf("SC_OPEN_MAX"))
            layers = confine.confine(
                uid=uid,
                parent=server,
                processes=confine.PROCESSES + (0 if uid else self._user_tasks),
                readable=self._readable,
                shut=self._shut,
            )
            connection = socket.socket(fileno=RPC_FD)
            frames.send_frame(connection, wire.encode({"layers": layers}))
            gc.enable()
            serve.Conversation(connection).run()
        except frames.Closed:
            pass
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)


def preload(names: list[str]) -> dict[str, Any]:
    """Import libraries once, here, so that every worker finds them loaded; one that isn't there is
    no matter.

    The reply says how many threads run now: a process with more than one can't be forked safely.
    """
    provided = provided_modules()
    for name in names:
        for module in LIBRARIES.get(name, (name,) if name in provided else ()):
            # Where one is missing or broken, the submission's own import of it will say what is
            # wrong.
            with contextlib.suppress(Exception):
                importlib.import_module(module)
    settle()
    return {"threads": _threads()}


def settle() -> None:
    """Put everything into the state in which every worker starts."""
    import numpy as np

    random.seed(182)
    np.random.seed(182)
    if "torch" in sys.modules:
        warm_up_torch()
        sys.modules["torch"].manual_seed(182)
    gc.collect()
    gc.freeze()


def warm_up_torch() -> None:
    """Run what torch loads late (autograd, functional transforms, optimizers): a worker may not
    read it then.
    """
    import torch

    torch.set_num_threads(1)
    weight = torch.ones(2, requires_grad=True)
    network = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.ReLU())
    (network(torch.ones(1, 1)).sum() + weight.sum()).backward()
    for rule in (torch.optim.SGD, torch.optim.RMSprop, torch.optim.Adam, torch.optim.AdamW):
        rule([weight], lr=0.1).step()
    torch.func.vmap(torch.func.jacrev(lambda x: x * x))(torch.ones(2))
    torch.func.jacfwd(lambda x: x * x)(torch.ones(2))  # reads sources of the standard library
    parameters = {name: value.detach() for name, value in network.named_parameters()}
    torch.func.functional_call(network, parameters, torch.ones(1, 1))
    torch.linalg.svd(torch.eye(2))
    torch.einsum("ij,jk->ik", torch.eye(2), torch.eye(2))


def _threads() -> int:
    """The threads of this process, once those that only helped to load something have ended."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return 1
    until = time.monotonic() + THREAD_GRACE_SECONDS
    while len(os.listdir(tasks)) > 1 and time.monotonic() < until:
        time.sleep(0.01)
    return len(os.listdir(tasks))


def end(pid: int, uid: int, may_fork: bool) -> dict[str, Any]:
    """Kill a worker and everything that it may have started, and reap it. Its pid can't be reused
    before this.
    """
    from grader.worker import confine

    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if may_fork:
        confine.sweep(uid)
    return {}


def main(folder: str) -> None:
    """Prepare, then serve. Single-threaded throughout: forking is only safe that way."""
    expose_packages()
    from grader.worker import confine

    os.chdir(Path(folder) / "empty")
    confine.adopt_orphans()
    confine.first_to_die()
    confine.undumpable()
    try:
        for name in ALWAYS:
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(name)
        settle()
        gc.disable()
        ForkServer(socket.socket(fileno=JUDGE_FD)).run()
    finally:
        # The judge has gone, in whatever way: so goes all that was started for it.
        confine.sweep(0)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
