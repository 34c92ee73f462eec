"""How a command ends that a person started: with a status and, where it was stopped or can't write,
with one line and no traceback."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from collections.abc import Callable
from typing import NoReturn

STOPPED = 130
NOT_DONE = 2


class UsageError(Exception):
    """Something can't be done as it was asked for; the text is one line for whoever asked."""


# In a terminal whose encoding lacks them, what reports say without words.
_PLAINER = {"✓": "+", "✗": "x", "–": "-", "—": "-", "→": "->", "·": "*", "…": "...", "×": "x",
            "−": "-", "≤": "<=", "≥": ">=", "“": '"', "”": '"', "’": "'"}  # fmt: skip
_CAN_NOT_WRITE = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT, errno.EPIPE,
                  errno.EFBIG)  # fmt: skip
_NOTHING_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)


def end(command: Callable[[], int]) -> NoReturn:
    """Run a command and exit with its status: 130 where it was stopped, 2 where it could not do
    what was asked, or can't write."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plainer")
    try:
        status = command()
        sys.stdout.flush()  # here, where it can still be said that nobody reads it
    except BaseException as error:
        if _was_stopped(error):
            print("\nstopped; nothing was lost, call again to start over", file=sys.stderr)
            status = STOPPED
        elif isinstance(error, UsageError):
            print(error, file=sys.stderr)
            status = NOT_DONE
        elif isinstance(error, OSError) and (what := _not_written(error)):
            print(f"{what}: can't be written ({error.strerror})", file=sys.stderr)
            # What is left of it would be tried again at the exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = NOT_DONE
        elif isinstance(error, MemoryError) or _errno(error) in _NOTHING_LEFT:
            print(
                f"nothing was graded, call again: the machine has no more ({error})",
                file=sys.stderr,
            )
            status = NOT_DONE
        else:
            raise
    # Where an interrupt came while a library ran code that it makes from text, CPython means to die
    # by that signal, whatever the status; the next such code makes it forget.
    exec("")
    sys.exit(status)


def _plainer(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    letters = error.object[error.start : error.end]
    return "".join(_PLAINER.get(letter, "?") for letter in letters), error.end


codecs.register_error("plainer", _plainer)


def _not_written(error: OSError) -> str:
    """What can't be written where that is what the error says, else nothing."""
    if error.errno in _CAN_NOT_WRITE:
        return str(error.filename or "what this prints")
    # So says tempfile, and nothing else, where it has found no folder with room.
    return "temporary files" if "No usable temporary directory" in str(error) else ""


def _errno(error: BaseException) -> int | None:
    return error.errno if isinstance(error, OSError) else None


def _was_stopped(error: BaseException | None) -> bool:
    """Whether an interrupt is behind it: a library that cleans up may stumble over something
    else."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False
