"""What the judge orders of the fork server, and what the server says to it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from grader.worker.wire import Message

_Names = Annotated[tuple[str, ...], Meta(max_length=64)]


class Preload(Message, frozen=True):
    """Load libraries before the next worker is forked."""

    names: _Names


class Fork(Message, frozen=True):
    """Fork a worker with this user id (0: the server's own) on these cores; two descriptors come
    with it.
    """

    uid: int
    cores: tuple[int, ...]


class Look(Message, frozen=True):
    """See what a worker has started and how it has grown."""

    pid: int


class End(Message, frozen=True):
    """Kill a worker and all that it may have started."""

    pid: int
    uid: int


class Done(Message, frozen=True):
    """It is done. threads: how many run now; a process with more than one can't be forked
    safely. failed: the libraries that are there and could not be loaded.
    """

    threads: int = 1
    failed: _Names = ()


class Forked(Message, frozen=True):
    """The worker's process id."""

    pid: int


class Refused(Message, frozen=True):
    """No process could be forked."""

    reason: str


class Seen(Message, frozen=True):
    """alone: the worker is one thread, and nothing that it started is left. grown: by how many
    bytes its private memory has grown since it was forked.
    """

    alone: bool
    grown: int


Order = Preload | Fork | Look | End
Answer = Done | Forked | Refused | Seen
