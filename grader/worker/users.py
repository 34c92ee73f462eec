"""User ids for workers: which are free, how one is taken for good."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def free_ids(uid_map: str, gid_map: str) -> range:
    """User ids that nobody has here: above every id that a distribution hands out, or the highest
    that the maps hold.

    uid_map, gid_map: /proc/self/uid_map and gid_map: lines of first id inside, first outside,
    count. A container may map 65536 ids or a single one; an id that isn't mapped can't be taken.
    """
    high = range(1 << 28, 1 << 30)
    if all(_mapped(ids, high.start) and _mapped(ids, high.stop - 1) for ids in (uid_map, gid_map)):
        return high
    low = range(60600, 61100)  # between Debian's and systemd's own ranges
    if all(_mapped(ids, low.start) and _mapped(ids, low.stop - 1) for ids in (uid_map, gid_map)):
        return low
    return range(0)


def _mapped(ids: str, number: int) -> bool:
    for line in ids.splitlines():
        first, _, count = map(int, line.split())
        if first <= number < first + count:
            return True
    return False


def tasks_of(uid: int) -> int:
    """How many processes and threads a user has now."""
    count = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if entry.stat().st_uid == uid:
                count += len(os.listdir(entry / "task"))
    return count


def become(uid: int) -> bool:
    """Change to a user and group id for good; False, and nothing half done that matters, where that
    is refused.
    """
    with contextlib.suppress(OSError):
        os.setgroups([])  # refused in some user namespaces, where the groups mean nothing
    with contextlib.suppress(OSError):
        os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    return os.getresuid() == (uid, uid, uid)
