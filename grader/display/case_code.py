"""A failing case as lines of code: what to paste into a Python prompt to see it happen."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.display.snippet import as_code, generator_code
from grader.model import Call
from grader.worker import wire
from grader.worker.wire import Kind, Seed

WIDTH = 66
MAX_LINES = 12
MAX_CHAIN = 3
# Of calls that share a generator, equal ones in a row counted as one.
MAX_RUNS = 6


def case_as_code(calls: Sequence[Call], module: str) -> str:
    """The calls of a case as code to paste, no more of them than are needed to see the last fail.

    Calls that hand their result on are shown as a chain; of a long chain only the last call, with
    the state that went into it. module: the student's file that the functions are in.
    """
    if not calls:
        return ""
    if _is_constant(calls[-1]):
        return f"{calls[-1].name} = {as_code(calls[-1].value)}"
    shown = shown_calls(calls)
    lines = _Script(handed_on=is_chain(shown)).lines(shown)
    skipped = len(_chain(calls)) - len(shown)
    if len(shown) == 1 and skipped:
        lines.insert(0, f"# after {skipped} steps, with the w and the config that they led to")
    return "\n".join([*_imports(lines, shown, module), *_joined(lines)])


def shown_calls(calls: Sequence[Call]) -> list[Call]:
    """The calls that stand in a report: the last one, and what has to come before it."""
    chain = _chain(calls)
    if len(chain) > MAX_CHAIN:
        return chain[-1:]
    return chain if len(chain) > 1 else _needed(calls)


def is_chain(shown: Sequence[Call]) -> bool:
    """Whether each call takes what the one before it returned."""
    return len(_chain(shown)) == len(shown) > 1


def is_alone(calls: Sequence[Call]) -> bool:
    """Whether the report shows one call, and nothing had to come before it."""
    return (
        bool(calls)
        and not _is_constant(calls[-1])
        and len(_chain(calls)) == 1
        and (len(_needed(calls)) == 1)
    )


def ending_with(calls: tuple[Call, ...], got: Any) -> tuple[Call, ...]:
    """The calls up to the one that returned `got`, the object itself; all where none did."""
    if isinstance(got, np.ndarray | list | dict | Kind):
        for position, call in enumerate(calls):
            if _holds(call.value, got):
                return calls[: position + 1]
    return calls


def _holds(value: Any, wanted: Any) -> bool:
    if value is wanted:
        return True
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list) and any(_holds(item, wanted) for item in value)


def _is_constant(call: Call) -> bool:
    return call.read and call.on is None


def _hands_on(call: Call, following: Call) -> bool:
    """Whether the pair (w, config) that a call returned went into the next one."""
    pair = call.value
    if type(pair) is not list or len(pair) != 2 or len(following.args) != 3 or call.failed:
        return False
    if type(pair[0]) is not np.ndarray or call.name != following.name:
        return False
    return wire.encode(pair) == wire.encode([following.args[0], following.args[2]])


def _chain(calls: Sequence[Call]) -> list[Call]:
    chain = [calls[-1]]
    for call in reversed(calls[:-1]):
        if not _hands_on(call, chain[0]):
            break
        chain.insert(0, call)
    return chain


def _needed(calls: Sequence[Call]) -> list[Call]:
    """The last call, and those before it that drew from its generator or from one like it."""
    seeds = _seeds(calls[-1])
    drawn = [*(call for call in calls[:-1] if seeds & _seeds(call)), calls[-1]]
    first = max(0, len(list(_runs(drawn))) - MAX_RUNS)
    return [call for run in list(_runs(drawn))[first:] for call in run]


def _runs(calls: Sequence[Call]) -> Iterator[list[Call]]:
    """The calls, with those that are asked again and again in a row taken together."""
    for _, run in itertools.groupby(calls, key=_asked):
        yield list(run)


def _asked(call: Call) -> bytes:
    return wire.encode([call.name, list(call.args), call.kwargs])


def _seeds(call: Call) -> set[tuple[str, int]]:
    arguments = (*call.args, *call.kwargs.values())
    return {(item.kind, item.seed) for item in arguments if isinstance(item, Seed)}


class _Script:
    """Lines of code, and the names that they have given to generators and kinds."""

    def __init__(self, handed_on: bool = False) -> None:
        self._handed_on = handed_on
        self._names: dict[bytes, str] = {}
        self._made: dict[object, str] = {}
        self._lines: list[str] = []

    def lines(self, calls: Sequence[Call]) -> list[str]:
        """The lines that make these calls, one after the other."""
        runs = [[call] for call in calls] if self._handed_on else _runs(calls)
        for position, run in enumerate(runs):
            call = run[-1]
            arguments = [self._argument(item) for item in call.args]
            if self._handed_on and position:
                arguments[0], arguments[2] = "w", "config"
            arguments += [f"{key}={self._argument(item)}" for key, item in call.kwargs.items()]
            # The last call stands alone, so that a prompt shows what it returns.
            target = "w, config = " if self._handed_on and call is not calls[-1] else ""
            asked = f"{call.name}({', '.join(arguments)})"
            if len(run) > 1:
                asked = f"[{asked} for _ in range({len(run)})]"
            self._lines.append(f"{target}{asked}")
        return self._lines

    def _argument(self, value: Any) -> str:
        if not isinstance(value, Seed | Kind):
            return as_code(value)
        key = wire.encode(value)
        if key not in self._names:
            base = value.variable if isinstance(value, Kind) else "rng"
            taken = sum(name.startswith(base) for name in self._names.values())
            name = self._names[key] = f"{base}_{taken + 1}" if taken else base
            if isinstance(value, Kind):
                self._lines += value.code(name, self._made.get(value.form(), ""))
                self._made.setdefault(value.form(), name)
            else:
                self._lines.append(f"{name} = {generator_code(value.kind, value.seed)}")
        return self._names[key]


def _imports(lines: Sequence[str], shown: Sequence[Call], module: str) -> list[str]:
    """The imports that the lines need."""
    code = "\n".join(lines)
    needed = [("copy.", "import copy"), ("np.", "import numpy as np"), ("torch.", "import torch")]
    needed += [("nn.", "from torch import nn")]
    libraries = "; ".join(line for use, line in needed if use in code)
    names = ", ".join(dict.fromkeys(call.name for call in shown))
    ours = f"from student.{module} import {names}"
    one_line = f"{libraries}; {ours}" if libraries else ours
    return [one_line] if len(one_line) <= WIDTH else [libraries, ours]


def _joined(lines: Sequence[str]) -> list[str]:
    """Long lines broken between arguments, where Python lets a line go on."""
    broken = [
        piece
        for line in lines
        for piece in textwrap.wrap(
            line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
    ]
    return broken if len(broken) <= MAX_LINES else [*broken[: MAX_LINES - 1], "    …"]
