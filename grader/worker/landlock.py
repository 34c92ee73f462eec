"""Landlock: from here on the process may read a few folders and touch nothing else on disk, nor the
network.

The kernel's interface (Documentation/userspace-api/landlock.rst) has no wrapper in libc, so these
are raw system calls. Their numbers are the same on every architecture of Linux.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_WRITE_FILE = 1 << 1
_FLAGS = os.O_CLOEXEC | getattr(os, "O_PATH", 0)
# How many file rights, TCP rights and scopes (abstract sockets, signals) each version of the
# interface knows.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP_SINCE, _SCOPES_SINCE = 4, 6
_LIBC = ctypes.CDLL(None, use_errno=True)


def prepare(readable: list[str]) -> int | None:
    """A ruleset that allows reading below `readable` and nothing else; None where the kernel has
    no Landlock.

    To be made before rights are dropped: after that a closed home can't be entered any more.

    Raises:
        OSError: for a folder that is there and can't be opened or allowed.
    """
    if sys.platform != "linux":
        return None  # these numbers mean other calls there
    version = _LIBC.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG)
    if version < 1:
        return None
    rights = (1 << _FILE_RIGHTS[min(version, 5)]) - 1
    attributes = struct.pack("<Q", rights)
    if version >= _TCP_SINCE:
        attributes += struct.pack("<Q", 0b11)
    if version >= _SCOPES_SINCE:
        attributes += struct.pack("<Q", 0b11)
    ruleset = _LIBC.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return None
    for path in readable:
        _allow(ruleset, path)
    return int(ruleset)


def restrict(ruleset: int | None) -> bool:
    """Put the ruleset on for good; False where there is none, or it is refused."""
    if ruleset is None:
        return False
    held = int(_LIBC.syscall(_RESTRICT_SELF, ruleset, 0)) == 0
    os.close(ruleset)
    return held


def _allow(ruleset: int, path: str) -> None:
    try:
        descriptor = os.open(path, _FLAGS)
    except FileNotFoundError:
        return
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISDIR(mode):
        rights = _READ_FILE | _READ_DIR | _EXECUTE
    else:
        rights = _READ_FILE | (_WRITE_FILE if path == os.devnull else 0)
    rule = struct.pack("<Qi", rights, descriptor)
    added = _LIBC.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
    os.close(descriptor)
    if added != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), path)
