"""Runs a submitted file statement by statement, so that one that fails costs only what needs it.

A figure that can't be saved here, a data file that was not handed in, a library that isn't
installed, a training run that was left at the bottom: the functions around it can be graded. Every
name that the statement would have bound then stands for its failure, which is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from grader.worker.absent import Absent, while_loading
from grader.worker.clock import clock
from grader.worker.errors import text_of
from grader.worker.statements import Statement, statements

SECONDS = 5.0  # for all statements of a file, well below what loading may take
_LAST_SECONDS = 0.2  # for each statement after that
_TEXT = 160  # of an error's text


class TookTooLong(BaseException):
    """Ends a statement; a submission's `except Exception` does not catch it."""

    def __str__(self) -> str:
        return f"took more than {SECONDS:g} s; put such work under if __name__ == '__main__':"


def run(source: str, origin: str, namespace: dict[str, Any], graded_files: str) -> Iterator[str]:
    """Run all statements in their order; yields a line for each that failed.

    origin: the file's name, as a traceback shows it. graded_files: for who imports another.

    Raises:
        SyntaxError: with no statement run, where nothing in it is Python of this version.
    """
    time = clock(TookTooLong, SECONDS, _LAST_SECONDS)
    for statement in statements(source, origin):
        try:
            with time, while_loading():
                statement.run(namespace)
        except SystemExit:
            yield f"line {statement.line} ends the program; what is below it was run all the same"
        except (Exception, TookTooLong) as error:
            reason = _reason(statement, error, graded_files)
            _stand_in(statement, namespace, reason)
            yield f"line {statement.line}, {statement.text}: {reason}"


def _stand_in(statement: Statement, namespace: dict[str, Any], reason: str) -> None:
    """Bind what the statement did not bind to its failure."""
    for name in statement.names:
        if name in namespace and statement.has_body:
            continue
        error: Callable[[], Exception]
        if statement.error is not None:
            wrong = statement.error
            place = (wrong.filename, wrong.lineno, wrong.offset, wrong.text)
            error = partial(SyntaxError, f"{name} was left out: {wrong.msg}", place)
        elif statement.module is not None:
            error = partial(ImportError, f"{name} could not be imported: {reason}")
        else:
            error = partial(NameError, f"{name} has no value, line {statement.line}: {reason}")
        namespace[name] = Absent(error)


def _reason(statement: Statement, error: BaseException, graded_files: str) -> str:
    text = text_of(error, _TEXT)
    if isinstance(error, TookTooLong):
        return text
    if statement.module is None:
        return f"{type(error).__name__}: {text}" if text else type(error).__name__
    if isinstance(error, ModuleNotFoundError) and error.name == statement.module.partition(".")[0]:
        return (
            f"{error.name} is neither installed here nor one of the graded files ({graded_files})"
        )
    return text
