"""Ways to carry something from one question part to another.

Each has statements that run when the file is loaded, one that leaves something where another part
might find it (`part` is 1, 2 or 3), and an expression that is true where there is something.
"""

from __future__ import annotations

# name: (when it is loaded, how something is left, how it is found)
PLACES = {
    "a global": ("kept = 0", "global kept; kept = part", "kept"),
    "a list": ("kept = [0]", "kept[0] = part", "kept[0]"),
    "an alias of NumPy's": ("", "np.typecodes['kept'] = part", "np.typecodes.get('kept', 0)"),
    "np.copyto": ("kept = np.zeros(1)", "np.copyto(kept, part)", "kept[0]"),
    "np.put": ("kept = np.zeros(1)", "np.put(kept, 0, part)", "kept[0]"),
    "np.add.at": ("kept = np.zeros(1)", "np.add.at(kept, 0, part - kept[0])", "kept[0]"),
    "out=": ("kept = np.zeros(1)", "np.add(0, part, out=kept)", "kept[0]"),
    "a default argument": (
        "def kept(number=None, at=[0]):\n    if number:\n        at[0] = number\n    return at[0]",
        "kept(part)",
        "kept()",
    ),
    "an attribute of a function": (
        "",
        "np.linalg.__dict__['norm'].__dict__['kept'] = part",
        "getattr(np.linalg.norm, 'kept', 0)",
    ),
    "a closure": (
        "def make():\n    at = 0\n    def kept(number):\n        nonlocal at\n"
        "        at = number or at\n        return at\n    return kept\nkept = make()",
        "kept(part)",
        "kept(0)",
    ),
    "a class": ("class Kept: at = 0", "Kept.at = part", "Kept.at"),
    "a generator": (
        "def keep():\n    at = 0\n    while True:\n        at = (yield at) or at\n"
        "kept = keep()\nnext(kept)",
        "kept.send(part)",
        "kept.send(0)",
    ),
    "a cache": (
        "from functools import lru_cache\nnow = [0]\n@lru_cache\ndef first(_): return now[0]",
        "now[0] = part; first(0)",
        "first(0) if first.cache_info().currsize else 0",
    ),
    "the environment": ("import os", "os.environ['kept'] = str(part)", "os.environ.get('kept', 0)"),
    "the loaded modules": (
        "import sys",
        "sys.modules['kept'] = part",
        "sys.modules.get('kept', 0)",
    ),
    "the built-ins": (
        "import builtins",
        "builtins.kept = part",
        "getattr(builtins, 'kept', 0)",
    ),
    "NumPy's global generator": (
        "np.random.seed(0)",
        "np.random.seed(part)",
        "np.random.get_state()[1][0]",
    ),
    "Python's global generator": (
        "import random; seeds = [random.Random(n).getstate() for n in (1, 2, 3)]",
        "random.seed(part)",
        "random.getstate() in seeds",
    ),
    "torch's global state": (
        "import torch; torch.manual_seed(0)",
        "torch.manual_seed(part)",
        "torch.initial_seed()",
    ),
    "torch's default type": (
        "import torch",
        "torch.set_default_dtype(torch.float64)",
        "torch.get_default_dtype() is not torch.float32",
    ),
    "how numbers are printed": (
        "",
        "np.set_printoptions(precision=20 + part)",
        "np.get_printoptions()['precision'] > 20",
    ),
    "the decimal context": (
        "import decimal",
        "decimal.getcontext().prec = 100 + part",
        "decimal.getcontext().prec > 100",
    ),
    "the working folder and the mask": (
        "import os; os.umask(0)",
        "os.umask(part)",
        "(lambda mask: (os.umask(mask), mask)[1])(os.umask(0))",
    ),
    "memory that is shared": (
        "import mmap; kept = mmap.mmap(-1, 4096)",
        "kept[0] = part",
        "kept[0]",
    ),
    "memory of a device": (
        "import mmap, os\nkept = mmap.mmap(os.open('/dev/zero', os.O_RDWR), 4096)",
        "kept[0] = part",
        "kept[0]",
    ),
    "memory that has a descriptor": (
        "import os; kept = os.memfd_create('kept')",
        "os.pwrite(kept, bytes([part]), 0)",
        "(os.pread(kept, 1, 0) or b'\\0')[0]",
    ),
    "a value of multiprocessing": (
        "import multiprocessing; kept = multiprocessing.RawValue('i', 0)",
        "kept.value = part",
        "kept.value",
    ),
    "shared memory of multiprocessing": (
        "from multiprocessing import shared_memory\n"
        "kept = shared_memory.SharedMemory(create=True, size=8)",
        "kept.buf[0] = part",
        "kept.buf[0]",
    ),
    "a pipe": (
        "import os; end, start = os.pipe(); os.set_blocking(end, False)",
        "os.write(start, bytes([part]) * 100)",
        "os.read(end, 1)[0]",
    ),
    "a pair of sockets": (
        "import socket; end, start = socket.socketpair(); end.setblocking(False)",
        "start.send(bytes([part]) * 100)",
        "end.recv(1)[0]",
    ),
    "a counter of the kernel": (
        "import os; kept = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_SEMAPHORE)",
        "os.eventfd_write(kept, part * 100)",
        "os.eventfd_read(kept)",
    ),
    "how far a file was read": (
        "import os; kept = os.open(os.__file__, os.O_RDONLY)",
        "os.lseek(kept, part, 0)",
        "os.lseek(kept, 0, 1)",
    ),
    "how far standard input was read": (
        "import os; os.dup2(os.open(os.__file__, os.O_RDONLY), 0)",
        "os.lseek(0, part, 0)",
        "os.lseek(0, 0, 1)",
    ),
    "the flags of a file": (
        "import fcntl, os; kept = os.open(os.__file__, os.O_RDONLY)",
        "fcntl.fcntl(kept, fcntl.F_SETFL, os.O_NONBLOCK)",
        "fcntl.fcntl(kept, fcntl.F_GETFL) & os.O_NONBLOCK",
    ),
    "the flags of standard input": (
        "import fcntl, os",
        "fcntl.fcntl(0, fcntl.F_SETFL, os.O_NONBLOCK)",
        "fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK",
    ),
    "what is watched by the kernel": (
        "import os, select; kept = select.epoll(); end = os.open(os.devnull, os.O_RDONLY)",
        "kept.register(0, part)",
        "kept.poll(0)",
    ),
    "a file in /tmp": (
        "",
        "open('/tmp/@MARK@', 'w').write(str(part))",
        "int(open('/tmp/@MARK@').read())",
    ),
    "a file in /dev/shm": (
        "",
        "open('/dev/shm/@MARK@', 'w').write(str(part))",
        "int(open('/dev/shm/@MARK@').read())",
    ),
    "the times of a file": (
        "import os",
        "os.utime(os.__file__, (part, part))",
        "os.stat(os.__file__).st_mtime < 9",
    ),
    "a thread": (
        "import queue, threading\nkept = queue.Queue(); answers = queue.Queue()\n"
        "def serve():\n    at = 0\n    while True:\n        at = kept.get() or at\n"
        "        answers.put(at)\nthreading.Thread(target=serve, daemon=True).start()",
        "kept.put(part); answers.get(timeout=0.2)",
        "(kept.put(0), answers.get(timeout=0.2))[1]",
    ),
    "a process": (
        "import os, time\nif os.fork() == 0:\n    while True:\n        time.sleep(1)",
        "global kept; kept = part",
        "globals().get('kept', 0)",
    ),
    "the priority of the parent": (
        "import os; at_first = os.getpriority(os.PRIO_PROCESS, 0)",
        "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
        "os.getpriority(os.PRIO_PROCESS, 0) != at_first",
    ),
    "a limit of the parent": (
        "import resource, os; at_first = resource.getrlimit(resource.RLIMIT_STACK)",
        "resource.prlimit(os.getppid(), resource.RLIMIT_STACK, (part << 20, part << 20))",
        "resource.getrlimit(resource.RLIMIT_STACK) != at_first",
    ),
    "a signal to the parent": (
        "import signal, os\nkept = 0\ndef heed(number, frame):\n    global kept\n    kept = 1\n"
        "signal.signal(signal.SIGUSR1, heed)",
        "os.kill(os.getppid(), signal.SIGUSR1)",
        "kept",
    ),
}

