"""The worker's side of a conversation: load the student's modules, then answer one call after
another.

What the student's code raises becomes text here and never leaves as an object.
"""

from __future__ import annotations

import importlib
import linecache
import os
import sys
import tomllib
import traceback
from collections.abc import Collection, Sequence
from types import MappingProxyType, ModuleType, TracebackType
from typing import Any, Protocol

import numpy as np

from grader.worker import calling, frames, messages, wire
from grader.worker.absent import Absent
from grader.worker.callees import callees
from grader.worker.errors import text_of
from grader.worker.frames import Channel
from grader.worker.messages import Missing, Needs, Raised, Value
from grader.worker.preloading import UnloadedLibraries
from grader.worker.stubs import fingerprint
from grader.worker.submitted import SubmittedModules
from grader.worker.values import Workbench

MAX_TEXT = 2000
_MOST_BASES = 16
_READY, _GREETING = wire.encode(Value(True)), wire.encode(messages.Greeting())


class Forking(Protocol):
    """How a process that has loaded a file becomes several."""

    def before_loading(self) -> None:
        """The file is loaded next."""

    def after_loading(self) -> None:
        """It has been."""

    def fork(self, connection: Any) -> Any:
        """Fork: in the child its own connection to the judge, in this process None."""


class Conversation:
    """Answers the judge's requests on one socket until it is closed.

    ours: the names of this side's modules, which no submission may find.
    """

    def __init__(self, connection: Channel, ours: Sequence[str], mother: Forking) -> None:
        self._ours = ours
        self._mother = mother
        self._unloaded = UnloadedLibraries()
        self._connection = connection
        self._module: ModuleType | None = None
        self._workbench = Workbench()
        self._stubs: frozenset[str] = frozenset()
        self._table = messages.LoadTable(np.empty(0, np.uint8), "")

    def run(self) -> None:
        """Answer until the judge hangs up."""
        while True:
            message, nonce = frames.receive_frame(self._connection)
            request = wire.receive(message, messages.Request)
            if isinstance(request, messages.Fork):
                # Nothing of the file's runs on this way, not even what it may have for a stdout.
                frames.send_frame(self._connection, _READY, nonce)
                self._fork()
                continue
            try:
                reply = self._reply(request)
            except BaseException as error:
                reply = _raised(error, self._stubs)
            if self._unloaded.asked_for:  # whatever has become of the import
                reply = Needs(self._unloaded.asked_for)
            _flush()
            frames.send_frame(self._connection, _encode_reply(reply), nonce)

    def _reply(self, request: messages.Answered) -> messages.Reply:
        match request:
            case messages.Load():
                return Value(self._load(request))
            case messages.LoadTable():
                self._table = request
                self._mother.after_loading()  # a table, too, is parsed in forks
                return Value(True)
            case messages.Table():
                return self._parsed_table()
        if request.new_case:
            self._workbench = Workbench()
        if isinstance(request, messages.Read):
            return Value(self._workbench.reduce(self._read(request)))
        return self._call(request)

    def _load(self, request: messages.Load) -> list[Any]:
        """Load the module; a line for each statement of its files that failed, and which of its
        functions call which.
        """
        sources = {name: text(data) for name, data in request.sources.items()}
        # Honest code has no use for this side's modules; others would patch them.
        for name in self._ours:
            sys.modules.pop(name, None)
        submitted = SubmittedModules(sources)
        sys.meta_path[:0] = [submitted, self._unloaded]
        self._stubs = frozenset(request.stubs)
        self._mother.before_loading()
        self._module = importlib.import_module("student." + request.module)
        _flush()
        self._mother.after_loading()
        return [submitted.notes, callees(self._module.__dict__)]

    def _fork(self) -> None:
        """Go on in two processes; the new one greets and answers on its own connection."""
        connection = self._mother.fork(self._connection)
        if connection is None:
            return
        self._connection = connection
        frames.send_frame(connection, _GREETING)
        try:
            self.run()
        finally:
            os._exit(0)

    def _parsed_table(self) -> messages.Reply:
        """Parse TOML, here because a parser's time and memory are bounded here; nothing of a
        submission runs.
        """
        try:
            return Value(self._workbench.reduce(tomllib.loads(text(self._table.text))))
        except Exception as error:
            return _raised(
                error, said=f"{self._table.file} can't be read: {text_of(error, MAX_TEXT)}"
            )

    def _read(self, request: messages.Read) -> Any:
        if request.on:
            return getattr(self._workbench.materialize(request.on), request.name)
        value = self._module.__dict__.get(request.name)
        if type(value) is Absent:
            value.use()
        # A constant is read and no more: a view that can't be written to is as good as its dict.
        return dict(value) if type(value) is MappingProxyType else value

    def _call(self, request: messages.Call) -> messages.Reply:
        if request.on:
            held = self._workbench.materialize(request.on)
            function = getattr(held, request.name) if request.name else held
        else:
            function = self._module.__dict__.get(request.name)
            if request.name and not callable(function):
                return Missing(request.name)
        return calling.call(self._workbench, function, request)


