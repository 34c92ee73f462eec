"""What the fork server loads before it forks: fixed lists, so that no submission can choose code
that runs there, nor change what others find.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.abc
import os
import random
import sys
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

THREAD_GRACE_SECONDS = 2.0
# Sizes that Python's allocator keeps apart: in steps of 16 bytes, up to 512.
_SIZES = range(48, 513, 16)
_SIDE_BY_SIDE, _MOST_FILLING = 12_000, 500_000  # bytes of one size
_FILLING: list[bytes] = []

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
    "warnings", "weakref", "zipfile", "zlib", "grader.worker.conversation",
)  # fmt: skip
# Loaded where a submission names the library: always the whole list, so that who came before makes
# no difference.
LIBRARIES = {
    "torch": ("torch", "torch.nn.functional", "torch.func", "torch.autograd.functional",
              "torch.nn.utils", "torch.optim", "torch.optim.lr_scheduler", "torch.utils.data",
              "torch.linalg", "torch.nn.init", "torch.special"),
    "torch._dynamo": ("torch._dynamo", "torch._decomp.decompositions_for_jvp",
                      "torch.fx.experimental.symbolic_shapes"),
    "scipy": ("scipy", "scipy.linalg", "scipy.special", "scipy.optimize", "scipy.sparse.linalg",
              "scipy.stats", "scipy.integrate"),
    "matplotlib": ("matplotlib", "matplotlib.pyplot", "matplotlib.backends.backend_agg"),
}  # fmt: skip
# What torch itself imports when it is first asked for a functional transform or an optimizer. It
# takes longer than all the rest of torch, and few submissions ask.
_LATE = dict.fromkeys(LIBRARIES["torch._dynamo"], "torch._dynamo")


# What has been asked for by now, whether or not it could be had.
_asked_for: set[str] = set()


class UnloadedLibraryNeeded(BaseException):
    """Ends what can't go on without a library; no `except Exception` of a submission's catches
    it."""


class UnloadedLibraries(importlib.abc.MetaPathFinder):
    """Ends an import of a library that is to be loaded by the server, before a worker is confined.

    asked_for: the library; "" where there is none.
    """

    def __init__(self) -> None:
        self.asked_for = ""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        name = _LATE.get(fullname, fullname.partition(".")[0])
        if name in LIBRARIES and name not in _asked_for:
            self.asked_for = name
            raise UnloadedLibraryNeeded(name)


def provided_modules(homework: Path) -> list[str]:
    """The modules of a homework's `student.provided`, by their full names."""
    folder = homework / "student"
    names = (path.relative_to(folder).with_suffix("") for path in folder.glob("provided/**/*.py"))
    return sorted("student." + ".".join(name.parts).removesuffix(".__init__") for name in names)


def load_always(provided: list[str], seed: int) -> None:
    """Import what every worker has. provided: those modules of the homework that it names."""
    for name in ALWAYS:
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(name)
    for name in provided:
        importlib.import_module(f"student.provided.{name}")
    settle(seed)


def preload(names: Iterable[str], homework: Path, seed: int) -> list[str]:
    """Import libraries once, here, so that every worker finds them loaded; one that isn't there is
    no matter. Those that are there and can't be loaded, for want of memory, say.
    """
    allowed = {*LIBRARIES, *provided_modules(homework)}
    failed = _import([name for name in names if name in allowed])
    settle(seed)
    return failed


def load_for_oneself(names: list[str], seed: int) -> None:
    """What a process needs that isn't forked, and may import the rest when it wants it."""
    _import(names)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    seed_generators(seed)


def _import(names: Collection[str]) -> list[str]:
    _asked_for.update(names)
    failed = []
    for name in names:
        try:
            for module in LIBRARIES.get(name, (name,)):
                # Where it isn't there, the submission's own import of it will say so.
                with contextlib.suppress(ModuleNotFoundError):
                    importlib.import_module(module)
        except Exception:
            failed.append(name)
    return failed


def seed_generators(seed: int) -> None:
    """Put the global generators into the state in which they are in every worker."""
    import numpy as np

    random.seed(seed)
    np.random.seed(seed)
    # Where default_rng() takes a seed from if it is given none.
    vars(np.random.bit_generator)["randbits"] = random.Random(seed).getrandbits
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


def settle(seed: int) -> None:
    """Put everything into the state in which every worker starts."""
    if "torch" in sys.modules:
        warm_up_torch()
    if "torch._dynamo" in sys.modules:
        warm_up_transforms()
    seed_generators(seed)
    gc.collect()
    fill_holes()
    gc.freeze()


def fill_holes() -> None:
    """Take the room between objects that stay, size by size, until new ones lie side by side.

    A worker would put its own there, far apart, and have the kernel copy the page around each: a
    third of what it took to load a file.
    """
    for size in _SIZES:
        length, last, in_a_row = size - sys.getsizeof(b""), 0, 0
        for _ in range(_MOST_FILLING // size):
            block = bytes(length)
            _FILLING.append(block)
            in_a_row = in_a_row + 1 if id(block) == last + size else 0
            last = id(block)
            if in_a_row > _SIDE_BY_SIDE // size:
                break


def warm_up_torch() -> None:
    """Run what torch loads late (autograd, decompositions): a worker may not read it then."""
    import torch

    torch.set_num_threads(1)
    network = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.ReLU())
    network(torch.ones(1, 1)).sum().backward()
    torch.linalg.svd(torch.eye(2))
    torch.einsum("ij,jk->ik", torch.eye(2), torch.eye(2))


def warm_up_transforms() -> None:
    """The same for functional transforms and optimizers."""
    import torch

    weight = torch.ones(2, requires_grad=True)
    weight.sum().backward()
    for rule in (torch.optim.SGD, torch.optim.RMSprop, torch.optim.Adam, torch.optim.AdamW):
        rule([weight], lr=0.1).step()
    torch.func.vmap(torch.func.jacrev(lambda x: x * x))(torch.ones(2))
    torch.func.jacfwd(lambda x: x * x)(torch.ones(2))  # reads sources of the standard library
    network = torch.nn.Linear(1, 2)
    parameters = {name: value.detach() for name, value in network.named_parameters()}
    torch.func.functional_call(network, parameters, torch.ones(1, 1))


def threads() -> int:
    """The threads of this process, once those that only helped to load something have ended."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return 1
    until = time.monotonic() + THREAD_GRACE_SECONDS
    while len(os.listdir(tasks)) > 1 and time.monotonic() < until:
        time.sleep(0.01)
    return len(os.listdir(tasks))