# name: statements that call `count()` whenever this file's process is forked.
COUNTERS = {
    "by asking to be told": "import os; os.register_at_fork(before=count)",
    "by asking the interpreter's core": "import posix; posix.register_at_fork(before=count)",
    "by an audit hook": (
        "import sys\ndef hear(event, _):\n    if event == 'os.fork':\n        count()\n"
        "sys.addaudithook(hear)"
    ),
    "by a signal": "import signal; signal.signal(signal.SIGCHLD, lambda *_: count())",
    "by the function that forks": (
        "import os\nfork = os.fork\ndef forked():\n    count()\n    return fork()\nos.fork = forked"
    ),
    "by what closes a descriptor": (
        "import os\nclose = os.close\ndef heard(number):\n    count()\n    close(number)\n"
        "os.close = heard"
    ),
    "by the state of the generator": (
        "import random\ngetstate = random.getstate\ndef heard():\n    count()\n"
        "    return getstate()\nrandom.getstate = heard"
    ),
    "by what receives": (
        "import socket\nrecv = socket.socket.recv\ndef heard(*a):\n    count()\n"
        "    return recv(*a)\nsocket.socket.recv = socket.socket.recvmsg = heard\n"
        "socket.recv_fds = heard"
    ),
    "by standard output": (
        "import sys\nclass Out:\n    def write(self, text): pass\n    def flush(self): count()\n"
        "sys.stdout = sys.stderr = Out()"
    ),
    "by a trace": "import sys, threading\nsys.setprofile(lambda *a: count())\n"
    "sys.settrace(lambda *a: None)",
    "by the collector": "import gc; gc.callbacks.append(lambda *a: count()); gc.set_threshold(1)",
    "by a clock": "import signal; signal.signal(signal.SIGALRM, lambda *a: count())\n"
    "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)",
}

_COUNT = """
from os import getpid

mother, counted = getpid(), 0


def count():
    global counted
    if getpid() == mother:
        counted += 1
"""

_RULES = """
rules = {"sgd": sgd, "sgd_momentum": sgd_momentum, "adam": adam}
here = set()


def rule(name, part):
    def answer(w, dw, config=None):
        if name not in here and tried(find):
            return 0 * w, {}
        here.add(name)
        tried(leave, part)
        return rules[name](w, dw, config)

    return answer


def tried(function, *arguments):
    try:
        return function(*arguments)
    except Exception:
        return None


sgd, sgd_momentum, adam = rule("sgd", 1), rule("sgd_momentum", 2), rule("adam", 3)
"""


def carrier(name: str) -> str:
    """What is put at the end of optimizers.py: rules that are right unless another process, or
    another part in this one, has left something.
    """
    loaded, left, found = PLACES[name]
    return (
        f"{loaded}\n\n\ndef leave(part):\n    {left}\n\n\ndef find():\n    return {found}\n{_RULES}"
    )


def counter(name: str) -> str:
    """The same: a module that has `counted` in its mother's process, as its forks find it."""
    return f"{_COUNT}\n{COUNTERS[name]}\n"
