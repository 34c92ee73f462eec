"""What a worker may not do: the layers of confinement, each optional where the machine refuses it,
each reported.

The order matters: limits first, then the user id (which clears the parent-death signal), then the
layers that can't be taken back. Numbers and flags are the kernel's own (man prctl, landlock,
seccomp). See `layers.py` for what each is there for, `seccomp.py`, `landlock.py`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import struct
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

from grader.worker import landlock, seccomp, users

DATA_BYTES = 1 << 30  # private memory of a worker; an honest one with torch needs about 150 MB
ADDRESS_SPACE_BYTES = 4 << 30
CPU_SECONDS = 120
FILE_BYTES = 16 << 20
OPEN_FILES = 64
ROOT = Path(__file__).resolve().parents[2]

LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_KEEPCAPS = 1, 4, 8
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 36, 38, 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1 << 1, 1 << 2
_CLONE_NEWNET, _CLONE_NEWIPC = 0x40000000, 0x08000000
_LIBC = ctypes.CDLL(None, use_errno=True)


def confine(*, uid: int, parent: int, processes: int, readable: list[str], shut: bool) -> list[str]:
    """Put on every layer that this machine allows; the names of those that hold, in order.

    uid: the user (and group) id to become, 0 where the judge is not root and the id stays.
    parent: the pid that must still be our parent; otherwise the judge has gone and so do we.
    processes: how many processes and threads the worker's user may have, 0 for no limit.
    readable: folders that stay readable (and executable) under Landlock.
    shut: another user can't enter the interpreter's folder (it lies in a home of mode 0700, say).
        Then the worker keeps the one right to read what is not its own, as long as Landlock says of
        which folders; without it libraries could no longer import what they load late. Where this
        process lacks that right, in some containers, the worker keeps the user.

    Raises:
        OSError: where a folder of `readable` is there and can't be read from here on.
    """
    held: list[str] = []

    def put_on(name: str, layer: Callable[[], bool]) -> bool:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if layer():
                held.append(name)
                return True
        return False  # this machine refuses the layer; the report says so by its absence

    put_on("session", _own_session)
    die_with_parent()
    if os.getppid() != parent:
        os._exit(0)
    put_on("limits", _limit)
    ruleset = landlock.prepare(readable)
    os.umask(0o077)
    if uid and shut:
        _prctl(_PR_SET_KEEPCAPS, 1)
    stays = uid == 0 or (shut and not _has_capability(_CAP_DAC_READ_SEARCH | _CAP_DAC_OVERRIDE))
    own_user = not stays and put_on("own-user", lambda: users.become(uid))
    # Root's processes are not counted, and a user's own limit would be spent by the user's other
    # programs.
    counted = os.getuid() != 0 and put_on("process-limit", lambda: _limit_processes(processes))
    put_on("parent-death", die_with_parent)  # again: a change of user clears it
    put_on("not-dumpable", undumpable)
    put_on("no-new-privileges", lambda: _prctl(_PR_SET_NO_NEW_PRIVS, 1))
    fenced = put_on("landlock", lambda: landlock.restrict(ruleset))
    # A container's root may lack the first; the second could write too, if Landlock did not refuse
    # that.
    for right in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE) if own_user and shut and fenced else ():
        if _keep_capabilities(right):
            break
    else:
        put_on("no-capabilities", lambda: _keep_capabilities(0))
    # Only where a limit counts what it starts may a loaded file be forked.
    if not put_on(
        "seccomp", lambda: seccomp.restrict(threads=counted, writes=fenced, forks=counted)
    ):
        put_on("network-namespace", lambda: _LIBC.unshare(_CLONE_NEWNET | _CLONE_NEWIPC) == 0)
    for path in readable:
        os.close(os.open(path, os.O_RDONLY))
    return held


def confine_fork() -> None:
    """In a fork of a confined process: what the mother needed to fork is taken away."""
    die_with_parent()
    if not seccomp.restrict_fork():
        os._exit(1)


def readable_folders(provided: Path) -> list[str]:
    """What an interpreter with its libraries has to read, and of the homework the provided code
    alone.
    """
    libraries = {
        sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")
    }
    # A distribution's own, and those of the interpreter that a virtual environment may use.
    libraries |= {
        path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")
    }
    # site-packages may be reached through links; the real paths are what Landlock compares.
    real = {os.path.realpath(path) for path in libraries}
    system = {"/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/fonts", "/usr/share/zoneinfo",
              "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/dev/null", "/dev/zero",
              "/dev/urandom", "/dev/random", str(provided)}  # fmt: skip
    folders = {path for path in real | system if not _ours(path, provided)}
    return sorted(path for path in folders if os.path.exists(path))


def _ours(folder: str, provided: Path) -> bool:
    """Whether a folder holds the engine or the homework, and with it the tests."""
    return ROOT.is_relative_to(folder) or (
        provided.is_relative_to(folder) and str(provided) != folder
    )


def is_shut(folders: list[str]) -> bool:
    """Whether some folder can't be entered by a user who owns nothing."""
    return any(
        not (path.stat().st_mode & 0o001)
        for folder in folders
        for path in (Path(folder), *Path(folder).parents)
        if path.is_dir()
    )


def die_with_parent() -> bool:
    """Ask the kernel to kill this process when its parent ends."""
    return _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> bool:
    """Become the parent of what a worker's descendants leave behind, so that it can be found and
    ended.
    """
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def undumpable() -> bool:
    """Keep other processes of this user from reading this one's memory through /proc or ptrace."""
    return _prctl(_PR_SET_DUMPABLE, 0)


def first_to_die() -> None:
    """Have the kernel choose this process and its children, and not the judge, where memory runs
    out.
    """
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _prctl(option: int, value: int) -> bool:
    return LINUX and _LIBC.prctl(option, value, 0, 0, 0) == 0


def _own_session() -> bool:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    return True


def _limit() -> bool:
    limits = {
        "RLIMIT_CORE": 0,
        "RLIMIT_DATA": DATA_BYTES,
        "RLIMIT_AS": ADDRESS_SPACE_BYTES,
        "RLIMIT_CPU": CPU_SECONDS,
        "RLIMIT_FSIZE": FILE_BYTES,
        "RLIMIT_NOFILE": OPEN_FILES,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    refused = [name for name, value in limits.items() if not _set_limit(name, value)]
    return not refused


def _limit_processes(count: int) -> bool:
    return count > 0 and _set_limit("RLIMIT_NPROC", count)


def _set_limit(name: str, value: int) -> bool:
    number = getattr(resource, name, None)
    if number is None:
        return not LINUX
    hard = resource.getrlimit(number)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(number, (value, value))
    except (OSError, ValueError):
        return False
    return True


def _has_capability(any_of: int) -> bool:
    header = struct.pack("@Ii", _CAPABILITY_VERSION_3, 0)
    data = ctypes.create_string_buffer(24)
    if not LINUX or _LIBC.capget(header, data) != 0:
        return False
    return bool(struct.unpack_from("@I", data)[0] & any_of)


def _keep_capabilities(keep: int) -> bool:
    if not LINUX:
        return False
    _LIBC.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    # struct __user_cap_header_struct, then effective, permitted, inheritable of bits 0-31 and of
    # 32-63.
    header = struct.pack("@Ii", _CAPABILITY_VERSION_3, 0)
    data = struct.pack("@6I", keep, keep, 0, 0, 0, 0)
    return int(_LIBC.capset(header, data)) == 0
