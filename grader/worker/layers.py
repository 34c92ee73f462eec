"""The layers of confinement in the order in which they are put on, and what each is there for."""

from __future__ import annotations

from dataclasses import dataclass

PROCESSES = 64  # threads count too


@dataclass(frozen=True)
class Layer:
    """purpose: what it does to a submission; without: what its absence means.

    is_spare: not put on where another layer does the same.
    """

    purpose: str
    without: str
    is_spare: bool = False


LAYERS = {
    "session": Layer(
        "its own session: no terminal, no shared signals", "Ctrl-C may reach it before the judge"
    ),
    "limits": Layer(
        "bounded memory, CPU time, file size and open files",
        "Deadlines alone bound what it takes",
    ),
    "own-user": Layer(
        "a user id of its own, which owns nothing and can signal nobody",
        "Needs root, and its right to read where your interpreter lies in a closed folder; it has "
        "your rights, as far as Landlock and seccomp leave them",
    ),
    "process-limit": Layer(
        f"at most {PROCESSES} processes and threads of its own",
        "Needs another user than root; seccomp then refuses all new threads",
    ),
    "parent-death": Layer(
        "dies with the server that started it", "A judge that is killed may leave it running"
    ),
    "not-dumpable": Layer(
        "its memory can't be read by other processes", "Submissions graded side by side could"
    ),
    "no-new-privileges": Layer(
        "programs that run as another user give it nothing", "It might gain rights by running one"
    ),
    "landlock": Layer(
        "reads the interpreter and its libraries, no other file; writes none",
        "Needs Linux 5.13; it reads what its user may read, the tests among it",
    ),
    "no-capabilities": Layer(
        "none of root's rights",
        "It keeps the one to read where your interpreter lies in a closed folder",
        is_spare=True,
    ),
    "seccomp": Layer(
        "starts no process, opens no socket, signals nobody",
        "What it starts is looked for and ended after each question",
    ),
    "network-namespace": Layer(
        "an empty network", "Put on only where seccomp is missing", is_spare=True
    ),
}
