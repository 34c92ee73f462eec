"""The worker's side of a conversation: load the student's modules, then answer one call after
another.

Every reply is a dict of plain values. What the student's code raises becomes text here and never
leaves as an object.
"""

from __future__ import annotations

import importlib
import inspect
import socket
import sys
import tomllib
import traceback
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from grader.worker import frames, wire
from grader.worker.stateless import is_stateless
from grader.worker.submitted import SubmittedModules
from grader.worker.values import Workbench, fingerprint, fresh_random_state, random_state, reduce

MAX_TEXT = 2000


class Conversation:
    """Answers the judge's requests on one socket until it is closed.

    ours: the names of this side's modules, which no submission may find.
    """

    def __init__(self, connection: socket.socket, ours: Sequence[str]) -> None:
        self._ours = ours
        self._connection = connection
        self._module: ModuleType | None = None
        self._workbench = Workbench()
        self._table_text = self._table_name = ""

    def run(self) -> None:
        """Answer until the judge hangs up."""
        actions: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "load": self._load,
            "call": self._call,
            "constant": self._constant,
            "load_table": self._load_table,
            "table": self._table,
        }
        while True:
            message, nonce = frames.receive_frame(self._connection)
            request = wire.decode(message)
            try:
                reply = actions[request["op"]](request)
            except BaseException as error:
                reply = _raised(error)
            _flush()
            frames.send_frame(self._connection, _encode_reply(reply), nonce)

    def _load(self, request: dict[str, Any]) -> dict[str, Any]:
        """Load the module; False, with no line of it run, where it may not keep state and could."""
        sources = {name: text(data) for name, data in request["sources"].items()}
        if request["only_stateless"] and not is_stateless(sources, request["module"]):
            return {"kind": "value", "value": False}
        # Honest code has no use for this side's modules; others would patch them.
        for name in self._ours:
            sys.modules.pop(name, None)
        sys.meta_path.insert(0, SubmittedModules(sources))
        self._module = importlib.import_module("student." + request["module"])
        return {"kind": "value", "value": True}

    def _constant(self, request: dict[str, Any]) -> dict[str, Any]:
        value = self._module.__dict__.get(request["name"])
        return {"kind": "value", "value": reduce(value)}

    def _load_table(self, request: dict[str, Any]) -> dict[str, Any]:
        self._table_text, self._table_name = text(request["text"]), request["name"]
        return {"kind": "value", "value": True}

    def _table(self, request: dict[str, Any]) -> dict[str, Any]:
        """Parse TOML, here because a parser's time and memory are bounded here; nothing of a
        submission runs.
        """
        try:
            return {"kind": "value", "value": reduce(tomllib.loads(self._table_text))}
        except Exception as error:
            return _raised(error) | {
                "text": f"{self._table_name} can't be read: {_safe_text(error)}"
            }

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["new_case"]:
            self._workbench = Workbench()
        name = request["name"]
        function = self._module.__dict__.get(name)
        if not callable(function):
            return {"kind": "missing", "name": name}
        arguments = [self._workbench.materialize(item) for item in request["args"]]
        keywords = {
            key: self._workbench.materialize(item) for key, item in request["kwargs"].items()
        }
        if request["observe"]:
            return _observed(function, arguments, keywords)
        return {"kind": "value", "value": reduce(function(*arguments, **keywords))}


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


def _observed(function: Any, arguments: list[Any], keywords: dict[str, Any]) -> dict[str, Any]:
    state = fresh_random_state()
    objects = [*arguments, *keywords.values()]
    before = [fingerprint(item) for item in objects]
    value = reduce(function(*arguments, **keywords))
    after = [fingerprint(item) for item in objects]
    changed = []
    if before != after:
        names = [*_parameter_names(function, len(arguments)), *keywords]
        triples = zip(names, before, after, strict=True)
        changed = [name for name, old, new in triples if old != new]
    return {"kind": "value", "value": value, "changed": changed, "random": random_state() != state}


def _parameter_names(function: Any, count: int) -> list[str]:
    try:
        names = list(inspect.signature(function).parameters)[:count]
    except (TypeError, ValueError):
        names = []
    return names + [f"argument {index + 1}" for index in range(len(names), count)]


def _encode_reply(reply: dict[str, Any]) -> bytes:
    try:
        return wire.encode(reply)
    except wire.WireError as error:
        reason = wire.Foreign(f"value that can't be sent ({error})")
        return wire.encode({"kind": "value", "value": reason})


def _raised(error: BaseException) -> dict[str, Any]:
    return {
        "kind": "raised",
        "type": _name(error),
        "text": _safe_text(error),
        "trace": _trace(error),
        "not_started": type(error) is NotImplementedError,
    }


def _name(error: BaseException) -> str:
    return type.__getattribute__(type(error), "__name__")[:80]


def _safe_text(error: BaseException) -> str:
    try:
        return str(error)[:MAX_TEXT]
    except BaseException:
        return "(its message could not be read)"


def _trace(error: BaseException) -> str:
    """The traceback cut down to the student's own files, innermost last."""
    try:
        if isinstance(error, SyntaxError):
            return "".join(traceback.format_exception_only(error))[-MAX_TEXT:]
        theirs, step = [], error.__traceback__
        while step is not None:
            # Chosen before anything is looked up: some checks want an error from every call.
            if step.tb_frame.f_code.co_filename.startswith("student/"):
                theirs.append(step)
            step = step.tb_next
        lines = [traceback.extract_tb(step, limit=1)[0] for step in theirs[-6:]]
        return "".join(traceback.format_list(lines))[-MAX_TEXT:]
    except BaseException:
        return ""