def _flush() -> None:
    """Let go of what was printed, so that it belongs to this call and to no later one."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            continue  # the student's code may have put something else there


def text(data: np.ndarray) -> str:
    """A text that crosses as its UTF-8 bytes, since the wire bounds what it takes as strings."""
    return data.tobytes().decode()


def _encode_reply(reply: messages.Reply) -> bytes:
    try:
        return wire.encode(reply)
    except wire.WireError as error:
        return wire.encode(Value(wire.Handle(f"value that can't be sent ({error})")))


def _raised(error: BaseException, stubs: Collection[str] = (), said: str = "") -> Raised:
    return Raised(
        kind=_name(type(error)),
        text=said or text_of(error, MAX_TEXT),
        trace=_trace(error),
        not_started=type(error) is NotImplementedError and _raised_by(error) in stubs,
        bases=bases_of(error),
    )


def _raised_by(error: BaseException) -> str:
    """The fingerprint of the function that raised it."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return "" if step is None else fingerprint(step.tb_frame.f_code)


def bases_of(error: BaseException) -> tuple[str, ...]:
    """The names of the types that an exception is one of, its own first."""
    return tuple(map(_name, type.__getattribute__(type(error), "__mro__")[:_MOST_BASES]))


def _name(kind: type) -> str:
    return str(type.__getattribute__(kind, "__name__"))[:80]


def _trace(error: BaseException) -> str:
    """The traceback cut down to the student's own files, innermost last, marked alike by every
    Python: where they end a mark or what else they mark differs."""
    try:
        if isinstance(error, SyntaxError):
            error.end_lineno, error.end_offset = error.lineno, error.offset
            return "".join(traceback.format_exception_only(error))[-MAX_TEXT:]
        theirs, step = [], error.__traceback__
        while step is not None:
            # Chosen before anything is looked up: some checks want an error from every call.
            if step.tb_frame.f_code.co_filename.startswith("student/"):
                theirs.append(step)
            step = step.tb_next
        return "".join(map(_step, theirs[-6:]))[-MAX_TEXT:]
    except BaseException:
        return ""


def _step(step: TracebackType) -> str:
    """A step of a traceback as Python writes it, with a mark under what failed where that is part
    of one line."""
    frame = traceback.extract_tb(step, limit=1)[0]
    said = f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n    {frame.line}\n'
    line = linecache.getline(frame.filename, frame.lineno or 0).encode()
    before = line[: frame.colno].decode().lstrip()
    marked = line[frame.colno : frame.end_colno].decode()
    if frame.lineno != frame.end_lineno or marked == frame.line:
        return said
    return f"{said}    {' ' * len(before)}{'^' * len(marked)}\n"
